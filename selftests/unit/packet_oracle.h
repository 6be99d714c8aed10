/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PACKET_ORACLE_H
#define DROPLENS_PACKET_ORACLE_H

#include <stdlib.h>

#include <droplens/packet.h>

#include "tcp_options_oracle.h"

/*
 * A packet read byte by byte and layer in layer, by a function for each layer that
 * calls the next. What a reader needs of a byte marks it: all others may be anything.
 */
#define ORACLE_MAX 4096

struct packet_oracle {
	const u8 *bytes;	/* all of them, also those that only the callback has */
	u32 have;		/* how many can be had */
	bool used[ORACLE_MAX];
	struct dlens_packet says;
};

static inline u32 one(struct packet_oracle *o, u32 at)
{
	o->used[at] = true;
	return o->bytes[at];
}

static inline u32 two(struct packet_oracle *o, u32 at)
{
	return one(o, at) * 256 + one(o, at + 1);
}

static inline u32 four(struct packet_oracle *o, u32 at)
{
	return two(o, at) * 65536 + two(o, at + 2);
}

static inline bool there(const struct packet_oracle *o, u32 at, u32 len, u32 end)
{
	return at + len <= end && at + len <= o->have;
}

static inline void oracle_bad(struct packet_oracle *o)
{
	o->says.has |= DLENS_HAS_TRUNCATED;
}

static void oracle_layer(struct packet_oracle *o, u32 type, u32 at, u32 end, int depth);

static inline void oracle_address(struct packet_oracle *o, u8 *to, u32 at, int len)
{
	static const u8 v4[12] = { [10] = 0xff, 0xff };
	int i;

	memcpy(to, v4, sizeof(v4));
	for (i = 0; i < len; i++)
		to[16 - len + i] = one(o, at + i);
}

static inline void oracle_inner(struct packet_oracle *o, int depth)
{
	u8 has = o->says.has & DLENS_HAS_VLAN;
	u16 type = o->says.ethertype, vlan = o->says.vlan;

	memset(&o->says, 0, sizeof(o->says));
	o->says.has = has;
	o->says.ethertype = type;
	o->says.vlan = vlan;
	o->says.tunnels = depth;
}

static void oracle_frame(struct packet_oracle *o, u32 at, u32 end, int depth)
{
	u32 type, tags = 0;

	if (!there(o, at, 14, end))
		return;
	type = two(o, at + 12);
	at += 14;
	while ((type == 0x8100 || type == 0x88a8) && tags++ < 2) {
		if (!there(o, at, 4, end))
			return;
		type = two(o, at + 2);
		at += 4;
	}
	oracle_layer(o, type, at, end, depth + 1);
}

static void oracle_gre(struct packet_oracle *o, u32 at, u32 end, int depth)
{
	u32 flags, type, len = 4;

	if (!there(o, at, 4, end))
		return;
	flags = two(o, at);
	if (flags != (flags & 0xb000))
		return;
	for (; flags; flags &= flags - 1)
		len += 4;
	if (at + len > end)
		return;
	type = two(o, at + 2);
	if (type == 0x6558)
		oracle_frame(o, at + len, end, depth);
	else
		oracle_layer(o, type, at + len, end, depth + 1);
}

static void oracle_tcp(struct packet_oracle *o, u32 at, u32 end)
{
	const u8 *stamp;
	u32 header, i;
	u8 options[40];

	if (!there(o, at, 20, end)) {
		oracle_bad(o);
		return;
	}
	o->says.has |= DLENS_HAS_TCP;
	o->says.seq = four(o, at + 4);
	o->says.tcp_flags = one(o, at + 13);
	header = one(o, at + 12) / 16 * 4;
	if (header < 20 || at + header > end)
		oracle_bad(o);
	if (at + header > end)
		header = end - at;
	if (header <= 20)
		return;
	if (at + header > o->have) {
		oracle_bad(o);
		return;
	}
	for (i = 20; i < header; i++)
		options[i - 20] = one(o, at + i);
	stamp = tcp_options_last_stamp(options, header - 20);
	if (!stamp)
		return;
	o->says.has |= DLENS_HAS_STAMP;
	o->says.tsval = ((stamp[0] * 256u + stamp[1]) * 256 + stamp[2]) * 256 + stamp[3];
	o->says.tsecr = ((stamp[4] * 256u + stamp[5]) * 256 + stamp[6]) * 256 + stamp[7];
}

