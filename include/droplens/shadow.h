/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SHADOW_H
#define DROPLENS_SHADOW_H

#include <droplens/plain.h>

/* include/net/tcp.h, 3.10 to now: seconds that a stamp judges, ticks that it forgives */
#define DLENS_PAWS_MSL		60
#define DLENS_PAWS_WINDOW	1

/* A host that was rejected makes no room for another one this long. */
#define DLENS_OFFENDER_MS	(60 * 60 * 1000ULL)

/**
 * struct dlens_pair - whom a stamp is kept of
 * @net: the serial number of the namespace, 0 in an entry that is free
 * @family: 4 or 6
 * @peer: the other's address, network byte order; IPv4 in the first word
 * @local: ours, likewise
 *
 * No ports: that is what makes one host of all clients behind a NAT. No holes,
 * so that it is compared and hashed as memory; unused words are 0.
 */
struct dlens_pair {
	u32 net;
	u32 family;
	u32 peer[4];
	u32 local[4];
};

/**
 * struct dlens_syn - what a SYN says of its sender's clock
 * @stamped: it has a timestamp, and this namespace heeds timestamps
 * @tsval: the clock, if @stamped
 */
struct dlens_syn {
	bool stamped;
	u32 tsval;
};

/* What per-host PAWS makes of a SYN. */
enum dlens_fate {
	DLENS_UNJUDGED,
	DLENS_ANSWERED,
	DLENS_OLDER,
	DLENS_MISSING
};

/**
 * struct dlens_shadow - what is remembered of a host
 * @pair: who it is
 * @netns: inode number of its namespace
 * @net_slot: where that is kept, for dlens_net_gone()
 * @t1: the stamp
 * @t1_s: when it was received, in seconds of the clock that TCP uses
 * @t2: TSval of the last SYN that had one
 * @t2_missing: the last SYN had none
 * @syns: SYNs since the entry was made or the counts began
 * @older: those of @syns that are too old for the stamp
 * @missing: those of @syns that have none to compare
 * @syn_ms: uptime of the last SYN, 0 if there was none
 * @reject_ms: uptime of the last of @older and @missing, 0 if there was none
 */
struct dlens_shadow {
	struct dlens_pair pair;
	u32 netns;
	u32 net_slot;
	u32 t1;
	u32 t1_s;
	u32 t2;
	bool t2_missing;
	u64 syns;
	u64 older;
	u64 missing;
	u64 syn_ms;
	u64 reject_ms;
};

bool dlens_stamp_fresh(u32 t1_s, u32 now_s);
enum dlens_fate dlens_shadow_judge(const struct dlens_shadow *host, const struct dlens_syn *syn,
				   u32 now_s);
enum dlens_fate dlens_shadow_syn(struct dlens_shadow *host, const struct dlens_syn *syn,
				 u32 now_s, u64 now_ms);
void dlens_shadow_remember(struct dlens_shadow *host, u32 tsval, u32 stamp_s, u32 now_s);

struct dlens_shadow *dlens_shadow_find(struct dlens_shadow *ways, unsigned int nr,
				       const struct dlens_pair *pair);
bool dlens_shadow_offender(const struct dlens_shadow *host, u64 now_ms);
struct dlens_shadow *dlens_shadow_victim(struct dlens_shadow *ways, unsigned int nr,
					 u32 now_s, u64 now_ms);

#endif
