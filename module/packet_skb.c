// SPDX-License-Identifier: GPL-2.0
/*
 * Where in a packet that is being dropped its headers are. It may be dropped
 * anywhere: in a driver, before a header was pushed, after one was pulled; offsets
 * may be unset or left from before. So nothing is believed: a place is taken if it
 * is in the buffer and what is there looks like the header that skb->protocol tells.
 */
#include <linux/hardirq.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/skbuff.h>

#include <droplens/packet_skb.h>
#include <droplens/straight.h>

/*
 * What is not in the buffer is in pages, which the kernel maps for the moment. A
 * list of fragments may be long, and NMIs map nothing: those are not read.
 */
static noinline bool copy(const struct sk_buff *skb, const u8 *at, void *buf, u32 len)
{
	return at >= skb->data && skb_is_nonlinear(skb) && !skb_has_frag_list(skb) &&
	       !in_nmi() && !skb_copy_bits(skb, at - skb->data, buf, len);
}

static noinline int paged_byte_at(const struct sk_buff *skb, const u8 *at)
{
	u8 byte;

	return at == skb_tail_pointer(skb) && copy(skb, at, &byte, 1) ? byte : -1;
}

/* Return: the byte at @at, which may be any pointer, or -1. */
static __always_inline int byte_at(const struct sk_buff *skb, const u8 *at)
{
	if (likely(at >= skb->head && at < skb_tail_pointer(skb)))
		return READ_ONCE(*at);
	return paged_byte_at(skb, at);
}

/* Return: does the header of @type, host byte order, seem to be there. */
static __always_inline bool seems(const struct sk_buff *skb, const u8 *at, u16 type)
{
	int first = byte_at(skb, at);

	switch (type) {
	case ETH_P_IP:
		return first >= 0x45 && first <= 0x4f;
	case ETH_P_IPV6:
		return first >> 4 == 6;
	case ETH_P_ARP:
		/* hardware 1, Ethernet, in two bytes */
		return !first;
	}
	return false;
}

/* Return: what follows an Ethernet header that says @type, or NULL. */
static const u8 *behind_ethernet(const struct sk_buff *skb, u16 type)
{
	const u8 *at;

	if (!skb_mac_header_was_set(skb))
		return NULL;
	at = skb_mac_header(skb) + ETH_HLEN;
	return byte_at(skb, at - 2) == type >> 8 && byte_at(skb, at - 1) == (type & 0xff) ?
	       at : NULL;
}

/* Return: where the header of @type begins, if the offset does not tell, or NULL. */
static noinline const u8 *elsewhere(const struct sk_buff *skb, u16 type)
{
	const u8 *at;

	/* a tag is where the network header is to be, before or behind the offset */
	if (type == ETH_P_8021Q || type == ETH_P_8021AD)
		return behind_ethernet(skb, type) ?: skb->data;
	if (seems(skb, skb->data, type))
		return skb->data;
	at = behind_ethernet(skb, type);
	return at && seems(skb, at, type) ? at : NULL;
}

static const void *beyond(const struct dlens_bytes *bytes, u32 offset, u32 len, void *buf)
{
	return copy(bytes->of, bytes->linear + offset, buf, len) ? buf : NULL;
}

static noinline void look_closer(const struct sk_buff *skb, struct dlens_packet *packet)
{
	const u8 *tail = skb_tail_pointer(skb), *start = skb_network_header(skb);
	struct dlens_bytes bytes = {
		.of = skb,
		.ethertype = ntohs(skb->protocol),
		.tagged = skb_vlan_tag_present(skb),
	};

	if (bytes.tagged)
		bytes.tci = skb_vlan_tag_get(skb);
	/* an offset of 0 was never set: there is headroom before any header */
	if (start == skb->head || !seems(skb, start, bytes.ethertype))
		start = elsewhere(skb, bytes.ethertype);
	if (start >= skb->head && start <= tail) {
		bytes.linear = start;
		bytes.length = tail - start;
		bytes.end = bytes.length;
		if (skb_is_nonlinear(skb)) {
			bytes.end += skb->data_len;
			bytes.read = beyond;
		}
	}
	dlens_packet_parse(&bytes, packet);
}

/**
 * dlens_packet_look() - what the headers of a packet say that is being dropped
 * @skb: the packet
 * @packet: filled in
 *
 * Only the packet's own memory is read. Without a header that fits skb->protocol
 * there is nothing but that and the tag.
 *
 * Context: any, also NMI; preemption off.
 */
void dlens_packet_look(const struct sk_buff *skb, struct dlens_packet *packet)
{
	const u8 *start = skb_network_header(skb), *tail = skb_tail_pointer(skb);

	if (skb->protocol != htons(ETH_P_IP) || skb_vlan_tag_present(skb) ||
	    start <= skb->head || start >= tail ||
	    !dlens_packet_straight(start, tail - start, packet))
		look_closer(skb, packet);
}
