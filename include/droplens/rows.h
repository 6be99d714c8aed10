/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_ROWS_H
#define DROPLENS_ROWS_H

#include <linux/list.h>

#include <droplens/cells.h>
#include <droplens/scope.h>
#include <droplens/snapshot.h>
#include <droplens/window.h>

/**
 * struct dlens_row - a cell's counts of all CPUs, named and with a memory
 * @node: in the hash of rows; unhashed if the row is free
 * @location: as in the cell
 * @what: as in the cell
 * @protocol: as in the cell
 * @why: tells @reason_name from others
 * @class: enum dlens_class
 * @layer: enum dlens_layer
 * @check: the check that explains it, see dlens_blame()
 * @net_gone: its namespace has ended
 * @asked: the filter in force lets it pass; for the probe
 * @recordable: likewise, if its namespace, where it is not known, is one that is asked for
 * @place: where; as long as its device lives, under the name that it has now
 * @reason_name: for people
 * @location_name: for people; kept, since the module may be unloaded
 * @in: name of the interface it was received on, "" if there is none
 * @blamed: the device whose fault it was when last asked, see module/halves.c; all 0 if
 *	it was nobody else's
 * @blamed_s: uptime when that was so
 * @events: taken over from cells so far; never goes down
 * @bytes: likewise
 * @base_events: @events at the last reset
 * @base_bytes: @bytes at the last reset
 * @first_s: uptime of the first drop since reset
 * @last_s: uptime of the last drop
 * @window: the last minute of @events
 * @serial: never used twice
 * @recorded: drops told one by one since the last reset
 * @kept: how many of them are among the recent ones now
 * @dealt_s: uptime when tokens were last dealt to its cells
 * @to_deal: tokens that are left for them in that second
 */
struct dlens_row {
	struct hlist_node node;
	unsigned long location;
	u64 what;
	u32 why;
	u16 protocol;
	u8 class;
	u8 layer;
	u8 check;
	bool net_gone;
	bool asked;
	bool recordable;
	struct dlens_place place;
	char reason_name[DLENS_REASON_LEN];
	char location_name[DLENS_LOCATION_LEN];
	char in[IFNAMSIZ];
	struct dlens_place blamed;
	u32 blamed_s;
	u64 events;
	u64 bytes;
	u64 base_events;
	u64 base_bytes;
	u32 first_s;
	u32 last_s;
	struct dlens_window window;
	u32 serial;
	u64 recorded;
	u16 kept;
	u16 to_deal;
	u32 dealt_s;
};

int dlens_rows_init(void);
void dlens_rows_exit(void);
size_t dlens_rows_memory(void);

/* module/rows.c; behind this many of them none is in use */
extern struct dlens_row *dlens_rows;
extern u32 dlens_rows_top;

/**
 * dlens_row() - a row by its number
 * @index: as in a cell
 *
 * Return: the row, used or not.
 */
static inline struct dlens_row *dlens_row(u32 index)
{
	return &dlens_rows[index];
}

/**
 * dlens_row_used() - does a row count something
 * @row: the row
 *
 * Return: false if it is free.
 */
static inline bool dlens_row_used(const struct dlens_row *row)
{
	return !hlist_unhashed(&row->node);
}

/**
 * dlens_row_from() - a row in use
 * @row: a row, or the one behind the last
 *
 * Return: @row or the first after it that is used; if there is none, one behind the last.
 */
static inline struct dlens_row *dlens_row_from(const struct dlens_row *row)
{
	while (row < dlens_rows + dlens_rows_top && !dlens_row_used(row))
		row++;
	return (struct dlens_row *)row;
}

/**
 * dlens_for_each_row() - visit the rows in use; several times a second, so few instructions
 * @row: a struct dlens_row *
 */
#define dlens_for_each_row(row) \
	for ((row) = dlens_row_from(dlens_rows); (row) < dlens_rows + dlens_rows_top; \
	     (row) = dlens_row_from((row) + 1))

void dlens_row_rename(const struct dlens_cell *cell);
int dlens_row_get(const struct dlens_cell *cell, u32 second, u16 *index);
bool dlens_row_asked_for(const struct dlens_row *row, u32 netns);
void dlens_rows_ask(void);
u32 dlens_rows_evict(struct dlens_totals *forgotten);

#endif
