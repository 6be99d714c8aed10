/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SCOPE_TABLE_H
#define DROPLENS_SCOPE_TABLE_H

#include <linux/hash.h>
#include <linux/mutex.h>

#include <droplens/scope.h>

/* What module/scope.c and module/grave.c have in common, and the drop path in haste. */

/* The longest way to a scope. */
#define DLENS_SCOPE_STEPS 32

/* An address that nothing has; does not end a search. */
#define DLENS_NO_ADDRESS 1UL

/* In this order: a scope that goes passes through all, see module/grave.c. */
enum dlens_scope_state {
	DLENS_SCOPE_FREE,
	DLENS_SCOPE_LIVE,
	DLENS_SCOPE_DYING,
	DLENS_SCOPE_CONDEMNED,
	DLENS_SCOPE_BURIED,
	DLENS_SCOPE_EXPIRED
};

/**
 * struct dlens_scope - a network device or a namespace
 * @address: of the device or namespace while it is LIVE, plus 1 when it goes, then
 *	DLENS_NO_ADDRESS; 0 if the slot was never used. Written under
 *	dlens_scope_lock, read without
 * @place: who it is; under dlens_scope_lock
 * @state: an enum dlens_scope_state; under dlens_scope_lock
 * @counted: some drop was; written by the probe
 */
struct dlens_scope {
	unsigned long address;
	struct dlens_place place;
	u8 state;
	bool counted;
};

extern struct dlens_scope *dlens_scopes;
extern unsigned int dlens_scope_slots;
extern unsigned int dlens_scope_bits;
extern struct mutex dlens_scope_lock;
/* Moves when a scope comes, goes or is renamed; under dlens_scope_lock. */
extern u32 dlens_scope_moves;

struct dlens_scope *dlens_scope_find(unsigned long address, unsigned long as_kept);

static inline struct dlens_scope *dlens_scope_first(unsigned long address)
{
	return dlens_scopes + dlens_hash_64(address >> 5, dlens_scope_bits);
}

/**
 * dlens_scope_at() - the slot of an address, found without a call
 * @address: where to look, not 0
 * @as_kept: @address, or @address + 1 for one that is going
 *
 * Context: any, also NMI; lock-free.
 * Return: the slot, or NULL; before its place is read smp_rmb() is due, which pairs with
 * dlens_scope_add().
 */
static __always_inline struct dlens_scope *
dlens_scope_at(unsigned long address, unsigned long as_kept)
{
	struct dlens_scope *s = dlens_scope_first(address), *end = s + DLENS_SCOPE_STEPS;
	unsigned long seen = DLENS_NO_ADDRESS;

	for (; s != end && seen; s++) {
		seen = READ_ONCE(s->address);
		if (seen == as_kept)
			return s;
	}
	return NULL;
}

void dlens_grave_dig(struct dlens_scope *scope);

#endif
