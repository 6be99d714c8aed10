// SPDX-License-Identifier: GPL-2.0
/* tcp_listen: a listener that never accepts. Prints its pid and stays until killed. */
#include "tool.h"

int main(int argc, char **argv)
{
	struct sockaddr_storage at;
	socklen_t len;

	if (argc != 4) {
		fprintf(stderr, "usage: tcp_listen ADDRESS PORT BACKLOG\n");
		return 2;
	}
	len = address(&at, argv[1], num(argv[2]));
	listen_on(&at, len, num(argv[3]));
	hold_in_background();
}
