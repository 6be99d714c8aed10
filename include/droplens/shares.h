/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SHARES_H
#define DROPLENS_SHARES_H

#include <droplens/check.h>

/* Not an SNMP counter: what the devices of the namespace dropped. */
#define DLENS_SHARED_BY_DEVICES DLENS_MIB_FACTS
#define DLENS_SHARED_BY_NONE 0xff

/**
 * struct dlens_shares - what counters of a scope have yet to tell of its drops
 * @left: packets of the last minute by enum dlens_mib_fact, then those of devices;
 *	DLENS_ABSENT if nobody kept history, 0 if the kernel has no such counter
 *
 * On the stack of who looks at a scope.
 */
struct dlens_shares {
	u64 left[DLENS_SHARED_BY_DEVICES + 1];
};

void dlens_shares_begin(struct dlens_shares *shares, const struct dlens_facts *facts);
void dlens_share_given(struct dlens_shares *shares, const char *reason, const char *function,
		       u64 packets, u8 check);
void dlens_share_counted(struct dlens_shares *shares, u8 counter, u64 packets);
u64 dlens_share(struct dlens_shares *shares, const char *reason, const char *function,
		u64 packets, u32 *nr, u8 *check);
u8 dlens_shared_by(const char *reason, const char *function);

#endif
