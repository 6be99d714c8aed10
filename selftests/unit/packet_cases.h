/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PACKET_CASES_H
#define DROPLENS_PACKET_CASES_H

#include <droplens/plain.h>

/*
 * Packets made of headers, one after the other, and what they say, in the words of
 * packet_words(). Also the seeds of the fuzzer.
 */

#define B16(n)			((n) >> 8) & 0xff, (n) & 0xff
#define B32(n)			B16((u32)(n) >> 16), B16((n) & 0xffff)
#define IP4_OF(total, frag, proto) \
	0x45, 0, B16(total), B16(7), B16(frag), 64, proto, B16(0), 10, 0, 1, 1, 10, 0, 1, 2
#define IP4(total, proto)	IP4_OF(total, 0x4000, proto)
#define FD(n)			0xfd, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n
#define IP6(length, proto)	0x60, 0, 0, 0, B16(length), proto, 64, FD(1), FD(2)
#define UDP(from, to)		B16(from), B16(to), B16(12), B16(0)
#define TCP(words, flags)	B16(40000), B16(443), B32(0x89abcdef), B32(5), (words) << 4, flags, \
				B16(1024), B32(0)
#define STAMP			1, 1, 8, 10, B32(0xfffffffe), B32(3)
#define ETHER(type)		2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, B16(type)
#define TAG(vlan, type)		B16(0x6000 | (vlan)), B16(type)
#define VXLAN			8, 0, 0, 0, 0, 0, 42, 0
#define ARP(op)			B16(1), B16(0x0800), 6, 4, B16(op), 2, 0, 0, 0, 0, 1, 10, 0, 1, 1, \
				0, 0, 0, 0, 0, 0, 10, 0, 1, 9
#define DATA			'd', 'a', 't', 'a'
#define BYTES(...)		{ __VA_ARGS__ }, sizeof((u8[]) { __VA_ARGS__ })

