// SPDX-License-Identifier: GPL-2.0
/*
 * All that a snapshot tells of one scope, as the checks want it: drops given to
 * the one check that explains them, counters of IPv4 and IPv6 added, a counter
 * that this kernel does not have absent and one that never moved 0.
 */
#include <linux/mm.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <net/hotdata.h>

#include <droplens/classify.h>
#include <droplens/facts.h>
#include <droplens/mibs.h>
#include <droplens/reason.h>
#include <droplens/settings.h>

static const struct {
	const char *name;
	u8 fact;
} names[] = {
	{ "TcpExtListenOverflows", DLENS_MIB_LISTEN_OVERFLOWS },
	{ "TcpExtListenDrops", DLENS_MIB_LISTEN_DROPS },
	{ "TcpExtTCPReqQFullDrop", DLENS_MIB_REQQ_FULL_DROP },
	{ "TcpExtTCPReqQFullDoCookies", DLENS_MIB_REQQ_FULL_COOKIES },
	{ "TcpExtPAWSPassive", DLENS_MIB_PAWS_PASSIVE },
	{ "TcpExtPAWSActive", DLENS_MIB_PAWS_ACTIVE },
	{ "TcpExtPAWSEstab", DLENS_MIB_PAWS_ESTAB },
	{ "TcpExtPAWSOldAck", DLENS_MIB_PAWS_OLD_ACK },
	{ "TcpExtPAWSTimewait", DLENS_MIB_PAWS_TIMEWAIT },
	{ "TcpExtTSEcrRejected", DLENS_MIB_TSECR_REJECTED },
	{ "UdpRcvbufErrors", DLENS_MIB_UDP_RCVBUF },
	{ "UdpLiteRcvbufErrors", DLENS_MIB_UDP_RCVBUF },
	{ "Udp6RcvbufErrors", DLENS_MIB_UDP_RCVBUF },
	{ "UdpLite6RcvbufErrors", DLENS_MIB_UDP_RCVBUF },
	{ "UdpSndbufErrors", DLENS_MIB_UDP_SNDBUF },
	{ "UdpLiteSndbufErrors", DLENS_MIB_UDP_SNDBUF },
	{ "Udp6SndbufErrors", DLENS_MIB_UDP_SNDBUF },
	{ "UdpLite6SndbufErrors", DLENS_MIB_UDP_SNDBUF },
	{ "UdpMemErrors", DLENS_MIB_UDP_MEM },
	{ "UdpLiteMemErrors", DLENS_MIB_UDP_MEM },
	{ "Udp6MemErrors", DLENS_MIB_UDP_MEM },
	{ "UdpLite6MemErrors", DLENS_MIB_UDP_MEM },
	{ "TcpExtTCPRcvQDrop", DLENS_MIB_TCP_RCVQ_DROP },
	{ "TcpExtPruneCalled", DLENS_MIB_PRUNE_CALLED },
	{ "TcpExtRcvPruned", DLENS_MIB_RCV_PRUNED },
	{ "TcpExtOfoPruned", DLENS_MIB_OFO_PRUNED },
	{ "TcpExtTCPBacklogDrop", DLENS_MIB_TCP_BACKLOG_DROP },
	{ "TcpExtTCPMemoryPressures", DLENS_MIB_TCP_MEMORY_PRESSURES },
	{ "TcpExtTCPAbortOnMemory", DLENS_MIB_TCP_ABORT_ON_MEMORY },
	{ "TcpExtTCPTimeWaitOverflow", DLENS_MIB_TW_OVERFLOW },
	{ "IpFragFails", DLENS_MIB_FRAG_FAILS },
	{ "Ip6FragFails", DLENS_MIB_FRAG_FAILS },
	{ "IpExtInCsumErrors", DLENS_MIB_IN_CSUM },
	{ "IcmpInCsumErrors", DLENS_MIB_IN_CSUM },
	{ "Icmp6InCsumErrors", DLENS_MIB_IN_CSUM },
	{ "TcpInCsumErrors", DLENS_MIB_IN_CSUM },
	{ "UdpInCsumErrors", DLENS_MIB_IN_CSUM },
	{ "UdpLiteInCsumErrors", DLENS_MIB_IN_CSUM },
	{ "Udp6InCsumErrors", DLENS_MIB_IN_CSUM },
	{ "UdpLite6InCsumErrors", DLENS_MIB_IN_CSUM },
	{ "IpExtInNoRoutes", DLENS_MIB_IN_NO_ROUTES },
	{ "Ip6InNoRoutes", DLENS_MIB_IN_NO_ROUTES },
	{ "IpOutNoRoutes", DLENS_MIB_OUT_NO_ROUTES },
	{ "Ip6OutNoRoutes", DLENS_MIB_OUT_NO_ROUTES },
	{ "TcpExtIPReversePathFilter", DLENS_MIB_RP_FILTER },
	{ "UdpNoPorts", DLENS_MIB_NO_PORTS },
	{ "UdpLiteNoPorts", DLENS_MIB_NO_PORTS },
	{ "Udp6NoPorts", DLENS_MIB_NO_PORTS },
	{ "UdpLite6NoPorts", DLENS_MIB_NO_PORTS },
	{ "TcpExtPFMemallocDrop", DLENS_MIB_PFMEMALLOC_DROP },
};

