// SPDX-License-Identifier: GPL-2.0
/* The last minute of a counter beside the counter's whole life. */
#include "window_oracle.h"
#include "test.h"

static struct window_oracle oracle;

static bool check(const char *when)
{
	const char *wrong = window_oracle_check(&oracle);

	expect(!wrong, "%s: %s; %u s after the start at second %u, total %llu, last written %u",
	       when, wrong ?: "", oracle.over, oracle.first, (unsigned long long)oracle.total,
	       oracle.window.second);
	return !wrong;
}

/* Bursts and pauses; at the end of every second all lengths are compared. */
static void live(u32 first, u64 total, u32 longest_pause, bool even_if_still)
{
	u32 pause;

	window_oracle_start(&oracle, first, total);
	check("at the start");
	for (;;) {
		oracle.total += any_below(4) ? any_below(1000) : 0;
		if (!any_below(8) && !check("in a running second"))
			return;
		pause = 1 + (any_below(3) ? 0 : any_below(longest_pause));
		while (pause--) {
			if (!window_oracle_tick(&oracle, even_if_still))
				return;
			if (!check("at the end of a second"))
				return;
		}
	}
}

static void moves_every_second(void)
{
	u32 i;

	window_oracle_start(&oracle, 1000, 0);
	for (i = 1; i <= 300; i++) {
		oracle.total += i;
		window_oracle_tick(&oracle, false);
		check("moving");
	}
	/* by hand: 300 + 299 + ... + 291, and the last second alone */
	expect(dlens_window_change(&oracle.window, 1300, 10, oracle.total) == 2955, "10 s: %u",
	       dlens_window_change(&oracle.window, 1300, 10, oracle.total));
	expect(dlens_window_last(&oracle.window, 1300) == 300, "1 s: %u",
	       dlens_window_last(&oracle.window, 1300));
}

static void short_pauses(void)
{
	live(5000, 0, 62, false);
	live(5000, 77, 62, true);
}

static void long_pauses(void)
{
	live(1, 0, 700, false);
	live(1, 0, 700, true);
}

/* A burst, then silence: every second of the silence is looked at. */
static void silence(void)
{
	u32 burst;

	for (burst = 1; burst < 200; burst += 7) {
		window_oracle_start(&oracle, 100, 0);
		while (oracle.over < burst) {
			oracle.total += 10;
			window_oracle_tick(&oracle, false);
		}
		while (oracle.over < burst + 400) {
			window_oracle_tick(&oracle, false);
			if (!check("after a burst"))
				return;
		}
	}
}

static void writes_after_every_gap(void)
{
	u32 gap;

	for (gap = 1; gap < 300; gap++) {
		window_oracle_start(&oracle, 7, 3);
		while (oracle.over < 90) {
			oracle.total += 1 + oracle.over;
			window_oracle_tick(&oracle, false);
		}
		while (oracle.over < 90 + gap)
			window_oracle_tick(&oracle, false);
		oracle.total += 1000000;
		check("before the gap is written");
		window_oracle_tick(&oracle, false);
		if (!check("after the gap was written"))
			return;
	}
}

static void seconds_wrap(void)
{
	live(0xffffffff - 500, 12, 30, false);
	live(0xffffffff - 2000, 12, 600, false);
	live(0, 0, 30, false);
	live(0x7fffffff - 100, 0, 300, false);
}

static void totals_wrap(void)
{
	live(9, 0xffffffffULL - 3000, 30, false);
	live(9, ~0ULL - 3000, 30, false);
	window_oracle_start(&oracle, 9, 0xfffffffeULL);
	oracle.total += 0xffffffffULL;
	check("almost 2^32 in one second");
	window_oracle_tick(&oracle, false);
	check("almost 2^32 in one second, over");
}

static void same_second_twice(void)
{
	struct dlens_window w;

	dlens_window_start(&w, 50, 5);
	dlens_window_close(&w, 51, 8);
	dlens_window_close(&w, 51, 9);
	expect(dlens_window_last(&w, 51) == 4, "last is %u", dlens_window_last(&w, 51));
	dlens_window_start(&w, 51, 9);
	expect(dlens_window_change(&w, 51, 60, 9) == 0, "a start does not forget");
	expect(dlens_window_change(&w, 51, 1, 11) == 2, "the running second does not count");
}

static const struct test tests[] = {
	{ "a counter that moves every second", moves_every_second },
	{ "pauses shorter than the window", short_pauses },
	{ "pauses longer than the window", long_pauses },
	{ "a burst leaves the window and stays out of it", silence },
	{ "a write after a gap of 1 to 299 s", writes_after_every_gap },
	{ "seconds that wrap", seconds_wrap },
	{ "totals that wrap", totals_wrap },
	{ "a second written twice, a start that forgets", same_second_twice },
};

int main(void)
{
	return run_tests("window", tests, ARRAY_SIZE(tests));
}
