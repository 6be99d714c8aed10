// SPDX-License-Identifier: GPL-2.0
/* udp_send: datagrams from an ordinary socket; errors that come back are not read. */
#include "tool.h"

static int open_socket(int family, const char *source, int port, int ttl, int probe)
{
	int v6 = family == AF_INET6;
	int fd = socket(family, SOCK_DGRAM, 0);

	if (fd < 0)
		die("socket");
	if (ttl && setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_UNICAST_HOPS : IP_TTL,
			      &ttl, sizeof(ttl)))
		die("ttl");
	if (probe) {
		/* PROBE: don't fragment, and ignore a path MTU learnt from an earlier packet */
		int how = v6 ? IPV6_PMTUDISC_PROBE : IP_PMTUDISC_PROBE;

		if (setsockopt(fd, v6 ? IPPROTO_IPV6 : IPPROTO_IP,
			       v6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, &how, sizeof(how)))
			die("mtu_discover");
	}
	if (source || port) {
		struct sockaddr_storage from;
		socklen_t len = address(&from, source ? source : v6 ? "::" : "0.0.0.0", port);

		if (bind(fd, (struct sockaddr *)&from, len))
			die("bind");
	}
	return fd;
}

int main(int argc, char **argv)
{
	long count = 1, size = 100, port = 0, ttl = 0, i;
	int opt, probe = 0, flows = 0, fd = -1;
	const char *source = NULL;
	struct sockaddr_storage to;
	socklen_t len;
	char *data;

	while ((opt = getopt(argc, argv, "c:s:b:p:t:Df")) != -1) {
		switch (opt) {
		case 'c':
			count = num(optarg);
			break;
		case 's':
			size = num(optarg);
			break;
		case 'b':
			source = optarg;
			break;
		case 'p':
			port = num(optarg);
			break;
		case 't':
			ttl = num(optarg);
			break;
		case 'D':
			probe = 1;
			break;
		case 'f':
			flows = 1;
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 2) {
		fprintf(stderr, "usage: udp_send [-c count, 0 for ever] [-s size] [-b source] [-p source port] [-t ttl] [-D] [-f a port each] ADDRESS PORT\n");
		return 2;
	}
	len = address(&to, argv[optind], num(argv[optind + 1]));
	data = calloc(1, size + 1);
	if (!data)
		die("calloc");

	for (i = 0; !count || i < count; i++) {
		if (fd < 0 || flows) {
			if (fd >= 0)
				close(fd);
			fd = open_socket(to.ss_family, source, flows && port ? port + i : port,
					 ttl, probe);
		}
		/* an ICMP error of an earlier datagram is reported once, by the next call */
		if (sendto(fd, data, size, 0, (struct sockaddr *)&to, len) != size &&
		    sendto(fd, data, size, 0, (struct sockaddr *)&to, len) != size)
			die("sendto");
	}
	return 0;
}
