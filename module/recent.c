// SPDX-License-Identifier: GPL-2.0
/*
 * The last drops, named, of all CPUs in one order: a fixed number, and when there is
 * no room the cause that has most of them gives some up, so that what came once is
 * still there after a flood of something else.
 *
 * All of it under the snapshot's mutex.
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <droplens/ledger.h>
#include <droplens/recent.h>
#include <droplens/recorder.h>
#include <droplens/rows.h>
#include <droplens/scope.h>
#include <droplens/table.h>
#include <droplens/told.h>
#include <droplens/waiters.h>

#define KEPT 2048

/* Given up at once, since that is a walk through all. */
#define TRIMMED 128

/**
 * struct kept - one of the last drops, and whose it is
 * @node: in the order of arrival, or among the unused
 * @row: the number of its cause's row
 * @serial: that row's serial number at the time
 * @recent: what is told of it
 */
struct kept {
	struct list_head node;
	u32 row;
	u32 serial;
	struct dlens_recent recent;
};

static struct kept *places;
static LIST_HEAD(kept);
static LIST_HEAD(unused);
/* Of those that were to be recorded; no_room of them never were. */
static u64 last_number;
static u64 no_room;

/* Return: the row of its cause, or NULL if that has been forgotten. */
static struct dlens_row *row_of(const struct kept *k)
{
	struct dlens_row *row = dlens_row(k->row);

	return dlens_row_used(row) && row->serial == k->serial ? row : NULL;
}

static void give_up(struct kept *k)
{
	struct dlens_row *row = row_of(k);

	if (row)
		row->kept--;
	list_move(&k->node, &unused);
}

static u32 most_kept(void)
{
	const struct dlens_row *row;
	u32 most = 0;

	dlens_for_each_row(row)
		most = max_t(u32, most, row->kept);
	return most;
}

/* The oldest of those who have most, and of whom nothing else is left. */
static void trim(void)
{
	u32 trimmed = 0, most, level;
	const struct dlens_row *row;
	struct kept *k, *next;

	while (trimmed < TRIMMED) {
		most = most_kept();
		level = most - (most + 3) / 4;
		list_for_each_entry_safe(k, next, &kept, node) {
			row = row_of(k);
			if (row && row->kept <= level)
				continue;
			give_up(k);
			if (++trimmed == TRIMMED)
				break;
		}
	}
}

/* All that is told of a drop but its number, its CPU and the time of day. */
static void fill(struct dlens_recent *to, const struct dlens_record *record,
		 const struct dlens_row *row, const struct dlens_place *place)
{
	to->mono_ns = record->when_ns;
	to->pid = record->pid;
	memcpy(to->comm, record->comm, sizeof(to->comm));
	to->comm[sizeof(to->comm) - 1] = '\0';
	to->context = record->context;
	to->state = record->state;
	to->class = row->class;
	to->net = place->net;
	to->net_slot = place->net_slot;
	to->netns = place->inum;
	to->len = record->len;
	memcpy(to->reason, row->reason_name, sizeof(to->reason));
	memcpy(to->location, row->location_name, sizeof(to->location));
	memcpy(to->dev, row->place.dev, sizeof(to->dev));
	memcpy(to->in, row->in, sizeof(to->in));
	to->packet = record->packet;
}

static void keep(const struct dlens_record *record, int cpu, s64 wall_ns, u32 second)
{
	struct dlens_cell *cell = record->cell;
	struct dlens_row *row = dlens_ledger_row(cell, second);
	struct dlens_place place;
	struct kept *k;
	bool told;

	if (!row)
		return;
	/* what is not at a device yet may have a socket, which knows; its row only guesses */
	place = row->place;
	if (record->net) {
		place.net = record->net;
		place.net_slot = record->net_slot;
		place.inum = record->netns;
	}
	told = dlens_row_asked_for(row, place.inum);
	dlens_told_record(row, told);
	if (!told)
		return;
	if (list_empty(&unused))
		trim();
	k = list_first_entry(&unused, struct kept, node);
	k->row = cell->row;
	k->serial = row->serial;
	fill(&k->recent, record, row, &place);
	k->recent.number = ++last_number;
	k->recent.wall_ns = record->when_ns + wall_ns;
	k->recent.cpu = cpu;
	row->recorded++;
	row->kept++;
	list_move_tail(&k->node, &kept);
}

/**
 * dlens_recent_drain() - take over what the CPUs have recorded
 * @second: uptime
 *
 * Context: before a cell that a record tells of is given back. At most as many
 * records as there are slots, so that whoever records meanwhile does not keep us.
 */
