/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_RESTED_H
#define DROPLENS_RESTED_H

#include <droplens/plain.h>

/**
 * dlens_rested() - does one of many make room for a newcomer
 * @last_s: when it was last needed
 * @mean_s: the mean of all of them, rounded down
 * @as_old: of those met so far, how many are as old as the mean; 0 before the first
 *
 * Of those that are as old as the mean every other one stays, as all may be. The first
 * of them goes: none may be older, and then it alone is as old.
 *
 * Return: true if it does; of all there are at least one does.
 */
static inline bool dlens_rested(u32 last_s, u32 mean_s, u32 *as_old)
{
	return last_s < mean_s || (last_s == mean_s && !((*as_old)++ % 2));
}

#endif
