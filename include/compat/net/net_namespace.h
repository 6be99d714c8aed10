/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_NET_NAMESPACE_H
#define DROPLENS_COMPAT_NET_NET_NAMESPACE_H

#include_next <net/net_namespace.h>

/* A namespace's inode number; 3.19 (435d5f4bb2cc) */
#ifdef DLENS_HAVE_NS_COMMON
#define dlens_inum(net) ((net)->ns.inum)
#else
#define dlens_inum(net) ((net)->proc_inum)
#endif

#endif
