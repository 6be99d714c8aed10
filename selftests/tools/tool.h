/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DLENS_TOOL_H
#define DLENS_TOOL_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static inline void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

/* stamps need more than the long of a 32-bit machine */
static inline long long num(const char *text)
{
	char *end;
	long long n = strtoll(text, &end, 0);

	if (end == text || *end || n < 0) {
		errno = EINVAL;
		die(text);
	}
	return n;
}

static inline socklen_t address(struct sockaddr_storage *ss, const char *text, int port)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)ss;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ss;

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof(*v4);
	}
	if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(port);
		return sizeof(*v6);
	}
	errno = EINVAL;
	die(text);
	return 0;
}

static inline int listen_on(const struct sockaddr_storage *at, socklen_t len, int backlog)
{
	int fd = socket(at->ss_family, SOCK_STREAM, 0), one = 1;

	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)))
		die("SO_REUSEADDR");
	if (bind(fd, (const struct sockaddr *)at, len) || listen(fd, backlog))
		die("listen");
	return fd;
}

/*
 * The caller gets the pid only once the sockets are ready, so that a script
 * needs no wait of its own; stdout is closed so that $(...) returns.
 */
static inline void to_background(void)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid) {
		printf("%d\n", (int)pid);
		exit(0);
	}
	close(0);
	close(1);
}

static inline void hold_in_background(void)
{
	to_background();
	for (;;)
		pause();
}

#endif
