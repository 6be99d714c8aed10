// SPDX-License-Identifier: GPL-2.0
/*
 * Which addresses are live network devices and namespaces, and who they are.
 *
 * A packet's skb->dev may be anything (it shares its place with dev_scratch
 * and rbnode), so it is never followed, only compared with what module/watch.c
 * put here. What becomes of those that go is in module/grave.c.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include <droplens/scope_table.h>

#define SCOPES_MIN 256
#define SCOPES_MAX (1 << 20)

static unsigned int max_scopes = 8192;
module_param_named(scopes, max_scopes, uint, 0444);
MODULE_PARM_DESC(scopes, "network devices and namespaces told apart, 256 to 1048576 (default 8192)");

struct dlens_scope *dlens_scopes __read_mostly;
unsigned int dlens_scope_slots __read_mostly;
/* Keeps those who write in turn; never the drop path. */
DEFINE_MUTEX(dlens_scope_lock);
u32 dlens_scope_moves;

unsigned int dlens_scope_bits __read_mostly;
static u32 untracked, untracked_ever;
static u32 renames;

/**
 * dlens_scope_find() - the slot of an address
 * @address: where to look
 * @as_kept: @address, or @address + 1 for one that is going
 *
 * Context: any, also NMI; lock-free.
 * Return: the slot, or NULL.
 */
struct dlens_scope *dlens_scope_find(unsigned long address, unsigned long as_kept)
{
	return dlens_scope_at(address, as_kept);
}

/**
 * dlens_scope_live() - is this the address of a device or namespace that lives
 * @address: anything
 *
 * Context: any, also NMI; lock-free, at most DLENS_SCOPE_STEPS comparisons.
 * Return: true if it is, and from then on its cells are looked for when it goes.
 */
bool dlens_scope_live(unsigned long address)
{
	struct dlens_scope *s;

	/* net_device is aligned to 32 bytes (NETDEV_ALIGN), struct net to a cache line */
	if (address & 31)
		return false;
	s = dlens_scope_at(address, address);
	if (!s)
		return false;
	if (!READ_ONCE(s->counted))
		WRITE_ONCE(s->counted, true);
	return true;
}

/**
 * dlens_scope_net() - which namespace a live device or namespace is of
 * @address: anything
 * @place: its numbers are filled in, not its device
 *
 * Context: any, also NMI; lock-free. What can not end meanwhile, as the namespace of
 * a socket in hand, is told right: nobody writes to its place.
 * Return: false if it does not live or found no place here.
 */
bool dlens_scope_net(unsigned long address, struct dlens_place *place)
{
	const struct dlens_scope *s;

	if (!address || address & 31)
		return false;
	s = dlens_scope_at(address, address);
	if (!s)
		return false;
	smp_rmb(); /* pairs with dlens_scope_add() */
	place->net = READ_ONCE(s->place.net);
	place->net_slot = READ_ONCE(s->place.net_slot);
	place->inum = READ_ONCE(s->place.inum);
	return true;
}

static struct dlens_scope *free_slot(unsigned long address)
{
	struct dlens_scope *s = dlens_scope_first(address), *end = s + DLENS_SCOPE_STEPS;

	for (; s != end; s++) {
		if (s->state != DLENS_SCOPE_FREE)
			continue;
		s->counted = false;
		return s;
	}
	return NULL;
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
	struct dlens_scope *s;

	mutex_lock(&dlens_scope_lock);
	/*
	 * The address may be given out again before the ledger came by. Whatever
	 * dropped at the old owner is over, or its memory would not be free.
	 */
	s = dlens_scope_find(address, address | 1);
	if (s && READ_ONCE(s->counted))
		dlens_grave_dig(s);
	else if (!s)
		s = free_slot(address);
	dlens_scope_moves++;
	if (s) {
		s->place = *place;
		if (!place->ifindex)
			s->place.net_slot = s - dlens_scopes;
		s->state = DLENS_SCOPE_LIVE;
		/* pairs with dlens_scope_net() */
		smp_store_release(&s->address, address);
	} else {
		untracked++;
		untracked_ever++;
	}
	mutex_unlock(&dlens_scope_lock);
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
	struct dlens_scope *s;

	mutex_lock(&dlens_scope_lock);
	s = dlens_scope_find(address, address);
	if (s)
		memcpy(s->place.dev, dev, IFNAMSIZ);
	dlens_scope_moves++;
	renames++;
	mutex_unlock(&dlens_scope_lock);
}

