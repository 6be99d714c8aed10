/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_HOTDATA_H
#define DROPLENS_COMPAT_NET_HOTDATA_H

#ifdef DLENS_HAVE_HOTDATA
#include_next <net/hotdata.h>
#else
#include <linux/netdevice.h>

struct dlens_hotdata {
	int max_backlog;
};

#define net_hotdata (*(const struct dlens_hotdata *)&netdev_max_backlog)
#endif

#endif
