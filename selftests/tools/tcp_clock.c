// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_clock: a TCP client whose clock is what it is told to be, so that every
 * TSval of every connection is known. It builds its segments itself, from an
 * address that its host need not have (so no kernel answers for it), and sees
 * the answers on the device. Each word is one connection, from the next port:
 *
 *	syn:T		a SYN, reset once it is answered
 *	server:T[:F]	the other side closes first; our FIN comes with F instead of T
 *	half:T		the same, but our FIN never comes
 *	client:T	we close first
 *	reset:T		we reset it once it is established
 *	same:T		a SYN from the port of the connection before
 *	open:T		left as it is
 *
 * T and F are TSvals, or - for none. For each it says whether the SYN was
 * answered by a SYN-ACK, by an ack or not at all (silent).
 * With -s PID, a process of the server's namespace, what comes after its close waits
 * for its TIME_WAIT socket: our FIN is acknowledged before, by a task that may stop there.
 *
 * tcp_clock -l accepts and closes at once, for what wants the server first; -d
 * reads to the end before, for what wants the client first; -c connects with
 * this kernel's own clock and closes once the server has. Ten times a word may be
 * written 10*word.
 */
#include "tool.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <time.h>

#define PATIENCE_MS 5000

struct clock {
	int set;
	uint32_t at;
};

static struct sockaddr_storage me, you;
static socklen_t you_len;
static const unsigned char *my_address, *your_address;
static int v6, raw, ear, address_size;
static long server;
static int my_port, your_port;
static uint32_t my_seq, your_seq, your_ack, your_tsval;

static unsigned long sum16(const void *data, size_t len, unsigned long sum)
{
	const unsigned char *p = data;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? p[i] : (unsigned long)p[i] << 8;
	return sum;
}

static size_t network_header(unsigned char *packet, size_t len)
{
	struct ip6_hdr *ip6 = (struct ip6_hdr *)packet;
	struct iphdr *ip = (struct iphdr *)packet;

	if (v6) {
		ip6->ip6_flow = htonl(6u << 28);
		ip6->ip6_plen = htons(len);
		ip6->ip6_nxt = IPPROTO_TCP;
		ip6->ip6_hlim = 64;
		memcpy(&ip6->ip6_src, my_address, 16);
		memcpy(&ip6->ip6_dst, your_address, 16);
		return sizeof(*ip6);
	}
	/* the kernel fills in the rest */
	ip->version = 4;
	ip->ihl = 5;
	ip->ttl = 64;
	ip->protocol = IPPROTO_TCP;
	memcpy(&ip->saddr, my_address, 4);
	memcpy(&ip->daddr, your_address, 4);
	return sizeof(*ip);
}

static void say(int flags, const struct clock *clock)
{
	unsigned char packet[128] = {}, *options;
	size_t len = sizeof(struct tcphdr) + (clock->set ? 12 : 0), head;
	struct sockaddr_storage to = you;
	struct tcphdr *th;
	unsigned long sum;
	uint32_t stamp[2] = { htonl(clock->at), htonl(your_tsval) };

	head = network_header(packet, len);
	th = (struct tcphdr *)(packet + head);
	th->source = htons(my_port);
	th->dest = htons(your_port);
	th->seq = htonl(my_seq);
	th->doff = len / 4;
	th->window = htons(8192);
	th->th_flags = flags;
	if (flags & TH_ACK)
		th->ack_seq = htonl(your_seq);
	if (clock->set) {
		options = (unsigned char *)(th + 1);
		memcpy(options, "\x01\x01\x08\x0a", 4);
		memcpy(options + 4, stamp, sizeof(stamp));
	}
	sum = sum16(my_address, address_size, len + IPPROTO_TCP);
	sum = sum16(th, len, sum16(your_address, address_size, sum));
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	th->check = htons(~sum & 0xffff);
	if (v6)
		((struct sockaddr_in6 *)&to)->sin6_port = 0;
	if (sendto(raw, packet, head + len, 0, (struct sockaddr *)&to, you_len) < 0)
		die("sendto");
	if (flags & (TH_SYN | TH_FIN))
		my_seq++;
}

static void read_options(const unsigned char *p, const unsigned char *end)
{
	uint32_t tsval;

	while (p < end && *p) {
		if (*p == 1) {
			p++;
			continue;
		}
		if (p + 1 >= end || p[1] < 2 || p + p[1] > end)
			return;
		if (p[0] == 8 && p[1] == 10) {
			memcpy(&tsval, p + 2, sizeof(tsval));
			your_tsval = ntohl(tsval);
		}
		p += p[1];
	}
}

