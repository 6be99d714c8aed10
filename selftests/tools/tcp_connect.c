// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_connect: connects N times, one after the other; says how many were accepted,
 * refused, silent.
 */
#include "tool.h"
#include <poll.h>

static int attempt(const struct sockaddr_storage *to, socklen_t len, int timeout_ms, int *fd)
{
	struct pollfd wait = { .events = POLLOUT };
	socklen_t size = sizeof(int);
	int err = 0;

	*fd = socket(to->ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (*fd < 0)
		die("socket");
	if (!connect(*fd, (const struct sockaddr *)to, len))
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	wait.fd = *fd;
	if (!poll(&wait, 1, timeout_ms))
		return ETIMEDOUT;
	if (getsockopt(*fd, SOL_SOCKET, SO_ERROR, &err, &size))
		die("SO_ERROR");
	return err;
}

int main(int argc, char **argv)
{
	int opt, fd, keep = 0, accepted = 0, refused = 0, silent = 0;
	long count = 1, timeout_ms = 3000, i;
	struct sockaddr_storage to;
	socklen_t len;

	while ((opt = getopt(argc, argv, "c:t:k")) != -1) {
		switch (opt) {
		case 'c':
			count = num(optarg);
			break;
		case 't':
			timeout_ms = num(optarg);
			break;
		case 'k':
			keep = 1;
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 2) {
		fprintf(stderr, "usage: tcp_connect [-c count] [-t ms] [-k keep, in the background] ADDRESS PORT\n");
		return 2;
	}
	len = address(&to, argv[optind], num(argv[optind + 1]));
	for (i = 0; i < count; i++) {
		switch (attempt(&to, len, timeout_ms, &fd)) {
		case 0:
			accepted++;
			break;
		case ECONNREFUSED:
			refused++;
			break;
		case ETIMEDOUT:
			silent++;
			break;
		default:
			die("connect");
		}
		if (!keep)
			close(fd);
	}
	if (keep) {
		if (accepted != count)
			return 1;
		hold_in_background();
	}
	printf("accepted %d refused %d silent %d\n", accepted, refused, silent);
	return 0;
}
