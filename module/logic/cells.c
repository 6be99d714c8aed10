// SPDX-License-Identifier: GPL-2.0
#include <droplens/cells.h>

/**
 * dlens_cell_look() - the cell that counts a key, or whether there is room for one
 * @cells: the table of the CPU this runs on, DLENS_CELLS long
 * @key: what to look for
 * @room: set to whether dlens_cell_claim() could succeed
 *
 * At most DLENS_CELL_STEPS comparisons, no write. An interrupt that inserts
 * meanwhile only makes it miss; the caller looks again with interrupts off
 * before it inserts.
 *
 * Context: preemption off.
 * Return: the cell, or NULL.
 */
struct dlens_cell *dlens_cell_look(struct dlens_cell *cells, const struct dlens_key *key,
				   bool *room)
{
	u32 home = dlens_cell_home(dlens_key_hash(key)), step;
	unsigned long location;
	struct dlens_cell *cell;

	*room = false;
	for (step = 0; step < DLENS_CELL_STEPS; step++) {
		cell = cells + (home + step) % DLENS_CELLS;
		if (dlens_cell_counts(cell, key))
			return cell;
		location = READ_ONCE(cell->location);
		if (location <= DLENS_CELL_FREE)
			*room = true;
		if (!location)
			break;
	}
	return NULL;
}

/**
 * dlens_cell_find() - the cell that counts a key
 * @cells: the table of the CPU this runs on, DLENS_CELLS long
 * @key: what to look for
 *
 * Context: as dlens_cell_look().
 * Return: the cell, or NULL.
 */
struct dlens_cell *dlens_cell_find(struct dlens_cell *cells, const struct dlens_key *key)
{
	bool room;

	return dlens_cell_look(cells, key, &room);
}

/**
 * dlens_cell_claim() - publish a cell for a key that has none
 * @cells: the table of the CPU this runs on
 * @key: what the cell is to count; its location is a real return address
 *
 * Context: interrupts off on the owning CPU, not from NMI, after
 * dlens_cell_find() of the same key has failed under the same conditions.
 * Return: the cell with its counters at zero, or NULL if every place on the
 * key's way is taken.
 */
struct dlens_cell *dlens_cell_claim(struct dlens_cell *cells, const struct dlens_key *key)
{
	u32 home = dlens_cell_home(dlens_key_hash(key)), step;
	struct dlens_cell *cell;

	BUILD_BUG_ON(sizeof(struct dlens_cell) != 64);

	for (step = 0; step < DLENS_CELL_STEPS; step++) {
		cell = cells + (home + step) % DLENS_CELLS;
		/* pairs with dlens_cell_free(): its zeroes are seen before ours */
		if (smp_load_acquire(&cell->location) > DLENS_CELL_FREE)
			continue;
		WRITE_ONCE(cell->scope, key->scope);
		cell->what = key->what;
		cell->protocol = key->protocol;
		cell->row = DLENS_NO_ROW;
		/* pairs with the ledger's acquire: who sees the location sees the key */
		smp_store_release(&cell->location, key->location);
		return cell;
	}
	return NULL;
}

/**
 * dlens_cell_refuse() - mark a key that found no room
 * @cells: the table of the CPU this runs on
 * @hash: the key's
 * @freed: as dlens_cell_refused(), read before the key was looked for: what is given
 *	back meanwhile may be room for it
 *
 * The mark that was first of its four moves on, the oldest is forgotten: keys that
 * take turns do not undo each other's marks. An interrupt in between may lose
 * one or double one, which costs its key a search.
 *
 * Context: preemption off.
 */
void dlens_cell_refuse(struct dlens_cell *cells, u64 hash, u32 freed)
{
	struct dlens_cell *cell = cells + (dlens_cell_home(hash) & ~(DLENS_CELL_MARKS - 1));
	int i;

	for (i = DLENS_CELL_MARKS - 1; i > 0; i--)
		WRITE_ONCE(cell[i].refused, cell[i - 1].refused);
	WRITE_ONCE(cell[0].refused, dlens_cell_mark(hash, freed));
}

/**
 * dlens_cell_free() - give a buried cell back to its CPU
 * @cell: buried, its counts taken over
 *
 * Context: the ledger, a grace period after the cell was buried, so that no
 * drop that matched it before is still counting.
 */
void dlens_cell_free(struct dlens_cell *cell)
{
	cell->events = 0;
	cell->bytes = 0;
	cell->seen_events = 0;
	cell->seen_bytes = 0;
	cell->tokens = 0;
	/* pairs with dlens_cell_claim() */
	smp_store_release(&cell->location, DLENS_CELL_FREE);
}
