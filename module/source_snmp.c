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

/* Under the snapshot's mutex: the counters of the namespace in hand. */
static u64 now[ARRAY_SIZE(dlens_mibs)];
static struct dlens_history history;

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

static u64 value(const void *values, const struct dlens_mib *mib)
{
	const struct ipstats_mib *ip;
	unsigned int start;
	u64 v;

	if (mib->group != DLENS_SNMP_IP && mib->group != DLENS_SNMP_IP6)
		return READ_ONCE(((const unsigned long *)values)[mib->index]);
	/* 64 bits on all machines */
	ip = container_of(values, const struct ipstats_mib, mibs);
	do {
		start = u64_stats_fetch_begin(&ip->syncp);
		v = READ_ONCE(ip->mibs[mib->index]);
	} while (u64_stats_fetch_retry(&ip->syncp, start));
	return v;
}

/* snmp_fold_field() would do, but newer kernels keep it to themselves. */
static void fold(const struct net *net)
{
	const void *values = NULL;
	int cpu, i, group;

	memset(now, 0, sizeof(now));
	for_each_possible_cpu(cpu) {
		group = -1;
		for (i = 0; i < ARRAY_SIZE(dlens_mibs); i++) {
			if (dlens_mibs[i].group != group) {
				group = dlens_mibs[i].group;
				values = on_cpu(net, group, cpu);
			}
			if (values && dlens_mibs[i].index)
				now[i] += value(values, dlens_mibs + i);
		}
	}
}

static void snmp_tick(u32 second)
{
	struct dlens_place place;
	struct net *net;

	dlens_history_begin(&history, second);
	dlens_for_each_net(net, history.slice) {
		if (!dlens_scope_place((unsigned long)net, &place))
			continue;
		fold(net);
		dlens_history_keep(&history, place.net, now, true);
	}
	dlens_history_end(&history);
}

static void fill(struct dlens_counter *row, int i, const struct dlens_past *past,
		 unsigned int slice, u32 second)
{
	row->name = dlens_mibs[i].name;
	row->mib = i;
	row->total = now[i];
	row->since_load = DLENS_ABSENT;
	row->last_60s = DLENS_ABSENT;
	if (!row->net)
		return;
	row->since_load = dlens_history_since_load(&history, past, slice, i, now[i]);
	row->last_60s = dlens_history_last_60s(&history, past, slice, i, second, now[i]);
}

static int read_net(struct dlens_snapshot *snapshot, const struct net *net, u32 *room)
{
	const struct dlens_past *past = NULL;
	struct dlens_place place = { .net = 0 };
	struct dlens_counter *row;
	u32 moved = 0;
	int i, err;

	fold(net);
	for (i = 0; i < ARRAY_SIZE(dlens_mibs); i++)
		moved += !!now[i];
	if (!moved)
		return 0;
	err = dlens_rows_room(&snapshot->counters, snapshot->nr_counters, room,
			      snapshot->nr_counters + moved, sizeof(*snapshot->counters));
	if (err)
		return err;
	if (dlens_scope_place((unsigned long)net, &place))
		past = dlens_history_find(&history, place.net);
	for (i = 0; i < ARRAY_SIZE(dlens_mibs); i++) {
		if (!now[i])
			continue;
		if (snapshot->nr_counters == *room) {
			snapshot->cut++;
			continue;
		}
		row = snapshot->counters + snapshot->nr_counters++;
		row->net = place.net;
		row->netns = dlens_inum(net);
		fill(row, i, past, dlens_net_slice(net), snapshot->uptime_s);
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
	u32 room = 0;
	int err = 0;

	dlens_for_each_net(net, DLENS_ANY_SLICE) {
		err = read_net(snapshot, net, &room);
		if (err) {
			put_net(net);
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
	.read = snmp_read,
};
