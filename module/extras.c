// SPDX-License-Identifier: GPL-2.0
/*
 * What else is done with a drop, once it is counted: all of it only if somebody
 * asked for it.
 */
#include <linux/bitops.h>
#include <linux/log2.h>
#include <linux/skbuff.h>

#include <droplens/cells.h>
#include <droplens/classify.h>
#include <droplens/extras.h>
#include <droplens/filter.h>
#include <droplens/flow_tables.h>
#include <droplens/packet_skb.h>
#include <droplens/rows.h>
#include <droplens/scope.h>
#include <droplens/stacks.h>
#include <droplens/trace.h>

DEFINE_STATIC_KEY_FALSE(dlens_extras_wanted);

static unsigned long extras __read_mostly;

/*
 * The ledger knows a kind of drops within a second of its first one; until then the
 * device or namespace tells, and the reader leaves out what is not asked for. A row
 * that is given to another kind meanwhile is read wrong for that moment.
 *
 * Return: is this kind asked for, as far as is known.
 */
static bool look_up(const struct dlens_cell *cell, struct dlens_seen *seen)
{
	const struct dlens_row *known;
	struct dlens_place place;
	u16 row = cell ? READ_ONCE(cell->row) : DLENS_NO_ROW;

	if (row == DLENS_NO_ROW) {
		seen->class = DLENS_CLASS_OPEN;
		seen->netns = cell && dlens_scope_net(READ_ONCE(cell->scope), &place) ?
			      place.inum : 0;
		return true;
	}
	smp_rmb(); /* pairs with dlens_row_get() */
	known = dlens_row(row);
	seen->class = READ_ONCE(known->class);
	seen->netns = READ_ONCE(known->place.inum);
	seen->guessed = !READ_ONCE(cell->scope);
	return READ_ONCE(known->asked);
}

/**
 * dlens_extras_see() - a drop was counted; do what else is asked for
 * @cell: the cell of this CPU that counts it, or NULL if it is lost
 * @skb: the packet
 * @location: call site
 * @reason: the kernel's drop reason
 *
 * The filter is for what droplens shows; who listens to the trace event has its own,
 * and gets all losses.
 *
 * Context: any, also NMI; preemption off.
 */
void dlens_extras_see(const struct dlens_cell *cell, const struct sk_buff *skb,
		      unsigned long location, u32 reason)
{
	const struct dlens_filter *filter = READ_ONCE(dlens_filter_now);
	/* pairs with dlens_extras_set(): what they need is there */
	unsigned long wanted = smp_load_acquire(&extras);
	bool asks = dlens_filter_asks_packet(filter);
	struct dlens_seen seen = {
		.location = location,
		.reason = reason,
		.iif = skb->skb_iif,
	};
	struct dlens_packet packet;

	if (!look_up(cell, &seen))
		wanted &= DLENS_EXTRA_TRACE;
	if (seen.class != DLENS_CLASS_OPEN && !dlens_class_is_loss(seen.class))
		wanted &= ~DLENS_EXTRA_TRACE;
	if (wanted & ~DLENS_EXTRA_STACKS || (wanted && asks)) {
		dlens_packet_look(skb, &packet);
		if (asks && !dlens_filter_fits_packet(filter, &packet))
			wanted &= DLENS_EXTRA_TRACE;
	}
	if (wanted & DLENS_EXTRA_STACKS)
		dlens_stacks_see(&seen);
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
