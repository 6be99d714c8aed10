/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_OBSERVED_H
#define DROPLENS_OBSERVED_H

#include <droplens/flows.h>
#include <droplens/plain.h>

/* Who was hit, as a reader gets it: a part of the snapshot. */

/* "func+0xOFF[module]"; a longer one is cut */
#define DLENS_LOCATION_LEN	64
/* "SUBSYS:NAME"; a longer one is cut */
#define DLENS_REASON_LEN	48

/**
 * struct dlens_flow_row - dropped packets of one source to one port
 * @source: address, IPv4 as ::ffff:a.b.c.d
 * @netns: inode number of the namespace, 0 if unknown
 * @port: destination port, 0 if there is none
 * @proto: IPPROTO_*
 * @family: 4 or 6, or DLENS_FLOW_ARP
 * @class: enum dlens_class
 * @reason: as in struct dlens_drop
 * @location: likewise
 * @events: packets, at most
 * @error: how many of these may be of other flows
 * @last_ago_s: seconds since the last one
 */
struct dlens_flow_row {
	u8 source[16];
	u32 netns;
	u16 port;
	u8 proto;
	u8 family;
	u8 class;
	char reason[DLENS_REASON_LEN];
	char location[DLENS_LOCATION_LEN];
	u64 events;
	u64 error;
	u32 last_ago_s;
};

/**
 * struct dlens_flow_host - what is to be said of all flows
 * @on: they are observed
 * @for_s: for so long, at most ten minutes
 * @total: packets that were looked at
 * @absent: a flow that is in no row had at most so many of them
 * @not_listed: flows that are known, and in no row because there are too many
 * @homeless: packets without an IP or ARP header, which are in no row
 * @missed: packets that were not looked at: the CPU was just at it, or a table
 *	could not be read
 */
struct dlens_flow_host {
	bool on;
	u32 for_s;
	u64 total;
	u64 absent;
	u32 not_listed;
	u64 homeless;
	u64 missed;
};

/* Frames of a call stack: what kfree_skb's caller was called by. */
#define DLENS_STACK_DEPTH	20

/**
 * struct dlens_stack - call stacks of drops that are the same
 * @reason: as in struct dlens_drop
 * @location: likewise
 * @netns: inode number of the namespace, 0 if unknown
 * @class: enum dlens_class
 * @nr: length of @frame
 * @frame: return addresses, the innermost first, which is the call site
 * @samples: how often it was met
 * @last_ago_s: seconds since the last time
 */
struct dlens_stack {
	char reason[DLENS_REASON_LEN];
	char location[DLENS_LOCATION_LEN];
	u32 netns;
	u8 class;
	u8 nr;
	unsigned long frame[DLENS_STACK_DEPTH];
	u64 samples;
	u32 last_ago_s;
};

/**
 * struct dlens_stack_host - what is to be said of all call stacks
 * @on: they are captured
 * @for_s: for so long
 * @samples: taken
 * @passed: drops of real losses that were not sampled, to bound the cost
 * @missed: samples that were taken and found no room
 * @forgotten: samples of stacks that had to make room for others
 */
struct dlens_stack_host {
	bool on;
	u32 for_s;
	u64 samples;
	u64 passed;
	u64 missed;
	u64 forgotten;
};

/**
 * struct dlens_hit - who was hit
 * @nr_flows: length of @flows
 * @nr_stacks: length of @stacks
 * @flow_host: of all flows
 * @stack_host: of all call stacks
 * @flows: most packets first
 * @stacks: most samples first
 */
struct dlens_hit {
	u32 nr_flows;
	u32 nr_stacks;
	struct dlens_flow_host flow_host;
	struct dlens_stack_host stack_host;
	struct dlens_flow_row *flows;
	struct dlens_stack *stacks;
};

#endif
