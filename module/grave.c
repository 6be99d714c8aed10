// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of devices and namespaces that go.
 *
 * A cell keeps the address of its scope. An address may be given out again, so
 * a scope that goes is buried before that: its cells exchange the address for
 * the number of a slot in the table of scopes, which no packet carries.
 *
 *	LIVE -> DYING (it went) -> CONDEMNED (ledger) -> grace period
 *	     -> BURIED (no drop finds its cells) -> EXPIRED (ledger) -> grace period -> FREE
 */
#include <linux/atomic.h>

#include <droplens/scope_table.h>
#include <droplens/table.h>

/* dlens_scope_moves when all that had gone was forgotten. */
static u32 settled;

static unsigned long tombstone(const struct dlens_scope *s)
{
	return (unsigned long)(s - dlens_scopes) << 1 | 1;
}

static void bury_cell(struct dlens_cell *cell, const struct dlens_scope *only,
		      const struct dlens_scope *grave)
{
	unsigned long scope = READ_ONCE(cell->scope);
	const struct dlens_scope *s;

	if (!scope || scope & 1)
		return;
	s = dlens_scope_find(scope, scope | 1);
	if (!s || (only ? s != only : s->state != DLENS_SCOPE_CONDEMNED))
		return;
	/* not if the ledger freed the cell meanwhile and it counts another key */
	cmpxchg(&cell->scope, scope, tombstone(grave ?: s));
}

/*
 * From here on no drop finds the cells of @only, or of all that are condemned.
 * The caller knows that no drop of them is under way.
 */
static void bury_cells(const struct dlens_scope *only, const struct dlens_scope *grave)
{
	struct dlens_cursor at = DLENS_CURSOR;
	struct dlens_cell *cell;

	while ((cell = dlens_table_next(&at)))
		bury_cell(cell, only, grave);
}

/**
 * dlens_grave_dig() - bury a scope whose slot is needed at once
 * @scope: going; its address has a new owner, who takes its slot
 *
 * The dead need not lie where their address leads: nobody looks for them.
 * If there is no room at all, their counts go to the new owner's place.
 *
 * Context: under dlens_scope_lock.
 */
void dlens_grave_dig(struct dlens_scope *scope)
{
	static unsigned int next;
	unsigned int i;

	for (i = 0; i < dlens_scope_slots; i++, next++) {
		if (next >= dlens_scope_slots)
			next = 0;
		if (dlens_scopes[next].state != DLENS_SCOPE_FREE)
			continue;
		bury_cells(scope, &dlens_scopes[next]);
		dlens_scopes[next].place = scope->place;
		/* a search goes on behind a grave */
		WRITE_ONCE(dlens_scopes[next].address, DLENS_NO_ADDRESS);
		dlens_scopes[next].state = DLENS_SCOPE_BURIED;
		return;
	}
}

/**
 * dlens_scope_condemn() - first step of clearing up after what has gone
 *
 * Context: process; the ledger, before it waits for a grace period.
 * Return: true if there is something to clear up.
 */
bool dlens_scope_condemn(void)
{
	struct dlens_scope *s, *end = dlens_scopes + dlens_scope_slots;
	bool any = false;

	if (READ_ONCE(dlens_scope_moves) == settled)
		return false;
	mutex_lock(&dlens_scope_lock);
	for (s = dlens_scopes; s < end; s++) {
		if (s->state == DLENS_SCOPE_DYING || s->state == DLENS_SCOPE_BURIED)
			s->state++;
		any |= s->state == DLENS_SCOPE_CONDEMNED || s->state == DLENS_SCOPE_EXPIRED;
	}
	if (!any)
		settled = dlens_scope_moves;
	mutex_unlock(&dlens_scope_lock);
	return any;
}

/**
 * dlens_scope_expired() - may a cell be freed
 * @scope: the cell's scope
 *
 * Context: process; the ledger, a grace period after dlens_scope_condemn().
 * Return: true if it was buried before that grace period.
 */
bool dlens_scope_expired(unsigned long scope)
{
	return scope & 1 && READ_ONCE(dlens_scopes[scope >> 1].state) == DLENS_SCOPE_EXPIRED;
}

/**
 * dlens_scope_bury() - part the condemned from their addresses, forget the expired
 *
 * Context: process; the ledger, a grace period after dlens_scope_condemn(), when
 * it has freed the cells of the expired.
 */
void dlens_scope_bury(void)
{
	struct dlens_scope *s, *end = dlens_scopes + dlens_scope_slots;

	mutex_lock(&dlens_scope_lock);
	bury_cells(NULL, NULL);
	for (s = dlens_scopes; s < end; s++) {
		if (s->state == DLENS_SCOPE_CONDEMNED) {
			WRITE_ONCE(s->address, DLENS_NO_ADDRESS);
			s->state = DLENS_SCOPE_BURIED;
		} else if (s->state == DLENS_SCOPE_EXPIRED) {
			s->state = DLENS_SCOPE_FREE;
		}
	}
	mutex_unlock(&dlens_scope_lock);
}
