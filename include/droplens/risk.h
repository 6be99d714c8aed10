/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_RISK_H
#define DROPLENS_RISK_H

#include <droplens/plain.h>

/* Per-host PAWS, which tcp_tw_recycle was: worst last, so that the greater one counts. */
enum dlens_risk {
	DLENS_RISK_NONE,	/* no such option, or off, and nobody would be rejected */
	DLENS_RISK_LATENT,	/* not on here, but clients that came would be rejected */
	DLENS_RISK_EXPOSED,	/* on, with timestamps */
	DLENS_RISK_ACTIVE,	/* and clients are rejected */
	DLENS_RISKS
};

/* Where a kernel keeps a setting. */
enum dlens_home {
	DLENS_HOME_REMOVED,	/* it has none any more */
	DLENS_HOME_HOST,	/* one for all namespaces */
	DLENS_HOME_NETNS
};

/* An age of what never was. */
#define DLENS_NEVER (~0U)

/**
 * struct dlens_risk_facts - what decides in one namespace
 * @removed: this kernel has no tcp_tw_recycle
 * @recycle: its value, DLENS_ABSENT if it can not be read
 * @timestamps: tcp_timestamps, likewise
 * @refused_60s: what PAWSPassive gained in the last minute, or DLENS_ABSENT
 * @refused_ago_s: seconds since it was seen to gain, or DLENS_NEVER
 * @reject_ago_s: seconds since per-host PAWS would have rejected a SYN that came
 *	(the shadow check), or DLENS_NEVER
 */
struct dlens_risk_facts {
	bool removed;
	u64 recycle;
	u64 timestamps;
	u64 refused_60s;
	u32 refused_ago_s;
	u32 reject_ago_s;
};

/**
 * struct dlens_risk_hold - when a flag falls
 * @hold_s: it stays until nothing was rejected for so many seconds
 *
 * It rises with the first reject.
 */
struct dlens_risk_hold {
	u32 hold_s;
};

extern const struct dlens_risk_hold dlens_risk_holds[DLENS_RISKS];

u8 dlens_risk_of(const struct dlens_risk_facts *facts);
const char *dlens_risk_name(u8 risk);
const char *dlens_risk_meaning(u8 risk);
const char *dlens_risk_advice(u8 risk);

#endif
