// SPDX-License-Identifier: GPL-2.0
/* What is cut off a captured call stack, and whose turn it is to be captured. */
#include <droplens/stack.h>

#include "test.h"

#define END (~0UL)

static const struct {
	const char *what;
	unsigned long raw[8];
	u32 nr;
	u32 room;
	unsigned long location;
	unsigned long frame[8];
	u32 want;
} rows[] = {
	{ "the call site leads", { 1, 2, 3, 40, 50 }, 5, 8, 40, { 40, 50 }, 2 },
	{ "nothing before it", { 40, 50 }, 2, 8, 40, { 40, 50 }, 2 },
	{ "nothing after it", { 1, 40 }, 2, 8, 40, { 40 }, 1 },
	{ "recursion: the innermost one", { 1, 40, 50, 40, 60 }, 5, 8, 40, { 40, 50, 40, 60 }, 4 },
	{ "no call site: all of it", { 1, 2, 3 }, 3, 8, 40, { 1, 2, 3 }, 3 },
	{ "no room: the outer ones go", { 1, 40, 50, 60, 70 }, 5, 2, 40, { 40, 50 }, 2 },
	{ "an end is no frame", { 1, 40, 50, END }, 4, 8, 40, { 40, 50 }, 2 },
	{ "nor what is behind it", { 40, END, 50 }, 3, 8, 40, { 40 }, 1 },
	{ "empty", { 0 }, 0, 8, 40, { 0 }, 0 },
	{ "only an end", { END }, 1, 8, 40, { 0 }, 0 },
};

static void cuts(void)
{
	unsigned long frame[9];
	u32 i, k, nr;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (k = 0; k < ARRAY_SIZE(frame); k++)
			frame[k] = 0xdead;
		nr = dlens_stack_cut(frame, rows[i].room, rows[i].raw, rows[i].nr,
				     rows[i].location);
		expect(nr == rows[i].want, "%s: %u frames", rows[i].what, nr);
		for (k = 0; k < rows[i].want; k++)
			expect(frame[k] == rows[i].frame[k], "%s: frame %u is %lu", rows[i].what, k,
			       frame[k]);
		expect(frame[rows[i].want] == 0xdead, "%s: written too far", rows[i].what);
	}
}

#define HZ 250
/* and FIVE + 1, ... have the same place */
#define FIVE (5u << 24)

static u32 turns(struct dlens_stack_turn *turn, u32 kind, u32 now, u32 times)
{
	u32 got = 0;

	while (times--)
		got += dlens_stack_turn(turn, kind, now, HZ);
	return got;
}

/* The clock wraps within the first second. */
static void turns_of_kinds(void)
{
	struct dlens_stack_turn turn[DLENS_STACK_TURNS];
	u32 now = 0u - HZ / 2, i;

	dlens_stack_turns_init(turn, now, HZ);
	expect(turns(turn, 0, now, 100) == DLENS_STACK_RATE, "the kind 0");
	expect(turns(turn, FIVE, now, 1000) == DLENS_STACK_RATE, "a flood");
	for (i = 1; i < DLENS_STACK_STEPS; i++)
		expect(turns(turn, FIVE + i, now, 3) == 3,
		       "rare kind %u of the same place", i);
	expect(turns(turn, FIVE + DLENS_STACK_STEPS, now, 1) == 0,
	       "one kind too many for the place");
	expect(turns(turn, FIVE, now + HZ - 1, 10) == 0, "within its second");
	expect(turns(turn, FIVE, now + HZ, 10) == DLENS_STACK_RATE, "a second later");
	expect(turns(turn, FIVE + 1, now + HZ + 1, 10) == DLENS_STACK_RATE,
	       "another a second later");
	expect(turns(turn, FIVE + DLENS_STACK_STEPS, now + HZ + 1, 10) ==
	       DLENS_STACK_RATE, "in the place of one that rests");
	expect(turns(turn, FIVE, now + HZ + 2, 10) == 0, "which is not the flood's");
}

static void turns_are_bounded(void)
{
	struct dlens_stack_turn turn[DLENS_STACK_TURNS];
	u32 i, got = 0;

	dlens_stack_turns_init(turn, 7, HZ);
	for (i = 0; i < 100000; i++)
		got += turns(turn, i * 2654435769u, 7 + i / 401, 9);
	expect(got == DLENS_STACK_TURNS * DLENS_STACK_RATE, "%u of all kinds in a second", got);
}

static const struct test tests[] = {
	{ "a stack is cut at its call site", cuts },
	{ "a flood leaves other kinds their turn", turns_of_kinds },
	{ "so many turns in a second", turns_are_bounded },
};

int main(void)
{
	return run_tests("stack", tests, ARRAY_SIZE(tests));
}
