/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CHECKS_H
#define DROPLENS_CHECKS_H

#include <droplens/check.h>
#include <droplens/risk.h>

/* Facts to start from, and a way to write down what differs. */

/**
 * struct fact - one number of struct dlens_facts
 * @offset: where
 * @size: how large
 * @value: what it is to be
 */
struct fact {
	size_t offset;
	size_t size;
	u64 value;
};

#define F(member, value) \
	{ offsetof(struct dlens_facts, member), sizeof(((struct dlens_facts *)0)->member), value }
#define DROPS(check, n) F(dropped[DLENS_CHECK_##check].last_60s, n)
#define MIB(counter, n) F(mib[DLENS_MIB_##counter].last_60s, n)
#define NO_MIB(counter) F(mib[DLENS_MIB_##counter].total, DLENS_ABSENT)
#define SOCK(member, n) F(sockets.member, n)
#define NIC(kind, n) F(nic[DLENS_CHECK_NIC_##kind - DLENS_CHECK_NIC_RING].last_60s, n)
#define FACTS_MAX 8

static const char * const usual_reason[DLENS_CHECKS] = {
	[DLENS_CHECK_NIC_DROPPED] = "FULL_RING",
	[DLENS_CHECK_SOFTNET_BACKLOG] = "CPU_BACKLOG",
	[DLENS_CHECK_QDISC] = "QDISC_DROP",
	[DLENS_CHECK_FIREWALL] = "NETFILTER_DROP",
	[DLENS_CHECK_RP_FILTER] = "IP_RPFILTER",
	[DLENS_CHECK_ACCEPT_QUEUE] = "TCP_LISTEN_OVERFLOW",
	[DLENS_CHECK_PAWS] = "TCP_RFC7323_PAWS",
	[DLENS_CHECK_SOCKET_BUFFER] = "SOCKET_RCVBUFF",
	[DLENS_CHECK_SOCKET_BACKLOG] = "SOCKET_BACKLOG",
	[DLENS_CHECK_TCP_MEM] = "PROTO_MEM",
	[DLENS_CHECK_MTU] = "PKT_TOO_BIG",
	[DLENS_CHECK_CHECKSUM] = "UDP_CSUM",
	[DLENS_CHECK_ROUTE] = "IP_INNOROUTES",
	[DLENS_CHECK_NEIGHBOUR] = "NEIGH_FAILED",
	[DLENS_CHECK_NO_SOCKET] = "NO_SOCKET",
	[DLENS_CHECK_TC_XDP] = "TC_INGRESS",
	[DLENS_CHECK_MEMORY] = "NOMEM",
	[DLENS_CHECK_OTHER] = "TCP_MD5NOTFOUND",
};

static inline void name_everything(struct dlens_facts *facts)
{
	int i;

	for (i = 0; i < DLENS_CHECKS; i++) {
		facts->dropped[i].reason = usual_reason[i] ?: "";
		facts->dropped[i].location = "a_function+0x1f[a_module]";
		facts->dropped[i].dev = "eth0";
		facts->dropped[i].in = "eth1";
	}
	facts->strays.reason = "NOT_SPECIFIED";
	facts->strays.location = "ip_rcv_finish_core+0x1f";
	facts->strays.dev = "eth0";
	facts->strays.in = "eth1";
	for (i = 0; i < 3; i++)
		facts->nic[i].dev = "eth0";
	for (i = 0; i < DLENS_DROPPERS; i++) {
		facts->dropper[i].dev = i ? "" : "eth1";
		facts->dropper[i].counter = "rx_dropped";
		facts->dropper[i].last_60s = 0;
	}
	facts->qdisc = "fq_codel";
	facts->nic[0].counter = "rx_missed";
	facts->nic[1].counter = "rx_crc";
	facts->nic[2].counter = "rx_dropped";
	facts->small_mtu_dev = "";
}

