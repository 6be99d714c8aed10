// SPDX-License-Identifier: GPL-2.0
/*
 * The SNMP counters of loss of every namespace; which, is said in mibs.h.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/u64_stats_sync.h>
#include <net/snmp.h>

#include <droplens/facts.h>
#include <droplens/loud.h>
#include <droplens/mibs.h>
#include <droplens/nets.h>
#include <droplens/scope.h>
#include <droplens/source.h>

/* Counters whose absence changes what others mean. */
static const struct {
	u8 index;
	const char *sentence;
} blinds[] = {
	{ LINUX_MIB_PAWS_OLD_ACK,
	  "TcpExtPAWSOldAck is absent: TcpExtPAWSEstab counts late pure ACKs too, no loss" },
	{ LINUX_MIB_PAWS_TW_REJECTED,
	  "TcpExtPAWSTimewait is absent: TcpExtPAWSEstab counts rejects in TIME_WAIT too" },
	{ LINUX_MIB_TSECRREJECTED,
	  "TcpExtTSEcrRejected is absent: a handshake with a bad timestamp echo is not counted" },
	{ LINUX_MIB_TCPRCVQDROP,
	  "TcpExtTCPRcvQDrop is absent: segments dropped at a full receive queue are not counted" },
	{ LINUX_MIB_TCPZEROWINDOWDROP,
	  "TcpExtTCPZeroWindowDrop is absent: segments sent into a closed window are not counted" },
};

#define GROUPS (DLENS_SNMP_UDPLITE6 + 1)

/**
 * struct plan - which counters are read, group by group
 * @nr: how many
 * @end: where each group's part ends
 * @index: a counter's enumerator
 * @mib: which of dlens_mibs[] it is
 * @kept: its place in the history, which keeps all that this kernel has
 */
struct plan {
	u32 nr;
	u8 end[GROUPS];
	u8 index[ARRAY_SIZE(dlens_mibs)];
	u8 mib[ARRAY_SIZE(dlens_mibs)];
	u8 kept[ARRAY_SIZE(dlens_mibs)];
};

static struct plan all, judged;

/*
 * Under the snapshot's mutex: the counters of the namespace in hand, and what they
 * gained in the last minute; if it is @lossless, of another one. Behind those of the
 * plan all are 0.
 */
static u64 now[ARRAY_SIZE(dlens_mibs)];
static u64 change[ARRAY_SIZE(dlens_mibs)];
static bool lossless;
static struct dlens_history history;

static void make(struct plan *plan, bool matters)
{
	u32 group, i, kept = 0;

	for (group = 0; group < GROUPS; group++) {
		for (i = 0; i < ARRAY_SIZE(dlens_mibs); i++) {
			if (dlens_mibs[i].group != group || !dlens_mibs[i].index)
				continue;
			kept++;
			if (matters && !dlens_facts_has(i))
				continue;
			plan->index[plan->nr] = dlens_mibs[i].index;
			plan->mib[plan->nr] = i;
			plan->kept[plan->nr++] = kept - 1;
		}
		plan->end[group] = plan->nr;
	}
}

/* All of them, or for a verdict those that a check looks at. */
static const struct plan *plan_of(bool verdict)
{
	struct plan *plan = verdict ? &judged : &all;

	if (!plan->nr)
		make(plan, verdict);
	return plan;
}

/* Without IPv6, or with ipv6.disable=1, its pointers are NULL. */
#define ON_CPU(percpu, cpu) ({					\
	typeof(percpu) __p = (percpu);				\
	__p ? (const void *)per_cpu_ptr(__p, cpu)->mibs : NULL;	\
})

static const void *on_cpu(const struct net *net, enum dlens_snmp_group group, int cpu)
{
	switch (group) {
	case DLENS_SNMP_IP:
		return ON_CPU(dlens_mib_of(net->mib.ip_statistics), cpu);
	case DLENS_SNMP_ICMP:
		return ON_CPU(dlens_mib_of(net->mib.icmp_statistics), cpu);
	case DLENS_SNMP_TCP:
		return ON_CPU(dlens_mib_of(net->mib.tcp_statistics), cpu);
	case DLENS_SNMP_UDP:
		return ON_CPU(dlens_mib_of(net->mib.udp_statistics), cpu);
	case DLENS_SNMP_UDPLITE:
		return ON_CPU(dlens_mib_udplite(net), cpu);
	case DLENS_SNMP_NET:
		return ON_CPU(dlens_mib_of(net->mib.net_statistics), cpu);
	case DLENS_SNMP_IP6:
		return ON_CPU(dlens_mib_ip6(net), cpu);
	case DLENS_SNMP_ICMP6:
		return ON_CPU(dlens_mib_icmp6(net), cpu);
	case DLENS_SNMP_UDP6:
		return ON_CPU(dlens_mib_udp6(net), cpu);
	case DLENS_SNMP_UDPLITE6:
		return ON_CPU(dlens_mib_udplite6(net), cpu);
	}
	return NULL;
}

