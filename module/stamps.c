// SPDX-License-Identifier: GPL-2.0
/*
 * The risk flag of every namespace, from its settings, its counter of refused SYNs
 * and the hosts that were seen. What a flag is, is said in module/logic/risk.c.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <droplens/control.h>
#include <droplens/loud.h>
#include <droplens/scope.h>
#include <droplens/settings.h>
#include <droplens/snapshot.h>

/* Namespaces that somebody is rejected in, or would be; more share one place. */
#define PLACE_BITS 8
#define PLACES (1U << PLACE_BITS)

/* Namespaces that a reader is told of. */
#define ROWS 64

#define PASSIVE "TcpExtPAWSPassive"

/**
 * struct place - what is known of a namespace besides its settings
 * @visited: the namespace lives, and has had its turn
 * @row: all the rest
 */
struct place {
	bool visited;
	struct dlens_stamp_net row;
};

/* Of the namespace @net PAWSPassive was last seen to gain at @second; 0: none. */
struct refusal {
	u32 net;
	u32 netns;
	u32 second;
};

/* Under the snapshot's mutex. */
static struct place places[PLACES];
static struct place elsewhere;
static struct refusal refusals[ROWS];

static u8 flag;
static u32 announced;

static void clear(struct dlens_stamp_net *row, u32 net, u32 netns)
{
	memset(row, 0, sizeof(*row));
	row->net = net;
	row->netns = netns;
	row->refused_60s = DLENS_ABSENT;
	row->refused_ago_s = DLENS_NEVER;
	row->reject_ago_s = DLENS_NEVER;
	row->recycle = DLENS_ABSENT;
	row->timestamps = DLENS_ABSENT;
	row->reuse = DLENS_ABSENT;
}

/* Return: the place, an empty one, or NULL if there is neither. */
static struct place *place_of(u32 net, u32 netns)
{
	u32 i, at = hash_32(net ? net : netns, PLACE_BITS);
	struct place *place;

	for (i = 0; i < PLACES; i++) {
		place = &places[(at + i) % PLACES];
		if (!place->row.netns && !place->row.net)
			return place;
		if (place->row.net == net && place->row.netns == netns)
			return place;
	}
	return NULL;
}

static struct dlens_stamp_net *take_place(u32 net, u32 netns)
{
	struct place *place = place_of(net, netns);

	if (!place || (!net && !netns))
		return &elsewhere.row;
	if (!place->row.netns && !place->row.net)
		clear(&place->row, net, netns);
	return &place->row;
}

static void forget(void)
{
	u32 i;

	memset(places, 0, sizeof(places));
	for (i = 0; i < PLACES; i++)
		clear(&places[i].row, 0, 0);
	clear(&elsewhere.row, 0, 0);
}

static void add_hosts(const struct dlens_snapshot *s)
{
	struct dlens_stamp_net *row;
	u32 i;

	for (i = 0; i < s->nr_hosts; i++) {
		const struct dlens_host *host = &s->hosts[i];

		row = take_place(host->net, host->netns);
		row->hosts++;
		row->net_gone |= host->net_gone;
		row->rejecting += host->last_reject_ago_s != DLENS_NEVER;
		row->reject_ago_s = min(row->reject_ago_s, host->last_reject_ago_s);
	}
	/* a host that had to make room since */
	if (s->syns.older || s->syns.missing)
		elsewhere.row.reject_ago_s = s->syns.last_reject_ago_s;
}

static void note_refusal(const struct dlens_counter *counter, u32 second)
{
	struct refusal *oldest = refusals;
	u32 i;

	for (i = 0; i < ROWS; i++) {
		if (refusals[i].net == counter->net && refusals[i].netns == counter->netns) {
			oldest = &refusals[i];
			break;
		}
		if (refusals[i].second < oldest->second)
			oldest = &refusals[i];
	}
	oldest->net = counter->net;
	oldest->netns = counter->netns;
	oldest->second = second;
}

