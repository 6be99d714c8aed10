// SPDX-License-Identifier: GPL-2.0
/*
 * See history.h. Memory is taken once, when the module loads.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <droplens/history.h>

/* Passes after which somebody who was not met has gone. */
#define GONE_TURNS (2 * DLENS_SLICES)

static struct hlist_head *bucket(const struct dlens_history *h, u64 key)
{
	return h->heads + dlens_hash_64(key, h->bits);
}

static u64 *sample(const struct dlens_history *h, struct dlens_past *past, unsigned int i)
{
	return past->value + (size_t)h->width * (i + 1);
}

static void store(const struct dlens_history *h, struct dlens_past *past, u32 second,
		  const u64 *now)
{
	size_t bytes = h->width * sizeof(*now);

	if (now)
		memcpy(sample(h, past, past->next), now, bytes);
	else
		memset(sample(h, past, past->next), 0, bytes);
	past->second[past->next] = second;
	past->next = (past->next + 1) % DLENS_SAMPLES;
	if (past->nr < DLENS_SAMPLES)
		past->nr++;
}

/* A counter that went back (a driver's reset) has no past any more. */
static void mind_resets(const struct dlens_history *h, struct dlens_past *past, const u64 *now)
{
	unsigned int i, s, last = (past->next + DLENS_SAMPLES - 1) % DLENS_SAMPLES;

	for (i = 0; i < h->width; i++) {
		if (now[i] >= sample(h, past, last)[i])
			continue;
		past->value[i] = now[i];
		for (s = 0; s < past->nr; s++)
			sample(h, past, s)[i] = now[i];
	}
}

/* Places of those that are gone, in some of the buckets, are free again. */
static void sweep(struct dlens_history *h, unsigned int i, unsigned int end)
{
	struct hlist_node *next;
	struct dlens_past *past;

	for (; i < end; i++) {
		hlist_for_each_entry_safe(past, next, h->heads + i, node) {
			if (h->turn - past->turn <= GONE_TURNS)
				continue;
			hlist_del(&past->node);
			hlist_add_head(&past->node, &h->free);
		}
	}
}

static struct dlens_past *take_place(struct dlens_history *h, u64 key, const u64 *now,
				     bool from_zero)
{
	struct dlens_past *past;

	/* not waiting for the turn of theirs; once none is found, not again in this pass */
	if (hlist_empty(&h->free) && !h->full)
		sweep(h, 0, 1U << h->bits);
	if (hlist_empty(&h->free))
		return NULL;
	past = hlist_entry(h->free.first, struct dlens_past, node);
	hlist_del(&past->node);
	hlist_add_head(&past->node, bucket(h, key));
	past->key = key;
	past->nr = 0;
	past->next = 0;
	if (from_zero) {
		memset(past->value, 0, h->width * sizeof(*now));
		store(h, past, h->passed[h->slice], NULL);
	} else {
		memcpy(past->value, now, h->width * sizeof(*now));
	}
	return past;
}

/**
 * dlens_history_begin() - begin to look at the next slice
 * @h: the history
 * @second: the time, which never goes back
 *
 * @h->slice then tells which scopes are to be kept.
 */
void dlens_history_begin(struct dlens_history *h, u32 second)
{
	h->slice = h->turn % DLENS_SLICES;
	h->second = second;
	h->full = false;
	h->turn++;
}

/**
 * dlens_history_keep() - remember a scope's counters
 * @h: the history, between begin and end
 * @key: tells the scope from all others that ever were
 * @now: its counters
 * @from_zero: when the scope came, its counters were zero; else, if it is not
 *	known yet, they are taken as of old
 *
 * Context: process or RCU reader; does not sleep.
 */
void dlens_history_keep(struct dlens_history *h, u64 key, const u64 *now, bool from_zero)
{
	struct dlens_past *past = (struct dlens_past *)dlens_history_find(h, key);

	if (!past) {
		if (from_zero && !memchr_inv(now, 0, h->width * sizeof(*now)))
			return;
		past = take_place(h, key, now, from_zero && h->whole[h->slice]);
		if (!past) {
			h->full = true;
			return;
		}
	} else {
		mind_resets(h, past, now);
	}
	past->turn = h->turn;
	store(h, past, h->second, now);
}

/**
 * dlens_history_end() - all scopes of this slice have been kept
 * @h: the history
 *
 * Those that were not met for two rounds lose their place, at the latest in the
 * third: each pass looks at a part of them.
 */
void dlens_history_end(struct dlens_history *h)
{
	unsigned int buckets = 1U << h->bits;

	h->passed[h->slice] = h->second;
	h->passes[h->slice][h->turn / DLENS_SLICES % DLENS_SAMPLES] = h->second;
	h->whole[h->slice] = !h->full;
	sweep(h, buckets * h->slice / DLENS_SLICES, buckets * (h->slice + 1) / DLENS_SLICES);
}

