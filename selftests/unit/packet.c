// SPDX-License-Identifier: GPL-2.0
/* Packets by hand, cut everywhere, and spoilt, beside a naive oracle. */
#include "packet_oracle.h"
#include "packet_cases.h"
#include "packet_words.h"
#include "test.h"

static void by_hand(void)
{
	const struct packet_case *row;
	struct dlens_packet packet;
	struct dlens_bytes bytes;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(packet_cases); i++) {
		row = &packet_cases[i];
		bytes = (struct dlens_bytes) {
			.linear = row->bytes,
			.length = row->len,
			.end = row->len,
			.ethertype = row->type,
		};
		dlens_packet_parse(&bytes, &packet);
		expect(!strcmp(packet_words(&packet), row->says), "%s: %s", row->what,
		       packet_words(&packet));
	}
}

static void check(const char *when, const struct packet_case *row, struct dlens_bytes *bytes,
		  const u8 *all, bool rest)
{
	const char *wrong = packet_check(bytes, all, rest);

	expect(!wrong, "%s, %s: %s; %u of %u bytes linear, from %u", row->what, when, wrong,
	       bytes->length, bytes->end, bytes->offset);
}

/* Every length, every piece of it linear, the rest to be had or not. */
static void cut_everywhere(void)
{
	const struct packet_case *row;
	struct dlens_bytes bytes;
	u32 end, length;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(packet_cases); i++) {
		row = &packet_cases[i];
		for (end = 0; end <= row->len; end++) {
			for (length = 0; length <= end; length++) {
				bytes = (struct dlens_bytes) {
					.length = length,
					.end = end,
					.ethertype = row->type,
				};
				check("cut", row, &bytes, row->bytes, true);
				check("cut, not to be had", row, &bytes, row->bytes, false);
			}
		}
	}
}

/* A byte or two are others, the header begins elsewhere, there is a tag beside it. */
static void spoilt(void)
{
	static const u8 telling[] = { 0, 1, 4, 6, 8, 17, 41, 43, 44, 47, 51, 58, 60, 0x45, 0x4f,
				      0x60, 0x81, 0x88, 0xff };
	const struct packet_case *row;
	struct dlens_bytes bytes;
	u32 round, count;
	u8 all[256];

	for (round = 0; round < 60000; round++) {
		row = &packet_cases[any_below(ARRAY_SIZE(packet_cases))];
		memcpy(all, row->bytes, sizeof(all));
		for (count = any_below(4); count && row->len; count--)
			all[any_below(row->len)] = any_below(2) ? any() :
				telling[any_below(ARRAY_SIZE(telling))];
		bytes = (struct dlens_bytes) {
			.end = row->len,
			.length = any_below(row->len + 1),
			.offset = any_below(4) ? 0 : any_below(row->len + 4),
			.ethertype = any_below(8) ? row->type : any(),
			.tagged = !any_below(3),
			.tci = any(),
		};
		check("spoilt", row, &bytes, all, any_below(2));
	}
}

static const struct test tests[] = {
	{ "by hand", by_hand },
	{ "cut everywhere", cut_everywhere },
	{ "spoilt", spoilt },
};

int main(void)
{
	return run_tests("packet", tests, ARRAY_SIZE(tests));
}
