// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_peers: makes the kernel remember many peers: COUNT connections over lo, each
 * between two addresses of its own. Each side remembers the other when it closes, so
 * there are two entries of tcp_metrics for each.
 */
#include "tool.h"

static void at(struct sockaddr_in *to, unsigned int net, unsigned int host, int port)
{
	memset(to, 0, sizeof(*to));
	to->sin_family = AF_INET;
	to->sin_port = htons(port);
	to->sin_addr.s_addr = htonl(net << 24 | host);
}

static int stream(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)))
		die("socket");
	return fd;
}

int main(int argc, char **argv)
{
	int listener, client, server, port = 5001;
	struct sockaddr_in from, to;
	long count, i;

	if (argc != 2) {
		fprintf(stderr, "usage: tcp_peers COUNT\n");
		return 2;
	}
	count = num(argv[1]);
	listener = stream();
	at(&to, 0, 0, port);
	if (bind(listener, (struct sockaddr *)&to, sizeof(to)) || listen(listener, 8))
		die("listen");
	for (i = 1; i <= count; i++) {
		/* 127.0.0.0/10 from, 127.128.0.0/10 to */
		at(&from, 127, i, 0);
		at(&to, 127, 0x800000 | i, port);
		client = stream();
		if (bind(client, (struct sockaddr *)&from, sizeof(from)) ||
		    connect(client, (struct sockaddr *)&to, sizeof(to)))
			die("connect");
		server = accept(listener, NULL, NULL);
		if (server < 0)
			die("accept");
		close(client);
		close(server);
	}
	return 0;
}
