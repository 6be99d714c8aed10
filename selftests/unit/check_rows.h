/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CHECK_ROWS_H
#define DROPLENS_CHECK_ROWS_H

#include "checks.h"

#define C(check) DLENS_CHECK_##check

/* What differs from a healthy host, which check says so, and how loudly. */
static const struct row {
	u8 check;
	u8 severity;
	struct fact facts[FACTS_MAX];
} rows[] = {
	{ C(NIC_RING), DLENS_WARN, { NIC(RING, 1) } },
	{ C(NIC_RING), DLENS_CRIT, { NIC(RING, 6000) } },
	{ C(NIC_ERRORS), DLENS_WARN, { NIC(ERRORS, 3) } },
	{ C(NIC_DROPPED), DLENS_OK, { NIC(DROPPED, 19) } },
	{ C(NIC_DROPPED), DLENS_INFO, { NIC(DROPPED, 20) } },
	{ C(NIC_DROPPED), DLENS_WARN, { NIC(DROPPED, 100) } },
	{ C(NIC_DROPPED), DLENS_WARN, { DROPS(NIC_DROPPED, 100) } },
	{ C(NIC_DROPPED), DLENS_OK, { NIC(DROPPED, 100), F(unhandled_60s, 95) } },
	{ C(NIC_DROPPED), DLENS_WARN, { NIC(DROPPED, 100), F(unhandled_60s, DLENS_ABSENT) } },

	/* what a device counts once more is blamed on the cause alone */
	{ C(SOFTNET_BACKLOG), DLENS_WARN, { NIC(DROPPED, 93), DROPS(SOFTNET_BACKLOG, 93) } },
	{ C(MTU), DLENS_WARN, { NIC(DROPPED, 100), DROPS(MTU, 100) } },
	{ C(TC_XDP), DLENS_INFO, { NIC(DROPPED, 100), DROPS(TC_XDP, 100) } },
	{ C(NIC_DROPPED), DLENS_OK, { NIC(DROPPED, 100), F(everywhere_60s[C(MTU)], 100) } },
	{ C(NIC_DROPPED), DLENS_WARN, { NIC(DROPPED, 100), F(everywhere_60s[C(MTU)], 50) } },
	/* each packet is counted at two devices at most: a third is another matter */
	{ C(NIC_DROPPED), DLENS_OK,
	  { NIC(DROPPED, 100), F(dropper[0].last_60s, 100), F(everywhere_60s[C(MTU)], 100) } },
	{ C(NIC_DROPPED), DLENS_WARN,
	  { NIC(DROPPED, 100), F(dropper[0].last_60s, 100), F(dropper[1].last_60s, 90),
	    F(everywhere_60s[C(MTU)], 100) } },
	{ C(NIC_DROPPED), DLENS_INFO,
	  { NIC(DROPPED, 5000), F(dropper[0].last_60s, 5000), F(dropper[1].last_60s, 30),
	    F(everywhere_60s[C(SOFTNET_BACKLOG)], 5000) } },

	{ C(SOFTNET_BACKLOG), DLENS_WARN, { F(backlog_dropped.last_60s, 1) } },
	{ C(SOFTNET_BACKLOG), DLENS_WARN,
	  { F(backlog_dropped.last_60s, 93), DROPS(SOFTNET_BACKLOG, 93) } },
	{ C(SOFTNET_BACKLOG), DLENS_CRIT, { DROPS(SOFTNET_BACKLOG, 9999) } },
	{ C(SOFTNET_SQUEEZE), DLENS_OK, { F(squeezed.last_60s, 1199) } },
	{ C(SOFTNET_SQUEEZE), DLENS_INFO, { F(squeezed.last_60s, 1200) } },
	{ C(SOFTNET_SQUEEZE), DLENS_WARN, { F(squeezed.last_60s, 60000) } },
	/* packets of the flow limit are in the other counter too */
	{ C(SOFTNET_SQUEEZE), DLENS_WARN,
	  { F(flow_limited.last_60s, 40), F(backlog_dropped.last_60s, 40),
	    DROPS(SOFTNET_BACKLOG, 40) } },

	{ C(QDISC), DLENS_INFO, { DROPS(QDISC, 10) } },
	{ C(QDISC), DLENS_WARN, { DROPS(QDISC, 600) } },
	{ C(QDISC), DLENS_INFO, { DROPS(QDISC, 10), MIB(UDP_SNDBUF, 10) } },
	/* a queue that takes nothing, since there is no carrier */
	{ C(QDISC), DLENS_INFO, { DROPS(QDISC, 59), F(qdisc_carrier, false) } },
	{ C(QDISC), DLENS_WARN, { DROPS(QDISC, 60), F(qdisc_carrier, false) } },
	{ C(FIREWALL), DLENS_OK, { DROPS(FIREWALL, 4) } },
	{ C(FIREWALL), DLENS_WARN, { DROPS(FIREWALL, 10) } },
	{ C(FIREWALL), DLENS_WARN,
	  { DROPS(FIREWALL, 300), F(ct_loaded, false), F(ct_drop.last_60s, 300) } },
	{ C(FIREWALL), DLENS_WARN, { DROPS(FIREWALL, 300), F(ct_drop.last_60s, DLENS_ABSENT) } },
	{ C(TC_XDP), DLENS_INFO, { DROPS(TC_XDP, 100000) } },

	/* all, none but the noise of reading twice, and part of a firewall's drops */
	{ C(CONNTRACK_FULL), DLENS_CRIT,
	  { DROPS(FIREWALL, 7), F(ct_drop.last_60s, 7), F(ct_count, 65536) } },
	{ C(CONNTRACK_FULL), DLENS_CRIT, { DROPS(FIREWALL, 1000), F(ct_drop.last_60s, 990) } },
	{ C(CONNTRACK_FULL), DLENS_CRIT, { DROPS(FIREWALL, 1000), F(ct_drop.last_60s, 1200) } },
	{ C(CONNTRACK_FULL), DLENS_OK, { F(ct_count, 58982) } },
	{ C(CONNTRACK_FULL), DLENS_WARN, { F(ct_count, 58983) } },
	{ C(CONNTRACK_FULL), DLENS_WARN, { F(ct_early_drop.last_60s, 1) } },
	{ C(CONNTRACK_FULL), DLENS_OK, { F(ct_max, 0), F(ct_count, 90000) } },
	/* a clash is no full table; it counts in both, or in one */
	{ C(CONNTRACK_FULL), DLENS_INFO,
	  { F(ct_insert_failed.last_60s, 20), F(ct_drop.last_60s, 20), DROPS(FIREWALL, 20) } },
	{ C(CONNTRACK_FULL), DLENS_INFO,
	  { F(ct_insert_failed.last_60s, 20), DROPS(FIREWALL, 20) } },
	{ C(CONNTRACK_FULL), DLENS_CRIT,
	  { F(ct_insert_failed.last_60s, 5), F(ct_drop.last_60s, 20), F(ct_count, 65536) } },
	/* too long a chain is neither */
	{ C(CONNTRACK_FULL), DLENS_WARN,
	  { F(ct_insert_failed.last_60s, 20), F(ct_chaintoolong.last_60s, 20),
	    DROPS(FIREWALL, 20) } },
	{ C(CONNTRACK_FULL), DLENS_INFO,
	  { F(ct_insert_failed.last_60s, 20), F(ct_chaintoolong.last_60s, DLENS_ABSENT),
	    DROPS(FIREWALL, 20) } },

	{ C(RP_FILTER), DLENS_WARN, { DROPS(RP_FILTER, 10), MIB(RP_FILTER, 10) } },
	{ C(RP_FILTER), DLENS_WARN, { MIB(RP_FILTER, 10) } },
	{ C(ROUTE), DLENS_INFO, { DROPS(ROUTE, 10) } },
	{ C(ROUTE), DLENS_OK, { DROPS(ROUTE, 3), MIB(IN_NO_ROUTES, 3) } },
	{ C(ROUTE), DLENS_INFO, { DROPS(ROUTE, 100), MIB(IN_NO_ROUTES, 100) } },
	{ C(ROUTE), DLENS_INFO, { DROPS(ROUTE, 599) } },
	{ C(ROUTE), DLENS_WARN, { DROPS(ROUTE, 600) } },
	{ C(ROUTE), DLENS_OK, { MIB(OUT_NO_ROUTES, 599) } },
	{ C(ROUTE), DLENS_INFO, { MIB(OUT_NO_ROUTES, 5000) } },
	/* multicast that nobody has joined: VRRP of four routers */
	{ C(ROUTE), DLENS_OK, { F(strays.last_60s, 240) } },
	{ C(ROUTE), DLENS_INFO, { F(strays.last_60s, 100000) } },
	{ C(ROUTE), DLENS_WARN, { F(strays.last_60s, 100000), DROPS(ROUTE, 1000) } },
	{ C(MTU), DLENS_WARN, { DROPS(MTU, 10), MIB(FRAG_FAILS, 10) } },
	{ C(MTU), DLENS_WARN, { F(small_mtu, 100) } },
	{ C(MTU), DLENS_INFO, { F(small_mtu, 576) } },
	{ C(MTU), DLENS_WARN, { F(small_mtu, 576), DROPS(MTU, 10), MIB(FRAG_FAILS, 10) } },
	{ C(MTU), DLENS_OK, { DROPS(MTU, 4) } },
	{ C(MTU), DLENS_INFO, { DROPS(MTU, 10), F(mtu_carrier, false) } },
	{ C(MTU), DLENS_WARN, { DROPS(MTU, 10), MIB(FRAG_FAILS, 10), F(mtu_carrier, false) } },
	/* fragments that a queue or a rule dropped on their way out */
	{ C(QDISC), DLENS_INFO, { DROPS(QDISC, 40), MIB(FRAG_FAILS, 40) } },
	{ C(FIREWALL), DLENS_WARN, { DROPS(FIREWALL, 40), MIB(FRAG_FAILS, 40) } },
	{ C(CHECKSUM), DLENS_WARN, { DROPS(CHECKSUM, 10), MIB(IN_CSUM, 10) } },
	{ C(NEIGHBOUR), DLENS_INFO, { DROPS(NEIGHBOUR, 9) } },
	{ C(NEIGHBOUR), DLENS_WARN, { SOCK(neigh_table_fulls_60s, 1) } },
	{ C(NEIGHBOUR), DLENS_WARN, { SOCK(neigh_entries, 1000) } },

	{ C(ACCEPT_QUEUE), DLENS_WARN, { MIB(LISTEN_OVERFLOWS, 5), MIB(LISTEN_DROPS, 5) } },
	{ C(ACCEPT_QUEUE), DLENS_CRIT,
	  { MIB(LISTEN_OVERFLOWS, 900), MIB(LISTEN_DROPS, 900), DROPS(ACCEPT_QUEUE, 900) } },
	{ C(ACCEPT_QUEUE), DLENS_INFO, { MIB(LISTEN_DROPS, 20) } },
	/* half-open connections wait behind those that nobody accepts */
	{ C(ACCEPT_QUEUE), DLENS_WARN,
	  { MIB(LISTEN_OVERFLOWS, 50), MIB(LISTEN_DROPS, 90), MIB(REQQ_FULL_DROP, 40) } },
	{ C(SYN_QUEUE), DLENS_WARN, { MIB(REQQ_FULL_DROP, 1), MIB(LISTEN_DROPS, 1) } },
	{ C(SYN_QUEUE), DLENS_INFO, { MIB(REQQ_FULL_COOKIES, 100) } },
	{ C(SYN_QUEUE), DLENS_INFO, { MIB(REQQ_FULL_COOKIES, 100), MIB(LISTEN_DROPS, 100) } },
	{ C(SYN_QUEUE), DLENS_WARN, { MIB(REQQ_FULL_COOKIES, 6000) } },
	/* told to answer all with cookies, no queue need be full */
	{ C(SYN_QUEUE), DLENS_OK, { MIB(REQQ_FULL_COOKIES, 6000), SOCK(syncookies, 2) } },
	{ C(SYN_QUEUE), DLENS_WARN,
	  { MIB(REQQ_FULL_COOKIES, 6000), MIB(REQQ_FULL_DROP, 1), SOCK(syncookies, 2) } },
	/* without cookies the limit of half-open connections shows in ListenDrops alone */
	{ C(SYN_QUEUE), DLENS_WARN, { MIB(LISTEN_DROPS, 150), SOCK(syncookies, 0) } },

	{ C(TW_RECYCLE), DLENS_OK, { SOCK(tw_recycle, 0) } },
	{ C(TW_RECYCLE), DLENS_OK, { SOCK(tw_recycle, 1), SOCK(timestamps, 0) } },
	{ C(TW_RECYCLE), DLENS_WARN, { SOCK(tw_recycle, 1) } },
	{ C(TW_RECYCLE), DLENS_WARN, { SOCK(tw_recycle, 1), SOCK(timestamps, DLENS_ABSENT) } },
	{ C(TW_RECYCLE), DLENS_CRIT,
	  { SOCK(tw_recycle, 1), F(mib[DLENS_MIB_PAWS_PASSIVE].total, 90), MIB(PAWS_PASSIVE, 90),
	    MIB(LISTEN_DROPS, 90) } },
	/* clients that it would refuse: of no importance where it can not be switched on */
	{ C(TW_RECYCLE), DLENS_OK, { F(reject_ago_s, 5), F(rejecting, 2) } },
	{ C(TW_RECYCLE), DLENS_INFO,
	  { SOCK(tw_recycle, 0), F(reject_ago_s, 5), F(rejecting, 2) } },
	{ C(TW_RECYCLE), DLENS_INFO,
	  { SOCK(tw_recycle, 1), SOCK(timestamps, 0), F(reject_ago_s, 5) } },
	{ C(TW_RECYCLE), DLENS_CRIT,
	  { SOCK(tw_recycle, 1), F(reject_ago_s, 170), F(rejecting, 1) } },
	{ C(TW_RECYCLE), DLENS_WARN, { SOCK(tw_recycle, 1), F(reject_ago_s, 180) } },
	{ C(TW_RECYCLE), DLENS_CRIT, { SOCK(tw_recycle, 1), F(refused_ago_s, 100) } },
	{ C(TW_RECYCLE), DLENS_UNCLEAR,
	  { F(mib[DLENS_MIB_PAWS_PASSIVE].total, 9), MIB(PAWS_PASSIVE, 0) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_ESTAB, 10), DROPS(PAWS, 10) } },
	{ C(PAWS), DLENS_OK, { MIB(PAWS_OLD_ACK, 1000) } },
	/* before 6.14 reordered ACKs are in the same counter */
	{ C(PAWS), DLENS_OK, { MIB(PAWS_ESTAB, 10), DROPS(PAWS, 10), NO_MIB(PAWS_OLD_ACK) } },
	{ C(PAWS), DLENS_INFO, { MIB(PAWS_ESTAB, 300), NO_MIB(PAWS_OLD_ACK) } },
	/* an ACK that a FIN overtook: ninety connections closed at both ends left 35 */
	{ C(PAWS), DLENS_OK, { MIB(PAWS_TIMEWAIT, 35), DROPS(PAWS, 35) } },
	{ C(PAWS), DLENS_INFO, { MIB(PAWS_TIMEWAIT, 60), DROPS(PAWS, 60) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_TIMEWAIT, 600), DROPS(PAWS, 600) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_TIMEWAIT, 35), MIB(PAWS_ESTAB, 5), DROPS(PAWS, 40) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_TIMEWAIT, 35), DROPS(PAWS, 40) } },
	/* before 6.17 PAWSEstab has them */
	{ C(PAWS), DLENS_OK, { MIB(PAWS_ESTAB, 35), DROPS(PAWS, 35), NO_MIB(PAWS_TIMEWAIT) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_ACTIVE, 5) } },

	{ C(SOCKET_BUFFER), DLENS_WARN, { DROPS(SOCKET_BUFFER, 46), MIB(UDP_RCVBUF, 46) } },
	{ C(SOCKET_BUFFER), DLENS_WARN, { MIB(UDP_RCVBUF, 46) } },
	{ C(SOCKET_BUFFER), DLENS_WARN, { MIB(UDP_SNDBUF, 46) } },
	{ C(SOCKET_BUFFER), DLENS_OK, { MIB(PRUNE_CALLED, 5000) } },
	{ C(SOCKET_BUFFER), DLENS_WARN, { MIB(TCP_RCVQ_DROP, 46), MIB(RCV_PRUNED, 46) } },
	/* one reason for two causes: told apart by the memory that all share */
	{ C(SOCKET_BUFFER), DLENS_WARN, { DROPS(TCP_MEM, 46), MIB(TCP_RCVQ_DROP, 46) } },
	{ C(TCP_MEM), DLENS_WARN,
	  { DROPS(TCP_MEM, 46), MIB(TCP_RCVQ_DROP, 46), SOCK(tcp_mem_pages, 101000) } },
	{ C(TCP_MEM), DLENS_WARN, { DROPS(TCP_MEM, 46), MIB(UDP_MEM, 46) } },
	{ C(TCP_MEM), DLENS_WARN, { MIB(TCP_MEMORY_PRESSURES, 1) } },
	{ C(TCP_MEM), DLENS_CRIT, { SOCK(tcp_mem_pages, 150000) } },
	{ C(SOCKET_BACKLOG), DLENS_WARN, { DROPS(SOCKET_BACKLOG, 9), MIB(TCP_BACKLOG_DROP, 9) } },

	{ C(TW_OVERFLOW), DLENS_WARN, { MIB(TW_OVERFLOW, 1) } },
	{ C(TW_OVERFLOW), DLENS_OK, { SOCK(time_wait, 58982) } },
	{ C(TW_OVERFLOW), DLENS_WARN, { SOCK(time_wait, 58983) } },
	{ C(PORT_EXHAUSTION), DLENS_OK, { SOCK(ports_used, 23997) } },
	{ C(PORT_EXHAUSTION), DLENS_WARN, { SOCK(ports_used, 23998) } },
	{ C(PORT_EXHAUSTION), DLENS_CRIT, { SOCK(ports_used, 28232) } },
	{ C(PORT_EXHAUSTION), DLENS_UNCLEAR, { SOCK(ports_low, 2), SOCK(ports_high, 1) } },
	{ C(FIN_WAIT2), DLENS_WARN, { SOCK(fin_wait2, 1000) } },
	{ C(FIN_WAIT2), DLENS_WARN, { SOCK(orphans, 30000) } },
	{ C(FIN_WAIT2), DLENS_WARN, { MIB(TCP_ABORT_ON_MEMORY, 1) } },
	{ C(FIN_WAIT2), DLENS_CRIT, { MIB(TCP_ABORT_ON_MEMORY, 600) } },
	/* one counter for two limits */
	{ C(TCP_MEM), DLENS_CRIT, { MIB(TCP_ABORT_ON_MEMORY, 60), SOCK(tcp_mem_pages, 150000) } },
	{ C(CLOSE_WAIT), DLENS_INFO, { SOCK(close_wait, 100) } },
	{ C(CLOSE_WAIT), DLENS_WARN, { SOCK(close_wait, 1000) } },
	{ C(NO_SOCKET), DLENS_OK, { DROPS(NO_SOCKET, 1), MIB(NO_PORTS, 1) } },
	{ C(NO_SOCKET), DLENS_INFO, { DROPS(NO_SOCKET, 10), MIB(NO_PORTS, 10) } },
	{ C(NO_SOCKET), DLENS_INFO, { DROPS(NO_SOCKET, 1000000) } },
	{ C(MEMORY), DLENS_WARN, { DROPS(MEMORY, 1) } },
	{ C(MEMORY), DLENS_WARN, { MIB(PFMEMALLOC_DROP, 1) } },
	{ C(OTHER), DLENS_OK, { DROPS(OTHER, 9) } },
	{ C(OTHER), DLENS_INFO, { DROPS(OTHER, 10) } },
	{ C(OTHER), DLENS_WARN, { DROPS(OTHER, 600) } },
	/* many kinds, each of them rare */
	{ C(OTHER), DLENS_INFO, { DROPS(OTHER, 700), F(dropped[C(OTHER)].top_60s, 5) } },
};

#endif
