// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_crowd: many connections at once. -l takes all that come and never closes one;
 * else COUNT are made, and with -f closed on this side. Prints its pid (a listener
 * as soon as it listens, the others when all are made) and stays until killed. With
 * -k each asks the other side every second if it is still there.
 */
#include "tool.h"
#include <netinet/tcp.h>
#include <sys/resource.h>

static void many_files(void)
{
	struct rlimit files = { 65536, 65536 };

	if (setrlimit(RLIMIT_NOFILE, &files))
		die("RLIMIT_NOFILE");
}

static void take_all(struct sockaddr_storage *at, socklen_t len)
{
	int fd = listen_on(at, len, 1024);

	to_background();
	while (accept(fd, NULL, NULL) >= 0)
		;
	die("accept");
}

static void keep_alive(int fd)
{
	int one = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof(one)) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &one, sizeof(one)) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &one, sizeof(one)))
		die("SO_KEEPALIVE");
}

int main(int argc, char **argv)
{
	int opt, fd, listener = 0, finish = 0, keep = 0;
	struct sockaddr_storage at;
	socklen_t len;
	long n;

	while ((opt = getopt(argc, argv, "lfk")) != -1) {
		switch (opt) {
		case 'l':
			listener = 1;
			break;
		case 'k':
			keep = 1;
			break;
		case 'f':
			finish = 1;
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != (listener ? 2 : 3)) {
		fprintf(stderr, "usage: tcp_crowd -l ADDRESS PORT | [-f] [-k] ADDRESS PORT COUNT\n");
		return 2;
	}
	many_files();
	len = address(&at, argv[optind], num(argv[optind + 1]));
	if (listener)
		take_all(&at, len);
	for (n = num(argv[optind + 2]); n; n--) {
		fd = socket(at.ss_family, SOCK_STREAM, 0);
		if (fd < 0)
			die("socket");
		if (connect(fd, (struct sockaddr *)&at, len))
			die("connect");
		if (keep)
			keep_alive(fd);
		if (finish && shutdown(fd, SHUT_WR))
			die("shutdown");
	}
	hold_in_background();
}
