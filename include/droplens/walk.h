/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_WALK_H
#define DROPLENS_WALK_H

#include <net/net_namespace.h>

#include <droplens/hitters.h>
#include <droplens/snapshot.h>

/*
 * The kernel's TCP hash tables, walked for counting. Never under a lock of
 * theirs: only RCU is held, and that for a few hundred sockets at a time. Work is
 * told in steps: a bucket is one, a socket in it sixteen, as a socket is a cache
 * miss or two. Measured on 6.1, in instructions: 36 a bucket, 167 a socket, 150 a
 * namespace and part of a pass; so 9.4 million for 16,384 buckets and 20 million
 * for 262,144, with 50,000 sockets in each. All of this is under the snapshot's
 * mutex.
 */
#define DLENS_WALK_SOCKET 16

/**
 * struct dlens_tally - what one pass over the tables found in a namespace
 * @address: of the namespace; compared, never followed
 * @net: its serial number, 0 if unknown
 * @netns: its inode number
 * @whole: it was there when the pass began
 * @walked: its own tables, if it has some, are done with
 * @low: ip_local_port_range
 * @high: the same
 * @next: where the walk through its own tables stands
 * @nr: sockets, by enum dlens_tcp
 * @queue: the accept queue of the listener with the fullest one
 * @backlog: that listener's limit
 * @port: that listener's port
 * @ports: most local ports in use from one local address towards one destination, at least
 * @to: that destination
 */
struct dlens_tally {
	unsigned long address;
	u32 net;
	u32 netns;
	bool whole;
	bool walked;
	u16 low;
	u16 high;
	u32 next;
	u32 nr[DLENS_TCPS];
	u32 queue;
	u32 backlog;
	u16 port;
	u32 ports;
	struct dlens_ends to;
};

/**
 * struct dlens_walked - the last pass that came to its end
 * @ever: there was one
 * @began_ms: when it began, as dlens_uptime_ms()
 * @ended_ms: when it ended
 * @steps: what it cost
 * @lost: sockets it met but could not count
 * @namespaces_lost: namespaces for which it had no room
 */
struct dlens_walked {
	bool ever;
	u64 began_ms;
	u64 ended_ms;
	u64 steps;
	u64 lost;
	u32 namespaces_lost;
};

int dlens_walk_init(void);
void dlens_walk_exit(void);
size_t dlens_walk_memory(void);

bool dlens_walk(u64 steps);
bool dlens_walk_under_way(void);
void dlens_walk_forget(void);
const struct dlens_walked *dlens_walked(void);
const struct dlens_tally *dlens_walk_found(const struct net *net, u32 serial);

#endif
