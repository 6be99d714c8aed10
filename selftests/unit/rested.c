// SPDX-License-Identifier: GPL-2.0
/* Who makes room, of many that were needed at different times. */
#include <droplens/rested.h>

#include "test.h"

#define MANY 64

/* Return: how many of @nr go; none that was needed later than the mean. */
static u32 gone_of(const u32 *last, u32 nr)
{
	u32 i, as_old = 0, gone = 0, mean;
	u64 sum = 0;

	for (i = 0; i < nr; i++)
		sum += last[i];
	mean = sum / nr;
	for (i = 0; i < nr; i++) {
		if (!dlens_rested(last[i], mean, &as_old))
			continue;
		expect(last[i] <= mean, "%u went, with a mean of %u", last[i], mean);
		gone++;
	}
	return gone;
}

static void set_all(u32 *last, u32 to)
{
	u32 i;

	for (i = 0; i < MANY; i++)
		last[i] = to;
}

/* The mean is rounded down to it. */
static void the_only_older(void)
{
	u32 last[MANY], at, gone;

	for (at = 0; at < MANY; at++) {
		set_all(last, 100);
		last[at] = 99;
		gone = gone_of(last, MANY);
		expect(gone == 1, "with the older one at %u, %u go", at, gone);
	}
}

static void all_as_old(void)
{
	u32 last[MANY], gone;

	set_all(last, 7);
	gone = gone_of(last, MANY);
	expect(gone == MANY / 2, "%u go", gone);
	expect(gone_of(last, 1) == 1, "one alone stays");
}

static void somebody_goes(void)
{
	u32 last[MANY], i, older, round;

	for (round = 0; round < 20000; round++) {
		older = 1 + any_below(MANY);
		for (i = 0; i < MANY; i++)
			last[i] = 1000 + !!any_below(older);
		expect(gone_of(last, MANY), "all stay");
	}
}

static const struct test tests[] = {
	{ "the only one that is older goes, wherever it is", the_only_older },
	{ "of those as old half go", all_as_old },
	{ "somebody goes", somebody_goes },
};

int main(void)
{
	return run_tests("rested", tests, ARRAY_SIZE(tests));
}
