/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PACKET_H
#define DROPLENS_PACKET_H

#include <droplens/plain.h>

/*
 * What a packet's headers say. Only headers are read, only where they really are,
 * and each byte that leads further is read once: whoever else has the packet may
 * write to it meanwhile.
 */

/* The most that is unwrapped, and the longest way through IPv6 extension headers. */
#define DLENS_PACKET_TAGS	2
#define DLENS_PACKET_TUNNELS	2
#define DLENS_PACKET_EXTENSIONS	8

/**
 * struct dlens_bytes - where a packet's bytes are
 * @linear: those that can be read directly; offsets count from here
 * @length: how many of them
 * @end: offset where the packet ends, @length or more
 * @read: gets @len bytes at @offset, below @end but not all in @linear: a pointer to
 *	them, which may be @buf, or NULL if they can not be had; NULL: nothing else can be read
 * @of: for @read
 * @offset: where the header of @ethertype begins
 * @ethertype: host byte order; an 802.1Q or 802.1AD one means the tag is at @offset
 * @tci: of a tag that is not in the bytes
 * @tagged: there is one
 */
struct dlens_bytes {
	const u8 *linear;
	u32 length;
	u32 end;
	const void *(*read)(const struct dlens_bytes *bytes, u32 offset, u32 len, void *buf);
	const void *of;
	u32 offset;
	u16 ethertype;
	u16 tci;
	bool tagged;
};

/* What of struct dlens_packet is known; the rest is 0. */
#define DLENS_HAS_PORTS		0x01	/* @sport, @dport */
#define DLENS_HAS_TCP		0x02	/* @tcp_flags, @seq */
#define DLENS_HAS_STAMP		0x04	/* @tsval, @tsecr */
#define DLENS_HAS_ICMP		0x08	/* @icmp_type, @icmp_code, of ICMP or ICMPv6 */
#define DLENS_HAS_ARP		0x10	/* @arp_op; @source and @dest are the protocol addresses */
#define DLENS_HAS_VLAN		0x20	/* @vlan */
#define DLENS_HAS_FRAGMENT	0x40	/* a fragment that is not the first: no ports are in it */
#define DLENS_HAS_TRUNCATED	0x80	/* a header is cut short or makes no sense: it ends here */

/**
 * struct dlens_packet - a packet's headers; of a tunnel, the innermost that are plain
 * @source: network byte order, IPv4 as ::ffff:a.b.c.d; valid if @family is not 0
 * @dest: likewise
 * @seq: TCP sequence number
 * @tsval: TCP timestamp (RFC 7323)
 * @tsecr: its echo
 * @ethertype: after all tags, host byte order; of the outermost header
 * @vlan: VLAN number of the outermost tag
 * @sport: source port of TCP, UDP, UDP-Lite, SCTP or DCCP
 * @dport: destination port
 * @arp_op: ARP operation, 1 request, 2 reply
 * @family: 4, 6, or 0 if no IP or ARP header was found
 * @proto: IPPROTO_*, after IPv6 extension headers; 0 unless @family is of an IP header
 * @has: DLENS_HAS_*
 * @tunnels: headers unwrapped: IP in IP, 6in4, GRE, VXLAN
 * @icmp_type: ICMP or ICMPv6 type
 * @icmp_code: its code
 * @tcp_flags: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128
 *
 * Numbers in host byte order.
 */
struct dlens_packet {
	u8 source[16];
	u8 dest[16];
	u32 seq;
	u32 tsval;
	u32 tsecr;
	u16 ethertype;
	u16 vlan;
	u16 sport;
	u16 dport;
	u16 arp_op;
	u8 family;
	u8 proto;
	u8 has;
	u8 tunnels;
	u8 icmp_type;
	u8 icmp_code;
	u8 tcp_flags;
};

void dlens_packet_parse(const struct dlens_bytes *bytes, struct dlens_packet *packet);

#endif
