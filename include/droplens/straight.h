/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_STRAIGHT_H
#define DROPLENS_STRAIGHT_H

#include <droplens/cursor.h>

/* RFC 791, 768 and 9293; without options */
#define DLENS_IPV4_LEN	20
#define DLENS_UDP_LEN	8
#define DLENS_TCP_LEN	20

/* A timestamp as all but a connection's first segments have it (RFC 7323, appendix A). */
#define DLENS_STAMP_LEN	12
#define DLENS_STAMP	0x0101080a

static __always_inline void dlens_mapped(u8 *to, const u8 *v4)
{
	static const u8 prefix[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(to, prefix, sizeof(prefix));
	memcpy(to + 12, v4, 4);
}

/**
 * dlens_packet_straight() - read the headers that most packets have
 * @h: what may be an IPv4 header
 * @len: bytes that can be read there
 * @packet: filled in, unless false is returned
 *
 * TCP or UDP over IPv4, in one piece, without a tag and anything special: what
 * dlens_packet_parse() says of it, in one go, as this is in the drop path.
 *
 * Context: any, also NMI.
 * Return: false if it is not such a packet.
 */
static __always_inline bool
dlens_packet_straight(const u8 *h, u32 len, struct dlens_packet *packet)
{
	const u8 *next = h + DLENS_IPV4_LEN;
	u8 proto, has = DLENS_HAS_PORTS;
	u32 total, words;
	u16 dport;

	if (len < DLENS_IPV4_LEN + DLENS_TCP_LEN)
		return false;
	total = dlens_be16(h + 2);
	if (READ_ONCE(h[0]) != 0x45 || dlens_be16(h + 6) & 0x1fff || total > len ||
	    total < DLENS_IPV4_LEN + DLENS_UDP_LEN)
		return false;
	proto = READ_ONCE(h[9]);
	dport = dlens_be16(next + 2);
	if (proto == DLENS_NEXT_TCP) {
		words = READ_ONCE(next[12]) >> 4;
		has |= DLENS_HAS_TCP;
		if (words == (DLENS_TCP_LEN + DLENS_STAMP_LEN) / 4 &&
		    total >= DLENS_IPV4_LEN + DLENS_TCP_LEN + DLENS_STAMP_LEN &&
		    dlens_be32(next + DLENS_TCP_LEN) == DLENS_STAMP)
			has |= DLENS_HAS_STAMP;
		else if (words != DLENS_TCP_LEN / 4 || total < DLENS_IPV4_LEN + DLENS_TCP_LEN)
			return false;
	} else if (proto != DLENS_NEXT_UDP || dlens_is_vxlan(dport)) {
		return false;
	}
	/* the addresses before it are written whole */
	memset((u8 *)packet + offsetof(struct dlens_packet, seq), 0,
	       sizeof(*packet) - offsetof(struct dlens_packet, seq));
	packet->ethertype = DLENS_TYPE_IPV4;
	packet->family = 4;
	packet->proto = proto;
	packet->has = has;
	dlens_mapped(packet->source, h + 12);
	dlens_mapped(packet->dest, h + 16);
	packet->sport = dlens_be16(next);
	packet->dport = dport;
	if (has & DLENS_HAS_TCP) {
		packet->seq = dlens_be32(next + 4);
		packet->tcp_flags = READ_ONCE(next[13]);
	}
	if (has & DLENS_HAS_STAMP) {
		packet->tsval = dlens_be32(next + DLENS_TCP_LEN + 4);
		packet->tsecr = dlens_be32(next + DLENS_TCP_LEN + 8);
	}
	return true;
}

#endif
