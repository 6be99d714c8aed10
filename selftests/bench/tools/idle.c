// SPDX-License-Identifier: GPL-2.0
/*
 * idle SECONDS LABEL=COMMAND...: after each COMMAND prints LABEL and how many
 * instructions a second the system runs by itself. All that is not this loop
 * shows as a gap between two looks at the TSC.
 */
#include "bench.h"

static long seconds;

static void measure(const char *label)
{
	struct sched_param none = { 0 };
	uint64_t last, now, end, least = ~0ull, busy = 0, gap;
	int i;

	if (sched_setscheduler(0, SCHED_IDLE, &none))
		die("SCHED_IDLE");
	/* what the command has set in motion comes to rest */
	usleep(2100000);
	for (i = 0, last = __rdtsc(); i < 1000; i++, last = now) {
		now = __rdtsc();
		if (now - last < least)
			least = now - last;
	}
	end = last + seconds * 1000000000ull;
	for (; last < end; last = now) {
		now = __rdtsc();
		gap = now - last;
		if (gap > 4 * least)
			busy += gap - least;
	}
	if (sched_setscheduler(0, SCHED_OTHER, &none))
		die("SCHED_OTHER");
	printf("%s %ld\n", label, (long)(busy / seconds));
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	seconds = num(argv[1]);
	bench_each(argc - 2, argv + 2, measure);
	return 0;
}
