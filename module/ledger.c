// SPDX-License-Identifier: GPL-2.0
/*
 * Takes the counts over from all CPUs' cells into rows, once a second and for
 * every reader. The cells stay a cache of what drops now; the rows remember.
 *
 * Everything here runs under the snapshot's mutex.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/string.h>

#include <droplens/classify.h>
#include <droplens/ledger.h>
#include <droplens/probe.h>
#include <droplens/recent.h>
#include <droplens/rows.h>
#include <droplens/scope.h>
#include <droplens/table.h>
#include <droplens/told.h>

/* A cell's scope when it has to make room: no packet's, no tombstone's. */
#define IDLE (~0UL)

/* More cells than this on one CPU, and the idle ones make room. */
#define CROWDED (DLENS_CELLS * 5 / 8)

/* A cell that rested this long costs little to forget: its row stays. */
#define IDLE_S 60

/* Counts that are in no row any more. */
static struct dlens_totals gone;
static u64 base_lost;
static u64 seen_lost;
static u32 seen_changes, seen_renames;
static u32 closed_s;
static bool idle_buried;

/**
 * dlens_ledger_each() - do something with every cell of every CPU
 * @act: what; @cell is published
 * @second: for @act
 */
void dlens_ledger_each(void (*act)(struct dlens_cell *cell, u32 second), u32 second)
{
	struct dlens_cursor at = DLENS_CURSOR;
	struct dlens_cell *cell;

	while ((cell = dlens_table_next(&at)))
		act(cell, second);
}

static void forget_evicted(struct dlens_cell *cell, u32 second)
{
	if (cell->row != DLENS_NO_ROW && !dlens_row_used(dlens_row(cell->row)))
		cell->row = DLENS_NO_ROW;
}

/**
 * dlens_ledger_row() - the row that counts for a cell
 * @cell: published
 * @second: uptime
 *
 * Return: the row, a new one if there was none.
 */
struct dlens_row *dlens_ledger_row(struct dlens_cell *cell, u32 second)
{
	if (cell->row == DLENS_NO_ROW && dlens_row_get(cell, second, &cell->row)) {
		dlens_rows_evict(&gone);
		dlens_ledger_each(forget_evicted, second);
		/* succeeds: at least the row with the oldest drop has gone */
		if (dlens_row_get(cell, second, &cell->row))
			return NULL;
	}
	return dlens_row(cell->row);
}

static void take_cell(struct dlens_cell *cell, u32 second)
{
	u32 events = (u32)READ_ONCE(cell->events);
	unsigned long bytes = READ_ONCE(cell->bytes);
	struct dlens_row *row;

	if (events == cell->seen_events && bytes == cell->seen_bytes)
		return;
	row = dlens_ledger_row(cell, second);
	if (!row)
		return;
	if (row->events == row->base_events)
		row->first_s = second;
	dlens_told_count(row, events - cell->seen_events);
	row->events += (u32)(events - cell->seen_events);
	row->bytes += bytes - cell->seen_bytes;
	row->last_s = second;
	cell->seen_events = events;
	cell->seen_bytes = bytes;
	cell->last_s = (u16)second;
}

static void forget_guess(struct dlens_cell *cell, u32 second)
{
	if (!cell->scope && dlens_what_iif(cell->what))
		cell->row = DLENS_NO_ROW;
}

static void rename_row(struct dlens_cell *cell, u32 second)
{
	if (cell->row != DLENS_NO_ROW)
		dlens_row_rename(cell);
}

/**
 * dlens_ledger_take() - take over what the cells have counted
 * @second: uptime
 */
void dlens_ledger_take(u32 second)
{
	u32 changes = dlens_scope_changes(), renames = dlens_scope_renames();

	dlens_ledger_each(take_cell, second);
	if (changes != seen_changes) {
		/* an interface index may tell another device now */
		dlens_ledger_each(forget_guess, second);
		seen_changes = changes;
	}
	if (renames != seen_renames) {
		dlens_ledger_each(rename_row, second);
		seen_renames = renames;
	}
}

/**
 * dlens_ledger_close() - end a second
 * @second: the one that is over
 */
void dlens_ledger_close(u32 second)
{
	struct dlens_row *row;

	if ((s32)(second - closed_s) < 0)
		return;
	dlens_for_each_row(row) {
		if ((u32)row->events != row->window.at[row->window.second % DLENS_WINDOW_S])
			dlens_window_close(&row->window, second, row->events);
		if (row->place.net && !row->net_gone)
			row->net_gone = dlens_net_gone(row->place.net_slot, row->place.net);
	}
	closed_s = second;
}

