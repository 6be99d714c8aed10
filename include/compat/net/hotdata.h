/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_HOTDATA_H
#define DROPLENS_COMPAT_NET_HOTDATA_H

#ifdef DLENS_HAVE_HOTDATA
#include_next <net/hotdata.h>

#define dlens_netdev_budget() ((u64)READ_ONCE(net_hotdata.netdev_budget))
#else
#include <linux/netdevice.h>

struct dlens_hotdata {
	int max_backlog;
};

#define net_hotdata (*(const struct dlens_hotdata *)&netdev_max_backlog)
/* exported to nobody */
#define dlens_netdev_budget() DLENS_ABSENT
#endif

#endif
