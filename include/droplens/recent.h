/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_RECENT_H
#define DROPLENS_RECENT_H

#include <droplens/packet.h>
#include <droplens/snapshot.h>

/* What ran when a packet was dropped. In all but the first the task is a bystander. */
enum dlens_context {
	DLENS_IN_TASK,
	DLENS_IN_SOFTIRQ,
	DLENS_IN_HARDIRQ,
	DLENS_IN_NMI
};

/* TASK_COMM_LEN of every kernel */
#define DLENS_COMM_LEN 16

/**
 * struct dlens_recent - one of the last drops
 * @number: counts up from 1; numbers that are missing are of drops that were to be
 *	recorded and found no room
 * @mono_ns: when, monotonic time
 * @wall_ns: when, nanoseconds since 1970
 * @cpu: where
 * @pid: of the task that ran
 * @comm: its name
 * @context: an enum dlens_context
 * @state: the socket's state, TCP_ESTABLISHED and so on, 0 if no socket is known
 * @class: an enum dlens_class
 * @net_gone: the namespace has ended
 * @net: the namespace's serial number, 0 if unknown
 * @net_slot: for dlens_net_gone()
 * @netns: its inode number, 0 if unknown
 * @len: skb->len
 * @reason: as in struct dlens_drop
 * @location: likewise
 * @dev: likewise
 * @in: likewise
 * @packet: its headers
 */
struct dlens_recent {
	u64 number;
	u64 mono_ns;
	s64 wall_ns;
	u32 cpu;
	u32 pid;
	char comm[DLENS_COMM_LEN];
	u8 context;
	u8 state;
	u8 class;
	bool net_gone;
	u32 net;
	u32 net_slot;
	u32 netns;
	u32 len;
	char reason[DLENS_REASON_LEN];
	char location[DLENS_LOCATION_LEN];
	char dev[IFNAMSIZ];
	char in[IFNAMSIZ];
	struct dlens_packet packet;
};

/**
 * struct dlens_followed - what somebody who follows was told of
 * @number: of the last drop
 * @limited: drops that the rate left out, since load
 */
struct dlens_followed {
	u64 number;
	u64 limited;
};

int dlens_recent_init(void);
void dlens_recent_exit(void);
size_t dlens_recent_memory(void);

/* Under the snapshot's mutex. */
void dlens_recent_drain(u32 second);
void dlens_recent_reset(void);
int dlens_recent_read(struct dlens_snapshot *snapshot);
bool dlens_recent_next(struct dlens_followed *at, struct dlens_followed *missed,
		       struct dlens_recent *recent);
void dlens_recent_follow(struct dlens_followed *at, u32 second);
bool dlens_recent_more(const struct dlens_followed *at);

/* Either alone never goes down, so one number tells if there is news. */
static inline u64 dlens_followed_sum(const struct dlens_followed *at)
{
	return at->number + at->limited;
}

#endif
