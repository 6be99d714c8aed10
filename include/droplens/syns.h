/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SYNS_H
#define DROPLENS_SYNS_H

#include <droplens/plain.h>

/**
 * struct dlens_host - a peer that per-host PAWS has a stamp of, or had
 * @net: the serial number of the namespace that it talks to
 * @netns: that namespace's inode number
 * @family: 4 or 6; an IPv4 peer of an IPv6 socket is 4
 * @peer: its address, network byte order; the first four bytes if @family is 4
 * @local: the address that it talks to, likewise
 * @t1: the stamp: TSval that the kernel would have remembered of it
 * @t1_age_ms: how long ago it was remembered; it judges SYNs for 60 s
 * @t2: TSval of the last SYN that had one
 * @t2_missing: the last SYN had none
 * @syns: SYNs since the entry was made
 * @older: those of @syns whose TSval was too old for the stamp
 * @missing: those of @syns that came without TSval while the stamp was fresh
 * @last_syn_ago_ms: since the last SYN; ~0U: none came
 * @last_reject_ago_s: since the last of @older and @missing; ~0U: there was none
 * @net_gone: the namespace has ended
 */
struct dlens_host {
	u32 net;
	u32 netns;
	u8 family;
	u8 peer[16];
	u8 local[16];
	u32 t1;
	u32 t1_age_ms;
	u32 t2;
	bool t2_missing;
	u64 syns;
	u64 older;
	u64 missing;
	u32 last_syn_ago_ms;
	u32 last_reject_ago_s;
	bool net_gone;
};

/**
 * struct dlens_syns - what the observation of SYNs and closes has come to
 * @observed: SYNs and closes are being looked at
 * @why_not: if not @observed, why; constant; else NULL
 * @seen: SYNs at listening sockets
 * @judged: those of @seen that met a fresh stamp of their host
 * @older: those of @judged that per-host PAWS rejects for their TSval
 * @missing: those of @judged that it rejects because they have none
 * @bypassed: those of @seen that it does not look at: answered with a cookie,
 *	not answered because a queue was full, or let pass by a TIME_WAIT socket
 *	of the same ports
 * @closes: connections that this side closed first
 * @stamps: TSvals remembered at a close, or at a FIN that came after it
 * @hosts: entries in use
 * @room: entries that there is room for
 * @not_kept: stamps that found no place, and fresh ones that had to make room
 * @unseen: SYNs and closes that a probe missed
 * @rejects_60s: @older and @missing of the last 60 s
 * @last_reject_ago_s: since the last of @older and @missing; ~0U: there was none
 *
 * All counts since load or reset. Counts are of this kernel's SYNs whether or
 * not it has, or has on, tcp_tw_recycle: it is what per-host PAWS would do.
 */
struct dlens_syns {
	bool observed;
	const char *why_not;
	u64 seen;
	u64 judged;
	u64 older;
	u64 missing;
	u64 bypassed;
	u64 closes;
	u64 stamps;
	u64 hosts;
	u64 room;
	u64 not_kept;
	u64 unseen;
	u64 rejects_60s;
	u32 last_reject_ago_s;
};

#endif