/* Set once: the fact that each of dlens_mibs[] belongs to, and those that exist here. */
static u8 fact_of[ARRAY_SIZE(dlens_mibs)];
static bool present[DLENS_MIB_FACTS];

/* An unknown part makes the sum unknown only as long as no known one moved. */
static void add_change(u64 *sum, u64 change)
{
	if (change == DLENS_ABSENT) {
		if (!*sum)
			*sum = DLENS_ABSENT;
	} else if (*sum != DLENS_ABSENT) {
		*sum += change;
	} else if (change) {
		*sum = change;
	}
}

/**
 * dlens_facts_has() - does a check look at a counter
 * @mib: which of dlens_mibs[]
 *
 * Return: true if one does.
 */
bool dlens_facts_has(u8 mib)
{
	return fact_of[mib] < DLENS_MIB_FACTS;
}

/**
 * dlens_facts_quiet() - a counter of a namespace that gets no rows
 * @snapshot: gets it into the sums of the host
 * @mib: which of dlens_mibs[]; a check looks at it
 * @total: its value
 * @last_60s: what it gained in the last minute, 0 or DLENS_ABSENT
 */
void dlens_facts_quiet(struct dlens_snapshot *snapshot, u8 mib, u64 total, u64 last_60s)
{
	struct dlens_moved *sum = &snapshot->quiet[fact_of[mib]];

	sum->total += total;
	add_change(&sum->last_60s, last_60s);
}

static void add_quiet(struct dlens_facts *facts, const struct dlens_snapshot *s)
{
	u32 i;

	for (i = 0; i < DLENS_MIB_FACTS; i++) {
		if (!present[i])
			continue;
		facts->mib[i].total += s->quiet[i].total;
		add_change(&facts->mib[i].last_60s, s->quiet[i].last_60s);
	}
}

static void add_counters(struct dlens_facts *facts, const struct dlens_counter *row, u32 nr)
{
	for (; nr--; row++) {
		struct dlens_moved *mib;

		if (fact_of[row->mib] == DLENS_MIB_FACTS)
			continue;
		mib = &facts->mib[fact_of[row->mib]];
		mib->total += row->total;
		add_change(&mib->last_60s, row->last_60s);
	}
}

