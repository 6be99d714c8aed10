// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_forge: segments of an established connection that its own kernel did not send.
 * The numbers of the connection come from TCP_REPAIR, so that only what is asked for
 * is wrong with them: their timestamp (-a) or their place in the sequence (-b, -g).
 */
#include "tool.h"
#include "sum.h"
#include <linux/tcp.h>
#include <netinet/ip.h>

struct segment {
	struct iphdr ip;
	struct tcphdr tcp;
	unsigned char options[12];
	unsigned char data[1024];
};

static unsigned int number(int fd, int option)
{
	socklen_t size = sizeof(unsigned int);
	unsigned int value;

	if (getsockopt(fd, IPPROTO_TCP, option, &value, &size))
		die("TCP option");
	return value;
}

static void set(int fd, int option, int value)
{
	if (setsockopt(fd, IPPROTO_TCP, option, &value, sizeof(value)))
		die("TCP_REPAIR");
}

static void seal(struct segment *s, size_t size)
{
	size_t len = sizeof(s->tcp) + sizeof(s->options) + size;

	s->tcp.check = 0;
	s->tcp.check = fold(sum16(&s->tcp, len, sum16(&s->ip.saddr, 8, len + IPPROTO_TCP)));
}

static void build(struct segment *s, int fd, long age, long back)
{
	struct sockaddr_in me, peer;
	socklen_t len = sizeof(me);
	unsigned int stamp;

	if (getsockname(fd, (struct sockaddr *)&me, &len) ||
	    getpeername(fd, (struct sockaddr *)&peer, &len))
		die("address");
	stamp = htonl(number(fd, TCP_TIMESTAMP) - age);
	set(fd, TCP_REPAIR, TCP_REPAIR_ON);
	set(fd, TCP_REPAIR_QUEUE, TCP_SEND_QUEUE);
	s->tcp.seq = htonl(number(fd, TCP_QUEUE_SEQ) - back);
	set(fd, TCP_REPAIR_QUEUE, TCP_RECV_QUEUE);
	s->tcp.ack_seq = htonl(number(fd, TCP_QUEUE_SEQ));
	set(fd, TCP_REPAIR, TCP_REPAIR_OFF_NO_WP);

	s->ip.version = 4;
	s->ip.ihl = 5;
	s->ip.ttl = 64;
	s->ip.protocol = IPPROTO_TCP;
	s->ip.saddr = me.sin_addr.s_addr;
	s->ip.daddr = peer.sin_addr.s_addr;
	s->tcp.source = me.sin_port;
	s->tcp.dest = peer.sin_port;
	s->tcp.doff = (sizeof(s->tcp) + sizeof(s->options)) / 4;
	s->tcp.ack = 1;
	s->tcp.window = htons(1024);
	/* two NOPs, then kind 8, length 10 */
	memcpy(s->options, "\x01\x01\x08\x0a", 4);
	memcpy(s->options + 4, &stamp, sizeof(stamp));
}

/*
 * Until it sits in its page fault, with the socket's lock held. Not wchan: up to 5.15 a
 * kernel without frame pointers does not find it.
 */
static void await_stuck(long pid)
{
	char path[32], where[1024];
	int looks = 2000;
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%ld/stack", pid);
	do {
		if (!looks--) {
			errno = ETIMEDOUT;
			die(path);
		}
		f = fopen(path, "r");
		if (!f)
			die(path);
		len = fread(where, 1, sizeof(where) - 1, f);
		where[len] = '\0';
		fclose(f);
		usleep(10000);
	} while (!strstr(where, "userfault"));
}

int main(int argc, char **argv)
{
	long count = 1, age = 0, back = 0, size = 10, stuck = 0, gap = 0;
	struct sockaddr_storage to;
	static struct segment s;
	int opt, fd, raw;
	socklen_t len;
	size_t total;

	while ((opt = getopt(argc, argv, "c:a:b:s:w:g:")) != -1) {
		switch (opt) {
		case 'c':
			count = num(optarg);
			break;
		case 'a':
			age = num(optarg);
			break;
		case 'b':
			back = num(optarg);
			break;
		case 's':
			size = num(optarg);
			break;
		case 'g':
			gap = num(optarg);
			break;
		case 'w':
			stuck = num(optarg);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 2 || size > (long)sizeof(s.data)) {
		fprintf(stderr, "usage: tcp_forge [-c count] [-a timestamp's age, ms] [-b bytes back] [-s size] [-g bytes missing before each] [-w pid of tcp_stuck] ADDRESS PORT\n");
		return 2;
	}
	len = address(&to, argv[optind], num(argv[optind + 1]));
	fd = socket(AF_INET, SOCK_STREAM, 0);
	raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
	if (fd < 0 || raw < 0)
		die("socket");
	if (connect(fd, (struct sockaddr *)&to, len))
		die("connect");
	build(&s, fd, age, back);
	if (stuck)
		await_stuck(stuck);
	total = sizeof(s) - sizeof(s.data) + size;
	for (; count; count--) {
		s.tcp.seq = htonl(ntohl(s.tcp.seq) + gap);
		seal(&s, size);
		if (sendto(raw, &s, total, 0, (struct sockaddr *)&to, len) != (ssize_t)total)
			die("sendto");
		if (gap)
			s.tcp.seq = htonl(ntohl(s.tcp.seq) + size);
	}
	hold_in_background();
}
