// SPDX-License-Identifier: GPL-2.0
/* See flows.h. */
#include <droplens/flows.h>

#define WORDS (sizeof(struct dlens_flow_key) / sizeof(u64))

/*
 * Multiplications with a secret seed: who sends packets can not choose with whom
 * they share a set without having seen which flows push each other out.
 */
static __always_inline u64 hash_of(const struct dlens_flow_key *key, u64 seed)
{
	const u64 *word = (const u64 *)key;
	u64 hash = seed;
	u32 i;

	for (i = 0; i < WORDS; i++) {
		hash = (hash ^ word[i]) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 29;
	}
	return hash * 0x9e3779b97f4a7c15ULL;
}

static __always_inline bool same(const struct dlens_flow_key *a, const struct dlens_flow_key *b)
{
	const u64 *x = (const u64 *)a, *y = (const u64 *)b;
	u32 i;

	for (i = 0; i < WORDS; i++)
		if (x[i] != y[i])
			return false;
	return true;
}

/* The way that counted least; a free one counted nothing. */
static u32 least_of(const struct dlens_flow_set *set)
{
	u32 i, least = 0;

	for (i = 1; i < DLENS_FLOW_WAYS; i++)
		if (set->count[i] < set->count[least])
			least = i;
	return least;
}

/**
 * dlens_flow_add() - a packet was dropped
 * @table: of the CPU this runs on
 * @key: whose
 * @seed: random, the same for every packet and CPU
 * @now: the time
 *
 * At most DLENS_FLOW_WAYS comparisons of tags and as many of counts.
 *
 * Context: interrupts off, not from an NMI that came in between.
 */
void dlens_flow_add(struct dlens_flow_table *table, const struct dlens_flow_key *key, u64 seed,
		    u32 now)
{
	u64 hash = hash_of(key, seed);
	struct dlens_flow_set *set = &table->set[hash >> (64 - DLENS_FLOW_SET_BITS)];
	u32 tag = (u32)hash | 1, i;

	BUILD_BUG_ON(sizeof(*key) % sizeof(u64));

	for (i = 0; i < DLENS_FLOW_WAYS; i++) {
		if (set->tag[i] != tag || !same(&set->key[i], key))
			continue;
		WRITE_ONCE(set->count[i], set->count[i] + 1);
		WRITE_ONCE(set->last[i], now);
		return;
	}
	i = least_of(set);
	WRITE_ONCE(set->seq, set->seq + 1);
	smp_wmb(); /* pairs with dlens_flow_copy() */
	set->tag[i] = tag;
	set->key[i] = *key;
	set->error[i] = set->count[i];
	set->count[i]++;
	set->last[i] = now;
	smp_wmb(); /* likewise */
	WRITE_ONCE(set->seq, set->seq + 1);
}

/**
 * dlens_flow_copy() - look at a set that its CPU may be writing to
 * @to: the copy
 * @from: the set
 *
 * Return: false if @to is worth nothing, because a way was given away meanwhile.
 */
bool dlens_flow_copy(struct dlens_flow_set *to, const struct dlens_flow_set *from)
{
	u32 seq = READ_ONCE(from->seq);

	if (seq & 1)
		return false;
	smp_rmb(); /* pairs with dlens_flow_add() */
	memcpy(to, from, sizeof(*to));
	smp_rmb(); /* likewise */
	return READ_ONCE(from->seq) == seq;
}

static struct dlens_flow_entry *entry_of(struct dlens_flow_merged *into,
					 const struct dlens_flow_set *from, u32 way)
{
	struct dlens_flow_entry *e = into->entry;

	for (; e < into->entry + into->nr; e++)
		if (e->tag == from->tag[way] && same(&e->key, &from->key[way]))
			return e;
	return NULL;
}

/* Room for a new entry; NULL if all there are count more than @count. */
static struct dlens_flow_entry *room_for(struct dlens_flow_merged *into, u64 count)
{
	struct dlens_flow_entry *least = into->entry, *e;

	if (into->nr < DLENS_FLOW_MERGED_WAYS)
		return &into->entry[into->nr++];
	for (e = into->entry + 1; e < into->entry + into->nr; e++)
		if (e->count < least->count)
			least = e;
	return least->count < count ? least : NULL;
}

static void add_way(struct dlens_flow_entry *e, const struct dlens_flow_set *from, u32 way)
{
	e->count += from->count[way];
	e->error += from->error[way];
	if ((s32)(from->last[way] - e->last) > 0)
		e->last = from->last[way];
	e->merged = true;
}

/* A flow of at most @count packets is not among the entries. */
static void leave(struct dlens_flow_merged *into, u64 count)
{
	if (into->absent < count)
		into->absent = count;
}

/**
 * dlens_flow_merge() - bring one set of one CPU together with those of others
 * @into: all zeroes before the first
 * @from: the same set of another CPU or time
 *
 * What is true of a flow in each set is true of the sums: a flow without a way in
 * @from had at most its least count there, and whoever finds no room in @into
 * raises what may be absent.
 */
void dlens_flow_merge(struct dlens_flow_merged *into, const struct dlens_flow_set *from)
{
	u64 least = from->count[least_of(from)], absent = into->absent, count;
	bool known[DLENS_FLOW_WAYS];
	struct dlens_flow_entry *e;
	u32 way;

	for (e = into->entry; e < into->entry + into->nr; e++)
		e->merged = false;
	for (way = 0; way < DLENS_FLOW_WAYS; way++) {
		into->total += from->count[way];
		e = from->tag[way] ? entry_of(into, from, way) : NULL;
		known[way] = e;
		if (e)
			add_way(e, from, way);
	}
	for (e = into->entry; e < into->entry + into->nr; e++) {
		if (e->merged)
			continue;
		e->count += least;
		e->error += least;
	}
	into->absent += least;
	for (way = 0; way < DLENS_FLOW_WAYS; way++) {
		if (!from->tag[way] || known[way])
			continue;
		count = absent + from->count[way];
		e = room_for(into, count);
		if (e) {
			leave(into, e->count);
			e->key = from->key[way];
			e->tag = from->tag[way];
			e->count = count;
			e->error = absent + from->error[way];
			e->last = from->last[way];
		} else {
			leave(into, count);
		}
	}
}
