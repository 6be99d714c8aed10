// SPDX-License-Identifier: GPL-2.0
/*
 * The receive backlog of each CPU. The kernel's /proc/net/softnet_stat shows
 * the CPUs that are online; the counters of one that went offline still count.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <net/hotdata.h>

#include <droplens/nets.h>
#include <droplens/source.h>

enum { PROCESSED, DROPPED, TIME_SQUEEZE, FLOW_LIMIT, RECEIVED_RPS, NUMBERS };

/* The history keeps DROPPED, TIME_SQUEEZE and FLOW_LIMIT, in this order. */
#define KEPT 3

/**
 * struct wide - a CPU's counters, which the kernel keeps in 32 bits
 * @last: as last read
 * @sum: with the wraps seen since load
 */
struct wide {
	u32 last[NUMBERS];
	u64 sum[NUMBERS];
};

/* For dlens_softnet_dropped(), which comes without the snapshot's mutex. */
static DEFINE_MUTEX(lock);
static struct wide *wide;
static struct dlens_history history;

static u64 flow_limit_count(const struct softnet_data *sd)
{
	u64 count;

	rcu_read_lock();
	count = dlens_flow_limit_count(sd);
	rcu_read_unlock();
	return count;
}

/* Called often enough (every 10 s while enabled) not to miss a wrap. */
static const u64 *widen(int cpu)
{
	struct softnet_data *sd = &per_cpu(softnet_data, cpu);
	u64 limited = flow_limit_count(sd);
	struct wide *w = wide + cpu;
	u32 now[NUMBERS];
	int i;

	lockdep_assert_held(&lock);
	now[PROCESSED] = READ_ONCE(sd->processed);
	now[DROPPED] = numa_drop_read(&sd->drop_counters);
	now[TIME_SQUEEZE] = READ_ONCE(sd->time_squeeze);
	now[FLOW_LIMIT] = limited == DLENS_ABSENT ? 0 : limited;
	/* switched off and on again it begins anew */
	if (now[FLOW_LIMIT] < w->last[FLOW_LIMIT])
		w->last[FLOW_LIMIT] = 0;
	now[RECEIVED_RPS] = READ_ONCE(sd->received_rps);
	for (i = 0; i < NUMBERS; i++) {
		w->sum[i] += now[i] - w->last[i];
		w->last[i] = now[i];
	}
	return w->sum;
}

static void softnet_tick(u32 second)
{
	int cpu;

	dlens_history_begin(&history, second);
	for_each_possible_cpu(cpu) {
		if (cpu % DLENS_SLICES != history.slice)
			continue;
		mutex_lock(&lock);
		dlens_history_keep(&history, cpu, widen(cpu) + DROPPED, true);
		mutex_unlock(&lock);
	}
	dlens_history_end(&history);
}

static void fill(struct dlens_softnet *row, int cpu, u32 second)
{
	const struct softnet_data *sd = &per_cpu(softnet_data, cpu);
	const struct dlens_past *past = dlens_history_find(&history, cpu);
	unsigned int slice = cpu % DLENS_SLICES;
	const u64 *sum;

	row->cpu = cpu;
	row->online = cpu_online(cpu);
	mutex_lock(&lock);
	sum = widen(cpu);
	row->processed = sum[PROCESSED];
	row->dropped = sum[DROPPED];
	row->time_squeeze = sum[TIME_SQUEEZE];
	row->flow_limit = sum[FLOW_LIMIT];
	row->received_rps = sum[RECEIVED_RPS];
	mutex_unlock(&lock);
	row->dropped_60s = dlens_history_last_60s(&history, past, slice, 0, second, row->dropped);
	row->squeeze_60s = dlens_history_last_60s(&history, past, slice, 1, second,
						  row->time_squeeze);
	row->limit_60s = dlens_history_last_60s(&history, past, slice, 2, second, row->flow_limit);
	if (flow_limit_count(sd) == DLENS_ABSENT) {
		row->flow_limit = DLENS_ABSENT;
		row->limit_60s = DLENS_ABSENT;
	}
	row->backlog = READ_ONCE(sd->input_pkt_queue.qlen) + READ_ONCE(sd->process_queue.qlen);
}

static int softnet_read(struct dlens_snapshot *snapshot)
{
	struct dlens_softnet *rows;
	int cpu;

	rows = kvcalloc(num_possible_cpus(), sizeof(*rows), GFP_KERNEL);
	if (!rows)
		return -ENOMEM;
	snapshot->softnet = rows;
	snapshot->max_backlog = READ_ONCE(net_hotdata.max_backlog);
	for_each_possible_cpu(cpu)
		fill(rows + snapshot->nr_softnet++, cpu, snapshot->uptime_s);
	if (rows->flow_limit == DLENS_ABSENT)
		dlens_snapshot_blind(snapshot,
				     "softnet's flow_limit: this kernel shows it to no module (5.18 and later)");
	return 0;
}

/**
 * dlens_softnet_dropped() - packets dropped at full backlogs, all CPUs
 *
 * Context: process; sleeps.
 * Return: packets since boot.
 */
u64 dlens_softnet_dropped(void)
{
	u64 sum = 0;
	int cpu;

	mutex_lock(&lock);
	for_each_possible_cpu(cpu)
		sum += widen(cpu)[DROPPED];
	mutex_unlock(&lock);
	return sum;
}

static size_t softnet_memory(void)
{
	return history.memory + nr_cpu_ids * sizeof(*wide);
}

static int softnet_init(void)
{
	int i, err;

	BUILD_BUG_ON(FLOW_LIMIT - DROPPED != KEPT - 1);
	wide = kvcalloc(nr_cpu_ids, sizeof(*wide), GFP_KERNEL);
	if (!wide)
		return -ENOMEM;
	err = dlens_history_init(&history, nr_cpu_ids, KEPT);
	if (err) {
		kvfree(wide);
		return err;
	}
	for (i = 0; i < DLENS_SLICES; i++)
		softnet_tick(0);
	return 0;
}

static void softnet_exit(void)
{
	dlens_history_exit(&history);
	kvfree(wide);
}

const struct dlens_source dlens_source_softnet = {
	.want = DLENS_WANT_SOFTNET,
	.init = softnet_init,
	.exit = softnet_exit,
	.tick = softnet_tick,
	.memory = softnet_memory,
	.read = softnet_read,
};