static void add_refusals(const struct dlens_snapshot *s)
{
	u32 hold_s = dlens_risk_holds[DLENS_RISK_ACTIVE].hold_s, i;
	const struct refusal *refusal;

	for (i = 0; i < s->nr_counters; i++) {
		const struct dlens_counter *counter = &s->counters[i];

		if (strcmp(counter->name, PASSIVE))
			continue;
		take_place(counter->net, counter->netns)->refused_60s = counter->last_60s;
		if (counter->last_60s && counter->last_60s != DLENS_ABSENT)
			note_refusal(counter, s->uptime_s);
	}
	for (i = 0; i < ROWS; i++) {
		refusal = &refusals[i];
		if (refusal->netns && s->uptime_s - refusal->second < hold_s)
			take_place(refusal->net, refusal->netns)->refused_ago_s =
				s->uptime_s - refusal->second;
	}
}

static u8 judge(struct dlens_stamp_net *row, bool removed)
{
	struct dlens_risk_facts facts = {
		.removed = removed,
		.recycle = row->recycle,
		.timestamps = row->timestamps,
		.refused_60s = row->refused_60s,
		.refused_ago_s = row->refused_ago_s,
		.reject_ago_s = row->reject_ago_s,
	};

	row->risk = dlens_risk_of(&facts);
	return row->risk;
}

static bool matters(const struct dlens_stamp_net *row, u32 init_netns)
{
	return row->risk || row->hosts || row->netns == init_netns || !row->timestamps ||
	       (row->recycle && row->recycle != DLENS_ABSENT);
}

static u64 weight(const struct dlens_stamp_net *row)
{
	return (u64)row->risk << 32 | min_t(u32, row->rejecting, 0xffff) << 16 |
	       min_t(u32, row->hosts, 0xffff);
}

static int worse_first(const void *a, const void *b)
{
	const struct dlens_stamp_net *x = a, *y = b;

	if (weight(x) != weight(y))
		return weight(x) < weight(y) ? 1 : -1;
	return x->netns < y->netns ? -1 : x->netns > y->netns;
}

/* The least of a full table makes room for what is worse. */
static void keep(struct dlens_stamps *stamps, const struct dlens_stamp_net *row)
{
	struct dlens_stamp_net *least = stamps->nets;
	u32 i;

	if (stamps->nr_nets < ROWS) {
		stamps->nets[stamps->nr_nets++] = *row;
		return;
	}
	stamps->cut++;
	for (i = 1; i < ROWS; i++)
		if (weight(&stamps->nets[i]) < weight(least))
			least = &stamps->nets[i];
	if (weight(least) < weight(row))
		*least = *row;
}

static void judge_net(struct dlens_snapshot *snapshot, struct net *net)
{
	struct dlens_stamps *stamps = &snapshot->risk;
	struct dlens_place where;
	struct dlens_stamp_net row;
	struct place *place;

	if (!dlens_scope_net((unsigned long)net, &where))
		where.net = 0;
	place = place_of(where.net, dlens_inum(net));
	if (place && (place->row.net || place->row.netns)) {
		place->visited = true;
		row = place->row;
	} else {
		clear(&row, where.net, dlens_inum(net));
	}
	/* a counter that never moved has no row */
	if (row.refused_60s == DLENS_ABSENT && snapshot->want & DLENS_WANT_COUNTERS &&
	    stamps->total[DLENS_PAWS_PASSIVE] != DLENS_ABSENT)
		row.refused_60s = 0;
	dlens_settings_stamps(&row, net);
	stamps->nr_of[judge(&row, stamps->recycle_home == DLENS_HOME_REMOVED)]++;
	stamps->flag = max(stamps->flag, row.risk);
	if (matters(&row, snapshot->init_netns))
		keep(stamps, &row);
}

/* Namespaces that have ended, and what belongs to none that is known. */
static void judge_rest(struct dlens_snapshot *snapshot)
{
	struct dlens_stamps *stamps = &snapshot->risk;
	struct dlens_stamp_net *row;
	u32 i;

	for (i = 0; i < PLACES; i++) {
		row = &places[i].row;
		if (places[i].visited || (!row->net && !row->netns))
			continue;
		row->net_gone = true;
		/* no option rejects there any more, but the clients are what they were */
		row->recycle = 0;
		row->refused_60s = DLENS_ABSENT;
		row->refused_ago_s = DLENS_NEVER;
		stamps->flag = max(stamps->flag, judge(row, false));
		keep(stamps, row);
	}
	/* one switch for all rejects there too */
	if (stamps->recycle_home == DLENS_HOME_HOST)
		dlens_settings_stamps(&elsewhere.row, &init_net);
	else
		elsewhere.row.recycle = 0;
	stamps->flag = max(stamps->flag, judge(&elsewhere.row, false));
}

