/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_STACKS_H
#define DROPLENS_STACKS_H

#include <droplens/extras.h>
#include <droplens/stack.h>

/* Captured stacks that wait for the ledger's tick. */
#define DLENS_STACK_SAMPLES 64

/* What is captured: also frames of the probe, which are cut off later. */
#define DLENS_STACK_RAW 32

/**
 * struct dlens_stack_sample - one captured stack
 * @seen: of what drop
 * @ready: number of frames plus 1 when all else is written; 0 before
 * @frame: innermost first
 */
struct dlens_stack_sample {
	struct dlens_seen seen;
	u32 ready;
	unsigned long frame[DLENS_STACK_RAW];
};

/**
 * struct dlens_stack_cpu - one CPU's captured stacks
 * @head: samples begun, by this CPU with interrupts off
 * @tail: samples taken over; whoever holds the snapshot's mutex writes it
 * @turn: written by this CPU with interrupts off
 * @passed: drops that were not sampled
 * @passed_nmi: the same, written from an NMI
 * @missed: drops whose sample found no room
 * @sample: a ring
 */
struct dlens_stack_cpu {
	u32 head;
	u32 tail;
	struct dlens_stack_turn turn[DLENS_STACK_TURNS];
	unsigned long passed;
	unsigned long passed_nmi;
	unsigned long missed;
	struct dlens_stack_sample sample[DLENS_STACK_SAMPLES];
};

/* the drop path, preemption off */
void dlens_stacks_see(const struct dlens_seen *seen);

/* module/source_stacks.c */
struct dlens_stack_cpu *dlens_stack_cpu(int cpu);
int dlens_stack_rings_get(void);
void dlens_stack_rings_put(void);
size_t dlens_stack_rings_memory(void);

/* sysfs and reset */
bool dlens_stacks_on(void);
int dlens_stacks_switch(bool want);
void dlens_stacks_reset(u32 second);

#endif
