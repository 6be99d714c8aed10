// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_states: holds known numbers of TCP connections to a listener of its own, in
 * the states that STEPS bring them into. Prints its pid and stays until killed.
 */
#include "tool.h"
#include <sys/resource.h>

static struct sockaddr_storage at;
static socklen_t len;
static int listener;

static void listen_here(const char *text, long port)
{
	int one = 1;

	len = address(&at, text, port);
	listener = socket(at.ss_family, SOCK_STREAM, 0);
	if (listener < 0)
		die("socket");
	if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)))
		die("SO_REUSEADDR");
	if (bind(listener, (struct sockaddr *)&at, len))
		die("bind");
	if (listen(listener, 128))
		die("listen");
}

static void finish(int fd)
{
	if (shutdown(fd, SHUT_WR))
		die("shutdown");
}

static void await_end(int fd)
{
	char byte;

	if (read(fd, &byte, 1) != 0)
		die("read");
}

static void step(int client, int server, char what)
{
	switch (what) {
	case 'c':
	case 'C':
		finish(client);
		break;
	case 's':
	case 'S':
		finish(server);
		break;
	case 'x':
		close(client);
		close(server);
		break;
	default:
		errno = EINVAL;
		die("STEPS");
	}
	if (what == 'C')
		await_end(server);
	if (what == 'S')
		await_end(client);
}

static void connection(const char *steps)
{
	int client, server;

	client = socket(at.ss_family, SOCK_STREAM, 0);
	if (client < 0)
		die("socket");
	if (connect(client, (struct sockaddr *)&at, len))
		die("connect");
	server = accept(listener, NULL, NULL);
	if (server < 0)
		die("accept");
	for (; *steps; steps++)
		step(client, server, *steps);
}

int main(int argc, char **argv)
{
	struct rlimit files;
	long n;

	if (argc < 5 || argc % 2 == 0) {
		fprintf(stderr, "usage: tcp_states ADDRESS PORT COUNT STEPS [COUNT STEPS]...\n"
				"STEPS: c client, s server sends its FIN; C, S also wait until the other has it;\n"
				"       x close both\n");
		return 2;
	}
	if (getrlimit(RLIMIT_NOFILE, &files))
		die("RLIMIT_NOFILE");
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files))
		die("RLIMIT_NOFILE");
	listen_here(argv[1], num(argv[2]));
	for (argv += 3; *argv; argv += 2)
		for (n = num(argv[0]); n; n--)
			connection(argv[1]);
	hold_in_background();
}
