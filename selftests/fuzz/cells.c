// SPDX-License-Identifier: GPL-2.0
/* The input is a sequence of drops, burials and frees; see cells_oracle.h. */
#include "../unit/cells_oracle.h"
#include "fuzz.h"

static struct oracle oracle;

static struct dlens_key take_key(struct input *in, u8 how)
{
	struct dlens_key key = { .protocol = how & 1 ? 0xdd86 : 0x0008 };
	u8 scale = take(in, 1);

	/* whole words, or small ones that meet again */
	if (how & 2) {
		key.location = take(in, 8);
		key.scope = take(in, 8);
		key.what = take(in, 8);
		key.protocol = take(in, 2);
	} else {
		key.location = 0xffffffff81000000UL + take(in, 1) * (scale | 1UL);
		key.scope = 0xffff888004000000UL + (take(in, 1) & 15) * 4096UL;
		key.what = dlens_what(2 + (how >> 2 & 3), how >> 4 & 3);
	}
	/* as the probe gives it: a real return address, and no tombstone's scope */
	if (key.location <= DLENS_CELL_HEAD)
		key.location = 3;
	key.scope &= ~1UL;
	return key;
}

int fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, size };
	struct dlens_key key;
	u8 what;

	oracle_start(&oracle);
	while (in.size) {
		what = take(&in, 1);
		if (what < 200 || !oracle.count) {
			key = take_key(&in, what);
			must(oracle_count(&oracle, &key, take(&in, 1)));
		} else if (what < 228) {
			oracle_bury(&oracle, take(&in, 2) % oracle.count);
		} else {
			must(oracle_free(&oracle, take(&in, 2) % oracle.count));
		}
	}
	must(oracle_check(&oracle));
	oracle_stop(&oracle);
	return 0;
}
