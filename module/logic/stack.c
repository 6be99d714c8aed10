// SPDX-License-Identifier: GPL-2.0
#include <droplens/stack.h>

/**
 * dlens_stack_cut() - of a captured stack, what the call site was called by
 * @frame: gets the frames, the call site first
 * @room: for so many
 * @raw: the stack as captured, innermost first: also of the probe, the tracepoint
 *	and the function that frees
 * @nr: length of @raw
 * @location: return address of the call site, which is in @raw
 *
 * How many frames come before the call site differs between kernels and builds, so
 * they are not counted. If the call site is not there, the unwinder lost its way,
 * and everything is kept. Kernels before 5.2 end a stack with ULONG_MAX.
 *
 * Return: length of @frame.
 */
u32 dlens_stack_cut(unsigned long *frame, u32 room, const unsigned long *raw, u32 nr,
		    unsigned long location)
{
	u32 first = 0, i, out = 0;

	for (i = 0; i < nr; i++) {
		if (raw[i] != location)
			continue;
		first = i;
		break;
	}
	for (i = first; i < nr && out < room && raw[i] != ~0UL; i++)
		frame[out++] = raw[i];
	return out;
}

/**
 * dlens_stack_turns_init() - nobody's turn yet
 * @turns: DLENS_STACK_TURNS of them
 * @now: the clock
 * @hz: its ticks a second
 */
void dlens_stack_turns_init(struct dlens_stack_turn *turns, u32 now, u32 hz)
{
	u32 i;

	memset(turns, 0, DLENS_STACK_TURNS * sizeof(*turns));
	for (i = 0; i < DLENS_STACK_TURNS; i++)
		turns[i].since = now - hz;
}

/* The kind's own, or one that had its second; NULL if all it could be are others'. */
static struct dlens_stack_turn *place_of(struct dlens_stack_turn *turns, u32 kind, u32 now,
					 u32 hz)
{
	struct dlens_stack_turn *turn, *rested = NULL;
	/* a product's high bits are the mixed ones */
	u32 at = kind >> 24, i;

	for (i = 0; i < DLENS_STACK_STEPS; i++) {
		turn = &turns[(at + i) % DLENS_STACK_TURNS];
		if (turn->kind == kind)
			return turn;
		if (!rested && now - turn->since >= hz)
			rested = turn;
	}
	return rested;
}

/**
 * dlens_stack_turn() - may a drop of this kind be sampled now
 * @turns: of this CPU
 * @kind: what makes it one, multiplied by a large odd number
 * @now: a clock; it may wrap
 * @hz: its ticks a second
 *
 * A place belongs to one kind until its second is over, so that a flood does not use
 * up the right of a rare drop that happens to be hashed to the same place.
 *
 * Context: any; whoever calls is alone with @turns.
 * Return: true if it may; its right is then used.
 */
bool dlens_stack_turn(struct dlens_stack_turn *turns, u32 kind, u32 now, u32 hz)
{
	struct dlens_stack_turn *turn = place_of(turns, kind, now, hz);

	if (!turn)
		return false;
	if (turn->kind != kind || now - turn->since >= hz) {
		turn->kind = kind;
		turn->since = now;
		turn->used = 0;
	}
	if (turn->used >= DLENS_STACK_RATE)
		return false;
	turn->used++;
	return true;
}
