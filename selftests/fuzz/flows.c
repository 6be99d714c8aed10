// SPDX-License-Identifier: GPL-2.0
/* The input is a sequence of flows on CPUs, in runs; see flows_oracle.h. */
/* enough to overflow every set, few enough to check them all often */
#define FLOWS 1500

#include "../unit/flows_oracle.h"
#include "fuzz.h"

static struct oracle oracle;

int fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, size };
	u32 cpu, flow, step, run, n, now = 0;

	oracle_start(&oracle, take(&in, 8));
	while (in.size && oracle.total < 20000) {
		cpu = take(&in, 1) % CPUS;
		flow = take(&in, 2) % FLOWS;
		step = take(&in, 1);
		run = take(&in, 1);
		for (n = 0; n <= run; n++)
			oracle_add(&oracle, cpu, (flow + n * step) % FLOWS, now++);
	}
	for (cpu = 0; cpu < CPUS; cpu++)
		must(oracle_check_cpu(&oracle, cpu));
	must(oracle_check_merged(&oracle));
	return 0;
}
