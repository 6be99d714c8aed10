/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PACKET_WORDS_H
#define DROPLENS_PACKET_WORDS_H

#include <arpa/inet.h>

#include <droplens/packet.h>

/* A packet in words, to be compared by eye and by strcmp(). */
static inline const char *packet_words(const struct dlens_packet *p)
{
	static const char * const flags[8] = { "F", "S", "R", "P", "A", "U", "E", "C" };
	char from[INET6_ADDRSTRLEN] = "", to[INET6_ADDRSTRLEN] = "";
	static char text[512];
	int n, i;

	if (p->family) {
		inet_ntop(p->family == 4 ? AF_INET : AF_INET6,
			  p->source + (p->family == 4 ? 12 : 0), from, sizeof(from));
		inet_ntop(p->family == 4 ? AF_INET : AF_INET6,
			  p->dest + (p->family == 4 ? 12 : 0), to, sizeof(to));
	}
	n = scnprintf(text, sizeof(text), "%04x", p->ethertype);
	if (p->has & DLENS_HAS_VLAN)
		n += scnprintf(text + n, sizeof(text) - n, " vlan %u", p->vlan);
	if (p->tunnels)
		n += scnprintf(text + n, sizeof(text) - n, " in %u", p->tunnels);
	if (p->family)
		n += scnprintf(text + n, sizeof(text) - n, " %s>%s", from, to);
	if (p->has & DLENS_HAS_ARP)
		n += scnprintf(text + n, sizeof(text) - n, " arp %u", p->arp_op);
	else if (p->family)
		n += scnprintf(text + n, sizeof(text) - n, " proto %u", p->proto);
	if (p->has & DLENS_HAS_PORTS)
		n += scnprintf(text + n, sizeof(text) - n, " %u>%u", p->sport, p->dport);
	if (p->has & DLENS_HAS_ICMP)
		n += scnprintf(text + n, sizeof(text) - n, " type %u/%u", p->icmp_type,
			       p->icmp_code);
	if (p->has & DLENS_HAS_TCP) {
		n += scnprintf(text + n, sizeof(text) - n, " seq %u ", p->seq);
		for (i = 0; i < 8; i++)
			if (p->tcp_flags & 1 << i)
				n += scnprintf(text + n, sizeof(text) - n, "%s", flags[i]);
	}
	if (p->has & DLENS_HAS_STAMP)
		n += scnprintf(text + n, sizeof(text) - n, " ts %u/%u", p->tsval, p->tsecr);
	if (p->has & DLENS_HAS_FRAGMENT)
		n += scnprintf(text + n, sizeof(text) - n, " fragment");
	if (p->has & DLENS_HAS_TRUNCATED)
		n += scnprintf(text + n, sizeof(text) - n, " cut");
	return text;
}

#endif
