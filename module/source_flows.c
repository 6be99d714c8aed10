// SPDX-License-Identifier: GPL-2.0
/*
 * The flows of all CPUs, brought together for a reader. Under the snapshot's mutex.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <droplens/classify.h>
#include <droplens/control.h>
#include <droplens/filter.h>
#include <droplens/flow_tables.h>
#include <droplens/reason.h>
#include <droplens/source.h>

/* Nobody reads more rows; what is missing is told. */
#define ROWS_MAX 256

/* Ways are given away in far less time than a copy takes so often. */
#define COPIES_MAX 1000

/* A flow of all CPUs while the rows are chosen. */
struct found {
	struct dlens_flow_entry flow;
	u8 class;
};

/* Everything a reader needs on the way; too large for the stack. */
struct work {
	struct dlens_flow_set copy;
	struct dlens_flow_merged merged;
	char reason[DLENS_REASON_LEN];
	char location[DLENS_LOCATION_LEN];
	u32 nr;
	struct found found[DLENS_FLOW_SETS * DLENS_FLOW_MERGED_WAYS];
};

static u64 sum_of(const struct dlens_flow_set *set)
{
	u64 sum = 0;
	u32 way;

	for (way = 0; way < DLENS_FLOW_WAYS; way++)
		sum += READ_ONCE(set->count[way]);
	return sum;
}

static void take_set(struct dlens_flow_host *host, struct work *w,
		     const struct dlens_flow_set *set)
{
	u32 tries;

	for (tries = 0; tries < COPIES_MAX; tries++) {
		if (dlens_flow_copy(&w->copy, set)) {
			dlens_flow_merge(&w->merged, &w->copy);
			return;
		}
		cpu_relax();
	}
	host->missed += sum_of(set);
}

static void bring_together(struct dlens_flow_host *host, struct work *w, u32 set)
{
	const struct dlens_flow_cpu *c;
	u32 side, i;
	int cpu;

	memset(&w->merged, 0, sizeof(w->merged));
	for_each_possible_cpu(cpu) {
		c = dlens_flow_cpu(cpu);
		for (side = 0; side < ARRAY_SIZE(c->table); side++)
			take_set(host, w, &c->table[side].set[set]);
	}
	host->total += w->merged.total;
	host->absent = max(host->absent, w->merged.absent);
	for (i = 0; i < w->merged.nr; i++)
		w->found[w->nr++].flow = w->merged.entry[i];
	cond_resched();
}

static int by_kind(const void *a, const void *b)
{
	const struct dlens_flow_key *x = &((const struct found *)a)->flow.key;
	const struct dlens_flow_key *y = &((const struct found *)b)->flow.key;

	if (x->location != y->location)
		return x->location < y->location ? -1 : 1;
	if (x->reason != y->reason)
		return x->reason < y->reason ? -1 : 1;
	return 0;
}

static u64 certain(const struct found *f)
{
	return f->flow.count - f->flow.error;
}

/* By what is certain: a flow that only took over a way counts little. */
static int by_weight(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (certain(x) != certain(y))
		return certain(x) > certain(y) ? -1 : 1;
	if (x->flow.count != y->flow.count)
		return x->flow.count > y->flow.count ? -1 : 1;
	return memcmp(&x->flow.key, &y->flow.key, sizeof(x->flow.key));
}

static void name(struct work *w, const struct dlens_flow_key *key)
{
	dlens_reason_name(key->reason, w->reason, sizeof(w->reason));
	dlens_location_name(key->location, w->location, sizeof(w->location));
}

/* Only what is asked for stays. Names are looked up once a kind. */
static void classify(struct work *w)
{
	struct dlens_verdict verdict = {};
	u32 i, kept = 0;

	sort(w->found, w->nr, sizeof(*w->found), by_kind, NULL);
	for (i = 0; i < w->nr; i++) {
		if (!i || by_kind(&w->found[i - 1], &w->found[i])) {
			name(w, &w->found[i].flow.key);
			verdict = dlens_classify(w->reason, w->location);
		}
		w->found[i].class = verdict.class;
	}
	sort(w->found, w->nr, sizeof(*w->found), by_weight, NULL);
	for (i = 0; i < w->nr; i++)
		if (dlens_filter_has_class(dlens_filter_now, w->found[i].class))
			w->found[kept++] = w->found[i];
	w->nr = kept;
}

static void copy_row(struct dlens_flow_row *row, struct work *w, const struct found *f)
{
	const struct dlens_flow_key *key = &f->flow.key;

	name(w, key);
	memcpy(row->reason, w->reason, sizeof(row->reason));
	memcpy(row->location, w->location, sizeof(row->location));
	memcpy(row->source, key->source, sizeof(row->source));
	row->netns = dlens_seen_netns(key->netns, key->iif);
	row->port = key->port;
	row->proto = key->proto;
	row->family = key->family;
	row->class = f->class;
	row->events = f->flow.count;
	row->error = f->flow.error;
	row->last_ago_s = ((u32)jiffies - f->flow.last) / HZ;
}

static void read_stats(struct dlens_flow_host *host)
{
	const struct dlens_flow_cpu *c;
	u32 side;
	int cpu;

	for_each_possible_cpu(cpu) {
		c = dlens_flow_cpu(cpu);
		for (side = 0; side < ARRAY_SIZE(c->table); side++) {
			host->homeless += READ_ONCE(c->homeless[side]);
			host->missed += READ_ONCE(c->missed[side]);
		}
	}
}

/* What is known and in no row. */
static void leave_out(struct dlens_flow_host *host, const struct work *w)
{
	u32 i;

	for (i = ROWS_MAX; i < w->nr; i++) {
		host->not_listed++;
		host->absent = max(host->absent, w->found[i].flow.count);
	}
}

static int flows_read(struct dlens_snapshot *snapshot)
{
	struct dlens_hit *hit = &snapshot->hit;
	struct work *w;
	u32 i;

	hit->flow_host.on = dlens_flows_on();
	if (!hit->flow_host.on)
		return 0;
	w = kvcalloc(1, sizeof(*w), GFP_KERNEL);
	hit->flows = kvcalloc(ROWS_MAX, sizeof(*hit->flows), GFP_KERNEL);
	if (!w || !hit->flows) {
		kvfree(w);
		return -ENOMEM;
	}
	hit->flow_host.for_s = snapshot->uptime_s - dlens_flow_since_s();
	read_stats(&hit->flow_host);
	for (i = 0; i < DLENS_FLOW_SETS; i++)
		bring_together(&hit->flow_host, w, i);
	classify(w);
	hit->nr_flows = min_t(u32, w->nr, ROWS_MAX);
	for (i = 0; i < hit->nr_flows; i++)
		copy_row(&hit->flows[i], w, &w->found[i]);
	leave_out(&hit->flow_host, w);
	kvfree(w);
	return 0;
}

static void flows_exit(void)
{
	dlens_flows_switch(false);
}

const struct dlens_source dlens_source_flows = {
	.want = DLENS_WANT_FLOWS,
	.exit = flows_exit,
	.tick = dlens_flows_tick,
	.memory = dlens_flows_memory,
	.read = flows_read,
};
