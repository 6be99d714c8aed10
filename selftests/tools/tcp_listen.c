// SPDX-License-Identifier: GPL-2.0
/* tcp_listen: a listener that never accepts. Prints its pid and stays until killed. */
#include "tool.h"

int main(int argc, char **argv)
{
	struct sockaddr_storage at;
	int fd, one = 1;
	socklen_t len;

	if (argc != 4) {
		fprintf(stderr, "usage: tcp_listen ADDRESS PORT BACKLOG\n");
		return 2;
	}
	len = address(&at, argv[1], num(argv[2]));
	fd = socket(at.ss_family, SOCK_STREAM, 0);
	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)))
		die("SO_REUSEADDR");
	if (bind(fd, (struct sockaddr *)&at, len))
		die("bind");
	if (listen(fd, num(argv[3])))
		die("listen");
	hold_in_background();
}
