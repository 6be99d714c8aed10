/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_THRESHOLDS_H
#define DROPLENS_THRESHOLDS_H

#include <droplens/check.h>

/*
 * What a number is judged by; values and reasons stand in module/logic/thresholds.c.
 * Packets and events are those of the last minute, usage is percent.
 */
enum dlens_threshold {
	DLENS_AT_NIC_RING,
	DLENS_AT_NIC_ERRORS,
	DLENS_AT_NIC_DROPPED,
	DLENS_AT_BACKLOG,
	DLENS_AT_SQUEEZE,
	DLENS_AT_FLOW_LIMIT,
	DLENS_AT_QDISC,
	DLENS_AT_QDISC_UNSURE,
	DLENS_AT_NO_CARRIER,
	DLENS_AT_FIREWALL,
	DLENS_AT_CT_DROP,
	DLENS_AT_CT_CLASH,
	DLENS_AT_CT_CHAIN,
	DLENS_AT_CT_EARLY_DROP,
	DLENS_AT_CT_USAGE,
	DLENS_AT_RP_FILTER,
	DLENS_AT_SYN_DROP,
	DLENS_AT_SYN_COOKIES,
	DLENS_AT_ACCEPT_QUEUE,
	DLENS_AT_LISTEN_DROPS,
	DLENS_AT_PAWS,
	DLENS_AT_PAWS_NOISY,
	DLENS_AT_PAWS_TIMEWAIT,
	DLENS_AT_SOCKET_BUFFER,
	DLENS_AT_SOCKET_BACKLOG,
	DLENS_AT_MEM_USAGE,
	DLENS_AT_MEM_PRESSURE,
	DLENS_AT_MEM_DROP,
	DLENS_AT_MTU,
	DLENS_AT_SMALL_MTU,
	DLENS_AT_SMALL_MTU6,
	DLENS_AT_TW_OVERFLOW,
	DLENS_AT_TW_USAGE,
	DLENS_AT_PORT_USAGE,
	DLENS_AT_FIN_WAIT2,
	DLENS_AT_ORPHAN_USAGE,
	DLENS_AT_ORPHANS_CUT,
	DLENS_AT_CLOSE_WAIT,
	DLENS_AT_CHECKSUM,
	DLENS_AT_ROUTE,
	DLENS_AT_ROUTE_OUT,
	DLENS_AT_ROUTE_STRAY,
	DLENS_AT_NEIGHBOUR,
	DLENS_AT_NEIGH_FULL,
	DLENS_AT_NEIGH_USAGE,
	DLENS_AT_NO_SOCKET,
	DLENS_AT_TC_XDP,
	DLENS_AT_MEMORY,
	DLENS_AT_OTHER_RESOURCE,
	DLENS_AT_OTHER_ERROR,
	DLENS_AT_OTHER_POLICY,
	DLENS_AT_OTHER_UNKNOWN,
	DLENS_THRESHOLDS
};

/**
 * struct dlens_step - a number with hysteresis
 * @raise: a severity is reached at this value; 0: never
 * @fall: it is kept down to this value
 */
struct dlens_step {
	u32 raise;
	u32 fall;
};

/**
 * struct dlens_steps - what values mean
 * @info: worth knowing
 * @warn: something is lost or soon will be
 * @crit: many notice
 */
struct dlens_steps {
	struct dlens_step info;
	struct dlens_step warn;
	struct dlens_step crit;
};

extern const struct dlens_steps dlens_thresholds[DLENS_THRESHOLDS];

u8 dlens_level(enum dlens_threshold at, u64 value, u8 was);

#endif
