// SPDX-License-Identifier: GPL-2.0
/*
 * Connection tracking. nf_conntrack is a module of its own that we neither load
 * nor hold: it is referred to while we read and no longer. That reference is
 * what makes reading safe, as net->ct.stat outlives what it points to.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <net/netfilter/nf_conntrack.h>

#include <droplens/facts.h>
#include <droplens/loud.h>
#include <droplens/nets.h>
#include <droplens/scope.h>
#include <droplens/source.h>

/* What the history keeps, in this order. */
enum { DROP, EARLY_DROP, INSERT_FAILED, CHAINTOOLONG, KEPT };

/* Between conntrack_get() and conntrack_put(). */
struct conntrack {
	unsigned int *size;
	unsigned int *max;
	dlens_ct_count_t count;
};

static struct dlens_history history;

/* While namespaces are asked: if it is @loaded. */
static struct conntrack held;
static bool loaded;

static bool conntrack_get(struct conntrack *ct)
{
	ct->size = symbol_get(nf_conntrack_htable_size);
	if (!ct->size)
		return false;
	/* not exported from 4.9 to 4.17 */
	ct->max = symbol_get(nf_conntrack_max);
	ct->count = dlens_ct_count_get();
	return true;
}

static void conntrack_put(const struct conntrack *ct)
{
	if (ct->count)
		dlens_ct_count_put();
	if (ct->max)
		symbol_put(nf_conntrack_max);
	symbol_put(nf_conntrack_htable_size);
}

static const struct ip_conntrack_stat *stat_on(const struct net *net, int cpu)
{
	return per_cpu_ptr(dlens_ct_stat(net), cpu);
}

static bool fill_cpu(struct dlens_conntrack *row, const struct net *net, int cpu)
{
	const struct ip_conntrack_stat *stat = stat_on(net, cpu);
	u64 moved = 0;
	int i;

	row->cpu = cpu;
	row->stat[DLENS_CT_FOUND] = READ_ONCE(stat->found);
	row->stat[DLENS_CT_INVALID] = READ_ONCE(stat->invalid);
	row->stat[DLENS_CT_INSERT] = READ_ONCE(stat->insert);
	row->stat[DLENS_CT_INSERT_FAILED] = READ_ONCE(stat->insert_failed);
	row->stat[DLENS_CT_DROP] = READ_ONCE(stat->drop);
	row->stat[DLENS_CT_EARLY_DROP] = READ_ONCE(stat->early_drop);
	row->stat[DLENS_CT_ERROR] = READ_ONCE(stat->error);
	row->stat[DLENS_CT_SEARCH_RESTART] = READ_ONCE(stat->search_restart);
	row->stat[DLENS_CT_CLASH_RESOLVE] = dlens_ct_clash_resolve(stat);
	row->stat[DLENS_CT_CHAINTOOLONG] = dlens_ct_chaintoolong(stat);
	for (i = 0; i < DLENS_CTS; i++)
		if (row->stat[i] != DLENS_ABSENT)
			moved |= row->stat[i];
	return moved;
}

static void sum_up(struct dlens_conntrack *all, const struct dlens_conntrack *row)
{
	int i;

	for (i = 0; i < DLENS_CTS; i++)
		if (row->stat[i] == DLENS_ABSENT)
			all->stat[i] = DLENS_ABSENT;
		else
			all->stat[i] += row->stat[i];
}

static void collect(u64 *kept, const struct net *net)
{
	const struct ip_conntrack_stat *stat;
	u64 chains;
	int cpu;

	memset(kept, 0, KEPT * sizeof(*kept));
	for_each_possible_cpu(cpu) {
		stat = stat_on(net, cpu);
		kept[DROP] += READ_ONCE(stat->drop);
		kept[EARLY_DROP] += READ_ONCE(stat->early_drop);
		kept[INSERT_FAILED] += READ_ONCE(stat->insert_failed);
		chains = dlens_ct_chaintoolong(stat);
		if (chains != DLENS_ABSENT)
			kept[CHAINTOOLONG] += chains;
	}
}

static void conntrack_tick(u32 second)
{
	struct dlens_place place;
	struct net *net;
	u64 kept[KEPT];

	dlens_history_begin(&history, second);
	if (symbol_get(nf_conntrack_htable_size)) {
		dlens_for_each_net(net, history.slice) {
			if (!dlens_ct_stat(net))
				continue;
			if (!dlens_scope_net((unsigned long)net, &place))
				continue;
			collect(kept, net);
			dlens_history_keep(&history, place.net, kept, true);
		}
		symbol_put(nf_conntrack_htable_size);
	}
	dlens_history_end(&history);
}

static u64 last_60s(const struct dlens_conntrack *all, const struct net *net, int i, u64 now,
		    u32 second)
{
	if (!all->net)
		return DLENS_ABSENT;
	return dlens_history_last_60s(&history, dlens_history_find(&history, all->net),
				      dlens_net_slice(net), i, second, now);
}

