// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_stuff: connections to a listener of its own that nobody reads, filled until
 * the window closes. Prints its pid and stays until killed.
 */
#include "tool.h"

static void listen_at(struct sockaddr_storage *at, socklen_t len)
{
	int fd = socket(at->ss_family, SOCK_STREAM, 0), one = 1;

	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)))
		die("SO_REUSEADDR");
	if (bind(fd, (struct sockaddr *)at, len) || listen(fd, 128))
		die("listen");
}

static void fill(const struct sockaddr_storage *to, socklen_t len, long size, long writes)
{
	int fd = socket(to->ss_family, SOCK_STREAM, 0);
	static char data[65536];

	if (fd < 0)
		die("socket");
	if (connect(fd, (const struct sockaddr *)to, len))
		die("connect");
	while (writes--)
		if (send(fd, data, size, MSG_DONTWAIT) < 0)
			break;
}

int main(int argc, char **argv)
{
	struct sockaddr_storage at;
	socklen_t len;
	long n;

	if (argc != 6) {
		fprintf(stderr, "usage: tcp_stuff ADDRESS PORT CONNECTIONS SIZE WRITES\n");
		return 2;
	}
	len = address(&at, argv[1], num(argv[2]));
	listen_at(&at, len);
	for (n = num(argv[3]); n; n--)
		fill(&at, len, num(argv[4]), num(argv[5]));
	hold_in_background();
}
