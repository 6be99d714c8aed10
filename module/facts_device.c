// SPDX-License-Identifier: GPL-2.0
/*
 * What the devices of a namespace tell: of each kind of loss the worst one.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include <droplens/facts.h>

/* Index of facts->nic. */
enum nic { RING, ERRORS, DROPPED, NICS };

/* The exact ones first: the last two are sums that drivers make of the others. */
static const struct {
	u8 counter;
	u8 nic;
	const char *name;
} watched[] = {
	{ DLENS_DEV_RX_MISSED, RING, "rx_missed" },
	{ DLENS_DEV_RX_FIFO, RING, "rx_fifo" },
	{ DLENS_DEV_RX_OVER, RING, "rx_over" },
	{ DLENS_DEV_RX_CRC, ERRORS, "rx_crc" },
	{ DLENS_DEV_RX_FRAME, ERRORS, "rx_frame" },
	{ DLENS_DEV_RX_LENGTH, ERRORS, "rx_length" },
	{ DLENS_DEV_TX_CARRIER, ERRORS, "tx_carrier" },
	{ DLENS_DEV_TX_ABORTED, ERRORS, "tx_aborted" },
	{ DLENS_DEV_TX_FIFO, ERRORS, "tx_fifo" },
	{ DLENS_DEV_COLLISIONS, ERRORS, "collisions" },
	{ DLENS_DEV_RX_DROPPED, DROPPED, "rx_dropped" },
	{ DLENS_DEV_TX_DROPPED, DROPPED, "tx_dropped" },
	{ DLENS_DEV_RX_NOHANDLER, DROPPED, "rx_nohandler" },
	{ DLENS_DEV_RX_ERRORS, ERRORS, "rx_errors" },
	{ DLENS_DEV_TX_ERRORS, ERRORS, "tx_errors" },
};

/**
 * dlens_mtu_too_small() - is an MTU less than IP counts on
 * @mtu: bytes
 * @ipv6: IPv6 is meant to work there
 *
 * Return: true if so.
 */
bool dlens_mtu_too_small(u32 mtu, bool ipv6)
{
	return mtu < (ipv6 ? DLENS_MTU_IPV6 : DLENS_MTU_IPV4);
}

static bool too_small(const struct dlens_device *dev)
{
	return dev->up && dev->ip && dlens_mtu_too_small(dev->mtu, dev->ipv6);
}

/**
 * dlens_device_facts_any() - does a device have anything to say
 * @dev: the device
 *
 * Return: true if a check should look at its namespace.
 */
bool dlens_device_facts_any(const struct dlens_device *dev)
{
	int i;

	/* all of them are watched; asked of thousands */
	BUILD_BUG_ON(ARRAY_SIZE(watched) != DLENS_DEVS);
	for (i = 0; i < DLENS_DEVS; i++)
		if (dlens_moved(dev->last_60s[i]))
			return true;
	return too_small(dev);
}

static u64 change_of(const struct dlens_device *dev, int i, bool told)
{
	u64 change = dev->last_60s[watched[i].counter];
	bool sum = watched[i].counter == DLENS_DEV_RX_ERRORS ||
		   watched[i].counter == DLENS_DEV_TX_ERRORS;

	return dlens_moved(change) && !(sum && told) ? change : 0;
}

static void note(struct dlens_device_fact *fact, const struct dlens_device *dev, int i, u64 change)
{
	fact->dev = dev->name;
	fact->counter = watched[i].name;
	fact->last_60s = change;
	fact->total = dev->stat[watched[i].counter];
}

/* The worst one, and those after it: another check may explain what the first ones lost. */
static void rank(struct dlens_facts *facts, struct dlens_device_fact *fact)
{
	struct dlens_device_fact *worst = &facts->nic[DROPPED];
	u32 devices = worst->devices;
	int i;

	if (fact->last_60s > worst->last_60s)
		swap(*worst, *fact);
	worst->devices = devices;
	for (i = 0; i < DLENS_DROPPERS; i++)
		if (fact->last_60s > facts->dropper[i].last_60s)
			swap(facts->dropper[i], *fact);
}

