// SPDX-License-Identifier: GPL-2.0
/*
 * Findings that are not ok are remembered until they are: since when, and how bad
 * they were, so that a severity does not flap around a limit. A fixed number of
 * them; one that finds no place is told all the same, but only as of now.
 *
 * All of it under the snapshot's mutex.
 */
#include <linux/hash.h>
#include <linux/list.h>

#include <droplens/opened.h>

#define PLACES 1024
#define BUCKET_BITS 9

static struct dlens_opened places[PLACES];
static struct hlist_head buckets[1 << BUCKET_BITS];
static struct hlist_head unused;
static u32 turn;

/* By scope alone: whoever looks at a scope wants all that is open there. */
static struct hlist_head *bucket(u32 net, u32 netns)
{
	return &buckets[hash_32(net ? net : netns, BUCKET_BITS)];
}

/**
 * dlens_opened_begin() - begin a look at all scopes
 */
void dlens_opened_begin(void)
{
	turn++;
}

/**
 * dlens_opened_was() - the severities that a scope had
 * @net: the namespace's serial number, 0 for the host
 * @netns: its inode number, 0 for the host
 * @was: by check; those that were not ok are written
 *
 * Return: true if any was not.
 */
bool dlens_opened_was(u32 net, u32 netns, u8 *was)
{
	const struct dlens_opened *open;
	bool any = false;

	hlist_for_each_entry(open, bucket(net, netns), node) {
		if (open->net != net || open->netns != netns)
			continue;
		was[open->check] = open->severity;
		any = true;
	}
	return any;
}

/**
 * dlens_opened_note() - tell all scopes that have an open finding
 * @note: whom; the host has no numbers
 */
void dlens_opened_note(void (*note)(u32 net, u32 netns))
{
	const struct dlens_opened *open;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(buckets); i++)
		hlist_for_each_entry(open, &buckets[i], node)
			note(open->net, open->netns);
}

/**
 * dlens_opened_keep() - remember a finding that is not ok
 * @finding: the finding
 * @second: uptime
 *
 * Return: uptime when it left ok.
 */
u32 dlens_opened_keep(const struct dlens_finding *finding, u32 second)
{
	struct hlist_head *head = bucket(finding->net, finding->netns);
	struct dlens_opened *open;

	hlist_for_each_entry(open, head, node)
		if (open->check == finding->check && open->net == finding->net &&
		    open->netns == finding->netns)
			goto found;
	if (hlist_empty(&unused))
		return second;
	open = hlist_entry(unused.first, struct dlens_opened, node);
	hlist_del(&open->node);
	hlist_add_head(&open->node, head);
	open->net = finding->net;
	open->netns = finding->netns;
	open->check = finding->check;
	open->since_s = second;
found:
	open->severity = finding->severity;
	open->turn = turn;
	return open->since_s;
}

/**
 * dlens_opened_end() - all scopes have been looked at
 *
 * What was not kept is ok again, or its namespace has gone.
 */
void dlens_opened_end(void)
{
	struct dlens_opened *open;
	struct hlist_node *next;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(buckets); i++) {
		hlist_for_each_entry_safe(open, next, &buckets[i], node) {
			if (open->turn == turn)
				continue;
			hlist_del(&open->node);
			hlist_add_head(&open->node, &unused);
		}
	}
}

/**
 * dlens_opened_memory() - the memory of all places
 *
 * Return: bytes.
 */
size_t dlens_opened_memory(void)
{
	return sizeof(places) + sizeof(buckets);
}

/**
 * dlens_opened_init() - nothing is open
 */
void dlens_opened_init(void)
{
	u32 i;

	for (i = 0; i < PLACES; i++)
		hlist_add_head(&places[i].node, &unused);
}
