/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_STACK_H
#define DROPLENS_STACK_H

#include <droplens/plain.h>

/* Kinds of drops that may be sampled in a second: so many, each in one of STEPS places. */
#define DLENS_STACK_TURNS 64
#define DLENS_STACK_STEPS 4

/* Stacks a second and kind. */
#define DLENS_STACK_RATE 4

/**
 * struct dlens_stack_turn - one kind of drop's right to be sampled
 * @kind: a hash of what makes it one
 * @since: when its second began
 * @used: stacks since then
 */
struct dlens_stack_turn {
	u32 kind;
	u32 since;
	u32 used;
};

void dlens_stack_turns_init(struct dlens_stack_turn *turns, u32 now, u32 hz);
bool dlens_stack_turn(struct dlens_stack_turn *turns, u32 kind, u32 now, u32 hz);

u32 dlens_stack_cut(unsigned long *frame, u32 room, const unsigned long *raw, u32 nr,
		    unsigned long location);

#endif
