// SPDX-License-Identifier: GPL-2.0
/*
 * What else is done with a drop, once it is counted: all of it only if somebody
 * asked for it, and then only for losses.
 */
#include <linux/bitops.h>
#include <linux/log2.h>
#include <linux/skbuff.h>

#include <droplens/classify.h>
#include <droplens/extras.h>
#include <droplens/flow_tables.h>
#include <droplens/observe.h>
#include <droplens/rows.h>
#include <droplens/scope.h>
#include <droplens/stacks.h>
#include <droplens/table.h>
#include <droplens/trace.h>

DEFINE_STATIC_KEY_FALSE(dlens_extras_wanted);

static unsigned long extras __read_mostly;

/*
 * The ledger names and classifies a kind of drop within a second of its first one.
 * A row that is given to another kind meanwhile is read wrong for that moment.
 */
static u8 class_of(const struct dlens_key *key)
{
	const struct dlens_cell *cell;
	u16 row;

	cell = dlens_cell_find(raw_cpu_ptr(dlens_table)->cells, key);
	row = cell ? READ_ONCE(cell->row) : DLENS_NO_ROW;
	return row == DLENS_NO_ROW ? DLENS_CLASS_OPEN : READ_ONCE(dlens_row(row)->class);
}

/**
 * dlens_extras_see() - a drop was counted; do what else is asked for
 * @skb: the packet
 * @location: call site
 * @reason: the kernel's drop reason
 * @scope: skb->dev as it stands, or as the probe replaced it
 * @receiver: address of the receiving socket's namespace, or 0
 *
 * Context: any, also NMI; preemption off.
 */
noinline void dlens_extras_see(const struct sk_buff *skb, unsigned long location, u32 reason,
			       unsigned long scope, unsigned long receiver)
{
	struct dlens_key key = {
		.location = location,
		.scope = scope,
		.what = dlens_what(reason, skb->skb_iif),
		.protocol = (__force u16)skb->protocol,
	};
	struct dlens_seen seen = {
		.location = location,
		.reason = reason,
		.iif = skb->skb_iif,
	};
	/* pairs with dlens_extras_set(): what they need is there */
	unsigned long wanted = smp_load_acquire(&extras);
	struct dlens_packet packet;

	if (!dlens_scope_netns(key.scope, &seen.netns)) {
		key.scope = 0;
		if (receiver && dlens_scope_netns(receiver, &seen.netns))
			key.scope = receiver;
	}
	seen.class = class_of(&key);
	if (seen.class != DLENS_CLASS_OPEN && !dlens_class_is_loss(seen.class))
		return;
	if (wanted & DLENS_EXTRA_STACKS)
		dlens_stacks_see(&seen);
	if (!(wanted & (DLENS_EXTRA_FLOWS | DLENS_EXTRA_TRACE)))
		return;
	dlens_packet_look(skb, &packet);
	if (wanted & DLENS_EXTRA_FLOWS)
		dlens_flows_see(&packet, &seen);
	if (wanted & DLENS_EXTRA_TRACE)
		trace_drop(skb, &packet, &seen);
}

/**
 * dlens_extras_set() - begin or end to do something with drops
 * @extra: one DLENS_EXTRA_*
 * @on: which; not what it is already
 *
 * What it needs must be there before it begins, and until a grace period of the
 * probe has passed since it ended.
 *
 * Context: process; may sleep.
 */
void dlens_extras_set(unsigned long extra, bool on)
{
	if (on) {
		smp_wmb(); /* pairs with dlens_extras_see() */
		set_bit(ilog2(extra), &extras);
		static_branch_inc(&dlens_extras_wanted);
	} else {
		clear_bit(ilog2(extra), &extras);
		static_branch_dec(&dlens_extras_wanted);
	}
}

/**
 * dlens_seen_netns() - a drop's namespace
 * @netns: as the probe knew it, 0 if it did not
 * @iif: index of the interface that the packet was received on, or 0
 *
 * Before 6.11 a drop behind a TCP socket brings only @iif, which tells if one live
 * device alone has it: as in the ledger's rows.
 *
 * Context: process; goes through all devices.
 * Return: the inode number, 0 if unknown.
 */
u32 dlens_seen_netns(u32 netns, u32 iif)
{
	struct dlens_place place;

	if (netns || !iif)
		return netns;
	return dlens_scope_receiver(0, iif, &place) ? place.inum : 0;
}
