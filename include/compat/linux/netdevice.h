/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_NETDEVICE_H
#define DROPLENS_COMPAT_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>

/*
 * RHEL 7 calls who registers by the old names with a device itself, as before 3.11, though
 * netdev_notifier_info_to_dev() is there.
 */
#ifdef DLENS_HAVE_NOTIFIER_RH
#define register_netdevice_notifier register_netdevice_notifier_rh
#define unregister_netdevice_notifier unregister_netdevice_notifier_rh
#endif

/* An unsigned int up to 6.9, then an atomic_t: the same 32 bits. */
#ifndef DLENS_HAVE_NUMA_DROPS
#define drop_counters dropped
#define numa_drop_read(drops) READ_ONCE(*(const u32 *)(drops))
#endif

/* Packets that the flow limit of a softnet_data dropped; under rcu_read_lock(). */
#if !IS_ENABLED(CONFIG_NET_FLOW_LIMIT)
#define dlens_flow_limit_count(sd) 0ULL
#elif defined(DLENS_HAVE_FLOW_LIMIT)
#define dlens_flow_limit_count(sd) ({				\
	struct sd_flow_limit *__limit = rcu_dereference((sd)->flow_limit); \
	__limit ? (u64)READ_ONCE(__limit->count) : 0ULL;	\
})
#else
#define dlens_flow_limit_count(sd) DLENS_ABSENT
#endif

/*
 * Index of a pair's far half, 0 if there is none: dev_get_iflink() tells the own index of
 * what is no half, which may be the far one's too. Before 4.1 halves tell nobody.
 */
static inline u32 dlens_far_index(const struct net_device *dev)
{
#ifdef DLENS_HAVE_IFLINK
	return dev->netdev_ops && dev->netdev_ops->ndo_get_iflink ? dev_get_iflink(dev) : 0;
#else
	return 0;
#endif
}

#ifdef DLENS_HAVE_RX_NOHANDLER
#define dlens_rx_nohandler(stats) ((stats)->rx_nohandler)
#else
#define dlens_rx_nohandler(stats) DLENS_ABSENT
#endif

#endif