/* All that says whether there is anything to say. */
static void fill_judged(struct dlens_conntrack *all, const struct net *net,
			const struct conntrack *ct, u32 second)
{
	all->count = ct->count ? ct->count(net) : DLENS_ABSENT;
	all->max = ct->max ? READ_ONCE(*ct->max) : DLENS_ABSENT;
	all->drop_60s = last_60s(all, net, DROP, all->stat[DLENS_CT_DROP], second);
	all->early_drop_60s = last_60s(all, net, EARLY_DROP, all->stat[DLENS_CT_EARLY_DROP],
				       second);
	all->insert_failed_60s = last_60s(all, net, INSERT_FAILED,
					  all->stat[DLENS_CT_INSERT_FAILED], second);
}

static void conntrack_ask(struct dlens_snapshot *snapshot)
{
	loaded = conntrack_get(&held);
}

static bool conntrack_any(struct dlens_snapshot *snapshot, struct net *net, u32 number)
{
	static struct dlens_conntrack all;
	u64 kept[KEPT];

	if (!loaded || !dlens_ct_stat(net))
		return false;
	collect(kept, net);
	all.net = number;
	all.stat[DLENS_CT_DROP] = kept[DROP];
	all.stat[DLENS_CT_EARLY_DROP] = kept[EARLY_DROP];
	all.stat[DLENS_CT_INSERT_FAILED] = kept[INSERT_FAILED];
	fill_judged(&all, net, &held, snapshot->uptime_s);
	return dlens_conntrack_facts_any(&all);
}

static void conntrack_asked(void)
{
	if (loaded)
		conntrack_put(&held);
	loaded = false;
}

static void fill_sum(struct dlens_conntrack *all, const struct net *net,
		     const struct conntrack *ct, u32 second)
{
	all->cpu = -1;
	all->buckets = READ_ONCE(*ct->size);
	all->resizes = dlens_ct_resizes();
	all->established_s = dlens_ct_established(net);
	if (all->established_s != DLENS_ABSENT)
		all->established_s = div_u64(all->established_s, HZ);
	fill_judged(all, net, ct, second);
	all->chaintoolong_60s = all->stat[DLENS_CT_CHAINTOOLONG];
	if (all->chaintoolong_60s != DLENS_ABSENT)
		all->chaintoolong_60s = last_60s(all, net, CHAINTOOLONG, all->chaintoolong_60s,
						 second);
}

static void add_row(struct dlens_snapshot *snapshot, u32 room, const struct dlens_conntrack *row)
{
	if (snapshot->nr_conntrack == room)
		snapshot->cut++;
	else
		snapshot->conntrack[snapshot->nr_conntrack++] = *row;
}

static int read_net(struct dlens_snapshot *snapshot, const struct net *net,
		    const struct conntrack *ct, u32 *room)
{
	struct dlens_conntrack row = { .netns = dlens_inum(net) }, all;
	struct dlens_place place;
	int cpu, err;

	err = dlens_rows_room(&snapshot->conntrack, snapshot->nr_conntrack, room,
			      snapshot->nr_conntrack + num_possible_cpus() + 1, sizeof(row));
	if (err)
		return err;
	if (dlens_scope_net((unsigned long)net, &place))
		row.net = place.net;
	all = row;
	for_each_possible_cpu(cpu) {
		if (fill_cpu(&row, net, cpu))
			add_row(snapshot, *room, &row);
		sum_up(&all, &row);
	}
	fill_sum(&all, net, ct, snapshot->uptime_s);
	add_row(snapshot, *room, &all);
	return 0;
}

static int conntrack_read(struct dlens_snapshot *snapshot)
{
	struct conntrack ct;
	struct net *net;
	u32 room = 0, i;
	int err = 0;

	snapshot->conntrack_loaded = conntrack_get(&ct);
	if (!snapshot->conntrack_loaded)
		return 0;
	dlens_for_each_asked(net, snapshot, i) {
		err = dlens_ct_stat(net) ? read_net(snapshot, net, &ct, &room) : 0;
		if (err) {
			dlens_asked_stop(snapshot, net);
			break;
		}
	}
	if (!ct.max)
		dlens_snapshot_blind(snapshot,
				     "conntrack's limit: this kernel shows nf_conntrack_max to no module");
	conntrack_put(&ct);
	return err;
}

/**
 * dlens_conntrack_usage() - how full the fullest namespace's table is
 * @percent: entries by limit, in percent; over 100 if the limit was lowered
 *
 * Context: process; sleeps.
 * Return: 0; -ENODATA if nf_conntrack is not loaded or its limit is not known.
 */
int dlens_conntrack_usage(unsigned int *percent)
{
	struct conntrack ct;
	u32 count, most = 0;
	unsigned int max;
	struct net *net;
	int err = -ENODATA;

	if (!conntrack_get(&ct))
		return -ENODATA;
	if (ct.max && ct.count) {
		dlens_for_each_net(net, DLENS_ANY_SLICE) {
			count = dlens_ct_stat(net) ? ct.count(net) : 0;
			most = max_t(u32, most, count);
		}
		/* 0 means no limit */
		max = READ_ONCE(*ct.max);
		*percent = max ? div_u64((u64)most * 100, max) : 0;
		err = 0;
	}
	conntrack_put(&ct);
	return err;
}

const struct dlens_source dlens_source_conntrack = {
	.want = DLENS_WANT_CONNTRACK,
	.history = &history,
	.places = &dlens_history_namespaces,
	.width = KEPT,
	.tick = conntrack_tick,
	.ask = conntrack_ask,
	.any = conntrack_any,
	.asked = conntrack_asked,
	.read = conntrack_read,
};