/**
 * dlens_history_find() - a scope's past
 * @h: the history
 * @key: as kept
 *
 * Return: the past, or NULL: nothing to remember, or no room.
 */
const struct dlens_past *dlens_history_find(const struct dlens_history *h, u64 key)
{
	struct dlens_past *past;

	hlist_for_each_entry(past, bucket(h, key), node)
		if (past->key == key)
			return past;
	return NULL;
}

/**
 * dlens_history_since_load() - what a counter gained since it was first seen
 * @h: the history
 * @past: the scope's, or NULL
 * @slice: the slice that the scope belongs to
 * @i: which counter
 * @now: its value
 *
 * Return: the gain; 0 if the counter went back; DLENS_ABSENT if the scope found no room.
 */
u64 dlens_history_since_load(const struct dlens_history *h, const struct dlens_past *past,
			     unsigned int slice, unsigned int i, u64 now)
{
	if (!past)
		return h->whole[slice] ? now : DLENS_ABSENT;
	return now > past->value[i] ? now - past->value[i] : 0;
}

/**
 * dlens_history_clean() - had those without a past nothing to remember
 * @h: the history
 * @slice: the slice that they belong to
 * @second: the time
 *
 * Return: true if all that is counted in a scope of this slice that has no past, and
 * began with zero, was counted in the last minute.
 */
bool dlens_history_clean(const struct dlens_history *h, unsigned int slice, u32 second)
{
	return h->whole[slice] && second - h->passed[slice] < DLENS_MINUTE_S;
}

/**
 * dlens_history_last_60s() - what a counter gained in the last minute
 * @h: the history
 * @past: the scope's, or NULL
 * @slice: the slice that the scope belongs to
 * @i: which counter
 * @second: the time
 * @now: the counter's value
 *
 * The minute has 60 to 69 seconds: a scope is looked at every 10 s only.
 *
 * Return: the gain; 0 if the counter went back; DLENS_ABSENT if nobody looked
 * in the last minute or the scope found no room.
 */
u64 dlens_history_last_60s(const struct dlens_history *h, const struct dlens_past *past,
			   unsigned int slice, unsigned int i, u32 second, u64 now)
{
	u32 age, oldest = 0;
	u64 then = 0;
	int s, found = -1;

	if (!past)
		return dlens_history_clean(h, slice, second) ? now : DLENS_ABSENT;
	for (s = 0; s < past->nr; s++) {
		age = second - past->second[s];
		if (age >= DLENS_MINUTE_S || (found >= 0 && age <= oldest))
			continue;
		oldest = age;
		found = s;
	}
	if (found < 0)
		return DLENS_ABSENT;
	then = past->value[(size_t)h->width * (found + 1) + i];
	return now > then ? now - then : 0;
}

/**
 * dlens_history_since() - when a slice's last minute began
 * @h: the history
 * @slice: the slice
 * @second: the time
 *
 * Return: the time of the sample that dlens_history_last_60s() counts from, if
 * the scope was there then; @second if nobody looked in the last minute.
 */
u32 dlens_history_since(const struct dlens_history *h, unsigned int slice, u32 second)
{
	u32 oldest = 0, age;
	int s;

	for (s = 0; s < DLENS_SAMPLES; s++) {
		age = second - h->passes[slice][s];
		if (age < DLENS_MINUTE_S && age > oldest)
			oldest = age;
	}
	return second - oldest;
}

/**
 * dlens_history_whole() - does everybody who needs it have a place
 * @h: the history
 *
 * Return: false if some scope found no room when it was last looked at.
 */
bool dlens_history_whole(const struct dlens_history *h)
{
	unsigned int i;

	for (i = 0; i < DLENS_SLICES; i++)
		if (!h->whole[i])
			return false;
	return true;
}

/**
 * dlens_history_init() - get room for the past
 * @h: the history, zeroed
 * @places: scopes that it has room for, at least 1
 * @width: counters that each of them has
 *
 * Return: 0 or -ENOMEM.
 */
int dlens_history_init(struct dlens_history *h, unsigned int places, unsigned int width)
{
	size_t values = (size_t)width * (DLENS_SAMPLES + 1);
	size_t each = sizeof(struct dlens_past) + values * sizeof(u64);
	size_t heads;
	unsigned int i;
	void *place;

	memset(h, 0, sizeof(*h));
	h->places = places;
	h->width = width;
	h->bits = order_base_2(places) + 1;
	heads = sizeof(*h->heads) << h->bits;
	h->memory = heads + places * each;
	h->heads = vzalloc(h->memory);
	if (!h->heads)
		return -ENOMEM;
	for (i = 0; i < places; i++) {
		place = (char *)h->heads + heads + i * each;
		hlist_add_head(&((struct dlens_past *)place)->node, &h->free);
	}
	return 0;
}

/**
 * dlens_history_exit() - give the room back
 * @h: the history
 */
void dlens_history_exit(struct dlens_history *h)
{
	vfree(h->heads);
	h->heads = NULL;
}