/* 64 bits on all machines */
static u64 wide_value(const void *values, u8 index)
{
	const struct ipstats_mib *ip = container_of(values, struct ipstats_mib, mibs);
	unsigned int start;
	u64 v;

	do {
		start = u64_stats_fetch_begin(&ip->syncp);
		v = READ_ONCE(ip->mibs[index]);
	} while (u64_stats_fetch_retry(&ip->syncp, start));
	return v;
}

static void add(const void *values, bool wide, const u8 *index, u64 *sum, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++)
		sum[i] += wide ? wide_value(values, index[i])
			       : READ_ONCE(((const unsigned long *)values)[index[i]]);
}

/*
 * Return: 0 if all are. Of 64 bits on a small machine the least are enough. Not with
 * READ_ONCE(), which takes half as many instructions more: there is nothing to tear.
 */
static unsigned long look(const void *values, bool wide, const u8 *index, u32 nr)
{
	unsigned long any = 0;
	u32 i;

	for (i = 0; i < nr; i++)
		any |= wide ? (unsigned long)((const u64 *)values)[index[i]]
			    : ((const unsigned long *)values)[index[i]];
	return any;
}

static bool is_wide(u32 group)
{
	return BITS_PER_LONG < 64 && (group == DLENS_SNMP_IP || group == DLENS_SNMP_IP6);
}

/*
 * With thousands of namespaces most of a reading's time is spent here. Return: false if
 * nothing was ever lost there.
 */
static bool moved(const struct net *net, const struct plan *plan)
{
	u32 group, from;
	const void *values;
	int cpu;

	for_each_possible_cpu(cpu) {
		for (group = 0, from = 0; group < GROUPS; from = plan->end[group++]) {
			values = on_cpu(net, group, cpu);
			if (values && look(values, is_wide(group), plan->index + from,
					   plan->end[group] - from))
				return true;
		}
	}
	return false;
}

/*
 * snmp_fold_field() would do, but newer kernels keep it to themselves. Return: false if
 * nothing was ever lost there; then the sums are of another namespace.
 */
static bool fold(const struct net *net, const struct plan *plan)
{
	u32 group, from, nr;
	const void *values;
	int cpu;

	if (!moved(net, plan))
		return false;
	memset(now, 0, plan->nr * sizeof(*now));
	for_each_possible_cpu(cpu) {
		for (group = 0, from = 0; group < GROUPS; from = plan->end[group++]) {
			nr = plan->end[group] - from;
			values = on_cpu(net, group, cpu);
			if (values)
				add(values, is_wide(group), plan->index + from, now + from, nr);
		}
	}
	return true;
}

static void snmp_tick(u32 second)
{
	const struct plan *plan = plan_of(false);
	struct dlens_place place;
	struct net *net;

	dlens_history_begin(&history, second);
	dlens_for_each_net(net, history.slice) {
		if (!dlens_scope_net((unsigned long)net, &place))
			continue;
		if (fold(net, plan))
			dlens_history_keep(&history, place.net, now, true);
	}
	dlens_history_end(&history);
}

static bool is_judged(const struct dlens_snapshot *snapshot)
{
	return snapshot->want & (DLENS_WANT_FINDINGS | DLENS_WANT_SEVERITY);
}

/* Those that never moved here are not asked for. */
static void find_changes(const struct plan *plan, const struct net *net,
			 const struct dlens_past *past, u32 number, u32 second)
{
	u32 i;

	for (i = 0; i < plan->nr; i++) {
		change[i] = 0;
		if (now[i])
			change[i] = number ? dlens_history_last_60s(&history, past,
								    dlens_net_slice(net),
								    plan->kept[i], second, now[i])
					   : DLENS_ABSENT;
	}
}

