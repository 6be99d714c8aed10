/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FLOWS_ORACLE_H
#define DROPLENS_FLOWS_ORACLE_H

/*
 * The flow tables of a few CPUs beside counters that have room for every flow.
 * What is wrong comes back as a sentence, NULL if nothing is.
 */
#include <stdlib.h>
#include <string.h>

#include <droplens/flows.h>

#define CPUS 5
#ifndef FLOWS
#define FLOWS 20000
#endif

struct oracle {
	struct dlens_flow_table table[CPUS];
	struct dlens_flow_merged merged[DLENS_FLOW_SETS];
	u32 truth[CPUS][FLOWS];
	u64 all[FLOWS];
	u64 total;
	u64 seed;
};

static inline struct dlens_flow_key flow_key(u32 i)
{
	struct dlens_flow_key key = {
		.location = 0xffffffff81000000ULL + i % 3,
		.netns = 4026531840U + i % 5,
		.reason = i % 7,
		.port = i % 1000,
		.proto = 17,
		.family = 4,
	};

	memcpy(key.source, &i, sizeof(i));
	return key;
}

static inline u32 flow_number(const struct dlens_flow_key *key)
{
	u32 i;

	memcpy(&i, key->source, sizeof(i));
	return i;
}

static inline void oracle_start(struct oracle *o, u64 seed)
{
	memset(o, 0, sizeof(*o));
	o->seed = seed;
}

static inline void oracle_add(struct oracle *o, u32 cpu, u32 flow, u32 now)
{
	struct dlens_flow_key key = flow_key(flow);

	dlens_flow_add(&o->table[cpu], &key, o->seed, now);
	o->truth[cpu][flow]++;
	o->all[flow]++;
	o->total++;
}

/* One CPU's: every bound of flows.h, and that no packet is counted twice or not at all. */
static inline const char *oracle_check_cpu(const struct oracle *o, u32 cpu)
{
	static u8 has[FLOWS];
	u32 s, i, flow, least, sum, home;
	u64 total = 0, counted = 0;
	struct dlens_flow_table probe;
	struct dlens_flow_key key;

	memset(has, 0, sizeof(has));
	for (s = 0; s < DLENS_FLOW_SETS; s++) {
		const struct dlens_flow_set *set = &o->table[cpu].set[s];

		if (set->seq & 1)
			return "a set stays odd";
		for (i = 0, sum = 0, least = ~0U; i < DLENS_FLOW_WAYS; i++) {
			sum += set->count[i];
			least = set->count[i] < least ? set->count[i] : least;
			if (!set->tag[i] != !set->count[i])
				return "a way without a tag counts, or one with it does not";
			if (!set->tag[i])
				continue;
			flow = flow_number(&set->key[i]);
			if (flow >= FLOWS)
				return "a flow that never came";
			if (has[flow]++)
				return "a flow has two ways";
			if (set->count[i] < o->truth[cpu][flow])
				return "a count is too low";
			if (set->count[i] - set->error[i] > o->truth[cpu][flow])
				return "count less error is too high";
		}
		if (least > sum / DLENS_FLOW_WAYS)
			return "the least count is above its share";
		total += sum;
	}
	for (flow = 0; flow < FLOWS; flow++) {
		counted += o->truth[cpu][flow];
		if (has[flow] || !o->truth[cpu][flow])
			continue;
		/* where would it be? */
		key = flow_key(flow);
		memset(&probe, 0, sizeof(probe));
		dlens_flow_add(&probe, &key, o->seed, 0);
		for (home = 0; !probe.set[home].count[0]; home++)
			;
		for (i = 0, least = ~0U; i < DLENS_FLOW_WAYS; i++)
			if (o->table[cpu].set[home].count[i] < least)
				least = o->table[cpu].set[home].count[i];
		if (o->truth[cpu][flow] > least)
			return "a flow that is absent had more than the least count of its set";
	}
	return total == counted ? NULL : "the counts' sum is not the number of packets";
}

/* All CPUs brought together. */
static inline const char *oracle_check_merged(struct oracle *o)
{
	static u8 has[FLOWS];
	struct dlens_flow_set copy;
	u64 total = 0, worst = 0;
	u32 s, i, cpu, flow;

	memset(has, 0, sizeof(has));
	memset(o->merged, 0, sizeof(o->merged));
	for (s = 0; s < DLENS_FLOW_SETS; s++) {
		struct dlens_flow_merged *m = &o->merged[s];

		for (cpu = 0; cpu < CPUS; cpu++) {
			if (!dlens_flow_copy(&copy, &o->table[cpu].set[s]))
				return "a set at rest can not be copied";
			dlens_flow_merge(m, &copy);
		}
		for (i = 0; i < m->nr; i++) {
			flow = flow_number(&m->entry[i].key);
			if (flow >= FLOWS || has[flow]++)
				return "a flow is there twice, or never came";
			if (m->entry[i].count < o->all[flow])
				return "a merged count is too low";
			if (m->entry[i].count - m->entry[i].error > o->all[flow])
				return "merged count less error is too high";
		}
		total += m->total;
		worst = m->absent > worst ? m->absent : worst;
	}
	if (total != o->total)
		return "the merged total is not the number of packets";
	for (flow = 0; flow < FLOWS; flow++)
		if (!has[flow] && o->all[flow] > worst)
			return "an absent flow had more than is said of absent ones";
	return NULL;
}

#endif