static void oracle_payload(struct packet_oracle *o, u32 at, u32 end, int depth)
{
	u32 proto = o->says.proto;

	if (proto == 1 || proto == 58) {
		if (!there(o, at, 2, end)) {
			oracle_bad(o);
			return;
		}
		o->says.has |= DLENS_HAS_ICMP;
		o->says.icmp_type = one(o, at);
		o->says.icmp_code = one(o, at + 1);
	}
	if (proto == 6 || proto == 17 || proto == 33 || proto == 132 || proto == 136) {
		if (!there(o, at, 4, end)) {
			oracle_bad(o);
			return;
		}
		o->says.has |= DLENS_HAS_PORTS;
		o->says.sport = two(o, at);
		o->says.dport = two(o, at + 2);
	}
	if (proto == 6)
		oracle_tcp(o, at, end);
	if (depth == 2)
		return;
	if (proto == 4)
		oracle_layer(o, 0x0800, at, end, depth + 1);
	if (proto == 41)
		oracle_layer(o, 0x86dd, at, end, depth + 1);
	if (proto == 47)
		oracle_gre(o, at, end, depth);
	if (proto == 17 && (o->says.dport == 4789 || o->says.dport == 8472) &&
	    there(o, at, 16, end) && one(o, at + 8) == 8)
		oracle_frame(o, at + 16, end, depth);
}

static void oracle_ipv4(struct packet_oracle *o, u32 at, u32 end, int depth)
{
	u32 header, total;

	if (!there(o, at, 20, end) || one(o, at) < 0x45 || one(o, at) > 0x4f) {
		oracle_bad(o);
		return;
	}
	oracle_inner(o, depth);
	o->says.family = 4;
	o->says.proto = one(o, at + 9);
	oracle_address(o, o->says.source, at + 12, 4);
	oracle_address(o, o->says.dest, at + 16, 4);
	header = (one(o, at) - 0x40) * 4;
	total = two(o, at + 2);
	if ((total > 0 && total < header) || at + header > end) {
		oracle_bad(o);
		return;
	}
	if (total > 0 && at + total < end)
		end = at + total;
	if (two(o, at + 6) % 0x2000)
		o->says.has |= DLENS_HAS_FRAGMENT;
	else
		oracle_payload(o, at + header, end, depth);
}

static void oracle_ipv6(struct packet_oracle *o, u32 at, u32 end, int depth)
{
	u32 extensions, length, next, offset = 0;

	if (!there(o, at, 40, end) || one(o, at) / 16 != 6) {
		oracle_bad(o);
		return;
	}
	oracle_inner(o, depth);
	o->says.family = 6;
	oracle_address(o, o->says.source, at + 8, 16);
	oracle_address(o, o->says.dest, at + 24, 16);
	next = one(o, at + 6);
	length = two(o, at + 4);
	at += 40;
	if (length && at + length < end)
		end = at + length;
	for (extensions = 0; !offset; extensions++) {
		o->says.proto = next;
		if (next != 0 && next != 43 && next != 44 && next != 51 && next != 60 &&
		    next != 135)
			break;
		if (extensions == 8 || !there(o, at, 4, end)) {
			oracle_bad(o);
			return;
		}
		length = next == 44 ? 8 : 8 + (next == 51 ? 4 : 8) * one(o, at + 1);
		if (at + length > end) {
			oracle_bad(o);
			return;
		}
		offset = next == 44 ? two(o, at + 2) / 8 : 0;
		next = one(o, at);
		at += length;
	}
	o->says.proto = next;
	if (offset)
		o->says.has |= DLENS_HAS_FRAGMENT;
	else
		oracle_payload(o, at, end, depth);
}