/**
 * dlens_scope_remove() - a device or namespace is going
 * @address: its address; may be told more than once
 *
 * Context: process, before the address can be given out again.
 */
void dlens_scope_remove(unsigned long address)
{
	struct dlens_scope *s;

	mutex_lock(&dlens_scope_lock);
	s = dlens_scope_find(address, address);
	if (s) {
		s->state = DLENS_SCOPE_DYING;
		WRITE_ONCE(s->address, address | 1);
		dlens_scope_moves++;
	}
	mutex_unlock(&dlens_scope_lock);
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
	const struct dlens_scope *s = NULL;

	mutex_lock(&dlens_scope_lock);
	if (scope & 1)
		s = scope >> 1 < dlens_scope_slots ? dlens_scopes + (scope >> 1) : NULL;
	else if (scope)
		s = dlens_scope_find(scope, scope) ?: dlens_scope_find(scope, scope | 1);
	if (s)
		*place = s->place;
	mutex_unlock(&dlens_scope_lock);
	return s;
}

/**
 * dlens_scope_receiver() - the live device with an interface index
 * @net: number of its namespace; 0: any, if only one device has that index
 * @ifindex: interface index, not 0
 * @place: filled in
 *
 * Context: process; the ledger; may sleep. Goes through the whole table.
 * Return: false if there is no such device or, with @net 0, more than one or
 * one that found no place here.
 */
bool dlens_scope_receiver(u32 net, u32 ifindex, struct dlens_place *place)
{
	const struct dlens_scope *s, *found = NULL;
	bool alone = true;

	mutex_lock(&dlens_scope_lock);
	for (s = dlens_scopes; s < dlens_scopes + dlens_scope_slots; s++) {
		if (s->state != DLENS_SCOPE_LIVE || s->place.ifindex != ifindex ||
		    (net && s->place.net != net))
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
	mutex_unlock(&dlens_scope_lock);
	/* the ledger may ask for each of a CPU's cells, and a table may have 2 million slots */
	cond_resched();
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
	const struct dlens_scope *s = dlens_scopes + net_slot;

	return READ_ONCE(s->place.net) != net || READ_ONCE(s->state) != DLENS_SCOPE_LIVE;
}

/**
 * dlens_scope_changes() - tells whether devices came, went or were renamed
 * Return: a number that changes when they do.
 */
u32 dlens_scope_changes(void)
{
	return READ_ONCE(dlens_scope_moves);
}

/**
 * dlens_scope_renames() - tells whether devices were renamed
 * Return: a number that changes when they were.
 */
u32 dlens_scope_renames(void)
{
	return READ_ONCE(renames);
}

/**
 * dlens_scope_untracked() - devices and namespaces that have no place
 * @ever: set to how many found none since load
 *
 * Return: how many there are now, as far as is known; their drops are counted as of
 * an unknown place.
 */
u32 dlens_scope_untracked(u32 *ever)
{
	*ever = READ_ONCE(untracked_ever);
	return READ_ONCE(untracked);
}

/**
 * dlens_scope_recounted() - somebody has looked how many have no place
 * @ever: dlens_scope_untracked()'s before
 * @now: how many
 *
 * Not believed if one more came meanwhile: it may be among them or not.
 *
 * Context: process.
 */
void dlens_scope_recounted(u32 ever, u32 now)
{
	mutex_lock(&dlens_scope_lock);
	if (untracked_ever == ever) {
		/* what could not be told by an index alone can be told again */
		if (untracked && !now)
			dlens_scope_moves++;
		untracked = now;
	}
	mutex_unlock(&dlens_scope_lock);
}

/**
 * dlens_scope_memory() - the memory of this table
 * Return: bytes.
 */
size_t dlens_scope_memory(void)
{
	return dlens_scope_slots * sizeof(struct dlens_scope);
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
	dlens_scope_bits = order_base_2(max_scopes) + 1;
	dlens_scope_slots = (1U << dlens_scope_bits) + DLENS_SCOPE_STEPS;
	dlens_scopes = vzalloc(dlens_scope_slots * sizeof(*dlens_scopes));
	if (!dlens_scopes)
		return -ENOMEM;
	return 0;
}

/**
 * dlens_scope_exit() - give the room back
 * Context: after the probe's grace period and dlens_watch_exit().
 */
void dlens_scope_exit(void)
{
	vfree(dlens_scopes);
}
