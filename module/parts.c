// SPDX-License-Identifier: GPL-2.0
/*
 * A snapshot's tables by namespace, in one pass over each, so that thousands of
 * namespaces do not make a verdict long. All of it under the snapshot's mutex.
 */
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <droplens/nets.h>
#include <droplens/parts.h>

#define BUCKET_BITS 10
#define NONE (~0U)

static u32 buckets[1 << BUCKET_BITS];

static struct dlens_part *part_of(struct dlens_parts *parts, u32 net, u32 netns)
{
	u32 *head = &buckets[hash_32(net ? net : netns, BUCKET_BITS)];
	struct dlens_part *part;
	u32 i;

	for (i = *head; i != NONE; i = parts->part[i].next)
		if (parts->part[i].net == net && parts->part[i].netns == netns)
			return &parts->part[i];
	if (dlens_rows_room(&parts->part, parts->nr, &parts->room, parts->nr + 1,
			    sizeof(*part)))
		parts->err = -ENOMEM;
	if (parts->nr == parts->room) {
		parts->cut++;
		return NULL;
	}
	part = &parts->part[parts->nr];
	memset(part, 0, sizeof(*part));
	part->net = net;
	part->netns = netns;
	part->drops = DLENS_NO_DROP;
	part->next = *head;
	*head = parts->nr++;
	return part;
}

static bool is_of(const struct dlens_part *part, u32 net, u32 netns)
{
	return part && part->net == net && part->netns == netns;
}

static void add_devices(struct dlens_parts *parts, const struct dlens_snapshot *s)
{
	struct dlens_part *part = NULL;
	u32 i;

	for (i = 0; i < s->nr_devices; i++) {
		const struct dlens_device *row = &s->devices[i];

		if (!is_of(part, row->net, row->netns)) {
			part = part_of(parts, row->net, row->netns);
			if (!part)
				continue;
			part->devices = row;
			part->nr_devices = 0;
		}
		part->nr_devices++;
	}
}

static void add_counters(struct dlens_parts *parts, const struct dlens_snapshot *s)
{
	struct dlens_part *part = NULL;
	u32 i;

	for (i = 0; i < s->nr_counters; i++) {
		const struct dlens_counter *row = &s->counters[i];

		if (!is_of(part, row->net, row->netns)) {
			part = part_of(parts, row->net, row->netns);
			if (!part)
				continue;
			part->counters = row;
			part->nr_counters = 0;
		}
		part->nr_counters++;
	}
}

static void add_sums(struct dlens_parts *parts, const struct dlens_snapshot *s)
{
	struct dlens_part *part;
	u32 i;

	for (i = 0; i < s->nr_conntrack; i++) {
		if (s->conntrack[i].cpu >= 0)
			continue;
		part = part_of(parts, s->conntrack[i].net, s->conntrack[i].netns);
		if (part)
			part->conntrack = &s->conntrack[i];
	}
	for (i = 0; i < s->nr_sockets; i++) {
		part = part_of(parts, s->sockets[i].net, s->sockets[i].netns);
		if (part)
			part->sockets = &s->sockets[i];
	}
}

/* What is dropped here may be the fault of another namespace, see module/halves.c. */
static struct dlens_part *to_blame(struct dlens_parts *parts, struct dlens_part *part,
				   const struct dlens_drop *drop)
{
	if (!drop->blamed_netns)
		return part;
	part->unsent += drop->last_minute;
	part = part_of(parts, drop->blamed_net, drop->blamed_netns);
	if (part)
		part->gone |= drop->blamed_gone;
	return part;
}

static void add_drops(struct dlens_parts *parts, const struct dlens_snapshot *s)
{
	struct dlens_part *part;
	u32 i;

	/* backwards, so that a namespace has its worst drops first */
	for (i = s->nr_drops; i--;) {
		const struct dlens_drop *drop = &s->drops[i];

		if (drop->check < DLENS_CHECKS)
			parts->everywhere_60s[drop->check] += drop->last_70s;
		part = part_of(parts, drop->net, drop->netns);
		if (!part)
			continue;
		part->gone |= drop->net_gone;
		part = to_blame(parts, part, drop);
		if (!part)
			continue;
		parts->next[i] = part->drops;
		part->drops = i;
	}
}

/**
 * dlens_parts_build() - find out which rows belong to which namespace
 * @parts: filled in; dlens_parts_free() is due also if this fails
 * @snapshot: with all its tables
 *
 * Context: process, under the snapshot's mutex; sleeps.
 * Return: 0 or -ENOMEM.
 */
int dlens_parts_build(struct dlens_parts *parts, const struct dlens_snapshot *snapshot)
{
	memset(parts, 0, sizeof(*parts));
	memset(buckets, 0xff, sizeof(buckets));
	parts->snapshot = snapshot;
	parts->next = kvcalloc(snapshot->nr_drops + 1, sizeof(*parts->next), GFP_KERNEL);
	if (!parts->next)
		return -ENOMEM;
	/* first the table that has every namespace, the host's before all others */
	add_devices(parts, snapshot);
	add_counters(parts, snapshot);
	add_sums(parts, snapshot);
	add_drops(parts, snapshot);
	return parts->err;
}

/**
 * dlens_parts_free() - give the memory back
 * @parts: from dlens_parts_build()
 */
void dlens_parts_free(struct dlens_parts *parts)
{
	kvfree(parts->part);
	kvfree(parts->next);
}
