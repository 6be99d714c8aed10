// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_stuff: connections to a small receiver of its own that nobody reads, filled
 * with segments whose bookkeeping outweighs their data, which the window does not
 * foresee. Prints its pid and stays until killed.
 */
#include "tool.h"
#include <netinet/tcp.h>

static int listen_at(struct sockaddr_storage *at, socklen_t len, int bytes)
{
	int fd = socket(at->ss_family, SOCK_STREAM, 0), one = 1;

	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    (bytes && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes))))
		die("setsockopt");
	if (bind(fd, (struct sockaddr *)at, len) || listen(fd, 128))
		die("listen");
	return fd;
}

static void fill(const struct sockaddr_storage *to, socklen_t len, long size, long writes)
{
	int fd = socket(to->ss_family, SOCK_STREAM, 0), one = 1;
	static char data[65536];

	if (fd < 0)
		die("socket");
	if (connect(fd, (const struct sockaddr *)to, len))
		die("connect");
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)))
		die("TCP_NODELAY");
	while (writes--)
		if (send(fd, data, size, MSG_DONTWAIT) < 0)
			break;
}

int main(int argc, char **argv)
{
	struct sockaddr_storage at;
	socklen_t len;
	long n;

	if (argc != 7) {
		fprintf(stderr, "usage: tcp_stuff ADDRESS PORT RCVBUF CONNECTIONS SIZE WRITES\n");
		return 2;
	}
	len = address(&at, argv[1], num(argv[2]));
	listen_at(&at, len, num(argv[3]));
	for (n = num(argv[4]); n; n--)
		fill(&at, len, num(argv[5]), num(argv[6]));
	hold_in_background();
}
