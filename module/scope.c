// SPDX-License-Identifier: GPL-2.0
/*
 * Which addresses are live network devices and namespaces, and who they are.
 *
 * A packet's skb->dev may be anything (it shares its place with dev_scratch
 * and rbnode), so it is never followed, only compared with what module/watch.c
 * put here. A cell keeps the address; since an address may be given out again,
 * a device that goes is buried before that: its cells exchange the address for
 * a number of this table.
 *
 *	LIVE -> DYING (it went) -> CONDEMNED (ledger) -> grace period
 *	     -> BURIED (no drop finds its cells) -> EXPIRED (ledger) -> grace period -> FREE
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/vmalloc.h>

#include <droplens/scope.h>
#include <droplens/table.h>

#define SCOPES_MIN 256
#define SCOPES_MAX (1 << 20)
#define STEPS 16

/* An address that nothing has; does not end a search. */
#define NO_ADDRESS 1UL

/* In this order; see above. */
enum state { FREE, LIVE, DYING, CONDEMNED, BURIED, EXPIRED };

/**
 * struct scope - a network device or a namespace
 * @address: of the device or namespace while it is LIVE, plus 1 when it goes, then
 *	NO_ADDRESS; 0 if the slot was never used. Written under @lock, read without
 * @place: who it is; under @lock
 * @state: an enum state; under @lock
 * @counted: some drop was; written by the probe
 */
struct scope {
	unsigned long address;
	struct dlens_place place;
	u8 state;
	bool counted;
};

static unsigned int max_scopes = 8192;
module_param_named(scopes, max_scopes, uint, 0444);
MODULE_PARM_DESC(scopes, "network devices and namespaces told apart, 256 to 1048576 (default 8192)");

static struct scope *scopes __read_mostly;
static unsigned int nr_slots __read_mostly;
static unsigned int slot_bits __read_mostly;
static DEFINE_MUTEX(lock);
static u32 changes;
static u32 settled;
static u32 untracked;

static struct scope *first_slot(unsigned long address)
{
	return scopes + hash_long(address >> 5, slot_bits);
}

static struct scope *find(unsigned long address, unsigned long as_kept)
{
	struct scope *s = first_slot(address), *end = s + STEPS;
	unsigned long seen = NO_ADDRESS;

	for (; s != end && seen; s++) {
		seen = READ_ONCE(s->address);
		if (seen == as_kept)
			return s;
	}
	return NULL;
}

/**
 * dlens_scope_live() - is this the address of a device or namespace that lives
 * @address: anything
 *
 * Context: any, also NMI; lock-free, at most 16 comparisons.
 * Return: true if it is, and from then on its cells are looked for when it goes.
 */
bool dlens_scope_live(unsigned long address)
{
	struct scope *s;

	/* net_device is aligned to 32 bytes (NETDEV_ALIGN), struct net to a cache line */
	if (address & 31)
		return false;
	s = find(address, address);
	if (!s)
		return false;
	if (!READ_ONCE(s->counted))
		WRITE_ONCE(s->counted, true);
	return true;
}

static unsigned long tombstone(const struct scope *s)
{
	return (unsigned long)(s - scopes) << 1 | 1;
}

/*
 * Bury @only, or all that are condemned: from here on no drop finds their
 * cells. Caller holds @lock and knows that no drop of them is under way.
 */
static void bury_cells(const struct scope *only)
{
	struct dlens_table *table;
	unsigned long scope;
	const struct scope *s;
	int cpu, i;

	for_each_possible_cpu(cpu) {
		table = per_cpu_ptr(dlens_table, cpu);
		if (!READ_ONCE(table->claimed))
			continue;
		for (i = 1; i < DLENS_CELLS; i++) {
			/* pairs with dlens_cell_claim() */
			if (smp_load_acquire(&table->cells[i].location) <= DLENS_CELL_FREE)
				continue;
			scope = table->cells[i].scope;
			if (!scope || scope & 1)
				continue;
			s = find(scope, scope | 1);
			if (s && (only ? s == only : s->state == CONDEMNED))
				WRITE_ONCE(table->cells[i].scope, tombstone(s));
		}
	}
}

static void retire(struct scope *s)
{
	WRITE_ONCE(s->address, NO_ADDRESS);
	s->state = BURIED;
}

/**
 * dlens_scope_add() - a device or namespace lives from now on
 * @address: its address
 * @place: who it is; for a namespace @place->ifindex is 0
 *
 * Context: process, before a packet can carry @address.
 */
void dlens_scope_add(unsigned long address, const struct dlens_place *place)
{
	struct scope *s, *end;

	mutex_lock(&lock);
	s = find(address, address | 1);
	if (s) {
		/*
		 * The address was given out again: whatever dropped at the old
		 * owner is over, or its memory would not have been freed.
		 */
		if (READ_ONCE(s->counted))
			bury_cells(s);
		retire(s);
	}
	changes++;
	for (s = first_slot(address), end = s + STEPS; s != end; s++)
		if (s->state == FREE)
			break;
	if (s != end) {
		s->place = *place;
		if (!place->ifindex)
			s->place.net_slot = s - scopes;
		s->counted = false;
		s->state = LIVE;
		WRITE_ONCE(s->address, address);
	} else {
		untracked++;
	}
	mutex_unlock(&lock);
}

/**
 * dlens_scope_rename() - a device has a new name
 * @address: its address
 * @dev: the name, IFNAMSIZ long
 *
 * Context: process.
 */
