/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CELLS_ORACLE_H
#define DROPLENS_CELLS_ORACLE_H

/*
 * What the cells should hold, as a plain list. It knows where a key's way
 * begins (dlens_cell_home) and nothing else of how the table works. Shared by
 * the unit tests and the fuzzer, so faults are returned as text.
 */

#include <stdlib.h>

#include <droplens/cells.h>

struct oracle_entry {
	struct dlens_key key;
	struct dlens_cell *cell;
	unsigned long events;
	unsigned long bytes;
	bool buried;
};

struct oracle {
	struct dlens_cell *cells;
	struct oracle_entry list[DLENS_CELLS];
	unsigned int count;
	unsigned int refused;
	unsigned long burials;
};

static inline void oracle_start(struct oracle *o)
{
	memset(o, 0, sizeof(*o));
	/* exactly as long as the table, so that a step too far is seen */
	o->cells = aligned_alloc(sizeof(*o->cells), DLENS_CELLS * sizeof(*o->cells));
	if (!o->cells)
		abort();
	memset(o->cells, 0, DLENS_CELLS * sizeof(*o->cells));
	o->cells[0].location = DLENS_CELL_HEAD;
	o->cells[0].scope = 0xdead;
}

static inline void oracle_stop(struct oracle *o)
{
	free(o->cells);
}

static inline bool oracle_same_key(const struct dlens_key *a, const struct dlens_key *b)
{
	return a->location == b->location && a->scope == b->scope &&
	       dlens_what_reason(a->what) == dlens_what_reason(b->what) &&
	       dlens_what_iif(a->what) == dlens_what_iif(b->what) &&
	       a->protocol == b->protocol;
}

static inline struct oracle_entry *oracle_find(struct oracle *o, const struct dlens_key *key)
{
	unsigned int i;

	for (i = 0; i < o->count; i++)
		if (!o->list[i].buried && oracle_same_key(&o->list[i].key, key))
			return &o->list[i];
	return NULL;
}

static inline bool oracle_taken(const struct oracle *o, const struct dlens_cell *cell)
{
	unsigned int i;

	if (cell == o->cells)
		return true;
	for (i = 0; i < o->count; i++)
		if (o->list[i].cell == cell)
			return true;
	return false;
}

/* The nearest place that a key can have, NULL if there is none. */
static inline struct dlens_cell *oracle_place(struct oracle *o, const struct dlens_key *key)
{
	unsigned int home = dlens_cell_home(dlens_key_hash(key)), step, i;

	for (step = 0; step < DLENS_CELL_STEPS; step++) {
		i = home + step < DLENS_CELLS ? home + step : home + step - DLENS_CELLS;
		if (!oracle_taken(o, &o->cells[i]))
			return &o->cells[i];
	}
	return NULL;
}

/* As the probe does it: look, then claim. Returns what is wrong, or NULL. */
static inline const char *oracle_count(struct oracle *o, const struct dlens_key *key, u32 len)
{
	struct oracle_entry *known = oracle_find(o, key);
	struct dlens_cell *cell = dlens_cell_find(o->cells, key);
	struct dlens_cell *place;

	if (known) {
		if (cell != known->cell)
			return cell ? "found another cell" : "did not find the key's cell";
	} else {
		if (cell)
			return "found a cell for a key that has none";
		place = oracle_place(o, key);
		cell = dlens_cell_claim(o->cells, key);
		if (cell != place)
			return cell ? place ? "did not claim the nearest place" :
				      "claimed a place that is taken or out of reach" :
				      "refused though there is a place";
		if (!cell) {
			o->refused++;
			return NULL;
		}
		if (cell->events || cell->bytes || cell->seen_events || cell->seen_bytes)
			return "claimed a cell that does not begin at zero";
		if (cell->row != DLENS_NO_ROW)
			return "claimed a cell that has a row";
		known = &o->list[o->count++];
		*known = (struct oracle_entry){ .key = *key, .cell = cell };
		if (dlens_cell_find(o->cells, key) != cell)
			return "did not find what was just claimed";
	}
	cell->events++;
	cell->bytes += len;
	known->events++;
	known->bytes += len;
	return NULL;
}

static inline void oracle_bury(struct oracle *o, unsigned int i)
{
	if (o->list[i].buried)
		return;
	/* the ledger's: odd, so no packet's, and never used twice at a time */
	o->list[i].cell->scope = o->burials++ << 1 | 1;
	o->list[i].buried = true;
}

/* As the ledger does it: takes the counts over, then frees. */
static inline const char *oracle_free(struct oracle *o, unsigned int i)
{
	struct oracle_entry entry = o->list[i];

	if (!entry.buried)
		return NULL;
	if (entry.cell->events != entry.events || entry.cell->bytes != entry.bytes)
		return "a buried cell lost counts";
	entry.cell->seen_events = entry.cell->events;
	entry.cell->seen_bytes = entry.cell->bytes;
	entry.cell->row = 7;
	dlens_cell_free(entry.cell);
	if (entry.cell->location != DLENS_CELL_FREE)
		return "a free cell would end a search";
	o->list[i] = o->list[--o->count];
	return NULL;
}

/* Everything at once: every cell is as the list says. */
static inline const char *oracle_check(struct oracle *o)
{
	const struct oracle_entry *entry;
	unsigned int i, used = 0;

	for (i = 0; i < o->count; i++) {
		entry = &o->list[i];
		if (entry->cell->events != entry->events || entry->cell->bytes != entry->bytes)
			return "counts differ";
		if (entry->cell->location != entry->key.location)
			return "a cell's location changed";
		if (entry->cell->what != entry->key.what ||
		    entry->cell->protocol != entry->key.protocol)
			return "a cell's key changed";
		if (!entry->buried && dlens_cell_find(o->cells, &entry->key) != entry->cell)
			return "a live cell is not found";
	}
	for (i = 1; i < DLENS_CELLS; i++)
		used += o->cells[i].location > DLENS_CELL_FREE;
	if (used != o->count)
		return "cells in use that nobody claimed";
	if (o->cells[0].location != DLENS_CELL_HEAD || o->cells[0].scope != 0xdead)
		return "the head was written";
	return NULL;
}

#endif