static bool snmp_any(struct dlens_snapshot *snapshot, struct net *net, u32 number)
{
	const struct plan *plan = plan_of(true);
	u32 i;

	lossless = !fold(net, plan);
	if (lossless)
		return false;
	find_changes(plan, net, dlens_history_find(&history, number), number,
		     snapshot->uptime_s);
	for (i = 0; i < plan->nr; i++)
		if (dlens_moved(change[i]))
			return true;
	return false;
}

/**
 * dlens_snmp_quiet() - the namespace that was asked about last gets no rows
 * @snapshot: judged
 *
 * Its counters are still part of the host's.
 */
void dlens_snmp_quiet(struct dlens_snapshot *snapshot)
{
	u32 i;

	for (i = 0; i < judged.nr && !lossless; i++)
		if (now[i])
			dlens_facts_quiet(snapshot, judged.mib[i], now[i], change[i]);
}

static void fill(struct dlens_counter *row, const struct plan *plan, u32 i,
		 const struct dlens_past *past, unsigned int slice)
{
	row->name = dlens_mibs[plan->mib[i]].name;
	row->mib = plan->mib[i];
	row->total = now[i];
	row->last_60s = change[i];
	row->since_load = DLENS_ABSENT;
	if (row->net)
		row->since_load = dlens_history_since_load(&history, past, slice, plan->kept[i],
							   now[i]);
}

static int read_net(struct dlens_snapshot *snapshot, const struct net *net, u32 *room)
{
	const struct plan *plan = plan_of(is_judged(snapshot));
	const struct dlens_past *past = NULL;
	struct dlens_place place = { .net = 0 };
	struct dlens_counter *row;
	u32 moved = 0, i;
	int err;

	if (!fold(net, plan))
		return 0;
	for (i = 0; i < plan->nr; i++)
		moved += !!now[i];
	err = dlens_rows_room(&snapshot->counters, snapshot->nr_counters, room,
			      snapshot->nr_counters + moved, sizeof(*snapshot->counters));
	if (err)
		return err;
	if (dlens_scope_net((unsigned long)net, &place))
		past = dlens_history_find(&history, place.net);
	find_changes(plan, net, past, place.net, snapshot->uptime_s);
	for (i = 0; i < plan->nr; i++) {
		if (!now[i])
			continue;
		if (snapshot->nr_counters == *room) {
			snapshot->cut++;
			continue;
		}
		row = snapshot->counters + snapshot->nr_counters++;
		row->net = place.net;
		row->netns = dlens_inum(net);
		fill(row, plan, i, past, dlens_net_slice(net));
	}
	return 0;
}

static void tell_blinds(struct dlens_snapshot *snapshot)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(blinds); i++)
		if (!blinds[i].index)
			dlens_snapshot_blind(snapshot, blinds[i].sentence);
	if (!dlens_history_whole(&history))
		dlens_snapshot_blind(snapshot,
				     "more namespaces have losses than history_namespaces: of some the last minute is unknown");
}

static int snmp_read(struct dlens_snapshot *snapshot)
{
	struct net *net;
	u32 room = 0, i;
	int err = 0;

	dlens_for_each_asked(net, snapshot, i) {
		err = read_net(snapshot, net, &room);
		if (err) {
			dlens_asked_stop(snapshot, net);
			break;
		}
	}
	tell_blinds(snapshot);
	return err;
}

/**
 * dlens_snmp_since() - when the last minute of a namespace's counters began
 * @netns: its inode number
 * @second: the time
 *
 * The counters of connection tracking are kept in the same turn, so theirs did too.
 *
 * Return: uptime of the sample that the last minute is counted from.
 */
u32 dlens_snmp_since(u32 netns, u32 second)
{
	return dlens_history_since(&history, netns % DLENS_SLICES, second);
}

/**
 * dlens_snmp_present() - does this kernel have a counter
 * @name: as nstat prints it
 *
 * Return: false if it does not, or nobody here reads it.
 */
bool dlens_snmp_present(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(dlens_mibs); i++)
		if (!strcmp(dlens_mibs[i].name, name))
			return dlens_mibs[i].index;
	return false;
}

const struct dlens_source dlens_source_snmp = {
	.want = DLENS_WANT_COUNTERS,
	.history = &history,
	.places = &dlens_history_namespaces,
	.width = ARRAY_SIZE(dlens_mibs),
	.tick = snmp_tick,
	.any = snmp_any,
	.read = snmp_read,
};
