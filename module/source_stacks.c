// SPDX-License-Identifier: GPL-2.0
/*
 * Call stacks: taken out of all CPUs' rings once a second and for every reader, and
 * counted where they are the same. Under the snapshot's mutex.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <droplens/classify.h>
#include <droplens/control.h>
#include <droplens/extras.h>
#include <droplens/filter.h>
#include <droplens/stacks.h>
#include <droplens/probe.h>
#include <droplens/reason.h>
#include <droplens/source.h>
#include <droplens/stack.h>

#define KINDS 256

/*
 * Stacks that are the same. @samples is 0 if the place is free; @frame begins at the
 * call site and has zeroes behind its end, so that it can be compared as it is.
 */
struct kind {
	unsigned long location;
	u32 reason;
	u32 netns;
	u32 nr;
	u32 last_s;
	u64 samples;
	unsigned long frame[DLENS_STACK_DEPTH];
};

static bool on;
static struct kind *kinds;
static u32 since_s;
static u64 taken, forgotten, base_passed, base_missed;

static bool same(const struct kind *a, const struct kind *b)
{
	return a->location == b->location && a->reason == b->reason && a->netns == b->netns &&
	       !memcmp(a->frame, b->frame, sizeof(a->frame));
}

/* Its place, or the one of the stack that has rested longest. */
static struct kind *place_of(const struct kind *want)
{
	struct kind *k, *oldest = kinds;

	for (k = kinds; k < kinds + KINDS; k++) {
		if (!k->samples)
			return k;
		if (same(k, want))
			return k;
		if (k->last_s < oldest->last_s)
			oldest = k;
	}
	forgotten += oldest->samples;
	oldest->samples = 0;
	return oldest;
}

static void take(const struct dlens_stack_sample *sample, u32 raw, u32 second)
{
	struct kind want = {
		.location = sample->seen.location,
		.reason = sample->seen.reason,
		.netns = dlens_seen_netns(sample->seen.netns, sample->seen.iif),
		.last_s = second,
	}, *k;

	want.nr = dlens_stack_cut(want.frame, DLENS_STACK_DEPTH, sample->frame, raw,
				  sample->seen.location);
	k = place_of(&want);
	want.samples = k->samples + 1;
	*k = want;
	taken++;
}

static void take_all(u32 second)
{
	struct dlens_stack_sample *sample;
	struct dlens_stack_cpu *c;
	u32 ready;
	int cpu;

	for_each_possible_cpu(cpu) {
		c = dlens_stack_cpu(cpu);
		while (c->tail != READ_ONCE(c->head)) {
			sample = &c->sample[c->tail % DLENS_STACK_SAMPLES];
			/* pairs with dlens_stacks_see() */
			ready = smp_load_acquire(&sample->ready);
			if (!ready)
				break;
			take(sample, ready - 1, second);
			WRITE_ONCE(sample->ready, 0);
			/* pairs with dlens_stacks_see(): only now it may be written to */
			smp_store_release(&c->tail, c->tail + 1);
		}
	}
}

static void stacks_tick(u32 second)
{
	if (on)
		take_all(second);
}

static void sum(u64 *passed, u64 *missed)
{
	const struct dlens_stack_cpu *c;
	int cpu;

	*passed = 0;
	*missed = 0;
	for_each_possible_cpu(cpu) {
		c = dlens_stack_cpu(cpu);
		*passed += READ_ONCE(c->passed) + READ_ONCE(c->passed_nmi);
		*missed += READ_ONCE(c->missed);
	}
}

/**
 * dlens_stacks_reset() - forget all stacks
 * @second: uptime
 *
 * Context: process, under the snapshot's mutex.
 */
void dlens_stacks_reset(u32 second)
{
	if (!on)
		return;
	take_all(second);
	memset(kinds, 0, KINDS * sizeof(*kinds));
	sum(&base_passed, &base_missed);
	taken = 0;
	forgotten = 0;
	since_s = second;
}

