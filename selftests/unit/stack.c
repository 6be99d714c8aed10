// SPDX-License-Identifier: GPL-2.0
/* What is cut off a captured call stack. */
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

static const struct test tests[] = {
	{ "a stack is cut at its call site", cuts },
};

int main(void)
{
	return run_tests("stack", tests, ARRAY_SIZE(tests));
}
