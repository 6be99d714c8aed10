// SPDX-License-Identifier: GPL-2.0
/* TCP options by hand, and any bytes beside a naive oracle. */
#include "tcp_options_oracle.h"
#include "test.h"

#define STAMP "\x08\x0a\x80\x00\x00\x01\xff\xff\xff\xfe"
#define OTHER "\x08\x0a\x00\x00\x00\x07\x00\x00\x00\x09"

static const struct {
	const char *what;
	const char *options;
	unsigned int len;
	bool found;
	u32 tsval, tsecr;
} rows[] = {
	{ "none at all", "\x00", 0, false },
	{ "only one", STAMP, 10,
	  true, 0x80000001, 0xfffffffe },
	{ "as Linux sends a SYN", "\x02\x04\x05\xb4\x04\x02" STAMP "\x01\x03\x03\x07", 20,
	  true, 0x80000001, 0xfffffffe },
	{ "as Linux sends the rest", "\x01\x01" STAMP, 12,
	  true, 0x80000001, 0xfffffffe },
	{ "without, as tcp_timestamps=0 sends",
	  "\x02\x04\x05\xb4\x01\x01\x04\x02\x01\x03\x03\x07", 12, false },
	{ "after the end of the list", "\x00\x00" STAMP, 12, false },
	{ "cut by one byte", "\x01\x01" STAMP, 11, false },
	{ "only its kind", "\x01\x08", 2, false },
	{ "length 0", "\x08\x00\x00\x00\x00\x01\x00\x00\x00\x00", 10, false },
	{ "length 1", "\x08\x01\x00\x00\x00\x01\x00\x00\x00\x00", 10, false },
	{ "length 9", "\x08\x09\x00\x00\x00\x01\x00\x00\x00\x00", 10, false },
	{ "length 12", "\x08\x0c\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12, false },
	{ "behind an option of length 0", "\x02\x00" STAMP, 12, false },
	{ "inside another option", "\x1e\x0c" STAMP, 12, false },
	{ "behind an unknown option", "\xfe\x04\x09\x09" STAMP, 14,
	  true, 0x80000001, 0xfffffffe },
	{ "two: the last one counts", STAMP OTHER, 20, true, 7, 9 },
	{ "then a malformed one", OTHER "\x08\x0b", 12, true, 7, 9 },
	{ "one of length 10, then one of another", OTHER "\x08\x03\x01", 13, true, 7, 9 },
};

static void by_hand(void)
{
	u32 tsval, tsecr;
	bool found;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		tsval = 0;
		tsecr = 0;
		found = dlens_tcp_timestamp((const u8 *)rows[i].options, rows[i].len, &tsval,
					    &tsecr);
		expect(found == rows[i].found && tsval == rows[i].tsval && tsecr == rows[i].tsecr,
		       "%s: %d %u %u", rows[i].what, found, tsval, tsecr);
	}
}

/* Bytes that often are options, in memory of just their length for the sanitizer. */
static void any_bytes(void)
{
	static const u8 usual[] = { 0, 1, 2, 3, 4, 8, 8, 8, 10, 10, 10 };
	const char *wrong;
	unsigned int len, i;
	u8 *options;
	int round;

	for (round = 0; round < 200000; round++) {
		len = any_below(DLENS_TCP_OPTIONS_MAX + 1);
		options = malloc(len ?: 1);
		for (i = 0; i < len; i++)
			options[i] = any_below(8) ?
				     usual[any_below(ARRAY_SIZE(usual))] : any_below(256);
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
