// SPDX-License-Identifier: GPL-2.0
/*
 * The error and drop counters of every network device, as "ip -s -s link" shows them.
 */
#include <linux/errno.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <net/sch_generic.h>

#include <droplens/facts.h>
#include <droplens/loud.h>
#include <droplens/nets.h>
#include <droplens/scope.h>
#include <droplens/source.h>

static struct dlens_history history;

/* A namespace's number and an index in it are never both given out again. */
static u64 key_of(u32 net, const struct net_device *dev)
{
	return (u64)net << 32 | (u32)dev->ifindex;
}

/*
 * Devices have their namespace's turn: thousands of namespaces with one device or two
 * each then need not all be visited every second. Only the first one, where a host
 * has hundreds, is visited each time, for a part of its devices.
 */
static unsigned int slice_of(const struct net *net, const struct net_device *dev)
{
	u32 more = net_eq(net, &init_net) ? dev->ifindex : 0;

	return (dlens_net_slice(net) + more) % DLENS_SLICES;
}

/*
 * A virtual device comes with counters of zero. A real one may have come from
 * another namespace, with all that it lost there.
 */
static bool from_zero(const struct net_device *dev)
{
	return !dev->dev.parent;
}

/* Under rcu_read_lock(). */
static void collect(u64 *stat, struct net_device *dev)
{
	struct rtnl_link_stats64 s;

	dev_get_stats(dev, &s);
	stat[DLENS_DEV_RX_ERRORS] = s.rx_errors;
	stat[DLENS_DEV_TX_ERRORS] = s.tx_errors;
	stat[DLENS_DEV_RX_DROPPED] = s.rx_dropped;
	stat[DLENS_DEV_TX_DROPPED] = s.tx_dropped;
	stat[DLENS_DEV_RX_MISSED] = s.rx_missed_errors;
	stat[DLENS_DEV_RX_FIFO] = s.rx_fifo_errors;
	stat[DLENS_DEV_RX_OVER] = s.rx_over_errors;
	stat[DLENS_DEV_RX_CRC] = s.rx_crc_errors;
	stat[DLENS_DEV_RX_FRAME] = s.rx_frame_errors;
	stat[DLENS_DEV_RX_LENGTH] = s.rx_length_errors;
	stat[DLENS_DEV_RX_NOHANDLER] = dlens_rx_nohandler(&s);
	stat[DLENS_DEV_TX_CARRIER] = s.tx_carrier_errors;
	stat[DLENS_DEV_TX_ABORTED] = s.tx_aborted_errors;
	stat[DLENS_DEV_TX_FIFO] = s.tx_fifo_errors;
	stat[DLENS_DEV_COLLISIONS] = s.collisions;
}

static void keep_net(struct net *net, u32 number)
{
	struct net_device *dev;
	u64 stat[DLENS_DEVS];

	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		if (slice_of(net, dev) != history.slice)
			continue;
		collect(stat, dev);
		/* what this kernel does not count is no loss to remember */
		if (stat[DLENS_DEV_RX_NOHANDLER] == DLENS_ABSENT)
			stat[DLENS_DEV_RX_NOHANDLER] = 0;
		dlens_history_keep(&history, key_of(number, dev), stat, from_zero(dev));
	}
	rcu_read_unlock();
}

static void devices_tick(u32 second)
{
	struct dlens_place place;
	struct net *net;

	dlens_history_begin(&history, second);
	dlens_for_each_net(net, history.slice)
		if (!net_eq(net, &init_net) && dlens_scope_net((unsigned long)net, &place))
			keep_net(net, place.net);
	if (dlens_scope_net((unsigned long)&init_net, &place))
		keep_net(&init_net, place.net);
	dlens_history_end(&history);
}

/* As dlens_history_last_60s() would tell of each counter. */
static void fill_without_past(struct dlens_device *row, const struct net *net,
			      const struct net_device *dev, u32 second)
{
	if (row->net && from_zero(dev) &&
	    dlens_history_clean(&history, slice_of(net, dev), second))
		memcpy(row->last_60s, row->stat, sizeof(row->last_60s));
	else
		memset(row->last_60s, 0xff, sizeof(row->last_60s));
}

static void fill_last_60s(struct dlens_device *row, const struct net *net,
			  const struct net_device *dev, u32 second)
{
	const struct dlens_past *past = dlens_history_find(&history, key_of(row->net, dev));
	int i;

	if (!past) {
		fill_without_past(row, net, dev, second);
		return;
	}
	for (i = 0; i < DLENS_DEVS; i++) {
		row->last_60s[i] = DLENS_ABSENT;
		if (!row->net || row->stat[i] == DLENS_ABSENT)
			continue;
		row->last_60s[i] = dlens_history_last_60s(&history, past, slice_of(net, dev), i,
							  second, row->stat[i]);
	}
}

/**
 * dlens_net_has_ipv6() - is IPv6 meant to work in a namespace
 * @net: the namespace, with a reference
 *
 * A link below IPv6's least MTU does no harm where nobody wants IPv6.
 *
 * Return: false if this kernel has none, or it is disabled there.
 */
bool dlens_net_has_ipv6(const struct net *net)
{
#if IS_ENABLED(CONFIG_IPV6)
	const struct ipv6_devconf *all = net->ipv6.devconf_all, *dflt = net->ipv6.devconf_dflt;

	return all && dflt && !READ_ONCE(all->disable_ipv6) && !READ_ONCE(dflt->disable_ipv6);
#else
	return false;
#endif
}

