// SPDX-License-Identifier: GPL-2.0
/*
 * The floor: what a probe on skb:kfree_skb costs that does next to nothing; with
 * kprobe=FUNCTION, what an empty kprobe there costs to set and to take away.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
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

static char *kprobe;
module_param(kprobe, charp, 0444);
MODULE_PARM_DESC(kprobe, "a function; then drops are let alone");

static int nothing(struct kprobe *probe, struct pt_regs *regs)
{
	return 0;
}

static struct kprobe set = { .pre_handler = nothing };

static int __init floor_init(void)
{
	set.symbol_name = kprobe;
	if (kprobe)
		return register_kprobe(&set);
	return register_trace_kfree_skb(dlens_kfree_skb_probe, NULL);
}

static void __exit floor_exit(void)
{
	if (kprobe) {
		unregister_kprobe(&set);
		return;
	}
	unregister_trace_kfree_skb(dlens_kfree_skb_probe, NULL);
	tracepoint_synchronize_unregister();
}

module_init(floor_init);
module_exit(floor_exit);

MODULE_DESCRIPTION("An empty probe on skb:kfree_skb, for selftests/bench");
MODULE_LICENSE("GPL");
