// SPDX-License-Identifier: GPL-2.0
/*
 * From a packet's bytes to its headers. The bytes come from anybody: nothing is
 * believed but what was compared with the packet's end, and every loop has a bound.
 */
#include <droplens/cursor.h>
#include <droplens/straight.h>
#include <droplens/tcp_options.h>

/* What was found of an outer header makes room for an inner one. */
static void found(struct dlens_packet *packet, u8 family)
{
	if (packet->family)
		packet->tunnels++;
	packet->family = family;
	packet->has &= DLENS_HAS_VLAN;
	packet->proto = 0;
	packet->sport = 0;
	packet->dport = 0;
}

/* What is behind it is padding; no length at all is a large one (BIG TCP, RFC 2675). */
static void bound(struct dlens_cursor *c, u32 length)
{
	if (length && length < dlens_left(c))
		c->end = c->at + length;
}

/* Return: true if what follows may be read. */
static bool ipv4(struct dlens_cursor *c, struct dlens_packet *packet)
{
	u8 buf[20], first;
	const u8 *h = dlens_look(c, 0, sizeof(buf), buf);
	u32 len, total;

	if (!h)
		return dlens_cut(packet);
	first = READ_ONCE(h[0]);
	len = (first & 15) * 4;
	if (first >> 4 != 4 || len < 20)
		return dlens_cut(packet);
	found(packet, 4);
	packet->proto = READ_ONCE(h[9]);
	dlens_mapped(packet->source, h + 12);
	dlens_mapped(packet->dest, h + 16);
	total = dlens_be16(h + 2);
	if (len > dlens_left(c) || (total && total < len))
		return dlens_cut(packet);
	bound(c, total);
	c->at += len;
	if (!(dlens_be16(h + 6) & 0x1fff))
		return true;
	packet->has |= DLENS_HAS_FRAGMENT;
	return false;
}

static bool is_extension(u8 proto)
{
	switch (proto) {
	case DLENS_NEXT_HOPOPTS:
	case DLENS_NEXT_ROUTING:
	case DLENS_NEXT_FRAGMENT:
	case DLENS_NEXT_AUTH:
	case DLENS_NEXT_DESTOPTS:
	case DLENS_NEXT_MOBILITY:
		return true;
	}
	return false;
}

/* RFC 8200, 4. Return: as ipv4(). */
static bool extensions(struct dlens_cursor *c, struct dlens_packet *packet)
{
	const u8 *h;
	u8 buf[4];
	u32 len;
	int i;

	for (i = 0; is_extension(packet->proto); i++) {
		h = i < DLENS_PACKET_EXTENSIONS ? dlens_look(c, 0, sizeof(buf), buf) : NULL;
		if (!h)
			return dlens_cut(packet);
		len = READ_ONCE(h[1]);
		if (packet->proto == DLENS_NEXT_FRAGMENT)
			len = 8;
		else if (packet->proto == DLENS_NEXT_AUTH)
			len = (len + 2) * 4;
		else
			len = (len + 1) * 8;
		if (len > dlens_left(c))
			return dlens_cut(packet);
		c->at += len;
		if (packet->proto == DLENS_NEXT_FRAGMENT && dlens_be16(h + 2) & 0xfff8)
			packet->has |= DLENS_HAS_FRAGMENT;
		packet->proto = READ_ONCE(h[0]);
		if (packet->has & DLENS_HAS_FRAGMENT)
			return false;
	}
	return true;
}

/* Return: as ipv4(). */
static bool ipv6(struct dlens_cursor *c, struct dlens_packet *packet)
{
	u8 buf[40];
	const u8 *h = dlens_look(c, 0, sizeof(buf), buf);

	if (!h || READ_ONCE(h[0]) >> 4 != 6)
		return dlens_cut(packet);
	found(packet, 6);
	packet->proto = READ_ONCE(h[6]);
	memcpy(packet->source, h + 8, 16);
	memcpy(packet->dest, h + 24, 16);
	c->at += sizeof(buf);
	bound(c, dlens_be16(h + 4));
	return extensions(c, packet);
}

/* RFC 826, of IPv4 over Ethernet. Return: false, as nothing follows. */
static bool arp(const struct dlens_cursor *c, struct dlens_packet *packet)
{
	u8 buf[28];
	const u8 *h = dlens_look(c, 0, sizeof(buf), buf);

	if (!h || dlens_be16(h + 2) != DLENS_TYPE_IPV4 || dlens_be16(h + 4) != 0x0604)
		return dlens_cut(packet);
	found(packet, 4);
	packet->has |= DLENS_HAS_ARP;
	packet->arp_op = dlens_be16(h + 6);
	dlens_mapped(packet->source, h + 14);
	dlens_mapped(packet->dest, h + 24);
	return false;
}

static bool network(struct dlens_cursor *c, struct dlens_packet *packet)
{
	switch (c->type) {
	case DLENS_TYPE_IPV4:
		return ipv4(c, packet);
	case DLENS_TYPE_IPV6:
		return ipv6(c, packet);
	case DLENS_TYPE_ARP:
		return arp(c, packet);
	}
	return false;
}

