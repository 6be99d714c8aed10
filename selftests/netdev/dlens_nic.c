// SPDX-License-Identifier: GPL-2.0
/*
 * A network device for tests, of which a script says what it counts:
 *
 *	ip link add nic0 type dlens_nic
 *	echo rx_missed_errors 10 > /sys/class/net/nic0/count/add
 *
 *	echo 10.1.0.1 10.1.0.2 5000 20 > /sys/class/net/nic0/count/scarce
 *
 * The second makes it receive so many UDP datagrams, from the first address to the
 * second and that port, in memory that the kernel keeps for when there is none left
 * (skb->pfmemalloc). Else it receives nothing, and it takes every packet that is sent.
 */
#include <linux/bottom_half.h>
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
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

static struct sk_buff *datagram(struct net_device *dev, const u8 *from, const u8 *to, u16 port)
{
	struct sk_buff *skb = netdev_alloc_skb(dev, 256);
	struct udphdr *udp;
	struct ethhdr *eth;
	struct iphdr *ip;

	if (!skb)
		return NULL;
	eth = skb_put_zero(skb, sizeof(*eth));
	ip = skb_put_zero(skb, sizeof(*ip));
	/* a checksum of 0: there is none */
	udp = skb_put_zero(skb, sizeof(*udp));
	memcpy(eth->h_dest, dev->dev_addr, ETH_ALEN);
	eth->h_source[0] = 2;
	eth->h_proto = htons(ETH_P_IP);
	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->ttl = 64;
	ip->protocol = IPPROTO_UDP;
	ip->tot_len = htons(sizeof(*ip) + sizeof(*udp));
	memcpy(&ip->saddr, from, 4);
	memcpy(&ip->daddr, to, 4);
	ip_send_check(ip);
	udp->source = htons(5000);
	udp->dest = htons(port);
	udp->len = htons(sizeof(*udp));
	skb->protocol = eth_type_trans(skb, dev);
	skb->pfmemalloc = 1;
	return skb;
}

static ssize_t scarce_store(struct device *device, struct device_attribute *attr,
			    const char *buf, size_t size)
{
	struct net_device *dev = to_net_dev(device);
	struct sk_buff *skb;
	u8 from[4], to[4];
	unsigned int n;
	u16 port;

	if (sscanf(buf, "%hhu.%hhu.%hhu.%hhu %hhu.%hhu.%hhu.%hhu %hu %u", &from[0], &from[1],
		   &from[2], &from[3], &to[0], &to[1], &to[2], &to[3], &port, &n) != 10)
		return -EINVAL;
	for (; n; n--) {
		skb = datagram(dev, from, to, port);
		if (!skb)
			return -ENOMEM;
		local_bh_disable();
		netif_rx(skb);
		local_bh_enable();
	}
	return size;
}
static DEVICE_ATTR_WO(scarce);

static struct attribute *attributes[] = { &dev_attr_add.attr, &dev_attr_scarce.attr, NULL };
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
