// SPDX-License-Identifier: GPL-2.0
/*
 * A drop enters here, and leaves as one count in this CPU's table; some are recorded.
 */
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/skbuff.h>
#include <linux/tracepoint.h>
#include <trace/events/skb.h>

#include <droplens/extras.h>
#include <droplens/probe.h>
#include <droplens/recorder.h>
#include <droplens/table.h>

/*
 * Called wherever a packet is freed as dropped: process, softirq, interrupts
 * off, any lock held. Nothing of the packet is followed, only read: skb->dev
 * may not be a device (see module/scope.c), headers may not be set.
 */
static __always_inline void dropped(void *data, const struct sk_buff *skb, void *location,
				    u32 reason, const struct sock *rx_sk)
{
	struct dlens_key key = {
		.location = (unsigned long)location,
		.scope = (unsigned long)skb->dev,
		.what = dlens_what(reason, skb->skb_iif),
		.protocol = (__force u16)skb->protocol,
	};
	unsigned long receiver = dlens_receiver(rx_sk);
	struct dlens_table __percpu *table;
	struct dlens_cell *cell;
	u32 home;

	/* TCP clears skb->dev before the socket sees the packet */
	if (receiver && !key.scope)
		key.scope = receiver;
	/* by way of a number: newer per-CPU pointers have an address space of their own */
	table = (struct dlens_table __force __percpu *)(unsigned long)data;
	dlens_probe_enter();
	cell = dlens_table_home(table, &key, &home);
	if (likely(dlens_cell_counts(cell, &key))) {
		dlens_table_count(table, home, skb->len);
		/* alike, so that nothing has to be kept across a call */
		if (static_branch_unlikely(&dlens_extras_wanted))
			dlens_table_more(key.what, skb, key.location, key.scope, rx_sk);
		else if (unlikely(cell->tokens))
			dlens_recorder_note(cell, skb, rx_sk);
	} else {
		dlens_table_search(key.what, skb, key.location, key.scope, rx_sk);
	}
	dlens_probe_leave();
}

DLENS_KFREE_SKB_PROBE(dropped)

static void *data(void)
{
	return (void *)(__force unsigned long)dlens_table;
}

/**
 * dlens_probe_start() - have drops counted
 *
 * Context: process; the caller keeps start and stop in turn.
 * Return: 0, or the tracepoint's error (-ENOSYS without CONFIG_TRACEPOINTS).
 */
int dlens_probe_start(void)
{
	return register_trace_kfree_skb(dlens_kfree_skb_probe, data());
}

/**
 * dlens_probe_stop() - have no more drops counted
 *
 * When it returns no probe is running, and the tracepoint is as before.
 *
 * Context: process; sleeps.
 */
void dlens_probe_stop(void)
{
	/*
	 * Up to 5.10, and on RHEL 8, it takes memory to take one of several probes off; if
	 * there is none it stays, and our text must not go before it (func_remove()).
	 */
	while (unregister_trace_kfree_skb(dlens_kfree_skb_probe, data()) == -ENOMEM)
		msleep(20);
	dlens_probe_wait();
}

/**
 * dlens_probe_wait() - wait until every probe that runs now has ended
 *
 * Context: process; sleeps.
 */
void dlens_probe_wait(void)
{
	tracepoint_synchronize_unregister();
}
