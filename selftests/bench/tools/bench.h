/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DLENS_BENCH_H
#define DLENS_BENCH_H

#define _GNU_SOURCE
#include "../../tools/tool.h"
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <x86intrin.h>

static inline int bench_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static inline uint64_t bench_median(uint64_t *of, long count)
{
	qsort(of, count, sizeof(*of), bench_compare);
	return of[count / 2];
}

static inline void *bench_array(long count, size_t size)
{
	void *array = malloc(count * size);

	if (!array)
		die("malloc");
	/* no page is to be found missing while something is measured */
	return memset(array, 1, count * size);
}

/* For each argument LABEL=COMMAND: runs the command, then @measure. */
static inline void bench_each(int argc, char **argv, void (*measure)(const char *label))
{
	char *command;
	int i;

	for (i = 0; i < argc; i++) {
		command = strchr(argv[i], '=');
		if (!command) {
			errno = EINVAL;
			die(argv[i]);
		}
		*command++ = 0;
		if (system(command)) {
			fprintf(stderr, "failed: %s\n", command);
			exit(1);
		}
		measure(argv[i]);
		fflush(stdout);
	}
}

#endif