static void free_buried(struct dlens_cell *cell, u32 second)
{
	unsigned long scope = READ_ONCE(cell->scope);

	if (scope != IDLE && !dlens_scope_expired(scope))
		return;
	take_cell(cell, second);
	dlens_cell_free(cell);
}

/* What was buried has had its last drop, and keys that found no room may look again. */
static void free_all_buried(u32 second)
{
	struct dlens_table *table;
	int cpu;

	dlens_probe_wait();
	/* a record tells its cell, which tells the rest */
	dlens_recent_drain(second);
	dlens_ledger_each(free_buried, second);
	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(dlens_table, cpu);
		/* pairs with the probe's search: who sees the number sees the room */
		smp_store_release(&table->freed, table->freed + 1);
	}
}

static void bury_idle(struct dlens_cell *cell, u32 second)
{
	/* not taken over yet: @last_s is of a former life */
	if (!cell->seen_events || (u32)READ_ONCE(cell->events) != cell->seen_events ||
	    (u16)(second - cell->last_s) < IDLE_S || cell->scope & 1)
		return;
	WRITE_ONCE(cell->scope, IDLE);
	idle_buried = true;
}

static bool crowded(void)
{
	const struct dlens_table *table;
	int cpu, live, i;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(dlens_table, cpu);
		if (READ_ONCE(table->claimed) <= CROWDED)
			continue;
		for (live = 0, i = 1; i < DLENS_CELLS; i++)
			live += READ_ONCE(table->cells[i].location) > DLENS_CELL_FREE;
		if (live > CROWDED)
			return true;
	}
	return false;
}

static u64 sum_lost(void)
{
	u64 lost = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		lost += READ_ONCE(per_cpu_ptr(dlens_table, cpu)->lost);
	return lost;
}

/**
 * dlens_ledger_clear_up() - give back the cells of what is gone or idle
 * @second: uptime
 *
 * Once a second, after dlens_ledger_take(). Waits for a grace period, but only
 * if a device or namespace has gone or idle cells made room a second ago.
 *
 * Return: true if there is more to clear up in a second.
 */
bool dlens_ledger_clear_up(u32 second)
{
	bool condemned = dlens_scope_condemn();
	u64 lost = sum_lost();

	if (condemned || idle_buried) {
		free_all_buried(second);
		idle_buried = false;
	}
	if (condemned)
		dlens_scope_bury();
	/* a key may find no room long before a table is crowded */
	if (lost != seen_lost || crowded())
		dlens_ledger_each(bury_idle, second);
	seen_lost = lost;
	return condemned || idle_buried;
}

static void bury_any(struct dlens_cell *cell, u32 second)
{
	if (!(cell->scope & 1))
		WRITE_ONCE(cell->scope, IDLE);
}

/**
 * dlens_ledger_reset() - begin the counts anew
 * @second: uptime
 *
 * Nothing is stopped: what was counted before the ledger looked is gone, what
 * is counted after is there. Full tables are empty again.
 */
void dlens_ledger_reset(u32 second)
{
	struct dlens_row *row;

	dlens_ledger_take(second);
	dlens_ledger_each(bury_any, second);
	free_all_buried(second);
	dlens_recent_reset();
	dlens_for_each_row(row) {
		row->base_events = row->events;
		row->base_bytes = row->bytes;
		row->recorded = 0;
		dlens_window_start(&row->window, second - 1, row->events);
	}
	memset(&gone, 0, sizeof(gone));
	base_lost = sum_lost();
}

/**
 * dlens_ledger_totals() - sums since load or reset
 * @totals: filled in
 *
 * Context: after dlens_ledger_take().
 */
void dlens_ledger_totals(struct dlens_totals *totals)
{
	const struct dlens_row *row;
	u64 events;

	*totals = gone;
	totals->lost = sum_lost() - base_lost;
	dlens_for_each_row(row) {
		events = row->events - row->base_events;
		if (dlens_class_is_loss(row->class))
			totals->losses += events;
		else
			totals->hidden += events;
	}
}

/**
 * dlens_ledger_over() - the last second that is over
 * @second: uptime
 *
 * A tick that is late by a moment is waited for, one that does not come is not.
 *
 * Return: the second, for dlens_window_change().
 */
u32 dlens_ledger_over(u32 second)
{
	return second - closed_s > 2 ? second - 1 : closed_s;
}

/**
 * dlens_ledger_init() - get the rows' memory
 *
 * Return: 0 or a negative error.
 */
int dlens_ledger_init(void)
{
	return dlens_rows_init();
}

/**
 * dlens_ledger_exit() - give it back
 */
void dlens_ledger_exit(void)
{
	dlens_rows_exit();
}

/**
 * dlens_ledger_memory() - the ledger's memory
 *
 * Return: bytes.
 */
size_t dlens_ledger_memory(void)
{
	return dlens_rows_memory();
}
