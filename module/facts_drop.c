// SPDX-License-Identifier: GPL-2.0
/*
 * Drops, each given to the one check that explains it, and no packet twice: what a
 * counter tells of too is taken from the one that tells less.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include <droplens/classify.h>
#include <droplens/facts.h>
#include <droplens/names.h>
#include <droplens/shares.h>

static void add_part(struct dlens_dropped *sum, const struct dlens_drop *drop, u64 packets)
{
	sum->last_60s += packets;
	if (sum->location[0] && packets <= sum->top_60s)
		return;
	sum->top_60s = packets;
	sum->reason = drop->reason;
	sum->location = drop->location;
	/* names of the namespace that is blamed, not of the one that dropped */
	sum->dev = drop->blamed_netns ? drop->blamed_dev : drop->dev;
	sum->in = drop->blamed_netns ? "" : drop->in;
}

static void add_drop(struct dlens_dropped *sum, const struct dlens_drop *drop, u64 packets)
{
	sum->events += drop->events;
	sum->last_1s += drop->last_1s;
	add_part(sum, drop, packets);
}

/* What no protocol wanted is no loss, but the device counts it as rx_dropped. */
static bool unhandled(const struct dlens_drop *drop)
{
	return drop->class == DLENS_NORMAL &&
	       (drop->layer == DLENS_LAYER_DEVICE || !strcmp(drop->reason, "UNHANDLED_PROTO"));
}

/* What was sent here, and tc, its size or a neighbour table without room kept from leaving. */
static bool kept_back(const struct dlens_drop *drop)
{
	if (drop->check == DLENS_CHECK_TC_XDP)
		return !strcmp(drop->reason, "TC_EGRESS") ||
		       dlens_name_fits("__dev_queue_xmit", drop->location);
	return drop->check == DLENS_CHECK_MTU || !strcmp(drop->reason, "NEIGH_CREATEFAIL");
}

/*
 * The kernel counts whatever UDP could not pass on to the device as a full send
 * buffer; what another finding explains is no send buffer's fault.
 */
static void take_unsent(struct dlens_moved *sndbuf, u64 unsent)
{
	if (dlens_moved(sndbuf->last_60s))
		sndbuf->last_60s -= min(sndbuf->last_60s, unsent);
}

/*
 * Up to 6.14 the kernel calls it a filter's drop when a socket refuses a packet from
 * the reserves of memory; the counter tells which were.
 */
static void take_refused(struct dlens_dropped *other, u64 filtered,
			 const struct dlens_moved *refused)
{
	u64 part = dlens_moved(refused->last_60s) ? min(filtered, refused->last_60s) : 0;

	other->last_60s -= min(other->last_60s, part);
	if (!strcmp(other->reason, "SOCKET_FILTER"))
		other->top_60s -= min(other->top_60s, part);
}

/*
 * One neighbour table serves all namespaces: it is told of in the first one, and
 * where a next hop was missing.
 */
static void forget_table(struct dlens_socket_facts *facts)
{
	facts->neigh_table_fulls_60s = DLENS_ABSENT;
	facts->neigh_entries = DLENS_ABSENT;
}

/*
 * Drops that TCP reports without a namespace (before 6.11), and the counters that
 * tell of the same packets with theirs.
 */
static const struct {
	u8 check;
	u8 mib;
} counted_twice[] = {
	{ DLENS_CHECK_PAWS, DLENS_MIB_PAWS_ESTAB },
	{ DLENS_CHECK_PAWS, DLENS_MIB_PAWS_ACTIVE },
	{ DLENS_CHECK_SOCKET_BACKLOG, DLENS_MIB_TCP_BACKLOG_DROP },
	{ DLENS_CHECK_SOCKET_BUFFER, DLENS_MIB_TCP_RCVQ_DROP },
	{ DLENS_CHECK_SOCKET_BUFFER, DLENS_MIB_RCV_PRUNED },
	{ DLENS_CHECK_SOCKET_BUFFER, DLENS_MIB_OFO_PRUNED },
	{ DLENS_CHECK_SOCKET_BUFFER, DLENS_MIB_UDP_RCVBUF },
	{ DLENS_CHECK_CHECKSUM, DLENS_MIB_IN_CSUM },
};

/*
 * No packet is blamed twice: where the kernel has the counter, some namespace has
 * counted it, which is the better evidence.
 */
static void take_counted(struct dlens_facts *facts)
{
	struct dlens_dropped *dropped;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(counted_twice); i++) {
		if (facts->mib[counted_twice[i].mib].total == DLENS_ABSENT)
			continue;
		dropped = &facts->dropped[counted_twice[i].check];
		dropped->last_60s = 0;
		dropped->last_1s = 0;
	}
}

/* of so many packets one may be counted by one and not yet by the other */
#define READ_APART 32

/*
 * Where the kernel gives no reason, what counters tell of the function's drops goes to
 * their checks. A device's counter has a window of its own, of a minute or more: no
 * more than that minute's drops, or what it no longer knows of would be left over.
 */
