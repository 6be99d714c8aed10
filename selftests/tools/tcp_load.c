// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_load: -l answers: reads all of a connection, then closes it. Else COUNT
 * connections of BYTES each over PORTS neighbouring ports, or as many as SECONDS
 * allow. Says how many there were, and their bytes: of those alone that the other
 * side has read to the end and closed in turn.
 */
#include "tool.h"
#include <fcntl.h>
#include <poll.h>
#include <time.h>

/* Closed here and not yet there: nobody waits for the other process each time. */
#define IN_FLIGHT 64

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
	int fd = listen_on(&at, len, 1024);

	if (fcntl(fd, F_SETFL, O_NONBLOCK))
		die("O_NONBLOCK");
	return fd;
}

static void serve(const char *text, long first, long ports)
{
	struct pollfd wait[64];
	long i;
	int fd;

	for (i = 0; i < ports; i++) {
		wait[i].fd = listen_at(text, first + i);
		wait[i].events = POLLIN;
	}
	to_background();
	while (poll(wait, ports, -1) > 0) {
		for (i = 0; i < ports; i++) {
			if (!wait[i].revents)
				continue;
			while ((fd = accept(wait[i].fd, NULL, NULL)) >= 0)
				drain(fd);
			if (errno != EAGAIN)
				die("accept");
		}
	}
	die("poll");
}

static int one(const char *text, long port, long bytes)
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
	return fd;
}

int main(int argc, char **argv)
{
	int listener = argc > 1 && !strcmp(argv[1], "-l");
	long first, ports, bytes, count, n, done;
	int flying[IN_FLIGHT];
	time_t end;

	if (listener ? argc != 5 : argc != 7) {
		fprintf(stderr, "usage: tcp_load -l ADDRESS PORT PORTS | ADDRESS PORT PORTS BYTES COUNT SECONDS\n");
		return 2;
	}
	first = num(argv[2 + listener]);
	ports = num(argv[3 + listener]);
	if (!ports || ports > 64)
		return 2;
	if (listener)
		serve(argv[2], first, ports);
	bytes = num(argv[4]);
	count = num(argv[5]);
	end = time(NULL) + num(argv[6]);
	for (n = 0, done = 0; n < count && time(NULL) < end; n++) {
		if (n - done == IN_FLIGHT)
			drain(flying[done++ % IN_FLIGHT]);
		flying[n % IN_FLIGHT] = one(argv[1], first + n % ports, bytes);
	}
	while (done < n)
		drain(flying[done++ % IN_FLIGHT]);
	printf("%ld %ld\n", done, done * bytes);
	return 0;
}
