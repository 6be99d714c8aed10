/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_SOCK_H
#define DROPLENS_COMPAT_NET_SOCK_H

#include_next <net/sock.h>

/* For users that include net/hotdata.h: integers, some of which moved there. */
#if defined(DLENS_HAVE_HOTDATA_RMEM)
#define dlens_rmem_max() ((u64)READ_ONCE(net_hotdata.sysctl_rmem_max))
#elif defined(DLENS_HAVE_RMEM)
#define dlens_rmem_max() ((u64)READ_ONCE(sysctl_rmem_max))
#else
#define dlens_rmem_max() DLENS_ABSENT
#endif

#if defined(DLENS_HAVE_HOTDATA_WMEM)
#define dlens_wmem_max() ((u64)READ_ONCE(net_hotdata.sysctl_wmem_max))
#elif defined(DLENS_HAVE_WMEM)
#define dlens_wmem_max() ((u64)READ_ONCE(sysctl_wmem_max))
#else
#define dlens_wmem_max() DLENS_ABSENT
#endif

#endif