static void add_cpus(struct dlens_facts *facts, const struct dlens_snapshot *s)
{
	u64 most_dropped = 0, most_squeezed = 0;
	u32 i;

	for (i = 0; i < s->nr_softnet; i++) {
		const struct dlens_softnet *cpu = &s->softnet[i];

		if (cpu->flow_limit == DLENS_ABSENT)
			facts->flow_limited.total = DLENS_ABSENT;
		else
			facts->flow_limited.total += cpu->flow_limit;
		add_change(&facts->flow_limited.last_60s, cpu->limit_60s);
		if (facts->cpu < 0)
			add_change(&facts->backlog_dropped.last_60s, cpu->dropped_60s);
		if (facts->cpu_squeezed < 0)
			add_change(&facts->squeezed.last_60s, cpu->squeeze_60s);
		if (dlens_moved(cpu->dropped_60s) && cpu->dropped_60s > most_dropped) {
			most_dropped = cpu->dropped_60s;
			facts->cpu = cpu->cpu;
			facts->backlog_dropped.total = cpu->dropped;
			facts->backlog_dropped.last_60s = cpu->dropped_60s;
		}
		if (dlens_moved(cpu->squeeze_60s) && cpu->squeeze_60s > most_squeezed) {
			most_squeezed = cpu->squeeze_60s;
			facts->cpu_squeezed = cpu->cpu;
			facts->squeezed.total = cpu->time_squeeze;
			facts->squeezed.last_60s = cpu->squeeze_60s;
		}
	}
}

static void start(struct dlens_facts *facts, const struct dlens_parts *parts,
		  const struct dlens_part *part)
{
	static const struct dlens_dropped none = {
		.reason = "", .location = "", .dev = "", .in = "",
	};
	const struct dlens_snapshot *s = parts->snapshot;
	struct sysinfo memory;
	int i;

	memset(facts, 0, sizeof(*facts));
	for (i = 0; i < DLENS_CHECKS; i++) {
		facts->dropped[i] = none;
		facts->was[i] = DLENS_OK;
	}
	facts->strays = none;
	for (i = 0; i < DLENS_MIB_FACTS; i++) {
		if (present[i])
			continue;
		facts->mib[i].total = DLENS_ABSENT;
		facts->mib[i].last_60s = DLENS_ABSENT;
	}
	facts->reasons_absent = dlens_reasons_absent();
	facts->cpu = -1;
	facts->cpu_squeezed = -1;
	add_cpus(facts, s);
	facts->max_backlog = s->max_backlog;
	facts->netdev_budget = dlens_netdev_budget();
	if (facts->netdev_budget == DLENS_ABSENT)
		facts->netdev_budget = dlens_sysctl(DLENS_SYSCTL_NETDEV_BUDGET);
	facts->min_free_kb = dlens_sysctl(DLENS_SYSCTL_MIN_FREE);
	facts->ct_loaded = s->conntrack_loaded;
	facts->ct_count = DLENS_ABSENT;
	facts->ct_max = DLENS_ABSENT;
	facts->ct_buckets = DLENS_ABSENT;
	facts->ct_established_s = DLENS_ABSENT;
	si_meminfo(&memory);
	facts->ram_bytes = (u64)memory.totalram * memory.mem_unit;
	facts->page_shift = PAGE_SHIFT;
	dlens_device_facts(facts, part);
	dlens_socket_facts(facts, parts, part);
	facts->unhandled_60s = facts->reasons_absent ? DLENS_ABSENT : 0;
	memcpy(facts->everywhere_60s, parts->everywhere_60s, sizeof(facts->everywhere_60s));
}

static void add_conntrack(struct dlens_facts *facts, const struct dlens_conntrack *ct)
{
	if (!ct)
		return;
	facts->ct_count = ct->count;
	facts->ct_max = ct->max;
	facts->ct_buckets = ct->buckets;
	facts->ct_resizes = ct->resizes;
	facts->ct_established_s = ct->established_s;
	facts->ct_drop.total = ct->stat[DLENS_CT_DROP];
	facts->ct_drop.last_60s = ct->drop_60s;
	facts->ct_early_drop.total = ct->stat[DLENS_CT_EARLY_DROP];
	facts->ct_early_drop.last_60s = ct->early_drop_60s;
	facts->ct_insert_failed.total = ct->stat[DLENS_CT_INSERT_FAILED];
	facts->ct_insert_failed.last_60s = ct->insert_failed_60s;
	facts->ct_chaintoolong.total = ct->stat[DLENS_CT_CHAINTOOLONG];
	facts->ct_chaintoolong.last_60s = ct->chaintoolong_60s;
}

