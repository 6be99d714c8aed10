/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TOLD_H
#define DROPLENS_TOLD_H

#include <linux/types.h>

struct dlens_row;

/**
 * struct dlens_told - what became of the drops that were counted, since reset
 * @counted: all that are in rows; the sum of @told, @limited, @no_room and @not_asked
 * @told: told one by one
 * @made_room: of these, not kept any more
 * @limited: asked for, but more than the rate of their cause
 * @no_room: came faster than they were taken over
 * @not_asked: kept back by the filter, or by a rate of 0
 *
 * @limited may be behind by what is being recorded. With a filter that looks at packets
 * it is the most there can be: what the rate kept back was not looked at, and what was
 * looked at and did not fit is known only of a cell that has a row.
 */
struct dlens_told {
	u64 counted;
	u64 told;
	u64 made_room;
	u64 limited;
	u64 no_room;
	u64 not_asked;
};

/* Under the snapshot's mutex. */
void dlens_told_count(const struct dlens_row *row, u32 events);
void dlens_told_record(const struct dlens_row *row, bool told);
u64 dlens_told_no_room(void);
u64 dlens_told_limited(void);
void dlens_told_read(struct dlens_told *told, u32 kept);
void dlens_told_reset(void);

#endif
