// SPDX-License-Identifier: GPL-2.0
/*
 * The namespaces that have something to say. Of thousands most have not: nothing in
 * them moved in the last minute, and to find that out takes a fraction of what their
 * rows do. Those of whom all is told anyway are not asked, and neither are those that
 * have drops, hosts or an open finding.
 *
 * All of it under the snapshot's mutex.
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/mm.h>

#include <droplens/loud.h>
#include <droplens/nets.h>
#include <droplens/opened.h>
#include <droplens/scope.h>

/* Two may share a bit: then a namespace gets its rows that had nothing to say. */
#define NOTE_BITS 12

/* Sources that read namespaces: four. */
#define ASKERS 8

static DECLARE_BITMAP(noted, 1 << NOTE_BITS);

static u32 bit_of(u32 net, u32 netns)
{
	return hash_32(net ? net : netns, NOTE_BITS);
}

/* This one is not to be left out. */
static void note(u32 net, u32 netns)
{
	__set_bit(bit_of(net, netns), noted);
}

static void note_all(const struct dlens_snapshot *s)
{
	u32 i;

	bitmap_zero(noted, 1 << NOTE_BITS);
	for (i = 0; i < s->nr_drops; i++) {
		const struct dlens_drop *drop = &s->drops[i];

		if (drop->check >= DLENS_CHECKS || !drop->last_minute)
			continue;
		note(drop->net, drop->netns);
		note(drop->blamed_net, drop->blamed_netns);
	}
	dlens_opened_note(note);
	dlens_stamps_note(note);
	for (i = 0; i < s->nr_hosts; i++)
		note(s->hosts[i].net, s->hosts[i].netns);
}

/* Under the snapshot's mutex: those who know. */
static const struct dlens_source *askers[ASKERS];
static u32 nr_askers;

static bool any(struct dlens_snapshot *snapshot, struct net *net, u32 number)
{
	u32 i;

	for (i = 0; i < nr_askers; i++)
		if (askers[i]->any(snapshot, net, number))
			return true;
	return !dlens_stamps_quiet(net);
}

static int keep(struct dlens_snapshot *snapshot, struct net *net, u32 *room)
{
	if (dlens_rows_room(&snapshot->asked, snapshot->nr_asked, room, snapshot->nr_asked + 1,
			    sizeof(*snapshot->asked)))
		return -ENOMEM;
	if (snapshot->nr_asked == *room)
		snapshot->cut++;
	else
		snapshot->asked[snapshot->nr_asked++] = get_net(net);
	return 0;
}

static int look(struct dlens_snapshot *snapshot)
{
	/* the first one and those that are shown after it */
	u32 first = snapshot->want & DLENS_WANT_FINDINGS ? 1 + DLENS_SHOWN_NETS : 1;
	struct dlens_place place;
	u32 room = 0, number;
	struct net *net;

	dlens_for_each_net(net, DLENS_ANY_SLICE) {
		number = dlens_scope_net((unsigned long)net, &place) ? place.net : 0;
		if (snapshot->nr_asked >= first &&
		    !test_bit(bit_of(number, dlens_inum(net)), noted) &&
		    !any(snapshot, net, number)) {
			dlens_snmp_quiet(snapshot);
			snapshot->nr_nets++;
			snapshot->quiet_nets++;
		} else if (keep(snapshot, net, &room)) {
			put_net(net);
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * dlens_loud_find() - find out which namespaces have something to say
 * @snapshot: to be judged, with drops and hosts; gets @asked, and counts the others
 * @sources: those who know
 * @nr: how many
 *
 * Cost: some hundred instructions for a namespace that has not, and as much for each
 * of its devices and possible CPUs.
 *
 * Context: process; sleeps.
 * Return: 0 or -ENOMEM; dlens_loud_put() is due in any case.
 */
int dlens_loud_find(struct dlens_snapshot *snapshot, const struct dlens_source *const *sources,
		    u32 nr)
{
	int err;
	u32 i;

	note_all(snapshot);
	nr_askers = 0;
	for (i = 0; i < nr && !WARN_ON_ONCE(nr_askers == ASKERS); i++)
		if (sources[i]->any)
			askers[nr_askers++] = sources[i];
	for (i = 0; i < nr_askers; i++)
		if (askers[i]->ask)
			askers[i]->ask(snapshot);
	err = look(snapshot);
	for (i = 0; i < nr_askers; i++)
		if (askers[i]->asked)
			askers[i]->asked();
	return err;
}

/**
 * dlens_loud_put() - the sources have read
 * @snapshot: judged or not
 */
void dlens_loud_put(struct dlens_snapshot *snapshot)
{
	while (snapshot->nr_asked)
		put_net(snapshot->asked[--snapshot->nr_asked]);
	kvfree(snapshot->asked);
	snapshot->asked = NULL;
}

/**
 * dlens_asked_next() - the namespace after this one, of those that are asked for
 * @snapshot: being filled in
 * @net: where the walk stands, or NULL
 * @next: the walk's own
 *
 * Context: process; may sleep.
 * Return: a namespace with a reference, or NULL at the end.
 */
struct net *dlens_asked_next(const struct dlens_snapshot *snapshot, struct net *net, u32 *next)
{
	if (!snapshot->asked)
		return dlens_net_next(net, DLENS_ANY_SLICE);
	cond_resched();
	return *next < snapshot->nr_asked ? snapshot->asked[(*next)++] : NULL;
}

/**
 * dlens_asked_stop() - leave a walk before its end
 * @snapshot: being filled in
 * @net: where the walk stands
 */
void dlens_asked_stop(const struct dlens_snapshot *snapshot, struct net *net)
{
	if (!snapshot->asked)
		put_net(net);
}