/**
 * dlens_facts_host() - what is known of the whole host
 * @facts: filled in; strings are the snapshot's
 * @parts: the snapshot
 *
 * Its counters are the sums of all namespaces.
 */
void dlens_facts_host(struct dlens_facts *facts, const struct dlens_parts *parts)
{
	const struct dlens_snapshot *s = parts->snapshot;

	start(facts, parts, NULL);
	facts->host = true;
	add_counters(facts, s->counters, s->nr_counters);
	add_quiet(facts, s);
	dlens_drop_facts_host(facts, s);
}

/**
 * dlens_facts_net() - what is known of a namespace
 * @facts: filled in; strings are the snapshot's
 * @parts: the snapshot
 * @part: the namespace
 */
void dlens_facts_net(struct dlens_facts *facts, const struct dlens_parts *parts,
		     const struct dlens_part *part)
{
	start(facts, parts, part);
	facts->net = part->net;
	facts->netns = part->netns;
	add_counters(facts, part->counters, part->nr_counters);
	add_conntrack(facts, part->conntrack);
	dlens_drop_facts(facts, parts, part);
	dlens_device_settings(facts, part);
}

/**
 * dlens_conntrack_facts_any() - does connection tracking have anything to say
 * @ct: a namespace's sum, or NULL
 *
 * From half a limit on a check may have its opinion.
 *
 * Return: true if a check should look at it.
 */
bool dlens_conntrack_facts_any(const struct dlens_conntrack *ct)
{
	return ct && (dlens_moved(ct->drop_60s) || dlens_moved(ct->early_drop_60s) ||
		      dlens_moved(ct->insert_failed_60s) ||
		      (ct->count != DLENS_ABSENT && ct->max && ct->count * 2 >= ct->max));
}

/**
 * dlens_facts_any() - does a namespace have anything to say
 * @parts: the snapshot
 * @part: the namespace
 *
 * The cheap question that spares thousands of idle namespaces all checks.
 *
 * Return: false if no check could leave ok there.
 */
bool dlens_facts_any(const struct dlens_parts *parts, const struct dlens_part *part)
{
	u32 i;

	for (i = part->drops; i != DLENS_NO_DROP; i = parts->next[i])
		if (parts->snapshot->drops[i].check < DLENS_CHECKS &&
		    parts->snapshot->drops[i].last_minute)
			return true;
	for (i = 0; i < part->nr_counters; i++)
		if (dlens_moved(part->counters[i].last_60s) &&
		    fact_of[part->counters[i].mib] < DLENS_MIB_FACTS)
			return true;
	for (i = 0; i < part->nr_devices; i++)
		if (dlens_device_facts_any(&part->devices[i]))
			return true;
	return dlens_conntrack_facts_any(part->conntrack) ||
	       dlens_socket_facts_any(part->sockets) ||
	       dlens_stamps_any(parts->snapshot, part->net, part->netns);
}

/**
 * dlens_facts_init() - find out which counters this kernel has
 */
void dlens_facts_init(void)
{
	int i, j;

	BUILD_BUG_ON(ARRAY_SIZE(dlens_mibs) > U8_MAX);
	for (i = 0; i < ARRAY_SIZE(dlens_mibs); i++) {
		fact_of[i] = DLENS_MIB_FACTS;
		for (j = 0; j < ARRAY_SIZE(names); j++) {
			if (strcmp(dlens_mibs[i].name, names[j].name))
				continue;
			fact_of[i] = names[j].fact;
			present[names[j].fact] |= dlens_mibs[i].index;
		}
	}
}