static void oracle_arp(struct packet_oracle *o, u32 at, u32 end, int depth)
{
	if (!there(o, at, 28, end) || two(o, at + 2) != 0x0800 || one(o, at + 4) != 6 ||
	    one(o, at + 5) != 4) {
		oracle_bad(o);
		return;
	}
	oracle_inner(o, depth);
	o->says.family = 4;
	o->says.has |= DLENS_HAS_ARP;
	o->says.arp_op = two(o, at + 6);
	oracle_address(o, o->says.source, at + 14, 4);
	oracle_address(o, o->says.dest, at + 24, 4);
}

static void oracle_layer(struct packet_oracle *o, u32 type, u32 at, u32 end, int depth)
{
	if (type == 0x0800)
		oracle_ipv4(o, at, end, depth);
	if (type == 0x86dd)
		oracle_ipv6(o, at, end, depth);
	if (type == 0x0806)
		oracle_arp(o, at, end, depth);
}

/* @all holds what @bytes tells of, @have of it can be read. */
static inline void packet_oracle(struct packet_oracle *o, const struct dlens_bytes *bytes,
				 const u8 *all, u32 have)
{
	u32 type = bytes->ethertype, at = bytes->offset, tags = 0;

	memset(o, 0, sizeof(*o));
	o->bytes = all;
	o->have = have;
	if (bytes->tagged) {
		tags = 1;
		o->says.vlan = bytes->tci % 4096;
		o->says.has = DLENS_HAS_VLAN;
	}
	while ((type == 0x8100 || type == 0x88a8) && tags < 2) {
		if (!there(o, at, 4, bytes->end)) {
			o->says.ethertype = type;
			oracle_bad(o);
			return;
		}
		if (!tags++) {
			o->says.vlan = two(o, at) % 4096;
			o->says.has = DLENS_HAS_VLAN;
		}
		type = two(o, at + 2);
		at += 4;
	}
	o->says.ethertype = type;
	if (at > bytes->end)
		oracle_bad(o);
	else
		oracle_layer(o, type, at, bytes->end, 0);
}

/* Bytes in two pieces, each in memory of just its length for the sanitizer. */
struct packet_pieces {
	u8 *linear, *rest;
	u32 length, end;
};

static inline const void *pieces_read(const struct dlens_bytes *bytes, u32 offset, u32 len,
				      void *buf)
{
	const struct packet_pieces *p = bytes->of;
	u8 *to = buf;
	u32 i;

	if (offset >= p->end || len > p->end - offset || offset + len <= p->length)
		abort();
	for (i = 0; i < len; i++, offset++)
		to[i] = offset < p->length ? p->linear[offset] : p->rest[offset - p->length];
	return buf;
}

static inline void pieces_parse(struct dlens_bytes *bytes, const u8 *all,
				struct dlens_packet *packet)
{
	struct packet_pieces p = { .length = bytes->length, .end = bytes->end };

	p.linear = malloc(p.length ?: 1);
	p.rest = malloc(p.end - p.length ?: 1);
	memcpy(p.linear, all, p.length);
	memcpy(p.rest, all + p.length, p.end - p.length);
	bytes->linear = p.linear;
	bytes->of = &p;
	dlens_packet_parse(bytes, packet);
	free(p.linear);
	free(p.rest);
}

/*
 * What is wrong, or NULL. @all has @bytes->end bytes, ORACLE_MAX at most; the
 * parser may read beyond @bytes->length only if @rest.
 */
static inline const char *packet_check(struct dlens_bytes *bytes, const u8 *all, bool rest)
{
	static struct packet_oracle oracle;
	static u8 other[ORACLE_MAX];
	struct dlens_packet packet;
	u32 i;

	packet_oracle(&oracle, bytes, all, rest ? bytes->end : bytes->length);
	bytes->read = rest ? pieces_read : NULL;
	memset(&packet, 0x5a, sizeof(packet));
	pieces_parse(bytes, all, &packet);
	if (memcmp(&packet, &oracle.says, sizeof(packet)))
		return "not what is there";
	for (i = 0; i < bytes->end; i++)
		other[i] = oracle.used[i] ? all[i] : ~all[i];
	pieces_parse(bytes, other, &packet);
	return memcmp(&packet, &oracle.says, sizeof(packet)) ? "bytes of no header matter" : NULL;
}

#endif
