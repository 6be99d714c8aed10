/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_STAMPS_H
#define DROPLENS_STAMPS_H

#include <linux/types.h>

#include <droplens/risk.h>

struct dlens_snapshot;
struct net;

/* SNMP counters of timestamps, in the order of the tw_recycle file. */
enum dlens_paws {
	DLENS_PAWS_PASSIVE,
	DLENS_PAWS_ESTAB,
	DLENS_PAWS_ACTIVE,
	DLENS_PAWS_OLD_ACK,
	DLENS_PAWS_TIMEWAIT,
	DLENS_PAWS_TSECR,
	DLENS_PAWSES
};

/* Drop reasons that speak of timestamps: four so far. */
#define DLENS_STAMP_REASONS 8

/**
 * struct dlens_stamp_net - a namespace that matters to the risk flag
 * @net: its serial number
 * @netns: its inode number
 * @net_gone: it has ended
 * @risk: its enum dlens_risk
 * @recycle: tcp_tw_recycle; DLENS_ABSENT if it was removed or can not be read
 * @timestamps: tcp_timestamps, or DLENS_ABSENT
 * @reuse: tcp_tw_reuse, or DLENS_ABSENT
 * @refused_60s: PAWSPassive's gain in the last minute, or DLENS_ABSENT
 * @refused_ago_s: seconds since it was seen to gain, or DLENS_NEVER
 * @hosts: hosts in the snapshot that talk to it
 * @rejecting: those of @hosts that per-host PAWS would have rejected a SYN of
 * @reject_ago_s: seconds since it would have rejected one, or DLENS_NEVER
 */
struct dlens_stamp_net {
	u32 net;
	u32 netns;
	bool net_gone;
	u8 risk;
	u64 recycle;
	u64 timestamps;
	u64 reuse;
	u64 refused_60s;
	u32 refused_ago_s;
	u32 hosts;
	u32 rejecting;
	u32 reject_ago_s;
};

/**
 * struct dlens_stamps - the risk flag and what it stands on
 * @flag: the worst enum dlens_risk of all namespaces
 * @recycle_home: where this kernel has tcp_tw_recycle, an enum dlens_home
 * @timestamps_home: where it has tcp_timestamps
 * @reuse_home: where it has tcp_tw_reuse
 * @nr_of: namespaces, by enum dlens_risk
 * @name: counters by enum dlens_paws, as nstat prints them without TcpExt
 * @total: all namespaces' sum, or DLENS_ABSENT where this kernel has none
 * @last_60s: the same in the last minute
 * @reason: drop reasons of timestamps that this kernel has, NULL after the last
 * @nr_nets: length of @nets
 * @cut: namespaces that matter and found no place there
 * @nets: worst first
 *
 * @total and @last_60s are filled in only if the snapshot has counters, and in one that
 * is judged they are those of the namespaces that have rows.
 */
struct dlens_stamps {
	u8 flag;
	u8 recycle_home;
	u8 timestamps_home;
	u8 reuse_home;
	u32 nr_of[DLENS_RISKS];
	const char *name[DLENS_PAWSES];
	u64 total[DLENS_PAWSES];
	u64 last_60s[DLENS_PAWSES];
	const char *reason[DLENS_STAMP_REASONS];
	u32 nr_nets;
	u32 cut;
	struct dlens_stamp_net *nets;
};

/* module/stamps_count.c, under the snapshot's mutex */
int dlens_stamps_init(void);
void dlens_stamps_count(struct dlens_snapshot *s);
bool dlens_stamps_quiet(struct net *net);

/* module/stamps.c, likewise */
bool dlens_stamps_kept(void);
void dlens_stamps_note(void (*note)(u32 net, u32 netns));
size_t dlens_stamps_memory(void);
int dlens_stamps_read(struct dlens_snapshot *snapshot);
const struct dlens_stamp_net *dlens_stamps_of(const struct dlens_snapshot *snapshot, u32 net,
					      u32 netns);

/* Could tw_recycle leave ok there? */
static inline bool dlens_stamps_any(const struct dlens_snapshot *snapshot, u32 net, u32 netns)
{
	const struct dlens_stamp_net *row = dlens_stamps_of(snapshot, net, netns);

	return row && row->risk != DLENS_RISK_NONE;
}

/* Without it. */
const char *dlens_risk_word(void);
void dlens_risk_announce(void);

#endif
