// SPDX-License-Identifier: GPL-2.0
/* The input is a counter's life: how much in a second, how long a pause. */
#include "../unit/window_oracle.h"
#include "fuzz.h"

static struct window_oracle oracle;

int fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, size };
	u8 how = take(&in, 1);
	u32 first = take(&in, 4), pause;

	window_oracle_start(&oracle, first, how & 1 ? take(&in, 8) : take(&in, 4));
	must(window_oracle_check(&oracle));
	while (in.size) {
		how = take(&in, 1);
		if (how & 1)
			oracle.total += how & 2 ? take(&in, 3) : take(&in, 1);
		if (how & 4)
			must(window_oracle_check(&oracle));
		pause = how & 8 ? take(&in, 1) : 1;
		if (how & 16)
			pause *= 4;
		while (pause--)
			if (!window_oracle_tick(&oracle, how & 32))
				return 0;
		must(window_oracle_check(&oracle));
	}
	return 0;
}