void dlens_recent_drain(u32 second)
{
	s64 wall_ns = ktime_to_ns(ktime_sub(ktime_get_real(), ktime_get()));
	u32 left = DLENS_RING_SLOTS * num_possible_cpus();
	const struct dlens_record *record;
	u64 had_no_room = no_room;
	int cpu;

	no_room = dlens_told_no_room();
	last_number += no_room - had_no_room;
	for (; left; left--) {
		record = dlens_recorder_oldest(&cpu);
		if (!record)
			break;
		keep(record, cpu, wall_ns, second);
		dlens_recorder_done(cpu);
		/* to find the oldest all CPUs are asked */
		cond_resched();
	}
	dlens_waiters_wake(last_number + dlens_told_limited());
}

/**
 * dlens_recent_reset() - forget the last drops
 */
void dlens_recent_reset(void)
{
	struct kept *k, *next;

	list_for_each_entry_safe(k, next, &kept, node)
		give_up(k);
	dlens_told_reset();
}

static void copy(struct dlens_recent *to, const struct kept *k)
{
	*to = k->recent;
	to->net_gone = to->net && dlens_net_gone(to->net_slot, to->net);
}

/**
 * dlens_recent_read() - fill in a snapshot's last drops
 * @snapshot: gets @recent, @nr_recent and @told
 *
 * Context: after dlens_recent_drain().
 * Return: 0 or -ENOMEM.
 */
int dlens_recent_read(struct dlens_snapshot *snapshot)
{
	const struct kept *k;
	u32 count = 0;

	list_for_each_entry(k, &kept, node)
		count++;
	dlens_told_read(&snapshot->told, count);
	if (!count)
		return 0;
	snapshot->recent = kvcalloc(count, sizeof(*snapshot->recent), GFP_KERNEL);
	if (!snapshot->recent)
		return -ENOMEM;
	list_for_each_entry(k, &kept, node)
		copy(&snapshot->recent[snapshot->nr_recent++], k);
	return 0;
}

/**
 * dlens_recent_next() - the next drop for somebody who follows
 * @at: what was told until now; set to what is told with this one
 * @missed: set to what is not here any more, or never was
 * @recent: filled in if there is one
 *
 * Context: after dlens_recent_drain().
 * Return: true if there is one.
 */
bool dlens_recent_next(struct dlens_followed *at, struct dlens_followed *missed,
		       struct dlens_recent *recent)
{
	const struct kept *k, *found = NULL;
	u64 before = at->number;

	/* whoever follows is not far behind */
	list_for_each_entry_reverse(k, &kept, node) {
		if (k->recent.number <= before)
			break;
		found = k;
	}
	at->number = found ? found->recent.number : last_number;
	missed->number = at->number - before - !!found;
	missed->limited = dlens_told_limited() - at->limited;
	at->limited += missed->limited;
	if (found)
		copy(recent, found);
	return found;
}

/**
 * dlens_recent_follow() - begin to follow
 * @at: what was told until now
 * @second: uptime
 *
 * Context: as dlens_recent_drain().
 */
void dlens_recent_follow(struct dlens_followed *at, u32 second)
{
	dlens_ledger_take(second);
	dlens_recent_drain(second);
	at->number = last_number;
	at->limited = dlens_told_limited();
}

/**
 * dlens_recent_more() - is there something for somebody who follows
 * @at: what was told until now
 *
 * Context: after dlens_recent_drain().
 * Return: true if there is.
 */
bool dlens_recent_more(const struct dlens_followed *at)
{
	return at->number != last_number || at->limited != dlens_told_limited();
}

/**
 * dlens_recent_memory() - the memory of the last drops
 *
 * Return: bytes, rings and all.
 */
size_t dlens_recent_memory(void)
{
	return KEPT * sizeof(*places) + dlens_recorder_memory();
}

/**
 * dlens_recent_init() - get the memory, and have drops recorded once there are any
 *
 * Return: 0 or -ENOMEM.
 */
int dlens_recent_init(void)
{
	int err = dlens_recorder_init(), i;

	if (err)
		return err;
	places = vzalloc(KEPT * sizeof(*places));
	if (!places) {
		dlens_recorder_exit();
		return -ENOMEM;
	}
	for (i = 0; i < KEPT; i++)
		list_add_tail(&places[i].node, &unused);
	dlens_tokens_set(dlens_tokens_rate(), 0);
	return 0;
}

/**
 * dlens_recent_exit() - give the memory back
 *
 * Context: after the probe's grace period.
 */
void dlens_recent_exit(void)
{
	dlens_waiters_exit();
	vfree(places);
	dlens_recorder_exit();
}
