/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_NETDEVICE_H
#define DROPLENS_COMPAT_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>

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

#ifdef DLENS_HAVE_IFLINK
#define dlens_iflink(dev) dev_get_iflink(dev)
#else
#define dlens_iflink(dev) ((dev)->iflink)
#endif

#ifdef DLENS_HAVE_RX_NOHANDLER
#define dlens_rx_nohandler(stats) ((stats)->rx_nohandler)
#else
#define dlens_rx_nohandler(stats) DLENS_ABSENT
#endif

#endif
