// SPDX-License-Identifier: GPL-2.0
/*
 * A network device for tests, of which a script says what it counts:
 *
 *	ip link add nic0 type dlens_nic
 *	echo rx_missed_errors 10 > /sys/class/net/nic0/count/add
 *
 * It takes every packet that is sent and receives none.
 */
#include <linux/etherdevice.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <net/rtnetlink.h>

static const struct {
	const char *name;
	size_t at;
} counters[] = {
#define COUNTER(field) { #field, offsetof(struct rtnl_link_stats64, field) }
	COUNTER(rx_errors),
	COUNTER(tx_errors),
	COUNTER(rx_dropped),
	COUNTER(tx_dropped),
	COUNTER(collisions),
	COUNTER(rx_length_errors),
	COUNTER(rx_over_errors),
	COUNTER(rx_crc_errors),
	COUNTER(rx_frame_errors),
	COUNTER(rx_fifo_errors),
	COUNTER(rx_missed_errors),
	COUNTER(tx_aborted_errors),
	COUNTER(tx_carrier_errors),
	COUNTER(tx_fifo_errors),
};

static ssize_t add_store(struct device *device, struct device_attribute *attr, const char *buf,
			 size_t size)
{
	struct rtnl_link_stats64 *stats = netdev_priv(to_net_dev(device));
	char name[32];
	unsigned int n;
	size_t i;

	if (sscanf(buf, "%31s %u", name, &n) != 2)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		if (strcmp(name, counters[i].name))
			continue;
		rtnl_lock();
		*(u64 *)((u8 *)stats + counters[i].at) += n;
		rtnl_unlock();
		return size;
	}
	return -EINVAL;
}
static DEVICE_ATTR_WO(add);

static struct attribute *attributes[] = { &dev_attr_add.attr, NULL };
static const struct attribute_group group = { .name = "count", .attrs = attributes };

static netdev_tx_t take(struct sk_buff *skb, struct net_device *dev)
{
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static void tell(struct net_device *dev, struct rtnl_link_stats64 *stats)
{
	*stats = *(struct rtnl_link_stats64 *)netdev_priv(dev);
}

static const struct net_device_ops ops = {
	.ndo_start_xmit = take,
	.ndo_get_stats64 = tell,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->netdev_ops = &ops;
	dev->needs_free_netdev = true;
	dev->flags |= IFF_NOARP;
	dev->sysfs_groups[0] = &group;
}

static struct rtnl_link_ops links = {
	.kind = "dlens_nic",
	.priv_size = sizeof(struct rtnl_link_stats64),
	.setup = setup,
};

static int __init dlens_nic_init(void)
{
	return rtnl_link_register(&links);
}

static void __exit dlens_nic_exit(void)
{
	rtnl_link_unregister(&links);
}

module_init(dlens_nic_init);
module_exit(dlens_nic_exit);
MODULE_ALIAS_RTNL_LINK("dlens_nic");
MODULE_DESCRIPTION("network device for tests that counts what it is told");
MODULE_LICENSE("GPL");
