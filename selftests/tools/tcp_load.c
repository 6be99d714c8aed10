// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_load: -l answers: reads all of a connection, then closes it. Else connections
 * of BYTES each, one after the other, the whole of them read by the other side before
 * the next; for SECONDS, over PORTS neighbouring ports. Says how many there were.
 */
#include "tool.h"
#include <poll.h>
#include <time.h>

static char data[262144];

static void drain(int fd)
{
	ssize_t got;

	do
		got = read(fd, data, sizeof(data));
	while (got > 0);
	if (got < 0)
		die("read");
	close(fd);
}

static int listen_at(const char *text, long port)
{
	struct sockaddr_storage at;
	socklen_t len = address(&at, text, port);
	int fd = socket(at.ss_family, SOCK_STREAM, 0), one = 1;

	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)))
		die("SO_REUSEADDR");
	if (bind(fd, (struct sockaddr *)&at, len) || listen(fd, 128))
		die("listen");
	return fd;
}

static void serve(const char *text, long first, long ports)
{
	struct pollfd wait[64];
	pid_t pid;
	long i;
	int fd;

	for (i = 0; i < ports; i++) {
		wait[i].fd = listen_at(text, first + i);
		wait[i].events = POLLIN;
	}
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid) {
		printf("%d\n", (int)pid);
		exit(0);
	}
	close(0);
	close(1);
	while (poll(wait, ports, -1) > 0) {
		for (i = 0; i < ports; i++) {
			if (!wait[i].revents)
				continue;
			fd = accept(wait[i].fd, NULL, NULL);
			if (fd < 0)
				die("accept");
			drain(fd);
		}
	}
	die("poll");
}

static void one(const char *text, long port, long bytes)
{
	struct sockaddr_storage to;
	socklen_t len = address(&to, text, port);
	int fd = socket(to.ss_family, SOCK_STREAM, 0);
	ssize_t sent;

	if (fd < 0)
		die("socket");
	if (connect(fd, (struct sockaddr *)&to, len))
		die("connect");
	for (; bytes > 0; bytes -= sent) {
		sent = write(fd, data, bytes < (long)sizeof(data) ? bytes : (long)sizeof(data));
		if (sent < 0)
			die("write");
	}
	if (shutdown(fd, SHUT_WR))
		die("shutdown");
	drain(fd);
}

int main(int argc, char **argv)
{
	int listener = argc > 1 && !strcmp(argv[1], "-l");
	long first, ports, bytes, n = 0;
	time_t end;

	if (listener ? argc != 5 : argc != 6) {
		fprintf(stderr, "usage: tcp_load -l ADDRESS PORT PORTS | ADDRESS PORT PORTS BYTES SECONDS\n");
		return 2;
	}
	first = num(argv[2 + listener]);
	ports = num(argv[3 + listener]);
	if (!ports || ports > 64)
		return 2;
	if (listener)
		serve(argv[2], first, ports);
	bytes = num(argv[4]);
	end = time(NULL) + num(argv[5]);
	while (time(NULL) < end) {
		one(argv[1], first + n % ports, bytes);
		n++;
	}
	printf("%ld %ld\n", n, n * bytes);
	return 0;
}
