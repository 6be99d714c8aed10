/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FUZZ_H
#define DROPLENS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <droplens/plain.h>

/* libFuzzer calls it by a name of its own, see Makefile */
int fuzz_one(const u8 *data, size_t size);

/* What is left of the input; at its end only zeroes come. */
struct input {
	const u8 *data;
	size_t size;
};

static inline u64 take(struct input *in, unsigned int bytes)
{
	u64 value = 0;

	while (bytes--) {
		value = value << 8 | (in->size ? *in->data : 0);
		if (in->size) {
			in->data++;
			in->size--;
		}
	}
	return value;
}

static inline void must(const char *wrong)
{
	if (!wrong)
		return;
	fprintf(stderr, "WRONG: %s\n", wrong);
	abort();
}

#endif
