// SPDX-License-Identifier: GPL-2.0
/*
 * follow: what poll() and read() of a file say, one word a line:
 *
 *	poll MS		ready, or quiet if nothing came in so many ms
 *	read		how many lines were there, or the error's name
 *	skip		nothing; reads all there is
 */
#include "tool.h"
#include <fcntl.h>
#include <poll.h>

static char text[1 << 20];

static long lines(int fd)
{
	ssize_t n = read(fd, text, sizeof(text)), i;
	long count = 0;

	if (n < 0)
		return -errno;
	for (i = 0; i < n; i++)
		count += text[i] == '\n';
	return count;
}

int main(int argc, char **argv)
{
	struct pollfd poll_fd = { .events = POLLIN };
	long n;

	if (argc < 3) {
		fprintf(stderr, "usage: follow FILE (poll MS | read | skip)...\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	poll_fd.fd = open(argv[1], O_RDONLY | O_NONBLOCK);
	if (poll_fd.fd < 0)
		die(argv[1]);
	for (argv += 2; *argv; argv++) {
		if (!strcmp(*argv, "poll") && argv[1]) {
			n = poll(&poll_fd, 1, num(*++argv));
			if (n < 0)
				die("poll");
			puts(n ? poll_fd.revents & POLLIN ? "ready" : "error" : "quiet");
			continue;
		}
		n = lines(poll_fd.fd);
		if (!strcmp(*argv, "skip"))
			while (n > 0)
				n = lines(poll_fd.fd);
		else if (n < 0)
			puts(n == -EAGAIN ? "EAGAIN" : strerror(-n));
		else
			printf("%ld\n", n);
	}
	return 0;
}
