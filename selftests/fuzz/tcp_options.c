// SPDX-License-Identifier: GPL-2.0
/* The input is a header's options, in memory of just their length. */
#include "../unit/tcp_options_oracle.h"
#include "fuzz.h"

int fuzz_one(const u8 *data, size_t size)
{
	u8 *options;

	if (size > DLENS_TCP_OPTIONS_MAX)
		size = DLENS_TCP_OPTIONS_MAX;
	options = malloc(size ?: 1);
	memcpy(options, data, size);
	must(tcp_options_check(options, size));
	free(options);
	return 0;
}