static void look(struct dlens_facts *facts, const struct dlens_device *dev)
{
	struct dlens_device_fact dropped = {};
	bool counted[NICS] = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(watched); i++) {
		struct dlens_device_fact *nic = &facts->nic[watched[i].nic], *most = nic;
		u64 change = change_of(dev, i, counted[RING] || counted[ERRORS]);

		/* a bond has neither a ring nor a cable: its members have */
		if (!change || (dev->sum && watched[i].nic != DROPPED))
			continue;
		nic->devices += !counted[watched[i].nic];
		counted[watched[i].nic] = true;
		if (watched[i].nic == DROPPED)
			most = &dropped;
		if (change > most->last_60s)
			note(most, dev, i, change);
	}
	if (dropped.last_60s)
		rank(facts, &dropped);
}

/* A device without a history makes the sum unknown, a counter that nobody has does not. */
static void add_dropped(u64 *sum, const struct dlens_device *dev)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(watched); i++) {
		u64 change = dev->last_60s[watched[i].counter];

		if (watched[i].nic != DROPPED || *sum == DLENS_ABSENT ||
		    dev->stat[watched[i].counter] == DLENS_ABSENT)
			continue;
		*sum = change == DLENS_ABSENT ? DLENS_ABSENT : *sum + change;
	}
}

static void look_at_mtu(struct dlens_facts *facts, const struct dlens_device *dev)
{
	if (!too_small(dev) || (facts->small_mtu && facts->small_mtu <= dev->mtu))
		return;
	facts->small_mtu = dev->mtu;
	facts->small_mtu_dev = dev->name;
}

/**
 * dlens_device_facts() - what the devices of a namespace tell
 * @facts: gets @nic, @devices_dropped_60s and @small_mtu; strings are the snapshot's
 * @part: the namespace; NULL for the host, which has no devices of its own
 */
void dlens_device_facts(struct dlens_facts *facts, const struct dlens_part *part)
{
	u32 i;

	BUILD_BUG_ON(ARRAY_SIZE(facts->nic) != NICS);
	for (i = 0; i < NICS; i++) {
		facts->nic[i].dev = "";
		facts->nic[i].counter = "";
	}
	for (i = 0; i < DLENS_DROPPERS; i++) {
		facts->dropper[i].dev = "";
		facts->dropper[i].counter = "";
	}
	facts->small_mtu_dev = "";
	facts->qdisc_carrier = true;
	facts->mtu_carrier = true;
	facts->qdisc = "";
	facts->qdisc_limit = DLENS_ABSENT;
	facts->txqueuelen = DLENS_ABSENT;
	if (!part || !part->nr_devices)
		facts->devices_dropped_60s = DLENS_ABSENT;
	for (i = 0; part && i < part->nr_devices; i++) {
		look(facts, &part->devices[i]);
		look_at_mtu(facts, &part->devices[i]);
		add_dropped(&facts->devices_dropped_60s, &part->devices[i]);
	}
}

static const struct dlens_device *find(const struct dlens_part *part, const char *name)
{
	u32 i;

	for (i = 0; i < part->nr_devices; i++)
		if (!strcmp(part->devices[i].name, name))
			return &part->devices[i];
	return NULL;
}

/**
 * dlens_device_settings() - settings of the devices where most was dropped
 * @facts: with its drops; gets those of @sockets and queues that belong to a device
 * @part: the namespace
 */
void dlens_device_settings(struct dlens_facts *facts, const struct dlens_part *part)
{
	const struct dlens_device *dev;

	dev = find(part, facts->dropped[DLENS_CHECK_RP_FILTER].in);
	facts->sockets.rp_filter_dev = dev ? dev->rp_filter : DLENS_ABSENT;
	dev = find(part, facts->dropped[DLENS_CHECK_MTU].dev);
	facts->mtu_carrier = !dev || dev->carrier;
	dev = find(part, facts->dropped[DLENS_CHECK_QDISC].dev);
	if (!dev)
		return;
	facts->qdisc_carrier = dev->carrier;
	facts->qdisc = dev->qdisc;
	facts->qdisc_limit = dev->qdisc_limit;
	facts->txqueuelen = dev->txqueuelen;
}
