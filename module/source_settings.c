// SPDX-License-Identifier: GPL-2.0
/*
 * Settings that checks hold a count against, and the kernel's own gauges: each
 * is one number that is read and nothing is walked.
 */
#include <linux/inetdevice.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <net/arp.h>
#include <net/hotdata.h>
#include <net/inet_hashtables.h>
#include <net/ip.h>
#include <net/ndisc.h>
#include <net/tcp.h>
#include <net/udp.h>

#include <droplens/settings.h>

/**
 * dlens_settings_stamps() - a namespace's settings that have to do with timestamps
 * @row: gets @recycle, @timestamps and @reuse
 * @net: the namespace, with a reference
 *
 * What is found by name is looked for when it is first asked for.
 *
 * Context: process, under the snapshot's mutex.
 */
void dlens_settings_stamps(struct dlens_stamp_net *row, struct net *net)
{
	row->recycle = dlens_tw_recycle(net);
	row->timestamps = dlens_timestamps(net);
	row->reuse = dlens_tw_reuse(net);
}

/**
 * dlens_settings_homes() - where this kernel keeps those settings
 * @stamps: gets @recycle_home, @timestamps_home and @reuse_home
 */
void dlens_settings_homes(struct dlens_stamps *stamps)
{
	stamps->recycle_home = DLENS_TW_RECYCLE_HOME;
	stamps->timestamps_home = DLENS_TIMESTAMPS_HOME;
	stamps->reuse_home = DLENS_TW_REUSE_HOME;
}

/**
 * dlens_settings_read() - a namespace's settings and gauges
 * @row: its facts are filled in, as far as they are read and not counted
 * @net: the namespace, with a reference
 */
void dlens_settings_read(struct dlens_sockets *row, struct net *net)
{
	struct dlens_socket_facts *facts = &row->facts;
	struct dlens_stamp_net stamps;
	int low, high;

	inet_get_local_port_range(net, &low, &high);
	facts->ports_low = low;
	facts->ports_high = high;
	facts->time_wait = dlens_tw_count(net);
	facts->max_tw_buckets = READ_ONCE(dlens_death_row(net)->sysctl_max_tw_buckets);
	facts->somaxconn = READ_ONCE(net->core.sysctl_somaxconn);
	facts->max_syn_backlog = dlens_max_syn_backlog(net);
	facts->syncookies = dlens_syncookies(net);
	dlens_settings_stamps(&stamps, net);
	facts->tw_recycle = stamps.recycle;
	facts->timestamps = stamps.timestamps;
	facts->tw_reuse = stamps.reuse;
	facts->fin_timeout_s = dlens_fin_timeout(net);
	if (facts->fin_timeout_s != DLENS_ABSENT)
		facts->fin_timeout_s = div_u64(facts->fin_timeout_s, HZ);
	facts->tcp_rmem_max = dlens_tcp_rmem_max(net);
	facts->rp_filter_all = IPV4_DEVCONF_ALL(net, RP_FILTER);
	row->abort_on_overflow = dlens_abort_on_overflow(net);
}

static u64 pages_of(const struct proto *proto)
{
	return max(0L, atomic_long_read(proto->memory_allocated));
}

static u64 fulls_of(const struct neigh_table *table)
{
	u64 sum = 0;
	int cpu;

	/* a table of a protocol that was switched off at boot has none */
	if (table->stats)
		for_each_possible_cpu(cpu)
			sum += dlens_neigh_fulls(per_cpu_ptr(table->stats, cpu));
	return sum;
}

/* The table that is fuller is told of. */
static void fill_neighbours(struct dlens_socket_facts *facts, const struct neigh_table *table,
			    u64 family)
{
	u64 entries = max(0, dlens_neigh_entries(table)), limit = READ_ONCE(table->gc_thresh3);

	if (facts->neigh_gc_thresh3 != DLENS_ABSENT &&
	    entries * facts->neigh_gc_thresh3 <= facts->neigh_entries * limit)
		return;
	facts->neigh_entries = entries;
	facts->neigh_gc_thresh3 = limit;
	facts->neigh_family = family;
}

/* IPv6 may be a module, which is not loaded because of us. */
static const struct neigh_table *nd_table_get(void)
{
#if IS_ENABLED(CONFIG_IPV6)
	return symbol_get(nd_tbl);
#else
	return NULL;
#endif
}

static void nd_table_put(void)
{
#if IS_ENABLED(CONFIG_IPV6)
	symbol_put(nd_tbl);
#endif
}

/**
 * dlens_neighbour_fulls() - times that a neighbour found no place
 * Return: of all CPUs, in the tables of IPv4 and IPv6, since boot.
 */
u64 dlens_neighbour_fulls(void)
{
	const struct neigh_table *nd = nd_table_get();
	u64 sum = fulls_of(&arp_tbl);

	if (nd) {
		sum += fulls_of(nd);
		nd_table_put();
	}
	return sum;
}

/**
 * dlens_settings_read_host() - the gauges and limits of the whole host
 * @host: filled in, as far as they are read and not counted
 * @table_fulls_60s: what dlens_neighbour_fulls() gained in the last minute
 */
void dlens_settings_read_host(struct dlens_socket_host *host, u64 table_fulls_60s)
{
	struct dlens_socket_facts *facts = &host->facts;
	const struct neigh_table *nd = nd_table_get();

	/* what is a namespace's is not known of the host: DLENS_ABSENT in every number */
	memset(facts, 0xff, sizeof(*facts));
	facts->ports_to[0] = '\0';
	facts->rmem_max = dlens_rmem_max();
	facts->wmem_max = dlens_wmem_max();
	facts->orphans = dlens_orphans();
	facts->max_orphans = dlens_sysctl(DLENS_SYSCTL_MAX_ORPHANS);
	facts->tcp_mem_pages = pages_of(&tcp_prot);
	facts->tcp_mem_pressure = READ_ONCE(tcp_prot.sysctl_mem[1]);
	facts->tcp_mem_max = READ_ONCE(tcp_prot.sysctl_mem[2]);
	facts->udp_mem_pages = pages_of(&udp_prot);
	facts->udp_mem_pressure = READ_ONCE(udp_prot.sysctl_mem[1]);
	facts->udp_mem_max = READ_ONCE(udp_prot.sysctl_mem[2]);
	facts->neigh_table_fulls_60s = DLENS_NEIGH_FULLS ? table_fulls_60s : DLENS_ABSENT;
	fill_neighbours(facts, &arp_tbl, 4);
	if (nd) {
		if (nd->stats)
			fill_neighbours(facts, nd, 6);
		nd_table_put();
	}
}
