// SPDX-License-Identifier: GPL-2.0
/* TCP options by hand, and any bytes beside a naive oracle. */
#include "tcp_options_oracle.h"
#include "test.h"

#define STAMP 8, 10, 0x80, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe
#define OTHER 8, 10, 0, 0, 0, 7, 0, 0, 0, 9

static const struct {
	const char *what;
	u8 options[DLENS_TCP_OPTIONS_MAX + 1];
	unsigned int len;
	bool found;
	u32 tsval, tsecr;
} rows[] = {
	{ "none at all", { 0 }, 0, false },
	{ "only one", { STAMP }, 10, true, 0x80000001, 0xfffffffe },
	{ "as Linux sends a SYN", { 2, 4, 5, 0xb4, 4, 2, STAMP, 1, 3, 3, 7 }, 20,
	  true, 0x80000001, 0xfffffffe },
	{ "as Linux sends the rest", { 1, 1, STAMP }, 12, true, 0x80000001, 0xfffffffe },
	{ "without, as tcp_timestamps=0 sends", { 2, 4, 5, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7 }, 12,
	  false },
	{ "after the end of the list", { 0, 0, STAMP }, 12, false },
	{ "cut by one byte", { 1, 1, STAMP }, 11, false },
	{ "only its kind", { 1, 8 }, 2, false },
	{ "length 0", { 8, 0, 0, 0, 0, 1, 0, 0, 0, 0 }, 10, false },
	{ "length 1", { 8, 1, 0, 0, 0, 1, 0, 0, 0, 0 }, 10, false },
	{ "length 9", { 8, 9, 0, 0, 0, 1, 0, 0, 0, 0 }, 10, false },
	{ "length 12", { 8, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, 12, false },
	{ "behind an option of length 0", { 2, 0, STAMP }, 12, false },
	{ "inside another option", { 30, 12, STAMP }, 12, false },
	{ "behind an unknown option", { 254, 4, 9, 9, STAMP }, 14, true, 0x80000001, 0xfffffffe },
	{ "two: the last one counts", { STAMP, OTHER }, 20, true, 7, 9 },
	{ "then a malformed one", { OTHER, 8, 11 }, 12, true, 7, 9 },
	{ "one of length 10, then one of another", { OTHER, 8, 3, 1 }, 13, true, 7, 9 },
};

static void by_hand(void)
{
	u32 tsval, tsecr;
	bool found;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		tsval = tsecr = 0;
		found = dlens_tcp_timestamp(rows[i].options, rows[i].len, &tsval, &tsecr);
		expect(found == rows[i].found && tsval == rows[i].tsval && tsecr == rows[i].tsecr,
		       "%s: %d %u %u", rows[i].what, found, tsval, tsecr);
	}
}

/* Bytes that often are options, in memory of just their length for the sanitizer. */
static void any_bytes(void)
{
	static const u8 likely_bytes[] = { 0, 1, 2, 3, 4, 8, 8, 8, 10, 10, 10 };
	const char *wrong;
	unsigned int len, i;
	u8 *options;
	int round;

	for (round = 0; round < 200000; round++) {
		len = any_below(DLENS_TCP_OPTIONS_MAX + 1);
		options = malloc(len ?: 1);
		for (i = 0; i < len; i++)
			options[i] = any_below(8) ?
				likely_bytes[any_below(ARRAY_SIZE(likely_bytes))] : any_below(256);
		wrong = tcp_options_check(options, len);
		expect(!wrong, "%s; %u bytes, round %d", wrong, len, round);
		free(options);
	}
}

static const struct test tests[] = {
	{ "rows by hand", by_hand },
	{ "any bytes, beside the oracle", any_bytes },
};

int main(void)
{
	return run_tests("tcp_options", tests, ARRAY_SIZE(tests));
}
