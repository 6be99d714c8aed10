/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_HOSTS_H
#define DROPLENS_HOSTS_H

#include <linux/percpu.h>

#include <droplens/scope.h>
#include <droplens/shadow.h>
#include <droplens/snapshot.h>

/* What is counted of SYNs and closes, on each CPU. */
enum dlens_syn_count {
	DLENS_SYNS_SEEN,
	DLENS_SYNS_JUDGED,
	DLENS_SYNS_OLDER,
	DLENS_SYNS_MISSING,
	DLENS_SYNS_BYPASSED,
	DLENS_SYNS_CLOSES,
	DLENS_SYNS_STAMPS,
	DLENS_SYNS_NOT_KEPT,
	DLENS_SYNS_UNSEEN,
	DLENS_SYNS_COUNTS
};

/**
 * struct dlens_syn_counts - one CPU's counts; since load, they never go down
 * @nr: by enum dlens_syn_count
 * @reject_ms: uptime of its last reject, 0 if there was none
 */
struct dlens_syn_counts {
	unsigned long nr[DLENS_SYNS_COUNTS];
	u64 reject_ms;
};

DECLARE_PER_CPU(struct dlens_syn_counts, dlens_syn_counts);

/* Context: any, preemption off. */
#define dlens_syns_count(what) this_cpu_inc(dlens_syn_counts.nr[what])

bool dlens_hosts_any(void);
void dlens_hosts_syn(const struct dlens_pair *pair, const struct dlens_syn *syn, u32 now_s);
void dlens_hosts_stamp(const struct dlens_pair *pair, const struct dlens_place *place,
		       u32 tsval, u32 stamp_s, u32 now_s);

void dlens_hosts_reset(void);
int dlens_hosts_read(struct dlens_snapshot *snapshot);

#endif
