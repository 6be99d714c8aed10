// SPDX-License-Identifier: GPL-2.0
/*
 * What the devices of a namespace tell: of each kind of loss the worst one.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include <droplens/facts.h>

/* RFC 791 and RFC 8200: what every link must carry. */
#define MTU_IPV4 576
#define MTU_IPV6 1280

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

static bool moved(u64 change)
{
	return change && change != DLENS_ABSENT;
}

/**
 * dlens_device_too_small() - does a device have an MTU that IP does not allow
 * @dev: the device
 *
 * Return: true if so, and it is up.
 */
bool dlens_device_too_small(const struct dlens_device *dev)
{
	return dev->up && dev->mtu < (dev->ipv6 ? MTU_IPV6 : MTU_IPV4);
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

	for (i = 0; i < ARRAY_SIZE(watched); i++)
		if (moved(dev->last_60s[watched[i].counter]))
			return true;
	return dlens_device_too_small(dev);
}

static u64 change_of(const struct dlens_device *dev, int i, bool told)
{
	u64 change = dev->last_60s[watched[i].counter];
	bool sum = watched[i].counter == DLENS_DEV_RX_ERRORS ||
		   watched[i].counter == DLENS_DEV_TX_ERRORS;

	return moved(change) && !(sum && told) ? change : 0;
}

static void look(struct dlens_facts *facts, const struct dlens_device *dev)
{
	bool counted[NICS] = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(watched); i++) {
		struct dlens_device_fact *nic = &facts->nic[watched[i].nic];
		u64 change = change_of(dev, i, counted[RING] || counted[ERRORS]);

		if (!change)
			continue;
		nic->devices += !counted[watched[i].nic];
		counted[watched[i].nic] = true;
		if (change <= nic->last_60s)
			continue;
		nic->dev = dev->name;
		nic->counter = watched[i].name;
		nic->last_60s = change;
		nic->total = dev->stat[watched[i].counter];
	}
}

static void look_at_mtu(struct dlens_facts *facts, const struct dlens_device *dev)
{
	if (!dlens_device_too_small(dev) || (facts->small_mtu && facts->small_mtu <= dev->mtu))
		return;
	facts->small_mtu = dev->mtu;
	facts->small_mtu_dev = dev->name;
}

/**
 * dlens_device_facts() - what the devices of a namespace tell
 * @facts: gets @nic and @small_mtu; strings are the snapshot's
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
	facts->small_mtu_dev = "";
	for (i = 0; part && i < part->nr_devices; i++) {
		look(facts, &part->devices[i]);
		look_at_mtu(facts, &part->devices[i]);
	}
}

/**
 * dlens_device_rp_filter() - the reverse path filter of an interface
 * @part: its namespace
 * @name: its name
 *
 * Return: conf.NAME.rp_filter, or DLENS_ABSENT.
 */
u64 dlens_device_rp_filter(const struct dlens_part *part, const char *name)
{
	u32 i;

	for (i = 0; i < part->nr_devices; i++)
		if (!strcmp(part->devices[i].name, name))
			return part->devices[i].rp_filter;
	return DLENS_ABSENT;
}
