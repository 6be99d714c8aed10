/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CELLS_H
#define DROPLENS_CELLS_H

#include <droplens/plain.h>

/*
 * One CPU's cells: an open-addressed table that only its own CPU inserts into
 * and counts in. A cell counts the drops that have every part of the key in
 * common; it is one cache line, so a drop touches one line of its own CPU.
 *
 * Life of a cell, told by @location:
 *
 *	0 (never used) -> a return address (published, key fixed) -> DLENS_CELL_FREE
 *
 * Only the owner publishes, only the ledger frees, and it frees only what no
 * drop can match any more: it first buries the cell by changing @scope to a
 * value that no packet carries, then waits for the tracepoint's grace period.
 */

/*
 * 32 KiB, which is what alloc_percpu() grants. The first cell counts nothing: it
 * is the table's head, see struct dlens_table.
 */
#define DLENS_CELL_BITS 9
#define DLENS_CELLS (1U << DLENS_CELL_BITS)

/* The longest way a drop goes to find its cell. */
#define DLENS_CELL_STEPS 16

/* Not a return address: the cell was used, is empty, and does not end a search. */
#define DLENS_CELL_FREE 1UL

/* Not a return address either: the head, which is never free. */
#define DLENS_CELL_HEAD 2UL

/* The cell has not met the ledger yet. */
#define DLENS_NO_ROW 0xffff

/**
 * struct dlens_key - what tells one cell from another
 * @location: return address in the caller of kfree_skb
 * @scope: address of a live net_device or of a namespace, never followed; 0 if neither is known
 * @what: drop reason and receiving interface, see dlens_what()
 * @protocol: ethertype in network byte order
 */
struct dlens_key {
	unsigned long location;
	unsigned long scope;
	u64 what;
	u16 protocol;
};

/**
 * struct dlens_cell - the drops of one key on one CPU
 * @location: see above; written last when published
 * @scope: as in the key; odd when buried, see dlens_scope_bury()
 * @what: as in the key
 * @events: drops counted; written by the owner only
 * @bytes: their skb->len; written by the owner only
 * @seen_bytes: bytes that the ledger has taken over; the ledger's
 * @seen_events: events that the ledger has taken over, modulo 2^32; the ledger's
 * @last_s: uptime, modulo 2^16, when the ledger last saw it move, once @seen_events
 *	is not 0; the ledger's
 * @tokens: drops that may be recorded; the owner spends them, the ledger deals them out.
 *	Neither waits for the other: at times one more is recorded
 * @refused: who lives hereabouts and found no room, see dlens_cell_refused(); not of
 *	this cell's key; the owner's
 * @protocol: as in the key
 * @row: the ledger's row for this cell, or DLENS_NO_ROW; the ledger's
 */
struct dlens_cell {
	unsigned long location;
	unsigned long scope;
	u64 what;
	unsigned long events;
	unsigned long bytes;
	unsigned long seen_bytes;
	u32 seen_events;
	u16 last_s;
	u16 tokens;
	u32 refused;
	u16 protocol;
	u16 row;
} __aligned(64);

/**
 * dlens_what() - reason and receiving interface as one word, compared at once
 * @reason: drop reason, subsystem in the upper 16 bits; 0 where the kernel has none
 * @iif: interface index that the packet was received on, 0 if sent from here
 *
 * Return: the word.
 */
static __always_inline u64 dlens_what(u32 reason, u32 iif)
{
	return (u64)iif << 32 | reason;
}

static inline u32 dlens_what_reason(u64 what)
{
	return (u32)what;
}

static inline u32 dlens_what_iif(u64 what)
{
	return what >> 32;
}

/**
 * dlens_key_hash() - a number for a key
 * @key: the key
 *
 * Fibonacci hashing (Knuth 6.4). Addresses and interface indices come in steps;
 * the rotation keeps two that run against each other from adding up to the same
 * sum, the shift breaks steps that one multiplication would pile up.
 *
 * Return: the number; its upper bits are the better ones.
 */
static __always_inline u64 dlens_key_hash(const struct dlens_key *key)
{
	u64 scope = key->scope;
	u64 h = key->location + (scope << 13 | scope >> 51);

	h += key->what + ((u64)key->protocol << 16);
	h *= 0x9e3779b97f4a7c15ULL;
	h ^= h >> 32;
	return h * 0x9e3779b97f4a7c15ULL;
}

/**
 * dlens_cell_home() - where a key's cell is, unless another key was there first
 * @hash: the key's
 *
 * Return: the cell's number.
 */
static __always_inline u32 dlens_cell_home(u64 hash)
{
	return (u32)(hash >> (64 - DLENS_CELL_BITS));
}

/* A key that was refused, as it is marked; never 0. */
static __always_inline u32 dlens_cell_mark(u64 hash, u32 freed)
{
	return ((u32)(hash >> 16) ^ freed << 1) | 1;
}

/* As many keys as may be marked around one home: see dlens_cell_refuse(). */
#define DLENS_CELL_MARKS 4

/**
 * dlens_cell_refused() - was a key refused when it last came
 * @cells: the table of the CPU this runs on
 * @hash: the key's
 * @freed: the table's count of cells given back: when it moves, all marks are void
 *
 * Makes a drop that is lost as cheap as one that is counted. Two keys with one
 * home share a mark once in 2^31.
 *
 * Context: preemption off.
 * Return: true if there was no room for it, and no cell was given back since.
 */
static __always_inline bool dlens_cell_refused(const struct dlens_cell *cells, u64 hash, u32 freed)
{
	const struct dlens_cell *cell = cells + (dlens_cell_home(hash) & ~(DLENS_CELL_MARKS - 1));
	u32 mark = dlens_cell_mark(hash, freed);

	return cell[0].refused == mark || cell[1].refused == mark ||
	       cell[2].refused == mark || cell[3].refused == mark;
}

/**
 * dlens_cell_counts() - does a cell count a key
 * @cell: any cell of the CPU this runs on
 * @key: the key; its location is a real return address
 *
 * Context: preemption off.
 * Return: true if it does.
 */
static __always_inline bool
dlens_cell_counts(const struct dlens_cell *cell, const struct dlens_key *key)
{
	return READ_ONCE(cell->location) == key->location && cell->what == key->what &&
	       READ_ONCE(cell->scope) == key->scope && cell->protocol == key->protocol;
}

struct dlens_cell *dlens_cell_look(struct dlens_cell *cells, const struct dlens_key *key,
				   bool *room);
struct dlens_cell *dlens_cell_find(struct dlens_cell *cells, const struct dlens_key *key);
struct dlens_cell *dlens_cell_claim(struct dlens_cell *cells, const struct dlens_key *key);
void dlens_cell_refuse(struct dlens_cell *cells, u64 hash, u32 freed);
void dlens_cell_free(struct dlens_cell *cell);

#endif