static void options(const struct dlens_cursor *c, struct dlens_packet *packet, u32 len)
{
	u8 buf[DLENS_TCP_OPTIONS_MAX];
	const u8 *h = dlens_look(c, DLENS_TCP_LEN, len, buf);

	if (!h) {
		dlens_cut(packet);
	} else if (len == DLENS_STAMP_LEN && dlens_be32(h) == DLENS_STAMP) {
		packet->has |= DLENS_HAS_STAMP;
		packet->tsval = dlens_be32(h + 4);
		packet->tsecr = dlens_be32(h + 8);
	} else {
		/* a length among them must not change while it is followed */
		if (h != buf)
			memcpy(buf, h, len);
		if (dlens_tcp_timestamp(buf, len, &packet->tsval, &packet->tsecr))
			packet->has |= DLENS_HAS_STAMP;
	}
}

static void tcp(const struct dlens_cursor *c, struct dlens_packet *packet)
{
	u8 buf[DLENS_TCP_LEN];
	const u8 *h = dlens_look(c, 0, sizeof(buf), buf);
	u32 len, left = dlens_left(c);

	if (!h) {
		dlens_cut(packet);
		return;
	}
	packet->has |= DLENS_HAS_TCP;
	packet->seq = dlens_be32(h + 4);
	packet->tcp_flags = READ_ONCE(h[13]);
	len = (READ_ONCE(h[12]) >> 4) * 4;
	if (len < DLENS_TCP_LEN || len > left)
		dlens_cut(packet);
	if (len > left)
		len = left;
	if (len > DLENS_TCP_LEN)
		options(c, packet, len - DLENS_TCP_LEN);
}

/* The header behind IP's, which is not left: a tunnel may begin there. */
static void transport(const struct dlens_cursor *c, struct dlens_packet *packet)
{
	const u8 *h;
	u8 buf[4];

	switch (packet->proto) {
	case DLENS_NEXT_ICMP:
	case DLENS_NEXT_ICMPV6:
		h = dlens_look(c, 0, 2, buf);
		if (!h)
			break;
		packet->has |= DLENS_HAS_ICMP;
		packet->icmp_type = READ_ONCE(h[0]);
		packet->icmp_code = READ_ONCE(h[1]);
		return;
	case DLENS_NEXT_TCP:
	case DLENS_NEXT_UDP:
	case DLENS_NEXT_UDPLITE:
	case DLENS_NEXT_SCTP:
	case DLENS_NEXT_DCCP:
		h = dlens_look(c, 0, 4, buf);
		if (!h)
			break;
		packet->has |= DLENS_HAS_PORTS;
		packet->sport = dlens_be16(h);
		packet->dport = dlens_be16(h + 2);
		if (packet->proto == DLENS_NEXT_TCP)
			tcp(c, packet);
		return;
	default:
		return;
	}
	dlens_cut(packet);
}

/**
 * dlens_packet_untag() - get past tags in the bytes
 * @c: at a header of any ethertype
 * @packet: gets @vlan, unless it has one
 * @tags: how many at most
 *
 * Return: false if one is cut short.
 */
bool dlens_packet_untag(struct dlens_cursor *c, struct dlens_packet *packet, int tags)
{
	const u8 *h;
	u8 buf[4];

	for (; tags && (c->type == DLENS_TYPE_8021Q || c->type == DLENS_TYPE_8021AD); tags--) {
		h = dlens_look(c, 0, sizeof(buf), buf);
		if (!h)
			return false;
		if (!(packet->has & DLENS_HAS_VLAN)) {
			packet->has |= DLENS_HAS_VLAN;
			packet->vlan = dlens_be16(h) & 0xfff;
		}
		c->type = dlens_be16(h + 2);
		c->at += sizeof(buf);
	}
	return true;
}

static void layers(const struct dlens_bytes *bytes, struct dlens_packet *packet)
{
	struct dlens_cursor c = {
		.bytes = bytes,
		.at = bytes->offset,
		.end = bytes->end,
		.type = bytes->ethertype,
	};
	bool whole = c.at <= c.end && dlens_packet_untag(&c, packet,
							 DLENS_PACKET_TAGS - bytes->tagged);
	int depth;

	packet->ethertype = c.type;
	if (!whole) {
		dlens_cut(packet);
		return;
	}
	for (depth = 0; network(&c, packet); depth++) {
		transport(&c, packet);
		if (depth == DLENS_PACKET_TUNNELS || !dlens_packet_unwrap(&c, packet))
			break;
	}
}

/**
 * dlens_packet_parse() - read a packet's headers
 * @bytes: what there is of it
 * @packet: filled in
 *
 * Context: any, also NMI. At most some forty headers are looked at.
 */
void dlens_packet_parse(const struct dlens_bytes *bytes, struct dlens_packet *packet)
{
	if (bytes->ethertype == DLENS_TYPE_IPV4 && !bytes->tagged &&
	    bytes->offset < bytes->length &&
	    dlens_packet_straight(bytes->linear + bytes->offset, bytes->length - bytes->offset,
				  packet))
		return;
	memset(packet, 0, sizeof(*packet));
	if (bytes->tagged) {
		packet->has = DLENS_HAS_VLAN;
		packet->vlan = bytes->tci & 0xfff;
	}
	layers(bytes, packet);
}
