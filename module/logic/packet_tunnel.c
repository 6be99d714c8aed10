// SPDX-License-Identifier: GPL-2.0
/* From an outer header to an inner one, where that is plain. */
#include <droplens/cursor.h>

#define ETHERNET_LEN		14
#define UDP_LEN			8
#define VXLAN_LEN		8

static bool ethernet(struct dlens_cursor *c)
{
	u8 buf[ETHERNET_LEN];
	const u8 *h = dlens_look(c, 0, sizeof(buf), buf);
	/* an inner tag is not the packet's */
	struct dlens_packet unused = { .has = DLENS_HAS_VLAN };

	if (!h)
		return false;
	c->type = dlens_be16(h + 12);
	c->at += sizeof(buf);
	return dlens_packet_untag(c, &unused, DLENS_PACKET_TAGS);
}

/* RFC 2784 and 2890: version 0, without routing */
static bool gre(struct dlens_cursor *c)
{
	u8 buf[4];
	const u8 *h = dlens_look(c, 0, sizeof(buf), buf);
	u32 len = sizeof(buf);
	u16 flags;

	if (!h)
		return false;
	flags = dlens_be16(h);
	if (flags & 0x4fff)
		return false;
	if (flags & 0x8000)
		len += 4;
	if (flags & 0x2000)
		len += 4;
	if (flags & 0x1000)
		len += 4;
	if (len > dlens_left(c))
		return false;
	c->type = dlens_be16(h + 2);
	c->at += len;
	return c->type != DLENS_TYPE_BRIDGED || ethernet(c);
}

/* RFC 7348; other flags than I are of its extensions, which change what follows */
static bool vxlan(struct dlens_cursor *c)
{
	u8 buf[VXLAN_LEN];
	const u8 *h = dlens_look(c, UDP_LEN, sizeof(buf), buf);

	if (!h || READ_ONCE(h[0]) != 0x08)
		return false;
	c->at += UDP_LEN + VXLAN_LEN;
	return ethernet(c);
}

/**
 * dlens_packet_unwrap() - go to the inner header of a tunnel
 * @c: at what follows an IP header; moved to the inner header, with its ethertype
 * @packet: what that IP header says, and the ports
 *
 * Return: true if there is one.
 */
bool dlens_packet_unwrap(struct dlens_cursor *c, const struct dlens_packet *packet)
{
	switch (packet->proto) {
	case DLENS_NEXT_IPIP:
		c->type = DLENS_TYPE_IPV4;
		return true;
	case DLENS_NEXT_IPV6:
		c->type = DLENS_TYPE_IPV6;
		return true;
	case DLENS_NEXT_GRE:
		return gre(c);
	case DLENS_NEXT_UDP:
		return dlens_is_vxlan(packet->dport) && vxlan(c);
	}
	return false;
}
