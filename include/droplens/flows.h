/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FLOWS_H
#define DROPLENS_FLOWS_H

#include <droplens/plain.h>

/*
 * Whose packets are dropped most, out of more than there is room for: Space-Saving
 * (Metwally, Agrawal, El Abbadi: "Efficient computation of frequent and top-k
 * elements in data streams", 2005) in sets, one table a CPU.
 *
 * The flows of a set share its ways. A flow that has none takes the one that counted
 * least and goes on from there; what it took over is its error. So at any time
 *
 *	count - error <= packets of the flow <= count	for a flow that has a way
 *	packets of the flow <= the set's least count	for one that has none
 *	the set's least count <= packets of the set / DLENS_FLOW_WAYS
 *
 * and no flow with more than that share of its set can be missing.
 */
#define DLENS_FLOW_SET_BITS 6
#define DLENS_FLOW_SETS (1U << DLENS_FLOW_SET_BITS)
#define DLENS_FLOW_WAYS 8

/* Ways of a set in which the tables of all CPUs are brought together. */
#define DLENS_FLOW_MERGED_WAYS 32

/* Not a version of IP; the source is an IPv4 address all the same. */
#define DLENS_FLOW_ARP 1

/**
 * struct dlens_flow_key - whose packet, and what became of it
 * @source: address, IPv4 as ::ffff:a.b.c.d
 * @location: where it was dropped, as in struct dlens_key
 * @netns: the namespace's inode number, 0 if unknown
 * @reason: the kernel's drop reason
 * @port: the destination's, host byte order; 0 if there is none
 * @proto: IPPROTO_*
 * @family: 4 or 6, or DLENS_FLOW_ARP
 * @iif: index of the receiving interface if @netns is unknown, else 0
 *
 * No byte is without a value: all of it is compared.
 */
struct dlens_flow_key {
	u8 source[16];
	u64 location;
	u32 netns;
	u32 reason;
	u16 port;
	u8 proto;
	u8 family;
	u32 iif;
};

/**
 * struct dlens_flow_set - flows that share their ways
 * @seq: odd while a way is given to another flow
 * @tag: of the flow that has the way; 0 if none has
 * @count: its packets, at most
 * @error: of these, how many may be of flows that had the way before
 * @last: when the last one came, in the caller's time
 * @key: the flow
 *
 * The four that every packet goes through lie together.
 */
struct dlens_flow_set {
	u32 seq;
	u32 tag[DLENS_FLOW_WAYS];
	u32 count[DLENS_FLOW_WAYS];
	u32 error[DLENS_FLOW_WAYS];
	u32 last[DLENS_FLOW_WAYS];
	struct dlens_flow_key key[DLENS_FLOW_WAYS];
};

/**
 * struct dlens_flow_table - one CPU's flows
 * @set: by the upper bits of the flow's hash
 */
struct dlens_flow_table {
	struct dlens_flow_set set[DLENS_FLOW_SETS];
};

/**
 * struct dlens_flow_entry - a flow in what is brought together
 * @key: the flow
 * @count: its packets on all CPUs, at most
 * @error: of these, how many may be of other flows
 * @tag: as in the tables
 * @last: when the last one came
 * @merged: it is in the set that is being merged
 */
struct dlens_flow_entry {
	struct dlens_flow_key key;
	u64 count;
	u64 error;
	u32 tag;
	u32 last;
	bool merged;
};

/**
 * struct dlens_flow_merged - one set of all CPUs
 * @total: packets of all its flows
 * @absent: packets of a flow that is not among @entry, at most
 * @nr: length of @entry
 * @entry: in no order
 */
struct dlens_flow_merged {
	u64 total;
	u64 absent;
	u32 nr;
	struct dlens_flow_entry entry[DLENS_FLOW_MERGED_WAYS];
};

void dlens_flow_add(struct dlens_flow_table *table, const struct dlens_flow_key *key, u64 seed,
		    u32 now);
bool dlens_flow_copy(struct dlens_flow_set *to, const struct dlens_flow_set *from);
void dlens_flow_merge(struct dlens_flow_merged *into, const struct dlens_flow_set *from);

#endif