/* Return: the flags of a segment to us, 0 if it is none. */
static int understand(const unsigned char *packet, ssize_t size, uint32_t *seq)
{
	const struct ip6_hdr *ip6 = (const void *)packet;
	const struct iphdr *ip = (const void *)packet;
	const struct tcphdr *th;
	const unsigned char *from;

	if (size < (ssize_t)(v6 ? sizeof(*ip6) : sizeof(*ip)) || packet[0] >> 4 != (v6 ? 6 : 4))
		return 0;
	from = v6 ? (void *)&ip6->ip6_src : (void *)&ip->saddr;
	if ((v6 ? ip6->ip6_nxt : ip->protocol) != IPPROTO_TCP ||
	    memcmp(from, your_address, address_size) ||
	    memcmp(from + address_size, my_address, address_size))
		return 0;
	th = (const void *)(packet + (v6 ? sizeof(*ip6) : ip->ihl * 4u));
	if ((const unsigned char *)(th + 1) > packet + size ||
	    ntohs(th->source) != your_port || ntohs(th->dest) != my_port)
		return 0;
	*seq = ntohl(th->seq);
	your_ack = ntohl(th->ack_seq);
	read_options((const unsigned char *)(th + 1), (const unsigned char *)th + th->doff * 4);
	return th->th_flags;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/*
 * An ACK that is waited for is that of the last we sent: their FIN, sent once more, has
 * the flag too, and ours may still be on its way.
 * Return: flags of the next segment that has all of @all and one of @any; 0 if none
 * comes in time, however much else does.
 */
static int hear(int all, int any)
{
	struct pollfd wait = { .fd = ear, .events = POLLIN };
	int64_t until = now_ms() + PATIENCE_MS, left;
	struct sockaddr_ll from;
	unsigned char packet[2048];
	socklen_t len;
	uint32_t seq;
	ssize_t size;
	int flags;

	while ((left = until - now_ms()) > 0 && poll(&wait, 1, left) > 0) {
		len = sizeof(from);
		size = recvfrom(ear, packet, sizeof(packet), 0, (struct sockaddr *)&from, &len);
		if (size < 0)
			die("recvfrom");
		if (from.sll_pkttype == PACKET_OUTGOING)
			continue;
		flags = understand(packet, size, &seq);
		if ((flags & all) != all || !(flags & any))
			continue;
		if ((all & TH_ACK) && your_ack != my_seq)
			continue;
		if (flags & (TH_SYN | TH_FIN))
			your_seq = seq + 1;
		return flags;
	}
	return 0;
}

static void must_hear(int all, const char *what)
{
	if (hear(all, all))
		return;
	errno = ETIMEDOUT;
	die(what);
}

/* By the port at our end alone: behind NAT the addresses are not ours. */
static int in_time_wait(const char *table)
{
	char name[64], line[256];
	unsigned int port = 0, state = 0, mine = my_port;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/%ld/net/%s", server, table);
	f = fopen(name, "r");
	if (!f)
		die(name);
	while ((port != mine || state != TCP_TIME_WAIT) && fgets(line, sizeof(line), f))
		sscanf(line, " %*u: %*[0-9A-F]:%*x %*[0-9A-F]:%x %x", &port, &state);
	fclose(f);
	return port == mine && state == TCP_TIME_WAIT;
}

static struct clock clock_of(const char *text)
{
	struct clock clock = { .set = strcmp(text, "-") };

	if (clock.set)
		clock.at = num(text);
	return clock;
}

static void one(const char *text)
{
	char *word = strdup(text);
	const char *how = strtok(word, ":"), *t = strtok(NULL, ":"), *f = strtok(NULL, ":");
	struct clock clock, last;
	int flags, patience = PATIENCE_MS;

	if (!t) {
		errno = EINVAL;
		die(text);
	}
	clock = clock_of(t);
	last = f ? clock_of(f) : clock;
	if (strcmp(how, "same")) {
		my_port++;
		my_seq = my_port * 100000u;
	} else {
		my_seq += 100000;
	}
	your_tsval = 0;
	say(TH_SYN, &clock);
	flags = hear(0, TH_SYN | TH_ACK | TH_RST);
	printf("%s %s %s\n", how, t, !flags ? "silent" : flags & TH_RST ? "reset" :
	       flags & TH_SYN ? "answered" : "ack");
	if (!(flags & TH_SYN))
		return;
	if (!strcmp(how, "syn") || !strcmp(how, "same")) {
		say(TH_RST, &clock);
		return;
	}
	say(TH_ACK, &clock);
	if (!strcmp(how, "reset")) {
		say(TH_RST | TH_ACK, &clock);
	} else if (!strcmp(how, "client")) {
		say(TH_FIN | TH_ACK, &clock);
		must_hear(TH_FIN, "their FIN");
		say(TH_ACK, &clock);
	} else if (strcmp(how, "open")) {
		must_hear(TH_FIN, "their FIN");
		say(TH_ACK, &clock);
		if (!strcmp(how, "half"))
			return;
		say(TH_FIN | TH_ACK, &last);
		must_hear(TH_ACK, "the last ACK");
		while (server && !in_time_wait("tcp") && !in_time_wait("tcp6")) {
			if (!patience--) {
				errno = ETIMEDOUT;
				die("their TIME_WAIT");
			}
			usleep(1000);
		}
	}
}

static void drain(int fd)
{
	char data[4096];

	while (read(fd, data, sizeof(data)) > 0)
		;
}

static void serve(const char *text, int port, int draining)
{
	struct sockaddr_storage at;
	socklen_t len = address(&at, text, port);
	int fd = listen_on(&at, len, 4096), got;

	to_background();
	for (;;) {
		got = accept(fd, NULL, NULL);
		if (got < 0)
			continue;
		if (draining)
			drain(got);
		close(got);
	}
}

static void visit(const char *text, int port, int times)
{
	struct sockaddr_storage to;
	socklen_t len = address(&to, text, port);
	int fd;

	while (times--) {
		fd = socket(to.ss_family, SOCK_STREAM, 0);
		if (fd < 0 || connect(fd, (struct sockaddr *)&to, len))
			die("connect");
		drain(fd);
		close(fd);
	}
}

static void several(const char *text)
{
	char *word;
	long times = strtol(text, &word, 10);

	if (*word != '*' || word == text) {
		one(text);
		return;
	}
	while (times-- > 0)
		one(word + 1);
}

int main(int argc, char **argv)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET };
	int i;

	if (argc == 4 && (!strcmp(argv[1], "-l") || !strcmp(argv[1], "-d")))
		serve(argv[2], num(argv[3]), argv[1][1] == 'd');
	if (argc == 5 && !strcmp(argv[1], "-c")) {
		visit(argv[2], num(argv[3]), num(argv[4]));
		return 0;
	}
	if (argc > 2 && !strcmp(argv[1], "-s")) {
		server = num(argv[2]);
		argv += 2;
		argc -= 2;
	}
	if (argc < 7) {
		fprintf(stderr, "usage: tcp_clock [-s PID] DEVICE SOURCE SOURCE-PORT DESTINATION PORT HOW:TSVAL... | -l|-d ADDRESS PORT | -c ADDRESS PORT TIMES\n");
		return 2;
	}
	address(&me, argv[2], 0);
	you_len = address(&you, argv[4], 0);
	v6 = you.ss_family == AF_INET6;
	address_size = v6 ? 16 : 4;
	my_address = v6 ? (void *)&((struct sockaddr_in6 *)&me)->sin6_addr :
			  (void *)&((struct sockaddr_in *)&me)->sin_addr;
	your_address = v6 ? (void *)&((struct sockaddr_in6 *)&you)->sin6_addr :
			    (void *)&((struct sockaddr_in *)&you)->sin_addr;
	my_port = num(argv[3]) - 1;
	your_port = num(argv[5]);
	ll.sll_ifindex = if_nametoindex(argv[1]);
	ll.sll_protocol = htons(v6 ? ETH_P_IPV6 : ETH_P_IP);
	raw = socket(you.ss_family, SOCK_RAW, IPPROTO_RAW);
	ear = socket(AF_PACKET, SOCK_DGRAM, ll.sll_protocol);
	if (raw < 0 || ear < 0)
		die("socket");
	if (!ll.sll_ifindex || bind(ear, (struct sockaddr *)&ll, sizeof(ll)))
		die(argv[1]);
	/* each connection's fate is told at once */
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 6; i < argc; i++)
		several(argv[i]);
	return 0;
}
