// SPDX-License-Identifier: GPL-2.0
/*
 * What the observation of SYNs and closes has come to, for readers.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <net/tcp.h>

#include <droplens/control.h>
#include <droplens/hosts_table.h>
#include <droplens/nets.h>
#include <droplens/observe.h>
#include <droplens/source.h>
#include <droplens/window.h>

#define NEVER (~0U)

/* Under dlens_looking: the counts at the last reset; the last minute of rejects. */
static u64 base[DLENS_SYNS_COUNTS];
static u64 reset_ms;
static struct dlens_window window;

static void sums(u64 *sum)
{
	int cpu, i;

	memset(sum, 0, DLENS_SYNS_COUNTS * sizeof(*sum));
	for_each_possible_cpu(cpu)
		for (i = 0; i < DLENS_SYNS_COUNTS; i++)
			sum[i] += READ_ONCE(per_cpu(dlens_syn_counts, cpu).nr[i]);
	sum[DLENS_SYNS_UNSEEN] += dlens_observe_missed();
}

static u64 rejects(const u64 *sum)
{
	return sum[DLENS_SYNS_OLDER] + sum[DLENS_SYNS_MISSING];
}

static u64 last_reject_ms(void)
{
	u64 last = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		last = max(last, READ_ONCE(per_cpu(dlens_syn_counts, cpu).reject_ms));
	return last > reset_ms ? last : 0;
}

static u32 ago(u64 then_ms, u64 now_ms, u32 unit_ms)
{
	if (!then_ms)
		return NEVER;
	/* it may have happened since @now_ms was read */
	return now_ms > then_ms ? min_t(u64, div_u64(now_ms - then_ms, unit_ms), NEVER - 1) : 0;
}

static void fill(struct dlens_host *row, const struct dlens_shadow *host, u64 now_ms, u64 tcp_ms)
{
	u32 into_ms, now_s = div_u64_rem(tcp_ms, MSEC_PER_SEC, &into_ms);

	row->net = host->pair.net;
	row->netns = host->netns;
	row->family = host->pair.family;
	memcpy(row->peer, host->pair.peer, sizeof(row->peer));
	memcpy(row->local, host->pair.local, sizeof(row->local));
	row->t1 = host->t1;
	/* whole seconds of the clock judge it; its seconds may be 32 bits wide */
	row->t1_age_ms = min_t(u64, (u32)(now_s - host->t1_s) * (u64)MSEC_PER_SEC + into_ms,
			       NEVER - 1);
	row->t2 = host->t2;
	row->t2_missing = host->t2_missing;
	row->syns = host->syns;
	row->older = host->older;
	row->missing = host->missing;
	row->last_syn_ago_ms = ago(host->syn_ms, now_ms, 1);
	row->last_reject_ago_s = ago(host->reject_ms, now_ms, MSEC_PER_SEC);
	row->net_gone = dlens_net_gone(host->net_slot, host->pair.net);
}

static int worse(const void *one, const void *other)
{
	const struct dlens_host *a = one, *b = other;
	u64 rejected_a = a->older + a->missing, rejected_b = b->older + b->missing;

	if (rejected_a != rejected_b)
		return rejected_a < rejected_b ? 1 : -1;
	return a->t1_age_ms < b->t1_age_ms ? -1 : a->t1_age_ms > b->t1_age_ms;
}

/* Copies of a bucket's entries, at one moment. */
static unsigned int copy(struct dlens_hosts_bucket *b, struct dlens_shadow *ways)
{
	unsigned int nr = 0, i;
	unsigned long flags;

	if (!READ_ONCE(b->used))
		return 0;
	raw_spin_lock_irqsave(&b->lock, flags);
	for (i = 0; i < DLENS_HOSTS_WAYS; i++)
		if (b->ways[i].pair.net)
			ways[nr++] = b->ways[i];
	raw_spin_unlock_irqrestore(&b->lock, flags);
	return nr;
}