static const struct packet_case {
	const char *what;
	u16 type;
	u8 bytes[256];
	u32 len;
	const char *says;
} packet_cases[] = {
	{ "UDP", 0x0800, BYTES(IP4(32, 17), UDP(4000, 53), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 4000>53" },
	{ "UDP over IPv6", 0x86dd, BYTES(IP6(12, 17), UDP(4000, 53), DATA),
	  "86dd fd00:1::1>fd00:1::2 proto 17 4000>53" },
	{ "TCP SYN", 0x0800, BYTES(IP4(52, 6), TCP(8, 2), STAMP),
	  "0800 10.0.1.1>10.0.1.2 proto 6 40000>443 seq 2309737967 S ts 4294967294/3" },
	{ "TCP over IPv6, no options", 0x86dd, BYTES(IP6(24, 6), TCP(5, 0x18), DATA),
	  "86dd fd00:1::1>fd00:1::2 proto 6 40000>443 seq 2309737967 PA" },
	{ "ICMP", 0x0800, BYTES(IP4(28, 1), 8, 0, DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 1 type 8/0" },
	{ "ICMPv6", 0x86dd, BYTES(IP6(8, 58), 1, 4, B16(0), DATA),
	  "86dd fd00:1::1>fd00:1::2 proto 58 type 1/4" },
	{ "SCTP", 0x0800, BYTES(IP4(32, 132), B16(1), B16(65535), B32(1), B32(2)),
	  "0800 10.0.1.1>10.0.1.2 proto 132 1>65535" },
	{ "OSPF", 0x0800, BYTES(IP4(24, 89), DATA), "0800 10.0.1.1>10.0.1.2 proto 89" },
	{ "ARP", 0x0806, BYTES(ARP(1)), "0806 10.0.1.1>10.0.1.9 arp 1" },
	{ "ARP of something else", 0x0806, BYTES(B16(1), B16(0x86dd), 6, 16, B16(1), DATA, DATA,
						  DATA, DATA, DATA, DATA), "0806 cut" },
	{ "no protocol that is known", 0x88cc, BYTES(DATA), "88cc" },
	{ "nothing", 0x0800, { 0 }, 0, "0800 cut" },

	{ "a tag", 0x8100, BYTES(TAG(100, 0x0800), IP4(32, 17), UDP(1, 2), DATA),
	  "0800 vlan 100 10.0.1.1>10.0.1.2 proto 17 1>2" },
	{ "two tags", 0x88a8, BYTES(TAG(7, 0x8100), TAG(100, 0x0806), ARP(2)),
	  "0806 vlan 7 10.0.1.1>10.0.1.9 arp 2" },
	{ "three tags", 0x8100, BYTES(TAG(1, 0x8100), TAG(2, 0x8100), TAG(3, 0x0800), IP4(20, 6)),
	  "8100 vlan 1" },
	{ "a tag cut short", 0x8100, BYTES(0, 5, 8), "8100 cut" },

	{ "options", 0x0800, BYTES(0x46, 0, B16(32), B32(0), 64, 17, B16(0), 10, 0, 1, 1, 10, 0, 1, 2,
				   7, 4, 0, 0, UDP(5, 6)),
	  "0800 10.0.1.1>10.0.1.2 proto 17 5>6" },
	{ "the first fragment", 0x0800, BYTES(IP4_OF(32, 0x2000, 17), UDP(5, 6), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 5>6" },
	{ "another fragment", 0x0800, BYTES(IP4_OF(32, 0x2001, 17), UDP(5, 6), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 fragment" },
	{ "padding is no port", 0x0800, BYTES(IP4(22, 17), UDP(5, 6), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 cut" },
	{ "a length of 0 is a large one", 0x0800, BYTES(IP4(0, 17), UDP(5, 6), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 5>6" },
	{ "a length below the header's", 0x0800, BYTES(IP4(19, 17), UDP(5, 6), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 cut" },
	{ "a header of 4 words", 0x0800, BYTES(0x44, 0, IP4(32, 17), UDP(5, 6)), "0800 cut" },
	{ "IPv6 said to be IPv4", 0x0800, BYTES(IP6(12, 17), UDP(5, 6), DATA), "0800 cut" },
	{ "options cut short", 0x0800, BYTES(0x4f, 0, B16(60), B32(0), 64, 17, B16(0), 10, 0, 1, 1,
					     10, 0, 1, 2, DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 cut" },
	{ "TCP cut after the ports", 0x0800, BYTES(IP4(44, 6), B16(1), B16(2), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 6 1>2 cut" },
	{ "TCP cut among the options", 0x0800, BYTES(IP4(60, 6), TCP(10, 16), STAMP),
	  "0800 10.0.1.1>10.0.1.2 proto 6 40000>443 seq 2309737967 A ts 4294967294/3 cut" },
	{ "a TCP header of 4 words", 0x0800, BYTES(IP4(40, 6), TCP(4, 4)),
	  "0800 10.0.1.1>10.0.1.2 proto 6 40000>443 seq 2309737967 R cut" },

	{ "extension headers", 0x86dd, BYTES(IP6(44, 0), 43, 0, B16(0), B32(0), 60, 0, B16(0), B32(0),
					     51, 0, B16(0), B32(0), 17, 2, B16(0), B32(0), B32(1),
					     B32(0), UDP(8, 9)),
	  "86dd fd00:1::1>fd00:1::2 proto 17 8>9" },
	{ "a first IPv6 fragment", 0x86dd, BYTES(IP6(16, 44), 17, 99, B16(1), B32(1), UDP(8, 9)),
	  "86dd fd00:1::1>fd00:1::2 proto 17 8>9" },
	{ "another IPv6 fragment", 0x86dd, BYTES(IP6(16, 44), 17, 99, B16(8), B32(1), UDP(8, 9)),
	  "86dd fd00:1::1>fd00:1::2 proto 17 fragment" },
	{ "nothing next", 0x86dd, BYTES(IP6(0, 59)), "86dd fd00:1::1>fd00:1::2 proto 59" },
	{ "an extension header too long", 0x86dd, BYTES(IP6(8, 60), 17, 1, B16(0), B32(0)),
	  "86dd fd00:1::1>fd00:1::2 proto 60 cut" },
	{ "nine extension headers", 0x86dd,
	  BYTES(IP6(0, 0), 60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0),
		60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0),
		60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0), 17, 0, B16(0), B32(0), UDP(8, 9)),
	  "86dd fd00:1::1>fd00:1::2 proto 60 cut" },
	{ "eight of them", 0x86dd,
	  BYTES(IP6(0, 0), 60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0),
		60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0), 60, 0, B16(0), B32(0),
		60, 0, B16(0), B32(0), 17, 0, B16(0), B32(0), UDP(8, 9)),
	  "86dd fd00:1::1>fd00:1::2 proto 17 8>9" },

	{ "IP in IP", 0x0800, BYTES(IP4(60, 4), IP4(40, 6), TCP(5, 1)),
	  "0800 in 1 10.0.1.1>10.0.1.2 proto 6 40000>443 seq 2309737967 F" },
	{ "6in4", 0x0800, BYTES(IP4(68, 41), IP6(8, 17), UDP(1, 2)),
	  "0800 in 1 fd00:1::1>fd00:1::2 proto 17 1>2" },
	{ "GRE", 0x0800, BYTES(IP4(52, 47), B16(0), B16(0x0800), IP4(28, 17), UDP(1, 2)),
	  "0800 in 1 10.0.1.1>10.0.1.2 proto 17 1>2" },
	{ "GRE with all fields, of Ethernet", 0x86dd,
	  BYTES(IP6(62, 47), B16(0xb000), B16(0x6558), B32(0), B32(1), B32(2), ETHER(0x8100),
		TAG(9, 0x0806), ARP(1)), "86dd in 1 10.0.1.1>10.0.1.9 arp 1" },
	{ "GRE of version 1", 0x0800, BYTES(IP4(52, 47), B16(0x3001), B16(0x880b), B32(0), B32(0)),
	  "0800 10.0.1.1>10.0.1.2 proto 47" },
	{ "VXLAN", 0x0800, BYTES(IP4(78, 17), UDP(999, 4789), VXLAN, ETHER(0x0800), IP4(28, 17),
				 UDP(1, 2)), "0800 in 1 10.0.1.1>10.0.1.2 proto 17 1>2" },
	{ "VXLAN inside a VLAN, port of Linux, IPv6 in it", 0x8100,
	  BYTES(TAG(5, 0x0800), IP4(0, 17), UDP(999, 8472), VXLAN, ETHER(0x8100), TAG(6, 0x86dd),
		IP6(8, 58), 128, 0, B16(0), B32(0)),
	  "0800 vlan 5 in 1 fd00:1::1>fd00:1::2 proto 58 type 128/0" },
	{ "that port, but no VXLAN", 0x0800, BYTES(IP4(50, 17), UDP(999, 4789), DATA, DATA, DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 999>4789" },
	{ "VXLAN of no IP", 0x0800, BYTES(IP4(78, 17), UDP(999, 4789), VXLAN, ETHER(0x88cc), DATA),
	  "0800 10.0.1.1>10.0.1.2 proto 17 999>4789" },
	{ "VXLAN of half an IP header", 0x0800,
	  BYTES(IP4(0, 17), UDP(999, 4789), VXLAN, ETHER(0x0800), 0x45, 0, 0),
	  "0800 10.0.1.1>10.0.1.2 proto 17 999>4789 cut" },
	{ "three tunnels", 0x0800, BYTES(IP4(0, 4), IP4(0, 4), IP4(0, 4), IP4(0, 17), UDP(1, 2)),
	  "0800 in 2 10.0.1.1>10.0.1.2 proto 4" },
	{ "a fragment of a tunnel", 0x0800, BYTES(IP4_OF(0, 1, 4), IP4(0, 17), UDP(1, 2)),
	  "0800 10.0.1.1>10.0.1.2 proto 4 fragment" },
};

#endif