void dlens_scope_rename(unsigned long address, const char *dev)
{
	struct scope *s;

	mutex_lock(&lock);
	s = find(address, address);
	if (s)
		memcpy(s->place.dev, dev, IFNAMSIZ);
	changes++;
	mutex_unlock(&lock);
}

/**
 * dlens_scope_remove() - a device or namespace is going
 * @address: its address; may be told more than once
 *
 * Context: process, before the address can be given out again.
 */
void dlens_scope_remove(unsigned long address)
{
	struct scope *s;

	mutex_lock(&lock);
	s = find(address, address);
	if (s) {
		s->state = DYING;
		WRITE_ONCE(s->address, address | 1);
		changes++;
	}
	mutex_unlock(&lock);
}

/**
 * dlens_scope_place() - who is behind a cell's scope
 * @scope: a cell's scope, address or buried
 * @place: filled in
 *
 * Context: process; the ledger.
 * Return: false if nobody is known.
 */
bool dlens_scope_place(unsigned long scope, struct dlens_place *place)
{
	const struct scope *s = NULL;

	mutex_lock(&lock);
	if (scope & 1)
		s = scope >> 1 < nr_slots ? scopes + (scope >> 1) : NULL;
	else if (scope)
		s = find(scope, scope) ?: find(scope, scope | 1);
	if (s)
		*place = s->place;
	mutex_unlock(&lock);
	return s;
}

/**
 * dlens_scope_receiver() - the live device with an interface index
 * @net: number of its namespace; 0: any, if only one device has that index
 * @ifindex: interface index, not 0
 * @place: filled in
 *
 * Context: process; the ledger. Goes through the whole table.
 * Return: false if there is no such device or, with @net 0, more than one or
 * one that found no place here.
 */
bool dlens_scope_receiver(u32 net, u32 ifindex, struct dlens_place *place)
{
	const struct scope *s, *found = NULL;
	bool alone = true;

	mutex_lock(&lock);
	for (s = scopes; s < scopes + nr_slots; s++) {
		if (s->state != LIVE || s->place.ifindex != ifindex || (net && s->place.net != net))
			continue;
		alone = !found;
		found = s;
		if (net || !alone)
			break;
	}
	if (!net && untracked)
		alone = false;
	if (found && alone)
		*place = found->place;
	mutex_unlock(&lock);
	return found && alone;
}

/**
 * dlens_net_gone() - has a namespace ended
 * @net_slot: as in struct dlens_place
 * @net: its number
 *
 * Context: process; a value that is old by one event does no harm.
 * Return: true once its end has begun.
 */
bool dlens_net_gone(u32 net_slot, u32 net)
{
	const struct scope *s = scopes + net_slot;

	return READ_ONCE(s->place.net) != net || READ_ONCE(s->state) != LIVE;
}

/**
 * dlens_scope_changes() - tells whether devices came, went or were renamed
 * Return: a number that changes when they do.
 */
u32 dlens_scope_changes(void)
{
	return READ_ONCE(changes);
}

/**
 * dlens_scope_untracked() - devices and namespaces that found no place
 * Return: how many; their drops are counted as of an unknown place.
 */
u32 dlens_scope_untracked(void)
{
	return READ_ONCE(untracked);
}

/**
 * dlens_scope_memory() - the memory of this table
 * Return: bytes.
 */
size_t dlens_scope_memory(void)
{
	return nr_slots * sizeof(struct scope);
}

/**
 * dlens_scope_condemn() - first step of clearing up after what has gone
 *
 * Context: process; the ledger, before it waits for a grace period.
 * Return: true if there is something to clear up.
 */
bool dlens_scope_condemn(void)
{
	bool any = false;
	struct scope *s;

	if (READ_ONCE(changes) == settled)
		return false;
	mutex_lock(&lock);
	for (s = scopes; s < scopes + nr_slots; s++) {
		if (s->state == DYING || s->state == BURIED)
			s->state++;
		any |= s->state == CONDEMNED || s->state == EXPIRED;
	}
	if (!any)
		settled = changes;
	mutex_unlock(&lock);
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
	return scope & 1 && READ_ONCE(scopes[scope >> 1].state) == EXPIRED;
}

/**
 * dlens_scope_bury() - part the condemned from their addresses, forget the expired
 *
 * Context: process; the ledger, a grace period after dlens_scope_condemn(), when
 * it has freed the cells of the expired.
 */
void dlens_scope_bury(void)
{
	struct scope *s;

	mutex_lock(&lock);
	bury_cells(NULL);
	for (s = scopes; s < scopes + nr_slots; s++)
		if (s->state == CONDEMNED)
			retire(s);
		else if (s->state == EXPIRED)
			s->state = FREE;
	mutex_unlock(&lock);
}

/**
 * dlens_scope_init() - make room for the devices and namespaces that live
 * Return: 0, -EINVAL for a bad parameter, or another negative error.
 */
int dlens_scope_init(void)
{
	if (max_scopes < SCOPES_MIN || max_scopes > SCOPES_MAX) {
		pr_err("scopes=%u is not between %d and %d\n", max_scopes, SCOPES_MIN, SCOPES_MAX);
		return -EINVAL;
	}
	slot_bits = order_base_2(max_scopes) + 1;
	nr_slots = (1U << slot_bits) + STEPS;
	scopes = vzalloc(nr_slots * sizeof(*scopes));
	if (!scopes)
		return -ENOMEM;
	return 0;
}

/**
 * dlens_scope_exit() - give the room back
 * Context: after the probe's grace period and dlens_watch_exit().
 */
void dlens_scope_exit(void)
{
	vfree(scopes);
}
