/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM droplens

#if !defined(DROPLENS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define DROPLENS_TRACE_H

#include <linux/skbuff.h>
#include <linux/tracepoint.h>

#include <droplens/classify.h>
#include <droplens/extras.h>
#include <droplens/observed.h>
#include <droplens/packet.h>
#include <droplens/reason.h>

DLENS_REGFUNC dlens_trace_begin(void);
void dlens_trace_end(void);

/* numbers in the event's format, for who reads it elsewhere */
TRACE_DEFINE_ENUM(DLENS_UNKNOWN);
TRACE_DEFINE_ENUM(DLENS_POLICY);
TRACE_DEFINE_ENUM(DLENS_RESOURCE);
TRACE_DEFINE_ENUM(DLENS_ERROR);

/*
 * A drop of a loss, decoded: what is 0 is not there or not known. Addresses are
 * in network byte order, IPv4 as ::ffff:a.b.c.d, all other numbers in the host's.
 */
TRACE_EVENT_FN(drop, TP_PROTO(const struct sk_buff *skb, const struct dlens_packet *packet,
			      const struct dlens_seen *seen),
	       TP_ARGS(skb, packet, seen),
	       TP_STRUCT__entry(__field(const void *, skbaddr)
				__field(void *, location)
				__field(u32, reason)
				__field(u32, netns)
				__field(u32, iif)
				__field(u32, len)
				__field(u32, seq)
				__field(u32, tsval)
				__field(u16, protocol)
				__field(u16, vlan)
				__field(u16, sport)
				__field(u16, dport)
				__field(u8, class)
				__field(u8, family)
				__field(u8, proto)
				__field(u8, tcp_flags)
				__field(u8, icmp_type)
				__field(u8, icmp_code)
				__array(u8, saddr, 16)
				__array(u8, daddr, 16)
				__array(char, name, DLENS_REASON_LEN)),
	       TP_fast_assign(__entry->skbaddr = skb;
			      __entry->location = (void *)seen->location;
			      __entry->reason = seen->reason;
			      __entry->netns = seen->netns;
			      __entry->iif = seen->iif;
			      __entry->len = skb->len;
			      __entry->seq = packet->seq;
			      __entry->tsval = packet->tsval;
			      __entry->protocol = packet->ethertype;
			      __entry->vlan = packet->vlan;
			      __entry->sport = packet->sport;
			      __entry->dport = packet->dport;
			      __entry->class = seen->class;
			      __entry->family = packet->family;
			      __entry->proto = packet->proto;
			      __entry->tcp_flags = packet->tcp_flags;
			      __entry->icmp_type = packet->icmp_type;
			      __entry->icmp_code = packet->icmp_code;
			      memcpy(__entry->saddr, packet->source, 16);
			      memcpy(__entry->daddr, packet->dest, 16);
			      memset(__entry->name, 0, DLENS_REASON_LEN);
			      dlens_reason_name(seen->reason, __entry->name, DLENS_REASON_LEN);),
	       TP_printk("skbaddr=%p location=%pS reason=%s class=%s netns=%u iif=%u len=%u protocol=0x%04x proto=%u saddr=%pI6c sport=%u daddr=%pI6c dport=%u tcp_flags=0x%02x seq=%u",
			 __entry->skbaddr, __entry->location, __entry->name,
			 __print_symbolic(__entry->class, { DLENS_UNKNOWN, "unknown" },
					  { DLENS_POLICY, "policy" },
					  { DLENS_RESOURCE, "resource" },
					  { DLENS_ERROR, "error" },
					  { DLENS_CLASS_OPEN, "-" }),
			 __entry->netns, __entry->iif, __entry->len, __entry->protocol,
			 __entry->proto, __entry->saddr, __entry->sport, __entry->daddr,
			 __entry->dport, __entry->tcp_flags, __entry->seq),
	       dlens_trace_begin, dlens_trace_end
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH droplens
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
