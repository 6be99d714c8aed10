// SPDX-License-Identifier: GPL-2.0
/*
 * What became of the drops: told one by one, or why not. A drop that is not recorded
 * does nothing about it, so what the rate left out is what was counted in causes that
 * are asked for, less what else can have become of it.
 *
 * All of it under the snapshot's mutex.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include <droplens/recorder.h>
#include <droplens/told.h>

/* Never reset: drops in rows, those of causes asked for, records, those of such causes. */
static u64 counted, asked, recorded, spent;
/* The recorder's counts as they were taken over, and their sums. */
static unsigned long seen_full, seen_unfit;
static u64 no_room, unfit;
/* The most that was ever seen. */
static u64 limited;
static struct dlens_told base;

/**
 * dlens_told_count() - drops were taken over into a row
 * @row: the row
 * @events: how many
 */
void dlens_told_count(const struct dlens_row *row, u32 events)
{
	counted += events;
	if (dlens_tokens_for(row))
		asked += events;
}

/**
 * dlens_told_record() - a record was taken over
 * @row: of its cause
 * @told: it is told; else it was not asked for
 */
void dlens_told_record(const struct dlens_row *row, bool told)
{
	recorded += told;
	spent += dlens_tokens_for(row);
}

/**
 * dlens_told_no_room() - take over what could not be recorded
 *
 * Return: drops since load that found no room.
 */
u64 dlens_told_no_room(void)
{
	unsigned long now_full, now_unfit;

	dlens_recorder_left_out(&now_full, &now_unfit);
	no_room += now_full - seen_full;
	seen_full = now_full;
	unfit += now_unfit - seen_unfit;
	seen_unfit = now_unfit;
	return no_room;
}

/**
 * dlens_told_limited() - what the rate left out
 *
 * Drops are taken over before records: what is recorded meanwhile makes it too small
 * until the next time. Too large it is only by drops that are on their few instructions
 * from the count to the slot: that goes once as many more are left out. What a filter
 * refused while another one took its place makes it too small for good.
 *
 * Return: drops since load; never goes down.
 */
u64 dlens_told_limited(void)
{
	u64 accounted = spent + no_room + unfit + dlens_recorder_pending();

	if (asked > accounted)
		limited = max(limited, asked - accounted);
	return limited;
}

static void since_load(struct dlens_told *told)
{
	told->counted = counted;
	told->told = recorded;
	told->limited = dlens_told_limited();
	told->no_room = no_room;
}

/**
 * dlens_told_read() - what became of the drops
 * @told: filled in
 * @kept: how many of those told are kept
 */
void dlens_told_read(struct dlens_told *told, u32 kept)
{
	u64 known;

	since_load(told);
	told->counted -= base.counted;
	told->told -= base.told;
	told->limited -= base.limited;
	told->no_room -= base.no_room;
	told->made_room = told->told - kept;
	known = told->told + told->limited + told->no_room;
	/* records of drops that are counted later */
	told->counted = max(told->counted, known);
	told->not_asked = told->counted - known;
}

/**
 * dlens_told_reset() - begin anew, with none kept
 */
void dlens_told_reset(void)
{
	since_load(&base);
}