static void add_shared(struct dlens_facts *facts, struct dlens_shares *shares,
		       const struct dlens_drop *drop, u8 by, bool placed)
{
	u64 all = by == DLENS_SHARED_BY_DEVICES ? min(drop->last_60s, drop->last_minute) :
						  drop->last_minute;
	u64 rest = all, part;
	u8 check = DLENS_CHECKS;
	u32 nr = 0;

	while ((part = dlens_share(shares, drop->reason, drop->location, rest, &nr, &check))) {
		rest -= part;
		if (check < DLENS_CHECKS)
			add_part(&facts->dropped[check], drop, part);
	}
	/* the two are read one after the other: in a flood they differ a little */
	if (rest < all && rest <= all / READ_APART)
		rest = 0;
	/* a packet without a way on gets as far as ip_error(), which tells */
	if (dlens_name_fits("ip_rcv_finish*", drop->location))
		add_drop(&facts->strays, drop, rest);
	/* of no known namespace: some other one has counted its part, who knows how many */
	else if (drop->check < DLENS_CHECKS && (placed || drop->check != DLENS_CHECK_OTHER))
		add_drop(&facts->dropped[drop->check], drop, rest);
}

/* What is too large for a bridge's port or has to be fragmented, no device counts. */
static bool counted_by_device(const struct dlens_drop *drop)
{
	return dlens_name_fits("*forward_skb*", drop->location);
}

static void add_all(struct dlens_facts *facts, const struct dlens_parts *parts,
		    const struct dlens_part *part)
{
	struct dlens_shares shares;
	u32 i;

	dlens_shares_begin(&shares, facts);
	for (i = part->drops; i != DLENS_NO_DROP; i = parts->next[i]) {
		const struct dlens_drop *drop = &parts->snapshot->drops[i];

		dlens_share_given(&shares, drop->reason, drop->location, drop->last_minute,
				  drop->check);
		if (drop->check == DLENS_CHECK_SOFTNET_BACKLOG ||
		    (drop->check == DLENS_CHECK_MTU && drop->dev[0] && counted_by_device(drop)))
			dlens_share_counted(&shares, DLENS_SHARED_BY_DEVICES,
					    min(drop->last_60s, drop->last_minute));
	}
	for (i = part->drops; i != DLENS_NO_DROP; i = parts->next[i]) {
		const struct dlens_drop *drop = &parts->snapshot->drops[i];
		u8 check = drop->check;
		u8 by = dlens_shared_by(drop->reason, drop->location);

		if (by != DLENS_SHARED_BY_NONE)
			add_shared(facts, &shares, drop, by, part->net);
		else if (check < DLENS_CHECKS && !dlens_check_is_host(check))
			add_drop(&facts->dropped[check], drop, drop->last_minute);
	}
}

/**
 * dlens_drop_facts_host() - the drops that are the host's to explain
 * @facts: gets @dropped; strings are the snapshot's
 * @s: the snapshot
 */
void dlens_drop_facts_host(struct dlens_facts *facts, const struct dlens_snapshot *s)
{
	u32 i;

	for (i = 0; i < s->nr_drops; i++) {
		u8 check = s->drops[i].check;

		if (check < DLENS_CHECKS && dlens_check_is_host(check))
			add_drop(&facts->dropped[check], &s->drops[i],
				 s->drops[i].last_minute);
	}
}

/**
 * dlens_drop_facts() - the drops of a namespace
 * @facts: with all its counters; and devices; gets @dropped and @unhandled_60s
 * @parts: the snapshot
 * @part: the namespace
 */
void dlens_drop_facts(struct dlens_facts *facts, const struct dlens_parts *parts,
		      const struct dlens_part *part)
{
	u64 filtered = 0, unsent = part->unsent, received = 0;
	u32 i;

	add_all(facts, parts, part);
	for (i = part->drops; i != DLENS_NO_DROP; i = parts->next[i]) {
		const struct dlens_drop *drop = &parts->snapshot->drops[i];

		if (!strcmp(drop->reason, "SOCKET_FILTER"))
			filtered += drop->last_minute;
		if (kept_back(drop))
			unsent += drop->last_minute;
		if (facts->unhandled_60s != DLENS_ABSENT && unhandled(drop))
			facts->unhandled_60s += drop->last_70s;
		if (dlens_name_fits("__netif_receive_skb_core", drop->location))
			received += drop->last_70s;
	}
	/* no reason tells them from tc's: but all are if none is left for tc */
	if (facts->reasons_absent && !facts->dropped[DLENS_CHECK_TC_XDP].last_60s)
		facts->unhandled_60s = received;
	if (!part->net)
		take_counted(facts);
	take_unsent(&facts->mib[DLENS_MIB_UDP_SNDBUF], unsent);
	take_refused(&facts->dropped[DLENS_CHECK_OTHER], filtered,
		     &facts->mib[DLENS_MIB_PFMEMALLOC_DROP]);
	if (part->netns != parts->snapshot->init_netns &&
	    !facts->dropped[DLENS_CHECK_NEIGHBOUR].last_60s)
		forget_table(&facts->sockets);
}
