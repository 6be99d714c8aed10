// SPDX-License-Identifier: GPL-2.0
/* The input is a datagram, and an entry; see metrics_oracle.h. */
#include "../unit/metrics_oracle.h"
#include "fuzz.h"

int fuzz_one(const u8 *data, size_t size)
{
	must(metrics_compare(data, size));
	return 0;
}