static int read_hosts(struct dlens_snapshot *snapshot)
{
	struct dlens_shadow *ways;
	u64 now_ms, tcp_ms;
	unsigned int i, nr;
	u32 room = 0;
	int err = 0;

	ways = kmalloc_array(DLENS_HOSTS_WAYS, sizeof(*ways), GFP_KERNEL);
	if (!ways)
		return -ENOMEM;
	for (i = 0; i < dlens_hosts_nr_buckets && !err; i++) {
		nr = copy(dlens_hosts_buckets + i, ways);
		if (!nr)
			continue;
		err = dlens_rows_room(&snapshot->hosts, snapshot->nr_hosts, &room,
				      snapshot->nr_hosts + nr, sizeof(*snapshot->hosts));
		now_ms = dlens_uptime_fast_ms();
		tcp_ms = dlens_tcp_clock_ms();
		while (nr-- && !err) {
			if (snapshot->nr_hosts == room)
				snapshot->cut++;
			else
				fill(snapshot->hosts + snapshot->nr_hosts++, ways + nr, now_ms,
				     tcp_ms);
		}
	}
	kfree(ways);
	sort(snapshot->hosts, snapshot->nr_hosts, sizeof(*snapshot->hosts), worse, NULL);
	return err;
}

/**
 * dlens_hosts_read() - fill in the hosts and what became of their SYNs
 * @snapshot: being filled in
 *
 * Context: process, under the snapshot's mutex.
 * Return: 0 or -ENOMEM.
 */
int dlens_hosts_read(struct dlens_snapshot *snapshot)
{
	struct dlens_syns *syns = &snapshot->syns;
	u64 sum[DLENS_SYNS_COUNTS];
	int i;

	sums(sum);
	syns->rejects_60s = dlens_window_change(&window, snapshot->uptime_s - 1, 60, rejects(sum));
	for (i = 0; i < DLENS_SYNS_COUNTS; i++)
		sum[i] -= base[i];
	syns->why_not = dlens_observe_why_not();
	syns->observed = !syns->why_not;
	syns->seen = sum[DLENS_SYNS_SEEN];
	syns->judged = sum[DLENS_SYNS_JUDGED];
	syns->older = sum[DLENS_SYNS_OLDER];
	syns->missing = sum[DLENS_SYNS_MISSING];
	syns->bypassed = sum[DLENS_SYNS_BYPASSED];
	syns->closes = sum[DLENS_SYNS_CLOSES];
	syns->stamps = sum[DLENS_SYNS_STAMPS];
	syns->not_kept = sum[DLENS_SYNS_NOT_KEPT];
	syns->unseen = sum[DLENS_SYNS_UNSEEN];
	syns->room = dlens_hosts_nr_buckets * DLENS_HOSTS_WAYS;
	syns->last_reject_ago_s = ago(last_reject_ms(), dlens_uptime_fast_ms(), MSEC_PER_SEC);
	if (dlens_observe_unable())
		dlens_snapshot_blind(snapshot, dlens_observe_unable());
	i = read_hosts(snapshot);
	syns->hosts = snapshot->nr_hosts;
	return i;
}

static void hosts_tick(u32 second)
{
	u64 sum[DLENS_SYNS_COUNTS];

	sums(sum);
	dlens_window_close(&window, second - 1, rejects(sum));
}

/**
 * dlens_hosts_reset() - begin the counts anew; stamps stay, they still judge
 *
 * Context: process, under the snapshot's mutex.
 */
void dlens_hosts_reset(void)
{
	struct dlens_hosts_bucket *b;
	struct dlens_shadow *host;
	unsigned long flags;

	for (b = dlens_hosts_buckets; b < dlens_hosts_buckets + dlens_hosts_nr_buckets; b++) {
		if (!READ_ONCE(b->used))
			continue;
		raw_spin_lock_irqsave(&b->lock, flags);
		for (host = b->ways; host < b->ways + DLENS_HOSTS_WAYS; host++) {
			host->syns = 0;
			host->older = 0;
			host->missing = 0;
			host->syn_ms = 0;
			host->reject_ms = 0;
		}
		raw_spin_unlock_irqrestore(&b->lock, flags);
	}
	sums(base);
	reset_ms = dlens_uptime_fast_ms();
	dlens_window_start(&window, dlens_uptime_s() - 1, rejects(base));
}

static size_t hosts_memory(void)
{
	return dlens_hosts_memory() + num_possible_cpus() * sizeof(struct dlens_syn_counts);
}

const struct dlens_source dlens_source_hosts = {
	.want = DLENS_WANT_HOSTS,
	.init = dlens_hosts_init,
	.exit = dlens_hosts_exit,
	.tick = hosts_tick,
	.memory = hosts_memory,
	.read = dlens_hosts_read,
};