/**
 * dlens_stamps_note() - tell the namespaces that may still have a flag for their refusals
 * @note: whom
 */
void dlens_stamps_note(void (*note)(u32 net, u32 netns))
{
	u32 i;

	for (i = 0; i < ROWS; i++)
		note(refusals[i].net, refusals[i].netns);
}

/**
 * dlens_stamps_kept() - does this kernel judge SYNs by its peers' stamps
 *
 * Return: true if it has tcp_tw_recycle, on or off.
 */
bool dlens_stamps_kept(void)
{
	struct dlens_stamps stamps;

	dlens_settings_homes(&stamps);
	return stamps.recycle_home != DLENS_HOME_REMOVED;
}

/**
 * dlens_stamps_read() - judge the settings, counters and hosts of a snapshot
 * @snapshot: with hosts, and with counters where the kernel has tcp_tw_recycle; gets
 *	@risk
 *
 * Cost: once through all namespaces, two hundred instructions each, and through
 * those rows.
 *
 * Context: process, under the snapshot's mutex; sleeps.
 * Return: 0, or -ENOMEM: then the last flag stands.
 */
int dlens_stamps_read(struct dlens_snapshot *snapshot)
{
	struct dlens_stamps *stamps = &snapshot->risk;
	struct net *net;
	u32 i;

	stamps->nets = kvcalloc(ROWS, sizeof(*stamps->nets), GFP_KERNEL);
	if (!stamps->nets)
		return -ENOMEM;
	dlens_settings_homes(stamps);
	dlens_stamps_count(snapshot);
	forget();
	add_hosts(snapshot);
	add_refusals(snapshot);
	dlens_for_each_asked(net, snapshot, i)
		judge_net(snapshot, net);
	/* those that were left out are dlens_stamps_quiet() */
	stamps->nr_of[DLENS_RISK_NONE] += snapshot->quiet_nets;
	judge_rest(snapshot);
	sort(stamps->nets, stamps->nr_nets, sizeof(*stamps->nets), worse_first, NULL);
	WRITE_ONCE(flag, stamps->flag + 1);
	return 0;
}

/**
 * dlens_stamps_of() - what is known of one namespace
 * @snapshot: judged
 * @net: its serial number
 * @netns: its inode number
 *
 * Return: its row, or NULL if it does not matter or found no place.
 */
const struct dlens_stamp_net *dlens_stamps_of(const struct dlens_snapshot *snapshot, u32 net,
					      u32 netns)
{
	const struct dlens_stamps *stamps = &snapshot->risk;
	u32 i;

	for (i = 0; i < stamps->nr_nets; i++)
		if (stamps->nets[i].net == net && stamps->nets[i].netns == netns)
			return &stamps->nets[i];
	return NULL;
}

/* Return: the worst enum dlens_risk when it was last looked at, and 1; 0 if nobody looks. */
static u8 current_flag(void)
{
	return dlens_enabled() ? READ_ONCE(flag) : 0;
}

/**
 * dlens_risk_word() - the flag when it was last looked at
 *
 * Return: its word; "unknown" if nobody looks.
 */
const char *dlens_risk_word(void)
{
	u8 now = current_flag();

	return dlens_risk_name(now ? now - 1 : DLENS_RISKS);
}

/**
 * dlens_risk_announce() - wake those who wait for another flag
 *
 * Context: process, without the snapshot's mutex; sleeps.
 */
void dlens_risk_announce(void)
{
	u32 now = current_flag();

	if (xchg(&announced, now) != now)
		dlens_sysfs_risk_changed();
}

/**
 * dlens_stamps_memory() - what is remembered from one look to the next
 *
 * Return: bytes.
 */
size_t dlens_stamps_memory(void)
{
	return sizeof(places) + sizeof(refusals);
}
