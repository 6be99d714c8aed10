// SPDX-License-Identifier: GPL-2.0
/* The cell table beside a list of keys. */
#include "cells_oracle.h"
#include "test.h"

static struct oracle oracle;

#define fine(call) \
	do { \
		const char *wrong = call; \
		expect(!wrong, "%s", wrong ?: ""); \
	} while (0)

static struct dlens_key make_key(unsigned long location, unsigned long scope, u32 reason, u32 iif)
{
	struct dlens_key key = {
		.location = location,
		.scope = scope,
		.what = dlens_what(reason, iif),
		.protocol = 0x0008,
	};

	return key;
}

/* A key whose way begins at @home; @tell tells keys of the same home apart. */
static struct dlens_key key_at(u32 home, u32 tell)
{
	struct dlens_key key = make_key(ADDRESS(0xffffffff81000000) + tell * 0x100000UL, 0, 2, 0);
	u32 i;

	for (i = 0; dlens_cell_home(dlens_key_hash(&key)) != home && i < 1000000; i++)
		key.location++;
	return key;
}

/* Small numbers of each part, so that keys meet again and collide. */
static struct dlens_key any_key(u32 variety)
{
	struct dlens_key key;

	key = make_key(ADDRESS(0xffffffff81000005) + any_below(variety) * 61UL,
		       ADDRESS(0xffff888004000000) + any_below(4) * 4096UL,
		       2 + any_below(3), any_below(3));
	if (any_below(2))
		key.protocol = 0xdd86;
	return key;
}

static void parts_of_what(void)
{
	u64 what = dlens_what(0x00030007, 0xfffffffe);

	expect(dlens_what_reason(what) == 0x00030007, "reason came back as %#x",
	       dlens_what_reason(what));
	expect(dlens_what_iif(what) == 0xfffffffe, "iif came back as %#x", dlens_what_iif(what));
	what = dlens_what(0xffffffff, 1);
	expect(dlens_what_iif(what) == 1, "the reason ran into the iif");
}

static void every_part_counts(void)
{
	struct dlens_key base = make_key(ADDRESS(0xffffffff81234567),
					 ADDRESS(0xffff888004000000), 8, 3);
	struct dlens_key key[6] = { base, base, base, base, base, base };
	struct dlens_cell *cell[6];
	unsigned int i, k;

	key[1].location++;
	key[2].scope += 4096;
	key[3].what = dlens_what(9, 3);
	key[4].what = dlens_what(8, 4);
	key[5].protocol = 0xdd86;
	oracle_start(&oracle);
	for (i = 0; i < 6; i++) {
		fine(oracle_count(&oracle, &key[i], 100));
		cell[i] = dlens_cell_find(oracle.cells, &key[i]);
		for (k = 0; k < i; k++)
			expect(cell[i] != cell[k], "keys %u and %u share a cell", k, i);
		expect(cell[i] && dlens_cell_counts(cell[i], &key[i]), "cell %u not its key's", i);
		expect(cell[i] && !dlens_cell_counts(cell[i], &key[(i + 1) % 6]),
		       "cell %u counts another key", i);
	}
	fine(oracle_check(&oracle));
	oracle_stop(&oracle);
}

static void random_operations(void)
{
	static const u32 varieties[] = { 4, 20, 60, 400 };
	unsigned int round, i, refused = 0;
	struct dlens_key key;
	u32 dice;

	for (round = 0; round < 12 && !complaints; round++) {
		oracle_start(&oracle);
		for (i = 0; i < 6000 && !complaints; i++) {
			dice = any_below(100);
			if (dice < 70 || !oracle.count) {
				key = any_key(varieties[round % ARRAY_SIZE(varieties)]);
				fine(oracle_count(&oracle, &key, any_below(1500)));
			} else if (dice < 84) {
				oracle_bury(&oracle, any_below(oracle.count));
			} else {
				fine(oracle_free(&oracle, any_below(oracle.count)));
			}
			if (i % 64 == 0)
				fine(oracle_check(&oracle));
		}
		fine(oracle_check(&oracle));
		refused += oracle.refused;
		oracle_stop(&oracle);
	}
	expect(complaints || refused, "no round filled the table: the test is too tame");
}

static void freed_cell_ends_no_search(void)
{
	struct dlens_key key[3] = { key_at(100, 0), key_at(100, 1), key_at(100, 2) };
	struct dlens_key late = key_at(100, 3);
	unsigned int i;

	oracle_start(&oracle);
	for (i = 0; i < 3; i++)
		fine(oracle_count(&oracle, &key[i], 1));
	oracle_bury(&oracle, 0);
	fine(oracle_free(&oracle, 0));
	expect(dlens_cell_find(oracle.cells, &key[1]) == &oracle.cells[101], "second is lost");
	expect(dlens_cell_find(oracle.cells, &key[2]) == &oracle.cells[102], "third is lost");
	expect(!dlens_cell_find(oracle.cells, &key[0]), "the freed one is still found");
	fine(oracle_count(&oracle, &late, 1));
	expect(dlens_cell_find(oracle.cells, &late) == &oracle.cells[100], "place not used again");
	fine(oracle_check(&oracle));
	oracle_stop(&oracle);
}

static void buried_is_neither_found_nor_reused(void)
{
	struct dlens_key key = key_at(40, 0);

	oracle_start(&oracle);
	fine(oracle_count(&oracle, &key, 10));
	oracle_bury(&oracle, 0);
	expect(!dlens_cell_find(oracle.cells, &key), "a buried cell is found");
	fine(oracle_count(&oracle, &key, 10));
	expect(dlens_cell_find(oracle.cells, &key) == &oracle.cells[41],
	       "the same key again did not get a cell of its own");
	expect(oracle.cells[40].events == 1, "the buried cell was touched");
	fine(oracle_check(&oracle));
	oracle_stop(&oracle);
}

