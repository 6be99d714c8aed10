/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_HOSTS_TABLE_H
#define DROPLENS_HOSTS_TABLE_H

#include <linux/cache.h>
#include <linux/spinlock.h>

#include <droplens/hosts.h>

/* What module/hosts.c and module/source_hosts.c have in common; nobody else's. */

#define DLENS_HOSTS_WAYS 8

/**
 * struct dlens_hosts_bucket - the entries that a host may be in
 * @lock: of all of it; probes try for it, readers take it with interrupts off
 * @used: there is or was an entry; never false again
 * @ways: entries, free ones anywhere
 */
struct dlens_hosts_bucket {
	raw_spinlock_t lock;
	bool used;
	struct dlens_shadow ways[DLENS_HOSTS_WAYS];
} ____cacheline_aligned;

extern struct dlens_hosts_bucket *dlens_hosts_buckets;
extern unsigned int dlens_hosts_nr_buckets;

int dlens_hosts_init(void);
void dlens_hosts_exit(void);
size_t dlens_hosts_memory(void);

#endif
