// SPDX-License-Identifier: GPL-2.0
/*
 * syn_flood: SYNs with a timestamp from random addresses and ports, put on a device a
 * batch at a time, the same ones in every run. Says how many were sent.
 */
#define _GNU_SOURCE
#include "tool.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <stdint.h>

#define BATCH 64

struct syn {
	struct iphdr ip;
	struct tcphdr tcp;
	unsigned char options[12];
};

static uint64_t state = 88172645463325252ULL;

static uint32_t any(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545f4914f6cdd1dULL) >> 32;
}

static uint16_t sum16(const void *data, size_t len, uint32_t sum)
{
	const uint16_t *p = data;

	for (; len > 1; len -= 2)
		sum += *p++;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static void build(struct syn *s, uint32_t to, int port)
{
	uint32_t tsval = any();

	memset(s, 0, sizeof(*s));
	s->ip.version = 4;
	s->ip.ihl = 5;
	s->ip.ttl = 64;
	s->ip.protocol = IPPROTO_TCP;
	s->ip.tot_len = htons(sizeof(*s));
	/* 16.0.0.0 to 79.255.255.255: no loopback, no multicast */
	s->ip.saddr = htonl(0x10000000 + (any() & 0x3fffffff));
	s->ip.daddr = to;
	s->ip.check = sum16(&s->ip, sizeof(s->ip), 0);
	s->tcp.source = htons(1024 + any() % 60000);
	s->tcp.dest = htons(port);
	s->tcp.seq = any();
	s->tcp.doff = (sizeof(s->tcp) + sizeof(s->options)) / 4;
	s->tcp.syn = 1;
	s->tcp.window = htons(1024);
	memcpy(s->options, "\x01\x01\x08\x0a", 4);
	memcpy(s->options + 4, &tsval, sizeof(tsval));
	s->tcp.check = sum16(&s->tcp, sizeof(s->tcp) + sizeof(s->options),
			     (s->ip.saddr & 0xffff) + (s->ip.saddr >> 16) + (to & 0xffff) +
			     (to >> 16) + htons(IPPROTO_TCP) +
			     htons(sizeof(s->tcp) + sizeof(s->options)));
}

int main(int argc, char **argv)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_halen = ETH_ALEN };
	static struct mmsghdr batch[BATCH];
	static struct iovec part[BATCH];
	static struct syn syns[BATCH];
	struct ether_addr *mac;
	struct in_addr to;
	long count, sent = 0;
	int fd, i, n, bypass = 1;

	if (argc != 6 || inet_pton(AF_INET, argv[3], &to) != 1) {
		fprintf(stderr, "usage: syn_flood DEVICE MAC DESTINATION PORT COUNT\n");
		return 2;
	}
	count = num(argv[5]);
	ll.sll_ifindex = if_nametoindex(argv[1]);
	ll.sll_protocol = htons(ETH_P_IP);
	mac = ether_aton(argv[2]);
	fd = socket(AF_PACKET, SOCK_DGRAM, 0);
	if (!ll.sll_ifindex || !mac || fd < 0)
		die(argv[1]);
	memcpy(ll.sll_addr, mac, ETH_ALEN);
	if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &bypass, sizeof(bypass)))
		die("PACKET_QDISC_BYPASS");
	for (i = 0; i < BATCH; i++) {
		part[i].iov_base = &syns[i];
		part[i].iov_len = sizeof(syns[i]);
		batch[i].msg_hdr.msg_iov = &part[i];
		batch[i].msg_hdr.msg_iovlen = 1;
		batch[i].msg_hdr.msg_name = &ll;
		batch[i].msg_hdr.msg_namelen = sizeof(ll);
	}
	while (sent < count) {
		n = count - sent < BATCH ? count - sent : BATCH;
		for (i = 0; i < n; i++)
			build(&syns[i], to.s_addr, num(argv[4]));
		n = sendmmsg(fd, batch, n, 0);
		if (n < 0 && errno != ENOBUFS)
			die("sendmmsg");
		sent += n > 0 ? n : 0;
	}
	printf("%ld\n", sent);
	return 0;
}