/* Under rcu_read_lock(). */
static u64 rp_filter(const struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get_rcu(dev);

	return in_dev ? IN_DEV_CONF_GET(in_dev, RP_FILTER) : DLENS_ABSENT;
}

/* Under rcu_read_lock(). */
static void fill_queue(struct dlens_device *row, const struct net_device *dev)
{
	typeof(dlens_root_qdisc(dev)) root = dlens_root_qdisc(dev);
	u32 limit = root ? READ_ONCE(root->limit) : 0;

	row->txqueuelen = READ_ONCE(dev->tx_queue_len);
	row->qdisc_limit = limit && limit != U32_MAX ? limit : DLENS_ABSENT;
	if (root)
		memcpy(row->qdisc, root->ops->id, IFNAMSIZ);
	row->qdisc[IFNAMSIZ - 1] = '\0';
}

/*
 * Under rcu_read_lock(). A bus like CAN or a radio of sensors has frames of 16 or 127
 * bytes, and nobody wants IP there.
 */
static bool carries_ip(const struct net_device *dev)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);

	return dev->type == ARPHRD_ETHER || dev->flags & IFF_POINTOPOINT ||
	       (in_dev && rcu_access_pointer(in_dev->ifa_list));
}

/* Under rcu_read_lock(): all that says whether the device has anything to say, and its past. */
static void fill_now(struct dlens_device *row, struct net_device *dev, bool ipv6)
{
	row->mtu = READ_ONCE(dev->mtu);
	row->up = dev->flags & IFF_UP;
	row->sum = dev->flags & IFF_MASTER;
	row->ip = carries_ip(dev);
	row->ipv6 = ipv6;
	collect(row->stat, dev);
}

/* Then nothing was lost there in the last minute. */
static bool lossless(const u64 *stat)
{
	u64 any = 0;
	int i;

	for (i = 0; i < DLENS_DEVS; i++)
		if (stat[i] != DLENS_ABSENT)
			any |= stat[i];
	return !any;
}

static bool devices_any(struct dlens_snapshot *snapshot, struct net *net, u32 number)
{
	static struct dlens_device row;
	bool ipv6 = dlens_net_has_ipv6(net), any = false;
	struct net_device *dev;

	row.net = number;
	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		fill_now(&row, dev, ipv6);
		if (lossless(row.stat)) {
			any = row.up && row.ip && dlens_mtu_too_small(row.mtu, ipv6);
		} else {
			fill_last_60s(&row, net, dev, snapshot->uptime_s);
			any = dlens_device_facts_any(&row);
		}
		if (any)
			break;
	}
	rcu_read_unlock();
	return any;
}

/* Under rcu_read_lock(); a rename meanwhile may mix the old name and the new. */
static void fill(struct dlens_device *row, const struct net *net, struct net_device *dev,
		 u32 second)
{
	memcpy(row->name, dev->name, IFNAMSIZ);
	row->name[IFNAMSIZ - 1] = '\0';
	row->netns = dlens_inum(net);
	row->ifindex = dev->ifindex;
	row->carrier = netif_carrier_ok(dev);
	row->rp_filter = rp_filter(dev);
	fill_queue(row, dev);
	fill_now(row, dev, dlens_net_has_ipv6(net));
	fill_last_60s(row, net, dev, second);
}

static u32 count_devices(struct net *net)
{
	struct net_device *dev;
	u32 nr = 0;

	rcu_read_lock();
	for_each_netdev_rcu(net, dev)
		nr++;
	rcu_read_unlock();
	return nr;
}

static int read_net(struct dlens_snapshot *snapshot, struct net *net, u32 *room)
{
	struct dlens_place place = { .net = 0 };
	struct dlens_device *row;
	struct net_device *dev;
	int err;

	err = dlens_rows_room(&snapshot->devices, snapshot->nr_devices, room,
			      snapshot->nr_devices + count_devices(net), sizeof(*row));
	if (err)
		return err;
	dlens_scope_net((unsigned long)net, &place);
	rcu_read_lock();
	for_each_netdev_rcu(net, dev) {
		if (snapshot->nr_devices == *room) {
			snapshot->cut++;
			continue;
		}
		row = snapshot->devices + snapshot->nr_devices++;
		row->net = place.net;
		fill(row, net, dev, snapshot->uptime_s);
	}
	rcu_read_unlock();
	return 0;
}

static int devices_read(struct dlens_snapshot *snapshot)
{
	struct net *net;
	u32 room = 0, i;
	int err = 0;

	dlens_for_each_asked(net, snapshot, i) {
		err = read_net(snapshot, net, &room);
		if (err) {
			dlens_asked_stop(snapshot, net);
			break;
		}
	}
	if (!dlens_history_whole(&history))
		dlens_snapshot_blind(snapshot,
				     "more devices have losses than history_devices: of some the last minute is unknown");
	return err;
}

const struct dlens_source dlens_source_devices = {
	.want = DLENS_WANT_DEVICES,
	.history = &history,
	.places = &dlens_history_devices,
	.width = DLENS_DEVS,
	.tick = devices_tick,
	.any = devices_any,
	.read = devices_read,
};
