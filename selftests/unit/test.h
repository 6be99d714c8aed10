/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TEST_H
#define DROPLENS_TEST_H

/*
 * A packaged framework would be one more thing to install before the first
 * test runs; what these tests need of one is this page. Output is KTAP.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <droplens/plain.h>

/* A broken table fails in thousands of places; the first few tell enough. */
#define COMPLAINTS_SHOWN 10

/* As a 64-bit kernel has it; of a 32-bit one, the lower half. */
#define ADDRESS(number) ((unsigned long)number##ULL)

struct test {
	const char *name;
	void (*run)(void);
};

static unsigned int complaints;
static const char *skip_reason;
static u64 random_seed, random_state;

static inline bool complain(const char *file, int line)
{
	if (complaints++ >= COMPLAINTS_SHOWN)
		return false;
	printf("# %s:%d: ", file, line);
	return true;
}

#define expect(good, ...) \
	do { \
		if (!(good) && complain(__FILE__, __LINE__)) { \
			printf(__VA_ARGS__); \
			printf("\n"); \
		} \
	} while (0)

/* xorshift64*: the same sequence with every C library */
static inline u64 any(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * 0x2545f4914f6cdd1dULL;
}

/* 0 to @limit - 1; from the high bits, which are the better ones */
static inline u32 any_below(u32 limit)
{
	return (any() >> 32) % limit;
}

static int run_tests(const char *suite, const struct test *tests, size_t count)
{
	const char *seed = getenv("DLENS_SEED");
	unsigned int failed = 0;
	size_t i;

	random_seed = seed ? strtoull(seed, NULL, 0) : 0;
	if (!random_seed)
		random_seed = 20240229;
	/* what was said before a sanitizer aborts is to be seen */
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%zu\n", count);
	for (i = 0; i < count; i++) {
		complaints = 0;
		skip_reason = NULL;
		/* of its own for every test, so that one run alone runs the same */
		random_state = random_seed + i * 0x9e3779b97f4a7c15ULL;
		tests[i].run();
		if (complaints)
			printf("# %u complaints, DLENS_SEED=%llu\n", complaints,
			       (unsigned long long)random_seed);
		printf("%sok %zu %s: %s%s%s\n", complaints ? "not " : "", i + 1, suite,
		       tests[i].name, skip_reason && !complaints ? " # SKIP " : "",
		       skip_reason && !complaints ? skip_reason : "");
		failed += !!complaints;
	}
	return failed ? 1 : 0;
}

#endif
