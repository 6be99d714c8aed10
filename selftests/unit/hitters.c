// SPDX-License-Identifier: GPL-2.0
/* Heavy hitters beside a table that has room for all. */
#include <droplens/hitters.h>

#include "test.h"

#define FLOWS 20000

static struct dlens_hitters hitters;
static u32 truth[FLOWS];

static struct dlens_ends flow(u32 i)
{
	struct dlens_ends f = { .owner = i % 7, .port = i % 1000 };

	memcpy(f.to + 12, &i, sizeof(i));
	return f;
}

static u32 number(const struct dlens_ends *f)
{
	u32 i;

	memcpy(&i, f->to + 12, sizeof(i));
	return i;
}

static void start(void)
{
	memset(truth, 0, sizeof(truth));
	dlens_hitters_clear(&hitters, any());
}

static void come(u32 i)
{
	struct dlens_ends f = flow(i);

	truth[i]++;
	dlens_hitters_add(&hitters, &f);
}

/* Never too much; returns how many have a place. */
static u32 never_too_much(void)
{
	u32 i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(hitters.place); i++) {
		const struct dlens_hitter *h = &hitters.place[i];
		u32 who = number(&h->ends);

		if (!h->count)
			continue;
		nr++;
		expect(dlens_hitter_least(h) <= truth[who], "flow %u: %u of %u", who,
		       dlens_hitter_least(h), truth[who]);
		expect(h->count >= truth[who], "flow %u: at most %u, but %u", who, h->count,
		       truth[who]);
	}
	return nr;
}

static u32 least_of(u32 who)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(hitters.place); i++)
		if (hitters.place[i].count && number(&hitters.place[i].ends) == who)
			return dlens_hitter_least(&hitters.place[i]);
	return 0;
}

static void exact_with_room(void)
{
	u32 i, n;

	start();
	for (i = 0; i < 64; i++)
		for (n = 0; n <= i; n++)
			come(i);
	expect(never_too_much() == 64, "not all 64 have a place");
	for (i = 0; i < 64; i++)
		expect(least_of(i) == i + 1, "flow %u: %u", i, least_of(i));
}

/* A server's many clients, each of them once, around one that comes often. */
static void found_in_a_crowd(void)
{
	u32 i;

	start();
	for (i = 1; i < FLOWS; i++) {
		come(i);
		if (i % 2)
			come(0);
	}
	never_too_much();
	expect(least_of(0) >= truth[0] * 9 / 10, "%u of %u", least_of(0), truth[0]);
}

static void at_random(void)
{
	u32 i;

	start();
	for (i = 0; i < 300000; i++)
		come(any_below(1 + any_below(FLOWS)));
	expect(never_too_much() == ARRAY_SIZE(hitters.place), "free places are left");
}

static const struct test tests[] = {
	{ "exact as long as there is room", exact_with_room },
	{ "found in a crowd that does not fit", found_in_a_crowd },
	{ "never too much, at random", at_random },
};

int main(void)
{
	return run_tests("hitters", tests, ARRAY_SIZE(tests));
}
