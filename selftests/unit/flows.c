// SPDX-License-Identifier: GPL-2.0
/* Heavy hitters among dropped packets beside exact counters. */
#include "flows_oracle.h"
#include "test.h"

static struct oracle o;

#define fine(call) \
	do { \
		const char *wrong = call; \
		expect(!wrong, "%s", wrong ?: ""); \
	} while (0)

static void start(void)
{
	oracle_start(&o, any());
}

static void all_fine(void)
{
	u32 cpu;

	for (cpu = 0; cpu < CPUS; cpu++)
		fine(oracle_check_cpu(&o, cpu));
	fine(oracle_check_merged(&o));
}

static const struct dlens_flow_entry *entry(u32 flow)
{
	u32 s, i;

	for (s = 0; s < DLENS_FLOW_SETS; s++)
		for (i = 0; i < o.merged[s].nr; i++)
			if (flow_number(&o.merged[s].entry[i].key) == flow)
				return &o.merged[s].entry[i];
	return NULL;
}

static void exact_with_room(void)
{
	u32 i, n;

	start();
	for (i = 0; i < 40; i++)
		for (n = 0; n <= i; n++)
			oracle_add(&o, n % CPUS, i, n);
	all_fine();
	for (i = 0; i < 40; i++) {
		const struct dlens_flow_entry *e = entry(i);

		if (e && !e->error)
			expect(e->count == i + 1 && e->last == i, "flow %u: %llu, last %u", i,
			       e->count, e->last);
		else
			expect(0, "flow %u of 40 has no place of its own", i);
	}
}

/* Every part of the key tells flows apart. */
static void every_part_counts(void)
{
	struct dlens_flow_key key[9];
	u32 i, s, way, nr = 0;

	start();
	for (i = 0; i < ARRAY_SIZE(key); i++)
		key[i] = flow_key(77);
	key[1].source[15] = 1;
	key[2].location++;
	key[3].netns++;
	key[4].reason++;
	key[5].port++;
	key[6].proto++;
	key[7].family = 6;
	key[8].source[0]++;
	for (i = 0; i < ARRAY_SIZE(key) * 3; i++)
		dlens_flow_add(&o.table[0], &key[i % ARRAY_SIZE(key)], o.seed, 0);
	for (s = 0; s < DLENS_FLOW_SETS; s++)
		for (way = 0; way < DLENS_FLOW_WAYS; way++)
			if (o.table[0].set[s].count[way] == 3)
				nr++;
	expect(nr == ARRAY_SIZE(key), "%u flows of %zu", nr, ARRAY_SIZE(key));
}

/* Zipf: what the N-th source sends is 1/N of what the first one does. */
static void skewed(void)
{
	u32 i, n, heavy = 0;

	start();
	for (n = 0; n < 300000; n++) {
		i = FLOWS / (1 + any_below(FLOWS)) - 1;
		oracle_add(&o, any_below(CPUS), i, n);
	}
	all_fine();
	for (i = 0; i < FLOWS; i++) {
		if (o.all[i] <= o.total / 128)
			continue;
		heavy++;
		expect(entry(i), "flow %u with %llu of %llu is missing", i, o.all[i], o.total);
	}
	expect(heavy > 8, "only %u flows are heavy: the test is too tame", heavy);
}

/* A flood from ever new sources around three that come often. */
static void found_in_a_flood(void)
{
	u32 i, n;

	start();
	for (n = 0, i = 3; n < 400000; n++, i = i + 1 < FLOWS ? i + 1 : 3) {
		oracle_add(&o, n % CPUS, i, n);
		if (n % 50 < 3)
			oracle_add(&o, any_below(CPUS), n % 50, n);
	}
	all_fine();
	for (i = 0; i < 3; i++) {
		const struct dlens_flow_entry *e = entry(i);

		expect(e && e->count - e->error > o.all[i] / 2, "flow %u: %llu +- %llu of %llu", i,
		       e ? e->count : 0, e ? e->error : 0, o.all[i]);
	}
}

/*
 * Who knows the seed makes all flows meet in one set: nine of them in turns push
 * each other out for ever. The bounds hold all the same.
 */
static void nine_in_one_set(void)
{
	u32 nine[9], nr = 0, i, n, cpu;
	struct dlens_flow_table probe;
	struct dlens_flow_key key;

	start();
	for (i = 0; nr < ARRAY_SIZE(nine) && i < FLOWS; i++) {
		memset(&probe, 0, sizeof(probe));
		key = flow_key(i);
		dlens_flow_add(&probe, &key, o.seed, 0);
		if (probe.set[5].count[0])
			nine[nr++] = i;
	}
	for (n = 0; n < 90000; n++)
		for (cpu = 0; cpu < 2; cpu++)
			oracle_add(&o, cpu, nine[n % nr], n);
	all_fine();
	expect(o.merged[5].absent <= o.total / DLENS_FLOW_WAYS, "%llu of %llu may be absent",
	       o.merged[5].absent, o.total);
}

/* CPUs that know quite different flows, more than can be brought together. */
static void more_than_can_be_merged(void)
{
	u32 n, cpu;

	start();
	for (n = 0; n < 200000; n++) {
		cpu = any_below(CPUS);
		oracle_add(&o, cpu, cpu * 4000 + any_below(1 + any_below(4000)), n);
	}
	all_fine();
	for (n = 0, cpu = 0; n < DLENS_FLOW_SETS; n++)
		cpu += o.merged[n].nr == DLENS_FLOW_MERGED_WAYS;
	expect(cpu, "no set is full: the test is too tame");
}

static void at_random(void)
{
	u32 round, n;

	for (round = 0; round < 20 && !complaints; round++) {
		u32 variety = 1 + any_below(FLOWS), cpus = 1 + any_below(CPUS);

		start();
		for (n = any_below(30000); n; n--)
			oracle_add(&o, any_below(cpus), any_below(1 + any_below(variety)), n);
		all_fine();
	}
}

static void torn_is_told(void)
{
	static struct dlens_flow_set set, copy;

	set.seq = 7;
	expect(!dlens_flow_copy(&copy, &set), "a set that is being written to was taken");
	set.seq = 8;
	expect(dlens_flow_copy(&copy, &set) && copy.seq == 8, "a set at rest was not taken");
}

static const struct test tests[] = {
	{ "exact as long as there is room", exact_with_room },
	{ "every part of the key tells flows apart", every_part_counts },
	{ "the heavy ones of a skewed stream are there", skewed },
	{ "found in a flood of new sources", found_in_a_flood },
	{ "bounds hold if nine flows fight for eight ways", nine_in_one_set },
	{ "bounds hold if CPUs know more than can be merged", more_than_can_be_merged },
	{ "bounds hold at random", at_random },
	{ "a torn set is told", torn_is_told },
};

int main(void)
{
	return run_tests("flows", tests, ARRAY_SIZE(tests));
}
