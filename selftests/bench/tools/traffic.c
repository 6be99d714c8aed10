// SPDX-License-Identifier: GPL-2.0
/*
 * traffic: what traffic costs that is *not* dropped, in ticks of the TSC.
 *
 *	traffic FROM TO ADDRESS PORT LABEL=COMMAND...
 *
 * FROM and TO are namespaces (/run/netns/...). After each COMMAND: LABEL, the
 * median of a UDP datagram of 1,400 bytes sent and received, the median of 32 KiB
 * written to and read from a TCP connection, and of a TCP connection made and closed.
 */
#include "bench.h"
#include <netinet/tcp.h>

#define ROUNDS 1001
#define BLOCK 32768

static struct sockaddr_storage to;
static socklen_t to_len;
static int from_ns, to_ns, home, udp_out, udp_in, tcp_out, tcp_in, listener;
static char block[BLOCK];

static int open_in(int ns, int type)
{
	int fd, size = 1 << 20;

	if (setns(ns, CLONE_NEWNET))
		die("setns");
	fd = socket(to.ss_family, type, 0);
	if (fd < 0 || setns(home, CLONE_NEWNET))
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return fd;
}

static int connect_out(void)
{
	int fd = open_in(from_ns, SOCK_STREAM), one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (struct sockaddr *)&to, to_len))
		die("connect");
	return fd;
}

static void udp(void)
{
	if (sendto(udp_out, block, 1400, 0, (struct sockaddr *)&to, to_len) != 1400 ||
	    recv(udp_in, block, BLOCK, 0) != 1400)
		die("udp");
}

static void tcp(void)
{
	ssize_t left = BLOCK, n;

	if (write(tcp_out, block, BLOCK) != BLOCK)
		die("write");
	for (; left; left -= n) {
		n = read(tcp_in, block, left);
		if (n <= 0)
			die("read");
	}
}

static void connection(void)
{
	int out = connect_out(), in = accept(listener, NULL, NULL);

	if (in < 0)
		die("accept");
	close(in);
	close(out);
}

static uint64_t cost(void (*act)(void), int rounds)
{
	static uint64_t took[ROUNDS];
	uint64_t t;
	int i;

	for (i = 0; i < 20; i++)
		act();
	for (i = 0; i < rounds; i++) {
		t = __rdtsc();
		act();
		took[i] = __rdtsc() - t;
	}
	return bench_median(took, rounds);
}

static void measure(const char *label)
{
	printf("%s %lu", label, cost(udp, ROUNDS));
	printf(" %lu", cost(tcp, ROUNDS));
	printf(" %lu\n", cost(connection, 301));
}

int main(int argc, char **argv)
{
	if (argc < 6)
		return 2;
	home = open("/proc/self/ns/net", O_RDONLY);
	from_ns = open(argv[1], O_RDONLY);
	to_ns = open(argv[2], O_RDONLY);
	to_len = address(&to, argv[3], num(argv[4]));
	if (home < 0 || from_ns < 0 || to_ns < 0)
		die("namespaces");
	udp_out = open_in(from_ns, SOCK_DGRAM);
	udp_in = open_in(to_ns, SOCK_DGRAM);
	listener = open_in(to_ns, SOCK_STREAM);
	if (bind(udp_in, (struct sockaddr *)&to, to_len) ||
	    bind(listener, (struct sockaddr *)&to, to_len) || listen(listener, 10))
		die("bind");
	tcp_out = connect_out();
	tcp_in = accept(listener, NULL, NULL);
	if (tcp_in < 0)
		die("accept");
	memset(block, 1, sizeof(block));
	bench_each(argc - 5, argv + 5, measure);
	return 0;
}
