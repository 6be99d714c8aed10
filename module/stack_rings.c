// SPDX-License-Identifier: GPL-2.0
/*
 * Call stacks of drops: captured here, a few a second, into a ring of this CPU.
 * module/source_stacks.c empties it.
 *
 * Walking a stack costs far more than all else that is done for a drop, so
 * that each kind of drop may do it only DLENS_STACK_RATE times a second: one flood
 * does not keep a rare drop from being sampled.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/hash.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/stacktrace.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include <droplens/stacks.h>

static DEFINE_PER_CPU(struct dlens_stack_cpu *, stacks);

/* Interrupts off, not from an NMI. */
static struct dlens_stack_sample *begin(struct dlens_stack_cpu *mine, u32 kind)
{
	if (!dlens_stack_turn(mine->turn, kind, (u32)jiffies, HZ)) {
		mine->passed++;
		return NULL;
	}
	/* pairs with the ledger's release: a sample taken over is free */
	if (mine->head - smp_load_acquire(&mine->tail) >= DLENS_STACK_SAMPLES) {
		mine->missed++;
		return NULL;
	}
	WRITE_ONCE(mine->head, mine->head + 1);
	return &mine->sample[(mine->head - 1) % DLENS_STACK_SAMPLES];
}

/**
 * dlens_stacks_see() - a packet was dropped, by whom?
 * @seen: what is known of it
 *
 * Interrupts are off while a place is found, not while the stack is walked.
 *
 * Context: any, also NMI, where nothing is captured; preemption off; not after
 * dlens_stacks_switch(false).
 */
void dlens_stacks_see(const struct dlens_seen *seen)
{
	struct dlens_stack_cpu *mine = *raw_cpu_ptr(&stacks);
	struct dlens_stack_sample *sample;
	unsigned long flags;

	if (in_nmi()) {
		mine->passed_nmi++;
		return;
	}
	local_irq_save(flags);
	sample = begin(mine, hash_32((u32)seen->location ^ seen->reason << 20, 32));
	local_irq_restore(flags);
	if (!sample)
		return;
	sample->seen = *seen;
	/* pairs with the ledger's acquire */
	smp_store_release(&sample->ready, dlens_stack_save(sample->frame, DLENS_STACK_RAW) + 1);
}

/**
 * dlens_stack_cpu() - one CPU's ring
 * @cpu: its number
 *
 * Context: process, under the snapshot's mutex.
 * Return: the ring; NULL while stacks are not captured.
 */
struct dlens_stack_cpu *dlens_stack_cpu(int cpu)
{
	return per_cpu(stacks, cpu);
}

/**
 * dlens_stack_rings_put() - give the rings' memory back
 *
 * Context: process; a grace period after the last drop that may write there.
 */
void dlens_stack_rings_put(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		vfree(per_cpu(stacks, cpu));
		per_cpu(stacks, cpu) = NULL;
	}
}

/**
 * dlens_stack_rings_get() - get memory for the rings of all CPUs
 *
 * Return: 0 or -ENOMEM.
 */
int dlens_stack_rings_get(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct dlens_stack_cpu *c = vzalloc_node(sizeof(*c), cpu_to_node(cpu));

		per_cpu(stacks, cpu) = c;
		if (!c) {
			dlens_stack_rings_put();
			return -ENOMEM;
		}
		dlens_stack_turns_init(c->turn, (u32)jiffies, HZ);
	}
	return 0;
}

/**
 * dlens_stack_rings_memory() - the rings' memory
 *
 * Return: bytes for all possible CPUs.
 */
size_t dlens_stack_rings_memory(void)
{
	return sizeof(struct dlens_stack_cpu) * num_possible_cpus();
}