static void way_is_bounded(void)
{
	struct dlens_cell *cell;
	struct dlens_key key;
	u32 home, i;

	/* in the middle, and where the way goes round the end and over the head */
	for (home = 200; home < DLENS_CELLS; home += 300) {
		oracle_start(&oracle);
		key = key_at(home, 99);
		for (i = 0; oracle_place(&oracle, &key) && i < DLENS_CELLS; i++) {
			struct dlens_key other = key_at(home, i);

			fine(oracle_count(&oracle, &other, 1));
		}
		expect(i == DLENS_CELL_STEPS - (home == 500), "%u cells on the way", i);
		fine(oracle_count(&oracle, &key, 1));
		expect(oracle.refused == 1, "not refused");
		/* what the table can not have put there is not looked for there */
		cell = &oracle.cells[(home + DLENS_CELL_STEPS) % DLENS_CELLS];
		*cell = (struct dlens_cell){ .location = key.location, .scope = key.scope,
					     .what = key.what, .protocol = key.protocol };
		expect(!dlens_cell_find(oracle.cells, &key), "looked a step too far");
		cell = &oracle.cells[(home + DLENS_CELL_STEPS - 1) % DLENS_CELLS];
		*cell = (struct dlens_cell){ .location = key.location, .scope = key.scope,
					     .what = key.what, .protocol = key.protocol };
		expect(dlens_cell_find(oracle.cells, &key) == cell, "stopped a step too early");
		oracle_stop(&oracle);
	}
}

static void full_table_refuses(void)
{
	static struct dlens_cell before[DLENS_CELLS];
	struct dlens_key key;
	u32 home, i;

	oracle_start(&oracle);
	for (home = 1; home < DLENS_CELLS; home++) {
		key = key_at(home, 0);
		fine(oracle_count(&oracle, &key, 1));
	}
	expect(oracle.count == DLENS_CELLS - 1, "only %u cells can be used", oracle.count);
	memcpy(before, oracle.cells, sizeof(before));
	for (i = 0; i < 2000; i++) {
		key = any_key(100000);
		key.location += 0x40000000;
		expect(!dlens_cell_find(oracle.cells, &key), "found in a full table");
		expect(!dlens_cell_claim(oracle.cells, &key), "claimed in a full table");
	}
	expect(!memcmp(before, oracle.cells, sizeof(before)), "a refusal wrote to the table");
	oracle_bury(&oracle, 300);
	fine(oracle_free(&oracle, 300));
	key = key_at(301 - 15, 5);
	fine(oracle_count(&oracle, &key, 1));
	expect(!oracle.refused, "the one free place, 15 steps away, was refused");
	fine(oracle_check(&oracle));
	oracle_stop(&oracle);
}

/* The hash of a key at home in @home, told from others by @i. */
static u64 hash_at(u32 home, u32 i)
{
	return (u64)home << (64 - DLENS_CELL_BITS) | (u64)(i + 1) << 20;
}

static void marks_remember_the_refused(void)
{
	static struct dlens_cell cells[DLENS_CELLS];
	u32 freed = 7, home, i;

	for (home = 0; home < DLENS_CELLS; home += 37) {
		memset(cells, 0, sizeof(cells));
		for (i = 0; i < DLENS_CELL_MARKS; i++) {
			expect(!dlens_cell_refused(cells, hash_at(home, i), freed), "too early");
			dlens_cell_refuse(cells, hash_at(home, i), freed);
		}
		/* keys that take turns do not undo each other's marks */
		for (i = 0; i < DLENS_CELL_MARKS; i++) {
			expect(dlens_cell_refused(cells, hash_at(home, i), freed),
			       "%u forgotten", i);
			expect(!dlens_cell_refused(cells, hash_at(home, i), freed + 1),
			       "holds though a cell was given back");
		}
		expect(!dlens_cell_refused(cells, hash_at(home ^ 1, DLENS_CELL_MARKS), freed),
		       "a neighbour that never came");
		dlens_cell_refuse(cells, hash_at(home, i), freed);
		expect(dlens_cell_refused(cells, hash_at(home, i), freed), "the newest");
		expect(!dlens_cell_refused(cells, hash_at(home, 0), freed), "the oldest");
		for (i = 0; i < DLENS_CELLS; i++) {
			struct dlens_cell bare = { .refused = cells[i].refused };

			expect(!memcmp(cells + i, &bare, sizeof(bare)), "more than marks");
			expect(!bare.refused || i / DLENS_CELL_MARKS == home / DLENS_CELL_MARKS,
			       "a mark in cell %u", i);
		}
	}
}

static const struct test tests[] = {
	{ "reason and interface come back from one word", parts_of_what },
	{ "every part of the key tells cells apart", every_part_counts },
	{ "random operations agree with a list of keys", random_operations },
	{ "a freed cell ends no search and is used again", freed_cell_ends_no_search },
	{ "a buried cell is neither found nor used", buried_is_neither_found_nor_reused },
	{ "a search takes as many steps as promised", way_is_bounded },
	{ "a full table refuses and changes nothing", full_table_refuses },
	{ "marks remember who was refused", marks_remember_the_refused },
};

int main(void)
{
	return run_tests("cells", tests, ARRAY_SIZE(tests));
}
