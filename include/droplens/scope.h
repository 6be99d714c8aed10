/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SCOPE_H
#define DROPLENS_SCOPE_H

#include <linux/if.h>
#include <linux/types.h>

/**
 * struct dlens_place - where a packet was, as far as it is known
 * @net: the namespace's number: counts up from 1, never used twice; 0 if unknown
 * @net_slot: where the namespace is kept, for dlens_net_gone()
 * @inum: the namespace's inode number, which the kernel gives out again
 * @ifindex: interface index, 0 if unknown
 * @dev: interface name, "" if unknown
 */
struct dlens_place {
	u32 net;
	u32 net_slot;
	u32 inum;
	u32 ifindex;
	char dev[IFNAMSIZ];
};

int dlens_scope_init(void);
void dlens_scope_exit(void);

bool dlens_scope_live(unsigned long address);
bool dlens_scope_net(unsigned long address, struct dlens_place *place);

bool dlens_scope_place(unsigned long scope, struct dlens_place *place);
bool dlens_scope_receiver(u32 net, u32 ifindex, struct dlens_place *place);
bool dlens_net_gone(u32 net_slot, u32 net);
u32 dlens_scope_changes(void);
u32 dlens_scope_renames(void);
u32 dlens_scope_untracked(u32 *ever);
void dlens_scope_recounted(u32 ever, u32 now);
size_t dlens_scope_memory(void);

/* for module/watch.c */
void dlens_scope_add(unsigned long address, const struct dlens_place *place);
void dlens_scope_rename(unsigned long address, const char *dev);
void dlens_scope_remove(unsigned long address);

/* for the ledger, in this order */
bool dlens_scope_condemn(void);
bool dlens_scope_expired(unsigned long scope);
void dlens_scope_bury(void);

#endif
