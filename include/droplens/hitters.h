/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_HITTERS_H
#define DROPLENS_HITTERS_H

#include <droplens/plain.h>

/*
 * Who comes most often, out of more than there is room for: the Space-Saving
 * algorithm (Metwally and others, 2005) in sets, so that a step is a few
 * comparisons. Whoever takes another's place inherits its count as an error, and
 * what is told is count less error: never too much, and exact for whoever was
 * not pushed out.
 */
#define DLENS_HITTER_SETS 256
#define DLENS_HITTER_WAYS 8

/**
 * struct dlens_ends - from whom to whom; what distinguishes hitters
 * @owner: the caller's number for the namespace
 * @port: the destination's
 * @zero: no byte is without a value, as all are compared
 * @from: local address, IPv4 as ::ffff:a.b.c.d
 * @to: the destination
 */
struct dlens_ends {
	u32 owner;
	u16 port;
	u16 zero;
	u8 from[16];
	u8 to[16];
};

/**
 * struct dlens_hitter - one place
 * @ends: who has it
 * @count: how often it came, at most; 0 if nobody has the place
 * @error: of that, how much may have been of those who had the place before
 */
struct dlens_hitter {
	struct dlens_ends ends;
	u32 count;
	u32 error;
};

/**
 * struct dlens_hitters - the table
 * @seed: random, so that nobody outside can choose who shares a set
 * @place: set by set
 */
struct dlens_hitters {
	u32 seed;
	struct dlens_hitter place[DLENS_HITTER_SETS * DLENS_HITTER_WAYS];
};

void dlens_hitters_clear(struct dlens_hitters *hitters, u32 seed);
void dlens_hitters_add(struct dlens_hitters *hitters, const struct dlens_ends *ends);

/* How often it came at least. */
static inline u32 dlens_hitter_least(const struct dlens_hitter *hitter)
{
	return hitter->count - hitter->error;
}

#endif
