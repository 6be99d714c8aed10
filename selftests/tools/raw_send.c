// SPDX-License-Identifier: GPL-2.0
/*
 * raw_send: IPv4/IPv6 packets made by hand and put on a device through
 * AF_PACKET, because the kernel would mend an IP checksum in a raw socket.
 */
#include "tool.h"
#include "sum.h"
#include <stddef.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>

static size_t transport(unsigned char *at, int tcp, int sport, int dport, size_t payload)
{
	if (tcp) {
		struct tcphdr *th = (struct tcphdr *)at;

		th->source = htons(sport);
		th->dest = htons(dport);
		th->seq = htonl(1000);
		th->doff = 5;
		th->syn = 1;
		th->window = htons(1024);
		return sizeof(*th);
	}
	((struct udphdr *)at)->source = htons(sport);
	((struct udphdr *)at)->dest = htons(dport);
	((struct udphdr *)at)->len = htons(sizeof(struct udphdr) + payload);
	return sizeof(struct udphdr) + payload;
}

static void seal(unsigned char *at, size_t len, int tcp, const void *src, const void *dst,
		 size_t alen, int bad)
{
	unsigned long sum = len + (tcp ? IPPROTO_TCP : IPPROTO_UDP);
	unsigned short check;

	sum = sum16(src, alen, sum16(dst, alen, sum));
	check = fold(sum16(at, len, sum));

	/* a UDP checksum of 0 would mean that there is none */
	if (bad)
		check = check == 0x1234 ? 0x1235 : 0x1234;
	else if (!check && !tcp)
		check = 0xffff;
	memcpy(at + (tcp ? offsetof(struct tcphdr, check) : offsetof(struct udphdr, check)),
	       &check, sizeof(check));
}

static size_t build(unsigned char *packet, const struct sockaddr_storage *from,
		    const struct sockaddr_storage *to, int tcp, int sport, int dport,
		    size_t payload, char bad)
{
	unsigned char *l4;
	size_t len;

	if (from->ss_family == AF_INET) {
		struct iphdr *ip = (struct iphdr *)packet;

		l4 = packet + sizeof(*ip);
		len = transport(l4, tcp, sport, dport, payload);
		ip->version = 4;
		ip->ihl = 5;
		ip->ttl = 64;
		ip->protocol = tcp ? IPPROTO_TCP : IPPROTO_UDP;
		ip->tot_len = htons(sizeof(*ip) + len);
		ip->saddr = ((const struct sockaddr_in *)from)->sin_addr.s_addr;
		ip->daddr = ((const struct sockaddr_in *)to)->sin_addr.s_addr;
		ip->check = fold(sum16(ip, sizeof(*ip), bad == 'i'));
		seal(l4, len, tcp, &ip->saddr, &ip->daddr, 4, bad == 'l');
	} else {
		struct ip6_hdr *ip = (struct ip6_hdr *)packet;

		l4 = packet + sizeof(*ip);
		len = transport(l4, tcp, sport, dport, payload);
		ip->ip6_flow = htonl(6u << 28);
		ip->ip6_plen = htons(len);
		ip->ip6_nxt = tcp ? IPPROTO_TCP : IPPROTO_UDP;
		ip->ip6_hlim = 64;
		ip->ip6_src = ((const struct sockaddr_in6 *)from)->sin6_addr;
		ip->ip6_dst = ((const struct sockaddr_in6 *)to)->sin6_addr;
		seal(l4, len, tcp, &ip->ip6_src, &ip->ip6_dst, 16, bad == 'l');
	}
	return l4 + len - packet;
}

int main(int argc, char **argv)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_halen = ETH_ALEN };
	long count = 1, payload = 100, sport = 40000, sources = 1, i;
	struct sockaddr_storage from, to;
	unsigned char packet[2048];
	struct ether_addr *mac;
	int opt, tcp = 0, fd;
	unsigned int first;
	char bad = 0;
	size_t len;

	while ((opt = getopt(argc, argv, "c:s:p:b:tS:")) != -1) {
		switch (opt) {
		case 'c':
			count = num(optarg);
			break;
		case 's':
			payload = num(optarg);
			break;
		case 'p':
			sport = num(optarg);
			break;
		case 'b':
			bad = *optarg;
			break;
		case 't':
			tcp = 1;
			break;
		case 'S':
			sources = num(optarg);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 5 || payload > 1400 || !sources) {
		fprintf(stderr, "usage: raw_send [-c count] [-s size] [-p source port] [-b ip|l4] [-t SYN, else UDP] [-S sources, IPv4] DEVICE MAC SOURCE DESTINATION PORT\n");
		return 2;
	}
	argv += optind;
	ll.sll_ifindex = if_nametoindex(argv[0]);
	mac = ether_aton(argv[1]);
	if (!ll.sll_ifindex || !mac)
		die(argv[0]);
	memcpy(ll.sll_addr, mac, ETH_ALEN);
	address(&from, argv[2], 0);
	address(&to, argv[3], 0);
	if (from.ss_family != to.ss_family) {
		errno = EAFNOSUPPORT;
		die(argv[3]);
	}
	ll.sll_protocol = htons(from.ss_family == AF_INET ? ETH_P_IP : ETH_P_IPV6);
	fd = socket(AF_PACKET, SOCK_DGRAM, 0);
	if (fd < 0)
		die("socket");
	first = ntohl(((struct sockaddr_in *)&from)->sin_addr.s_addr);
	for (i = 0; i < count; i++) {
		if (sources > 1)
			((struct sockaddr_in *)&from)->sin_addr.s_addr = htonl(first + i % sources);
		memset(packet, 0, sizeof(packet));
		len = build(packet, &from, &to, tcp, sport + i, num(argv[4]), payload, bad);
		if (sendto(fd, packet, len, 0, (struct sockaddr *)&ll, sizeof(ll)) != (ssize_t)len)
			die("sendto");
	}
	return 0;
}