/* Old counters, and nothing moves; a newest kernel on a host of 8 GiB. */
static inline struct dlens_facts healthy(void)
{
	struct dlens_facts facts = {
		.net = 7, .netns = 4026532190U, .cpu = 2, .cpu_squeezed = 1,
		.max_backlog = 1000, .netdev_budget = 300, .ram_bytes = 8ULL << 30,
		.page_shift = 12,
		.backlog_dropped.total = 50, .squeezed = { 70, 3 },
		.ct_loaded = true, .ct_count = 100, .ct_max = 65536,
		.ct_buckets = 16384, .ct_resizes = true, .ct_established_s = 432000,
		.min_free_kb = 67584,
		.qdisc_carrier = true, .mtu_carrier = true,
		.qdisc_limit = 10240, .txqueuelen = 1000,
		.sockets = {
			.time_wait = 200, .max_tw_buckets = 65536, .orphans = 3,
			.max_orphans = 32768, .fin_wait2 = 20, .close_wait = 5, .syn_recv = 2,
			.established = 300, .tcp_mem_pages = 500, .tcp_mem_pressure = 100000,
			.tcp_mem_max = 150000, .udp_mem_pages = 20, .udp_mem_pressure = 200000,
			.udp_mem_max = 300000, .ports_used = 40, .ports_low = 32768,
			.ports_high = 60999, .ports_to = "10.0.0.1:80", .somaxconn = 4096,
			.max_syn_backlog = 1024, .syncookies = 1, .tw_recycle = DLENS_ABSENT,
			.timestamps = 1, .tw_reuse = 2, .fin_timeout_s = 60, .rp_filter_all = 1,
			.rp_filter_dev = 1, .rmem_max = 212992, .wmem_max = 212992,
			.tcp_rmem_max = 6291456,
			.neigh_gc_thresh3 = 1024, .neigh_entries = 10,
			.listen_worst_backlog = 128, .listen_worst_queue = 1,
			.listen_worst_port = 80,
		},
		.refused_ago_s = DLENS_NEVER, .reject_ago_s = DLENS_NEVER,
	};
	int i;

	for (i = 0; i < DLENS_MIB_FACTS; i++)
		facts.mib[i].total = 1000;
	facts.mib[DLENS_MIB_PAWS_PASSIVE] = (struct dlens_moved){ DLENS_ABSENT, DLENS_ABSENT };
	for (i = 0; i < DLENS_CHECKS; i++) {
		facts.dropped[i].events = 30;
		facts.was[i] = DLENS_OK;
	}
	name_everything(&facts);
	return facts;
}

/* A kernel that tells nothing, before anybody counted. */
static inline struct dlens_facts unknown(void)
{
	struct dlens_facts facts;
	int i;

	memset(&facts, 0xff, sizeof(facts));
	facts.host = true;
	facts.ct_loaded = true;
	facts.reasons_absent = true;
	facts.qdisc_carrier = true;
	facts.mtu_carrier = true;
	facts.net = 0;
	facts.netns = 0;
	facts.small_mtu = 0;
	facts.page_shift = 12;
	facts.cpu = -1;
	facts.cpu_squeezed = -1;
	facts.sockets.ports_to[0] = '\0';
	for (i = 0; i < DLENS_CHECKS; i++) {
		facts.dropped[i].top_60s = 0;
		facts.was[i] = DLENS_UNCLEAR;
	}
	name_everything(&facts);
	return facts;
}

static inline void set(struct dlens_facts *facts, const struct fact *fact)
{
	void *at = (char *)facts + fact->offset;

	if (fact->size == sizeof(u64))
		*(u64 *)at = fact->value;
	else if (fact->size == sizeof(u32))
		*(u32 *)at = fact->value;
	else if (fact->size == sizeof(u8))
		*(u8 *)at = fact->value;
	/* most of the drops are of the kind that is named */
	for (int i = 0; i < DLENS_CHECKS; i++)
		if (at == &facts->dropped[i].last_60s)
			facts->dropped[i].top_60s = fact->value;
}

static inline void set_all(struct dlens_facts *facts, const struct fact *list)
{
	int i;

	for (i = 0; i < FACTS_MAX && list[i].size; i++)
		set(facts, &list[i]);
}

static inline u8 severity_of(u8 check, const struct dlens_facts *facts)
{
	struct dlens_finding finding;

	dlens_check(check, facts, &finding);
	return finding.severity;
}

#endif
