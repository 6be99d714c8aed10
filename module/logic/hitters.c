// SPDX-License-Identifier: GPL-2.0
/* See hitters.h. */
#include <droplens/hitters.h>

static u32 set_of(const struct dlens_hitters *hitters, const struct dlens_ends *ends)
{
	u64 word[sizeof(*ends) / sizeof(u64)], hash = hitters->seed;
	size_t i;

	BUILD_BUG_ON(sizeof(*ends) % sizeof(u64));
	memcpy(word, ends, sizeof(*ends));
	for (i = 0; i < ARRAY_SIZE(word); i++) {
		hash = (hash ^ word[i]) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 29;
	}
	return (hash >> 32) % DLENS_HITTER_SETS;
}

/**
 * dlens_hitters_clear() - begin anew
 * @hitters: the table
 * @seed: random
 */
void dlens_hitters_clear(struct dlens_hitters *hitters, u32 seed)
{
	memset(hitters, 0, sizeof(*hitters));
	hitters->seed = seed;
}

/**
 * dlens_hitters_add() - somebody came
 * @hitters: the table
 * @ends: who
 */
void dlens_hitters_add(struct dlens_hitters *hitters, const struct dlens_ends *ends)
{
	struct dlens_hitter *set = hitters->place + set_of(hitters, ends) * DLENS_HITTER_WAYS;
	struct dlens_hitter *least = set, *h;

	for (h = set; h < set + DLENS_HITTER_WAYS; h++) {
		if (h->count && !memcmp(&h->ends, ends, sizeof(*ends))) {
			h->count++;
			return;
		}
		if (h->count < least->count)
			least = h;
	}
	least->ends = *ends;
	least->error = least->count;
	least->count++;
}
