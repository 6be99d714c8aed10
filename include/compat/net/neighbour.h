/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_NEIGHBOUR_H
#define DROPLENS_COMPAT_NET_NEIGHBOUR_H

#include_next <net/neighbour.h>

/* What gc_thresh3 limits: from 5.0 on not those that are permanent. */
#ifdef DLENS_HAVE_NEIGH_GC_ENTRIES
#define dlens_neigh_entries(table) atomic_read(&(table)->gc_entries)
#else
#define dlens_neigh_entries(table) atomic_read(&(table)->entries)
#endif

#ifdef DLENS_HAVE_NEIGH_TABLE_FULLS
#define dlens_neigh_fulls(stat) READ_ONCE((stat)->table_fulls)
#define DLENS_NEIGH_FULLS 1
#else
/* counted nowhere */
#define dlens_neigh_fulls(stat) 0UL
#define DLENS_NEIGH_FULLS 0
#endif

#endif
