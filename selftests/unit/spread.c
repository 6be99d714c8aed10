// SPDX-License-Identifier: GPL-2.0
/*
 * How evenly keys of real machines spread over the cells: a pattern that piles
 * up on a few homes is refused cells while the table is nearly empty.
 */
#include "cells_oracle.h"
#include "test.h"

#define TEXT ADDRESS(0xffffffff81000000)
#define MODULES ADDRESS(0xffffffffc0200000)
#define DIRECT_MAP ADDRESS(0xffff888000000000)

static unsigned long text[400], scattered[400];

static struct dlens_key key_of(unsigned long location, unsigned long scope, u32 iif)
{
	struct dlens_key key = {
		.location = location, .scope = scope, .what = dlens_what(8, iif), .protocol = 8,
	};

	return key;
}

static void make_addresses(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(text); i++) {
		/* net/ is within some 2 MB of the kernel's text; every eighth is a module's */
		text[i] = i % 8 ? TEXT + 0x900000 + any_below(0x200000) :
				  MODULES + any_below(0x400000);
		scattered[i] = DIRECT_MAP + (unsigned long)any_below(0x400000) * 4096;
	}
}

static unsigned long stride;

static struct dlens_key call_sites(unsigned int i)
{
	return key_of(text[i], DIRECT_MAP + 0x4a3c000, 2);
}

static struct dlens_key dense_call_sites(unsigned int i)
{
	return key_of(TEXT + 0x9a4000 + i * stride, DIRECT_MAP + 0x4a3c000, 2);
}

static struct dlens_key devices_up(unsigned int i)
{
	return key_of(text[0], DIRECT_MAP + 0x4a3c000 + i * stride, i + 2);
}

static struct dlens_key devices_down(unsigned int i)
{
	return key_of(text[0], DIRECT_MAP + 0x40000000 - i * stride, i + 2);
}

static struct dlens_key devices_sending(unsigned int i)
{
	return key_of(text[0], DIRECT_MAP + 0x4a3c000 + i * stride, 0);
}

static struct dlens_key pods_up(unsigned int i)
{
	return key_of(text[0], DIRECT_MAP + 0x4a3c000 + i * stride, 2);
}

static struct dlens_key pods_down(unsigned int i)
{
	return key_of(text[0], DIRECT_MAP + 0x40000000 - i * stride, 2);
}

static struct dlens_key devices_scattered(unsigned int i)
{
	return key_of(text[0], scattered[i], i + 2);
}

/* both ends of a veth pair, made one after the other, indices two apart */
static struct dlens_key every_other_device(unsigned int i)
{
	return key_of(text[0], DIRECT_MAP + 0x4a3c000 + 2 * i * stride, 2 * i + 3);
}

static struct dlens_key sites_by_devices(unsigned int i)
{
	return key_of(text[i % 10], DIRECT_MAP + 0x4a3c000 + i / 10 * stride, i / 10 + 2);
}

static struct dlens_key devices_by_protocols(unsigned int i)
{
	struct dlens_key key = devices_up(i / 2);

	if (i & 1)
		key.protocol = 0xdd86;
	return key;
}

static struct dlens_key devices_by_reasons(unsigned int i)
{
	struct dlens_key key = devices_up(i / 4);

	key.what = dlens_what(8 + i % 4, i / 4 + 2);
	return key;
}

/* without a device: kernels whose tracepoint tells only the interface's index */
static struct dlens_key indices_only(unsigned int i)
{
	return key_of(text[0], 0, i + 2);
}

static const struct family {
	const char *name;
	struct dlens_key (*key)(unsigned int i);
	bool strides;
} families[] = {
	{ "call sites", call_sites, false },
	{ "devices, ascending", devices_up, true },
	{ "devices, descending", devices_down, true },
	{ "devices, sent from here", devices_sending, true },
	{ "one device per namespace, ascending", pods_up, true },
	{ "one device per namespace, descending", pods_down, true },
	{ "devices, scattered", devices_scattered, false },
	{ "every other device", every_other_device, true },
	{ "10 call sites by devices", sites_by_devices, true },
	{ "devices by two protocols", devices_by_protocols, true },
	{ "devices by four reasons", devices_by_reasons, true },
	{ "interface indices only", indices_only, false },
};

