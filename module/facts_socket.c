// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets and settings, as the source of sockets has them.
 */
#include <linux/string.h>

#include <droplens/facts.h>
#include <droplens/snapshot.h>

/* Below the least number of sockets in one state that any check minds. */
#define FEW 64

static bool half_of(u64 value, u64 limit)
{
	return value != DLENS_ABSENT && limit != DLENS_ABSENT && value * 2 >= limit;
}

static bool many(u64 value)
{
	return value != DLENS_ABSENT && value >= FEW;
}

static bool some(u64 value)
{
	return value && value != DLENS_ABSENT;
}

/**
 * dlens_socket_facts_any() - does a namespace have many sockets, by any limit
 * @sockets: its sockets, or NULL if they are not known
 *
 * What belongs to the host and is the same in every namespace does not matter.
 *
 * Return: true if a check should look at it.
 */
bool dlens_socket_facts_any(const struct dlens_sockets *sockets)
{
	const struct dlens_socket_facts *f;

	if (!sockets)
		return false;
	f = &sockets->facts;
	return (some(f->time_wait) && half_of(f->time_wait, f->max_tw_buckets)) ||
	       (some(f->ports_used) && half_of(f->ports_used, f->ports_high - f->ports_low + 1)) ||
	       many(f->fin_wait2) || many(f->close_wait) || some(f->tw_recycle);
}

static void nothing_known(struct dlens_socket_facts *facts)
{
	/* DLENS_ABSENT in every number */
	memset(facts, 0xff, sizeof(*facts));
	facts->ports_to[0] = '\0';
}

static void add_stamps(struct dlens_facts *facts, const struct dlens_snapshot *snapshot,
		       const struct dlens_part *part)
{
	const struct dlens_stamp_net *row = NULL;

	if (part)
		row = dlens_stamps_of(snapshot, part->net, part->netns);
	facts->refused_ago_s = row ? row->refused_ago_s : DLENS_NEVER;
	facts->reject_ago_s = row ? row->reject_ago_s : DLENS_NEVER;
	facts->rejecting = row ? row->rejecting : 0;
}

/**
 * dlens_socket_facts() - sockets and settings of a scope
 * @facts: gets @sockets and what is known of stamps
 * @parts: the snapshot
 * @part: the namespace, or NULL for the host
 */
void dlens_socket_facts(struct dlens_facts *facts, const struct dlens_parts *parts,
			const struct dlens_part *part)
{
	if (!part)
		facts->sockets = parts->snapshot->socket_host.facts;
	else if (part->sockets)
		facts->sockets = part->sockets->facts;
	else
		nothing_known(&facts->sockets);
	/* one limit for all namespaces, which is told of and can be set in the first one */
	if (part && part->netns != parts->snapshot->init_netns) {
		facts->sockets.orphans = DLENS_ABSENT;
		facts->sockets.max_orphans = DLENS_ABSENT;
	}
	add_stamps(facts, parts->snapshot, part);
}
