/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_METRICS_H
#define DROPLENS_METRICS_H

#include <droplens/plain.h>

/* Peers shown; of a hundred thousand the youngest tell most. */
#define DLENS_METRICS_SHOWN 1024

/**
 * struct dlens_metric - what the kernel remembers of a peer, net/ipv4/tcp_metrics.c
 * @netns: inode number of the namespace
 * @family: 4 or 6
 * @peer: the peer's address, network byte order; the first four bytes if @family is 4
 * @local: the address that it was talked to from, likewise
 * @local_known: @local is filled in
 * @age_ms: since it was last changed
 * @rtt_us: smoothed round trip time
 * @rttvar_us: its mean deviation
 * @ssthresh: segments
 * @cwnd: segments
 * @reordering: segments
 * @tw_tsval: the stamp of per-host PAWS, up to 4.11 and only after tcp_tw_recycle was on
 * @tw_age_s: its age
 *
 * Every number DLENS_ABSENT if the kernel does not tell it.
 */
struct dlens_metric {
	u32 netns;
	u8 family;
	bool local_known;
	u8 peer[16];
	u8 local[16];
	u64 age_ms;
	u64 rtt_us;
	u64 rttvar_us;
	u64 ssthresh;
	u64 cwnd;
	u64 reordering;
	u64 tw_tsval;
	u64 tw_age_s;
};

/**
 * struct dlens_metrics - what the kernel remembers of peers, in all namespaces
 * @read: it was read, at least in part
 * @why_not: what went wrong if not all of it was read, constant; else NULL
 * @entries: entries met
 * @malformed: messages that made no sense
 * @stamps: entries with a stamp of per-host PAWS
 * @fresh: those of @stamps that are younger than 60 s, so that SYNs are judged by them
 * @unread_nets: namespaces that were not read to their end
 * @nr: length of @peer
 * @peer: the youngest ones, youngest first
 */
struct dlens_metrics {
	bool read;
	const char *why_not;
	u64 entries;
	u64 malformed;
	u64 stamps;
	u64 fresh;
	u32 unread_nets;
	u32 nr;
	struct dlens_metric *peer;
};

/**
 * struct dlens_nl_message - one message of a netlink datagram
 * @type: nlmsg_type
 * @seq: nlmsg_seq
 * @payload: what follows the header
 * @len: bytes at @payload
 */
struct dlens_nl_message {
	u16 type;
	u32 seq;
	const u8 *payload;
	size_t len;
};

/**
 * struct dlens_nl - what is left of a netlink datagram
 * @at: the next message
 * @left: bytes
 */
struct dlens_nl {
	const u8 *at;
	size_t left;
};

/* module/logic/netlink.c */
bool dlens_nl_next(struct dlens_nl *nl, struct dlens_nl_message *message);
bool dlens_nl_attr(struct dlens_nl *nl, u16 *type, const u8 **value, size_t *len);
u64 dlens_nl_number(const u8 *value, size_t len, size_t want);

/* module/logic/metrics.c */
bool dlens_metric_parse(const u8 *payload, size_t len, struct dlens_metric *metric);
bool dlens_metric_offer(struct dlens_metric *heap, u32 *nr, u32 room,
			const struct dlens_metric *metric);

/* module/source_tcp_metrics.c: without the snapshot's mutex */
struct dlens_snapshot;
int dlens_tcp_metrics_read(struct dlens_snapshot *snapshot);

#endif
