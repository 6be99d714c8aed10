/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_NETS_H
#define DROPLENS_NETS_H

#include <net/net_namespace.h>

#include <droplens/history.h>

/* All slices. */
#define DLENS_ANY_SLICE DLENS_SLICES

/* More rows than this in one table help nobody; the rest is counted as cut. */
#define DLENS_ROWS_MAX 32768

/* Set by module parameters, checked before any source starts. */
extern unsigned int dlens_history_namespaces;
extern unsigned int dlens_history_devices;

/* A namespace's inode number is known without a lock and spread evenly. */
static inline unsigned int dlens_net_slice(const struct net *net)
{
	return dlens_inum(net) % DLENS_SLICES;
}

struct net *dlens_net_next(struct net *net, unsigned int slice);
int dlens_rows_room(void *rows, u32 nr, u32 *room, u32 want, size_t size);

/**
 * dlens_for_each_net() - visit namespaces; the body may sleep, not leave
 * @net: a struct net *; there is a reference on it in the body
 * @slice: only those of this slice, or DLENS_ANY_SLICE
 */
#define dlens_for_each_net(net, slice) \
	for ((net) = dlens_net_next(NULL, slice); (net); (net) = dlens_net_next(net, slice))

#endif
