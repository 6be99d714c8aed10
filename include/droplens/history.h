/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_HISTORY_H
#define DROPLENS_HISTORY_H

#include <linux/list.h>

#include <droplens/plain.h>

/*
 * What the kernel's own counters were a minute ago. Scopes (namespaces,
 * devices, CPUs) are looked at in turn, a slice of them each second, so that
 * thousands of them do not make a second long.
 *
 * A scope whose counters are all zero takes no place: whoever has none, and
 * was not left out for want of room, had nothing to remember.
 */

/* The scopes are looked at in so many parts, one a second. */
#define DLENS_SLICES 10

/* No sample of a last minute is as old as this. */
#define DLENS_MINUTE_S (60 + DLENS_SLICES)

/* Enough for 60 s and one slice more, and one for a tick that came late. */
#define DLENS_SAMPLES 8

/**
 * struct dlens_history - the past of up to @places scopes
 * @places: how many scopes it has room for
 * @width: how many counters each of them has
 * @bits: the size of @heads
 * @turn: passes done; tells who was not met for two rounds
 * @slice: the one looked at in this pass
 * @second: when this pass began
 * @full: in this pass somebody found no room
 * @passed: when each slice was last looked at
 * @passes: and the times before, in turn
 * @whole: all of the slice found room then
 * @heads: scopes by key
 * @free: places that nobody has
 * @memory: bytes
 *
 * All of it under the snapshot's mutex.
 */
struct dlens_history {
	unsigned int places;
	unsigned int width;
	unsigned int bits;
	u32 turn;
	unsigned int slice;
	u32 second;
	bool full;
	u32 passed[DLENS_SLICES];
	u32 passes[DLENS_SLICES][DLENS_SAMPLES];
	bool whole[DLENS_SLICES];
	struct hlist_head *heads;
	struct hlist_head free;
	size_t memory;
};

/**
 * struct dlens_past - one scope's past
 * @node: in a history's @heads or @free
 * @key: tells it from all others
 * @turn: when it was last met
 * @nr: samples taken, up to DLENS_SAMPLES
 * @next: the sample to be overwritten
 * @second: when each sample was taken
 * @value: first the counters as they were when first seen, then the samples
 */
struct dlens_past {
	struct hlist_node node;
	u64 key;
	u32 turn;
	u8 nr;
	u8 next;
	u32 second[DLENS_SAMPLES];
	u64 value[];
};

int dlens_history_init(struct dlens_history *h, unsigned int places, unsigned int width);
void dlens_history_exit(struct dlens_history *h);

void dlens_history_begin(struct dlens_history *h, u32 second);
void dlens_history_keep(struct dlens_history *h, u64 key, const u64 *now, bool from_zero);
void dlens_history_end(struct dlens_history *h);

const struct dlens_past *dlens_history_find(const struct dlens_history *h, u64 key);
u64 dlens_history_since_load(const struct dlens_history *h, const struct dlens_past *past,
			     unsigned int slice, unsigned int i, u64 now);
bool dlens_history_clean(const struct dlens_history *h, unsigned int slice, u32 second);
u64 dlens_history_last_60s(const struct dlens_history *h, const struct dlens_past *past,
			   unsigned int slice, unsigned int i, u32 second, u64 now);
u32 dlens_history_since(const struct dlens_history *h, unsigned int slice, u32 second);
bool dlens_history_whole(const struct dlens_history *h);

#endif
