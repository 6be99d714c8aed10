// SPDX-License-Identifier: GPL-2.0
/*
 * readcost FILE...: for each file its name, the instructions to open, read and
 * close it (median of five, TSC) and its bytes. Absent files are `absent`.
 */
#include "bench.h"

static char buffer[65536];

static long read_once(const char *file)
{
	long bytes = 0;
	ssize_t n;
	int fd = open(file, O_RDONLY);

	if (fd < 0)
		return -1;
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		bytes += n;
	if (n < 0)
		die(file);
	close(fd);
	return bytes;
}

int main(int argc, char **argv)
{
	uint64_t took[5];
	long bytes = 0;
	int i, round;

	memset(buffer, 1, sizeof(buffer));
	for (i = 1; i < argc; i++) {
		if (access(argv[i], R_OK)) {
			printf("%s absent absent\n", argv[i]);
			continue;
		}
		for (round = 0; round < 5; round++) {
			took[round] = __rdtsc();
			bytes = read_once(argv[i]);
			took[round] = __rdtsc() - took[round];
		}
		if (bytes < 0)
			die(argv[i]);
		printf("%s %lu %ld\n", argv[i], bench_median(took, 5), bytes);
		fflush(stdout);
	}
	return 0;
}
