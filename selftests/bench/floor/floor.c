// SPDX-License-Identifier: GPL-2.0
/*
 * The floor: what a probe on skb:kfree_skb costs that does next to nothing.
 */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/tracepoint.h>
#include <trace/events/skb.h>

static DEFINE_PER_CPU(unsigned long, drops);

static __always_inline void dropped(void *data, const struct sk_buff *skb, void *location,
				    u32 reason, const struct sock *rx_sk)
{
	this_cpu_inc(drops);
}

DLENS_KFREE_SKB_PROBE(dropped)

static int __init floor_init(void)
{
	return register_trace_kfree_skb(dlens_kfree_skb_probe, NULL);
}

static void __exit floor_exit(void)
{
	unregister_trace_kfree_skb(dlens_kfree_skb_probe, NULL);
	tracepoint_synchronize_unregister();
}

module_init(floor_init);
module_exit(floor_exit);

MODULE_DESCRIPTION("An empty probe on skb:kfree_skb, for selftests/bench");
MODULE_LICENSE("GPL");
