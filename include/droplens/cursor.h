/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CURSOR_H
#define DROPLENS_CURSOR_H

#include <droplens/packet.h>

/* What the files of the parser, module/logic/packet*.c, have in common; nobody else's. */

/* Numbers of IANA and IEEE, whose kernel headers are not in user space. */
#define DLENS_TYPE_IPV4		0x0800
#define DLENS_TYPE_ARP		0x0806
#define DLENS_TYPE_BRIDGED	0x6558
#define DLENS_TYPE_8021Q	0x8100
#define DLENS_TYPE_IPV6		0x86dd
#define DLENS_TYPE_8021AD	0x88a8

#define DLENS_NEXT_HOPOPTS	0
#define DLENS_NEXT_ICMP		1
#define DLENS_NEXT_IPIP		4
#define DLENS_NEXT_TCP		6
#define DLENS_NEXT_UDP		17
#define DLENS_NEXT_DCCP		33
#define DLENS_NEXT_IPV6		41
#define DLENS_NEXT_ROUTING	43
#define DLENS_NEXT_FRAGMENT	44
#define DLENS_NEXT_GRE		47
#define DLENS_NEXT_AUTH		51
#define DLENS_NEXT_ICMPV6	58
#define DLENS_NEXT_DESTOPTS	60
#define DLENS_NEXT_SCTP		132
#define DLENS_NEXT_MOBILITY	135
#define DLENS_NEXT_UDPLITE	136

#define DLENS_PORT_VXLAN	4789
/* What Linux took before there was a number, and takes still unless told. */
#define DLENS_PORT_VXLAN_LINUX	8472

static inline bool dlens_is_vxlan(u16 dport)
{
	return dport == DLENS_PORT_VXLAN || dport == DLENS_PORT_VXLAN_LINUX;
}

/**
 * struct dlens_cursor - where the parser is
 * @bytes: the packet
 * @at: offset of the header that comes next; never beyond @end
 * @end: offset that no header goes beyond
 * @type: ethertype of the header that comes next, host byte order
 */
struct dlens_cursor {
	const struct dlens_bytes *bytes;
	u32 at;
	u32 end;
	u16 type;
};

static inline u32 dlens_left(const struct dlens_cursor *c)
{
	return c->end - c->at;
}

/**
 * dlens_look() - bytes from where the parser is
 * @c: where
 * @offset: of the first one
 * @len: how many
 * @buf: room for @len bytes
 *
 * Return: the bytes, or NULL if they are not all there.
 */
static __always_inline const u8 *
dlens_look(const struct dlens_cursor *c, u32 offset, u32 len, void *buf)
{
	const struct dlens_bytes *bytes = c->bytes;
	u32 left = dlens_left(c);

	if (unlikely(offset > left || len > left - offset))
		return NULL;
	offset += c->at;
	if (likely(offset <= bytes->length && len <= bytes->length - offset))
		return bytes->linear + offset;
	return bytes->read ? bytes->read(bytes, offset, len, buf) : NULL;
}

/* The headers end here. Return: false. */
static inline bool dlens_cut(struct dlens_packet *packet)
{
	packet->has |= DLENS_HAS_TRUNCATED;
	return false;
}

bool dlens_packet_untag(struct dlens_cursor *c, struct dlens_packet *packet, int tags);
bool dlens_packet_unwrap(struct dlens_cursor *c, const struct dlens_packet *packet);

#endif
