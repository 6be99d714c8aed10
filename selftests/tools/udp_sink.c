// SPDX-License-Identifier: GPL-2.0
/* udp_sink: a bound socket that nobody reads. Prints its pid and stays until killed. */
#include "tool.h"

int main(int argc, char **argv)
{
	struct sockaddr_storage at;
	socklen_t len;
	int fd, bytes;

	if (argc != 4) {
		fprintf(stderr, "usage: udp_sink ADDRESS PORT RCVBUF\n");
		return 2;
	}
	len = address(&at, argv[1], num(argv[2]));
	bytes = num(argv[3]);
	fd = socket(at.ss_family, SOCK_DGRAM, 0);
	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes)))
		die("SO_RCVBUF");
	if (bind(fd, (struct sockaddr *)&at, len))
		die("bind");
	hold_in_background();
}
