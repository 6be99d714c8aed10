// SPDX-License-Identifier: GPL-2.0
/*
 * The list of sources, and what they share.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include <droplens/loud.h>
#include <droplens/nets.h>
#include <droplens/source.h>

#define HISTORY_MIN 16
#define HISTORY_MAX 65536

unsigned int dlens_history_namespaces = 128;
module_param_named(history_namespaces, dlens_history_namespaces, uint, 0444);
MODULE_PARM_DESC(history_namespaces,
		 "namespaces with losses whose last minute is known, 16 to 65536 (default 128)");

unsigned int dlens_history_devices = 256;
module_param_named(history_devices, dlens_history_devices, uint, 0444);
MODULE_PARM_DESC(history_devices,
		 "devices with losses whose last minute is known, 16 to 65536 (default 256)");

/*
 * The order in which blind spots are told; what a namespace is asked stands behind
 * what is known without that.
 */
static const struct dlens_source *const sources[] = {
	&dlens_source_softnet,
	&dlens_source_hosts,
	&dlens_source_snmp,
	&dlens_source_conntrack,
	&dlens_source_devices,
	&dlens_source_sockets,
	&dlens_source_flows,
	&dlens_source_stacks,
};

/**
 * dlens_net_next() - the namespace after this one
 * @net: where the walk stands, or NULL; the reference on it is dropped
 * @slice: only namespaces of this slice, or DLENS_ANY_SLICE
 *
 * A namespace leaves the list only when nobody refers to it any more, so the
 * one where the walk stands is still on it and leads on. No namespace is
 * visited that is still being set up or whose end has begun.
 *
 * Context: process; may sleep.
 * Return: a namespace with a reference, or NULL at the end.
 */
struct net *dlens_net_next(struct net *net, unsigned int slice)
{
	struct list_head *pos = net ? &net->list : &net_namespace_list;
	struct net *next = NULL, *seen;

	rcu_read_lock();
	for (;;) {
		pos = rcu_dereference(list_next_rcu(pos));
		if (pos == &net_namespace_list)
			break;
		seen = list_entry(pos, struct net, list);
		if (slice != DLENS_ANY_SLICE && dlens_net_slice(seen) != slice)
			continue;
		next = maybe_get_net(seen);
		if (next)
			break;
	}
	rcu_read_unlock();
	if (net)
		put_net(net);
	cond_resched();
	return next;
}

/**
 * dlens_rows_room() - make room in a table that a reader will get
 * @rows: address of the pointer to the table
 * @nr: rows in use
 * @room: rows that there is room for
 * @want: rows to have room for
 * @size: of a row
 *
 * Context: process; may sleep.
 * Return: 0, also if DLENS_ROWS_MAX stands against it, or -ENOMEM.
 */
int dlens_rows_room(void *rows, u32 nr, u32 *room, u32 want, size_t size)
{
	u32 more = min_t(u32, max(want, *room * 2), DLENS_ROWS_MAX);
	void **table = rows;
	void *larger;

	if (want <= *room || *room == DLENS_ROWS_MAX)
		return 0;
	larger = kvcalloc(more, size, GFP_KERNEL);
	if (!larger)
		return -ENOMEM;
	memcpy(larger, *table, nr * size);
	kvfree(*table);
	*table = larger;
	*room = more;
	return 0;
}

/**
 * dlens_sources_tick() - let the sources keep history
 * @second: the time, as dlens_uptime_s()
 *
 * Context: process, under the snapshot's mutex.
 */
void dlens_sources_tick(u32 second)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (sources[i]->tick)
			sources[i]->tick(second);
}

/**
 * dlens_sources_read() - let the sources fill in what a reader wants
 * @snapshot: being filled in
 *
 * Context: process, under the snapshot's mutex.
 * Return: 0 or -ENOMEM; whoever owns the snapshot frees it.
 */
int dlens_sources_read(struct dlens_snapshot *snapshot)
{
	bool judged = snapshot->want & (DLENS_WANT_FINDINGS | DLENS_WANT_SEVERITY);
	int i, err = 0;

	for (i = 0; i < ARRAY_SIZE(sources) && !err; i++) {
		if (!(snapshot->want & sources[i]->want))
			continue;
		/* those before it know nothing of namespaces */
		if (judged && sources[i]->any && !snapshot->asked)
			err = dlens_loud_find(snapshot, sources, ARRAY_SIZE(sources));
		if (!err)
			err = sources[i]->read(snapshot);
	}
	return err;
}

/**
 * dlens_sources_memory() - the memory of all sources
 *
 * Return: bytes.
 */
size_t dlens_sources_memory(void)
{
	size_t sum = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		if (sources[i]->memory)
			sum += sources[i]->memory();
		if (sources[i]->history)
			sum += sources[i]->history->memory;
	}
	return sum;
}

static void stop(int nr)
{
	while (nr--) {
		if (sources[nr]->exit)
			sources[nr]->exit();
		if (sources[nr]->history)
			dlens_history_exit(sources[nr]->history);
	}
}

/* Who lives now was there before us: all of them are looked at, not one slice. */
static int begin_history(const struct dlens_source *source)
{
	int i, err;

	err = dlens_history_init(source->history, *source->places, source->width);
	for (i = 0; i < DLENS_SLICES && !err; i++)
		source->tick(0);
	return err;
}

static int start(const struct dlens_source *source)
{
	if (source->history)
		return begin_history(source);
	return source->init ? source->init() : 0;
}

static bool bad(const char *name, unsigned int places)
{
	if (places >= HISTORY_MIN && places <= HISTORY_MAX)
		return false;
	pr_err("%s=%u is not between %d and %d\n", name, places, HISTORY_MIN, HISTORY_MAX);
	return true;
}

/**
 * dlens_sources_init() - start all sources
 *
 * Context: process, after dlens_watch_init(): who lives now was there before us.
 * Return: 0, -EINVAL for a bad parameter, or another negative error.
 */
int dlens_sources_init(void)
{
	int i, err;

	if (bad("history_namespaces", dlens_history_namespaces) ||
	    bad("history_devices", dlens_history_devices))
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		err = start(sources[i]);
		if (!err)
			continue;
		stop(i);
		return err;
	}
	return 0;
}

/**
 * dlens_sources_exit() - stop all sources
 *
 * Context: process, after the ticker and the last reader.
 */
void dlens_sources_exit(void)
{
	stop(ARRAY_SIZE(sources));
}
