// SPDX-License-Identifier: GPL-2.0
/*
 * Every drop view but drops itself is a grouping of the same rows: sorted by
 * what the view looks at, merged, and sorted again by weight.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include <droplens/classify.h>
#include <droplens/view.h>

static void group_start(struct dlens_group *group, const struct dlens_drop *drop,
			bool losses_only)
{
	group->top = drop;
	if (losses_only && !dlens_class_is_loss(drop->class)) {
		group->hidden = drop->events;
		return;
	}
	group->cells = 1;
	group->events = drop->events;
	group->bytes = drop->bytes;
	group->last_1s = drop->last_1s;
	group->last_10s = drop->last_10s;
	group->last_60s = drop->last_60s;
	group->first_ago_s = drop->first_ago_s;
	group->last_ago_s = drop->last_ago_s;
}

static void group_merge(struct dlens_group *group, const struct dlens_drop *drop, bool losses_only)
{
	struct dlens_group one = { .top = NULL }, *other = &one;

	group_start(other, drop, losses_only);
	/* The snapshot has its worst drops first. */
	if (other->top < group->top)
		group->top = other->top;
	if (!group->cells)
		group->last_ago_s = other->last_ago_s;
	else if (other->cells)
		group->last_ago_s = min(group->last_ago_s, other->last_ago_s);
	group->first_ago_s = max(group->first_ago_s, other->first_ago_s);
	group->cells += other->cells;
	group->events += other->events;
	group->bytes += other->bytes;
	group->hidden += other->hidden;
	group->last_1s += other->last_1s;
	group->last_10s += other->last_10s;
	group->last_60s += other->last_60s;
}

static int by_weight(const void *a, const void *b)
{
	const struct dlens_group *x = *(const struct dlens_group * const *)a;
	const struct dlens_group *y = *(const struct dlens_group * const *)b;
	bool x_loss = dlens_class_is_loss(x->top->class);
	bool y_loss = dlens_class_is_loss(y->top->class);

	if (x_loss != y_loss)
		return x_loss ? -1 : 1;
	if (x->last_60s != y->last_60s)
		return x->last_60s > y->last_60s ? -1 : 1;
	if (dlens_group_lately(x) != dlens_group_lately(y))
		return dlens_group_lately(x) ? -1 : 1;
	if (x->events != y->events)
		return x->events > y->events ? -1 : 1;
	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	return 0;
}

/**
 * dlens_groups_build() - group the drops of a page as its view wants them
 * @page: the page, with its snapshot
 *
 * Bounded by the snapshot: it never has more groups than rows, and sorting is
 * n log n. What is moved about are pointers.
 *
 * Return: 0 or -ENOMEM. @page->groups is freed with kvfree().
 */
int dlens_groups_build(struct dlens_page *page)
{
	const struct dlens_snapshot *s = page->s;
	int (*order)(const void *a, const void *b) = page->view->order;
	struct dlens_group *groups, *group = NULL;
	const struct dlens_group **worst;
	const struct dlens_drop **drops;
	u32 i;

	if (!order || !s->nr_drops)
		return 0;
	/* an even number of pointers: behind them groups are aligned on small machines too */
	worst = kvcalloc(s->nr_drops + 1, sizeof(*worst) + sizeof(*groups), GFP_KERNEL);
	drops = kvcalloc(s->nr_drops, sizeof(*drops), GFP_KERNEL);
	page->groups = worst;
	if (!worst || !drops) {
		kvfree(drops);
		return -ENOMEM;
	}
	groups = (struct dlens_group *)(worst + ALIGN(s->nr_drops, 2));

	for (i = 0; i < s->nr_drops; i++)
		drops[i] = &s->drops[i];
	sort(drops, s->nr_drops, sizeof(*drops), order, NULL);
	for (i = 0; i < s->nr_drops; i++) {
		if (!i || order(&drops[i - 1], &drops[i])) {
			group = groups + page->nr_groups;
			worst[page->nr_groups++] = group;
			group_start(group, drops[i], page->view->losses_only);
		} else {
			group_merge(group, drops[i], page->view->losses_only);
		}
	}
	kvfree(drops);
	sort(worst, page->nr_groups, sizeof(*worst), by_weight, NULL);
	return 0;
}

/**
 * dlens_order_verdict() - compare two drops by class and layer
 * @a: one
 * @b: the other
 *
 * Where the kernel gives no reason these depend on the call site, so a group that
 * shows them must have them in common.
 *
 * Return: as strcmp() does.
 */
int dlens_order_verdict(const struct dlens_drop *a, const struct dlens_drop *b)
{
	return a->class != b->class ? (int)a->class - b->class : (int)a->layer - b->layer;
}

/**
 * dlens_order_netns() - compare two drops by namespace
 * @a: one
 * @b: the other
 *
 * Inode numbers are given out again, serial numbers are not.
 *
 * Return: as strcmp() does.
 */
int dlens_order_netns(const struct dlens_drop *a, const struct dlens_drop *b)
{
	if (a->net != b->net)
		return a->net < b->net ? -1 : 1;
	if (a->netns != b->netns)
		return a->netns < b->netns ? -1 : 1;
	return 0;
}
