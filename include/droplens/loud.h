/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_LOUD_H
#define DROPLENS_LOUD_H

#include <net/net_namespace.h>

#include <droplens/snapshot.h>
#include <droplens/source.h>

/* Namespaces besides the first of which findings shows all checks. */
#define DLENS_SHOWN_NETS 32

/* Under the snapshot's mutex. */
int dlens_loud_find(struct dlens_snapshot *snapshot, const struct dlens_source *const *sources,
		    u32 nr);
void dlens_loud_put(struct dlens_snapshot *snapshot);

struct net *dlens_asked_next(const struct dlens_snapshot *snapshot, struct net *net, u32 *next);
void dlens_asked_stop(const struct dlens_snapshot *snapshot, struct net *net);

/**
 * dlens_for_each_asked() - visit the namespaces that a snapshot's reader asks for
 * @net: a struct net *; there is a reference on it in the body, which may sleep, and
 *	be left with dlens_asked_stop()
 * @snapshot: being filled in
 * @next: a u32
 */
#define dlens_for_each_asked(net, snapshot, next) \
	for ((next) = 0, (net) = dlens_asked_next(snapshot, NULL, &(next)); (net); \
	     (net) = dlens_asked_next(snapshot, net, &(next)))

#endif