struct spread {
	unsigned int refused;
	double steps;
};

static struct spread measure(struct dlens_key (*make)(unsigned int i), unsigned int count)
{
	static struct dlens_cell cells[DLENS_CELLS];
	struct spread spread = { 0, 0 };
	struct dlens_cell *cell;
	struct dlens_key key;
	unsigned int home, i;

	memset(cells, 0, sizeof(cells));
	cells[0].location = DLENS_CELL_HEAD;
	for (i = 0; i < count; i++) {
		key = make(i);
		cell = dlens_cell_find(cells, &key) ?: dlens_cell_claim(cells, &key);
		if (!cell) {
			spread.refused++;
			continue;
		}
		home = dlens_cell_home(dlens_key_hash(&key));
		spread.steps += 1 + (DLENS_CELLS + (cell - cells) - home) % DLENS_CELLS;
	}
	spread.steps /= count - spread.refused ?: 1;
	return spread;
}

static void hold(const struct family *family, unsigned int count, unsigned int most_refused,
		 double most_steps)
{
	struct spread spread = measure(family->key, count);

	if (getenv("DLENS_VERBOSE"))
		printf("# %s, stride %lu: %u keys, %u refused, %.2f steps\n", family->name,
		       stride, count, spread.refused, spread.steps);
	expect(spread.refused <= most_refused && spread.steps <= most_steps,
	       "%s, stride %lu: of %u keys %u are refused (at most %u), %.2f steps (at most %.2f)",
	       family->name, stride, count, spread.refused, most_refused, spread.steps, most_steps);
}

/*
 * How far apart two devices or namespaces are: whatever their size is in this
 * kernel's configuration, in cache lines. All are tried, since a hash that only
 * multiplies piles up on some of them.
 */
#define SMALLEST 2048
#define LARGEST 8192

static void hold_all(unsigned int count, unsigned int most_refused, double most_steps)
{
	size_t f;

	for (f = 0; f < ARRAY_SIZE(families); f++) {
		for (stride = SMALLEST; stride <= 8 * LARGEST;
		     stride = stride < LARGEST ? stride + 64 : stride * 2) {
			make_addresses();
			hold(&families[f], count, most_refused, most_steps);
			if (!families[f].strides)
				break;
		}
	}
}

/* A perfectly random hash takes 1.3 steps and refuses at most 2. */
static void two_hundred(void)
{
	hold_all(200, 4, 2.0);
}

/* A perfectly random hash takes 2.2 steps and refuses 7, in rare cases 25. */
static void four_hundred(void)
{
	hold_all(400, 32, 3.2);
}

static void one_to_five_hundred_namespaces(void)
{
	struct family up = { "namespaces, ascending", pods_up, true };
	struct family down = { "namespaces, descending", pods_down, true };
	unsigned int count, refused;

	for (stride = SMALLEST; stride <= LARGEST; stride += 8 * 64) {
		make_addresses();
		for (count = 1; count <= 500; count++) {
			refused = count <= 200 ? 4 : count <= 400 ? 32 : 64;
			hold(&up, count, refused, 4.5);
			hold(&down, count, refused, 4.5);
		}
	}
}

static void a_function_full_of_calls(void)
{
	struct family dense = { "calls in one function", dense_call_sites, true };

	for (stride = 5; stride < 256; stride++)
		hold(&dense, 200, 4, 2.0);
}

static const struct test tests[] = {
	{ "200 keys of a real machine", two_hundred },
	{ "400 keys of a real machine", four_hundred },
	{ "1 to 500 namespaces", one_to_five_hundred_namespaces },
	{ "200 call sites close together", a_function_full_of_calls },
};

int main(void)
{
	return run_tests("spread", tests, ARRAY_SIZE(tests));
}