/* More samples first; of those alike, the newer ones. */
static int by_weight(const void *a, const void *b)
{
	const struct dlens_stack *x = a, *y = b;

	if (x->samples != y->samples)
		return x->samples > y->samples ? -1 : 1;
	if (x->last_ago_s != y->last_ago_s)
		return x->last_ago_s < y->last_ago_s ? -1 : 1;
	return memcmp(x->frame, y->frame, sizeof(x->frame));
}

static bool copy_kind(struct dlens_stack *stack, const struct kind *k, u32 second)
{
	dlens_reason_name(k->reason, stack->reason, sizeof(stack->reason));
	dlens_location_name(k->location, stack->location, sizeof(stack->location));
	stack->class = dlens_classify(stack->reason, stack->location).class;
	stack->netns = k->netns;
	stack->nr = k->nr;
	memcpy(stack->frame, k->frame, sizeof(stack->frame));
	stack->samples = k->samples;
	stack->last_ago_s = second - k->last_s;
	return dlens_filter_has_class(dlens_filter_now, stack->class);
}

static int stacks_read(struct dlens_snapshot *snapshot)
{
	struct dlens_hit *hit = &snapshot->hit;
	struct dlens_stack_host *host = &hit->stack_host;
	u32 i;

	host->on = on;
	if (!on)
		return 0;
	take_all(snapshot->uptime_s);
	hit->stacks = kvcalloc(KINDS, sizeof(*hit->stacks), GFP_KERNEL);
	if (!hit->stacks)
		return -ENOMEM;
	sum(&host->passed, &host->missed);
	host->passed -= base_passed;
	host->missed -= base_missed;
	host->for_s = snapshot->uptime_s - since_s;
	host->samples = taken;
	host->forgotten = forgotten;
	for (i = 0; i < KINDS && kinds[i].samples; i++)
		if (copy_kind(&hit->stacks[hit->nr_stacks], &kinds[i], snapshot->uptime_s))
			hit->nr_stacks++;
	sort(hit->stacks, hit->nr_stacks, sizeof(*hit->stacks), by_weight, NULL);
	return 0;
}

static int begin(void)
{
	int err = dlens_stack_rings_get();

	if (err)
		return err;
	kinds = vzalloc(KINDS * sizeof(*kinds));
	if (!kinds) {
		dlens_stack_rings_put();
		return -ENOMEM;
	}
	WRITE_ONCE(on, true);
	base_passed = 0;
	base_missed = 0;
	dlens_stacks_reset(dlens_uptime_s());
	return 0;
}

static void end(void)
{
	WRITE_ONCE(on, false);
	vfree(kinds);
	dlens_stack_rings_put();
}

/**
 * dlens_stacks_on() - are call stacks captured
 *
 * Return: true if they are.
 */
bool dlens_stacks_on(void)
{
	return READ_ONCE(on);
}

/**
 * dlens_stacks_switch() - capture call stacks, or do so no more
 * @want: which
 *
 * Context: process; sleeps. On module unload after the last reader and writer.
 * Return: 0, also if it is so already, or a negative error.
 */
int dlens_stacks_switch(bool want)
{
	int err = 0;

	mutex_lock(&dlens_looking);
	if (want && !on) {
		err = begin();
		if (!err)
			dlens_extras_set(DLENS_EXTRA_STACKS, true);
	} else if (!want && on) {
		dlens_extras_set(DLENS_EXTRA_STACKS, false);
		dlens_probe_wait();
		end();
	}
	mutex_unlock(&dlens_looking);
	return err;
}

static size_t stacks_memory(void)
{
	return on ? dlens_stack_rings_memory() + KINDS * sizeof(*kinds) : 0;
}

static void stacks_exit(void)
{
	dlens_stacks_switch(false);
}

const struct dlens_source dlens_source_stacks = {
	.want = DLENS_WANT_STACKS,
	.exit = stacks_exit,
	.tick = stacks_tick,
	.memory = stacks_memory,
	.read = stacks_read,
};
