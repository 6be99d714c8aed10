/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PARTS_H
#define DROPLENS_PARTS_H

#include <droplens/snapshot.h>

/**
 * struct dlens_part - the rows of a snapshot that one namespace has
 * @net: its serial number, 0 if unknown
 * @netns: its inode number, 0 if unknown
 * @gone: it has ended
 * @next: the part after it in its bucket
 * @counters: its SNMP counters
 * @nr_counters: how many
 * @devices: its devices
 * @nr_devices: how many
 * @conntrack: the sum of its conntrack, or NULL
 * @sockets: its sockets, or NULL
 * @unsent: packets of the last minute that it could not send, by another's fault
 * @drops: the first of its drops, DLENS_NO_DROP if there is none
 */
struct dlens_part {
	u32 net;
	u32 netns;
	bool gone;
	u32 next;
	const struct dlens_counter *counters;
	u32 nr_counters;
	const struct dlens_device *devices;
	u32 nr_devices;
	const struct dlens_conntrack *conntrack;
	const struct dlens_sockets *sockets;
	u64 unsent;
	u32 drops;
};

#define DLENS_NO_DROP (~0U)

/**
 * struct dlens_parts - a snapshot by namespace
 * @snapshot: the snapshot
 * @part: the namespaces
 * @nr: how many
 * @room: how many @part has room for
 * @next: for each drop of the snapshot the next one of its namespace, or DLENS_NO_DROP
 * @everywhere_60s: drops of the last minute in all namespaces, by check
 * @cut: rows whose namespace found no room
 * @err: 0 or -ENOMEM
 */
struct dlens_parts {
	const struct dlens_snapshot *snapshot;
	struct dlens_part *part;
	u32 nr;
	u32 room;
	u32 *next;
	u64 everywhere_60s[DLENS_CHECKS];
	u32 cut;
	int err;
};

int dlens_parts_build(struct dlens_parts *parts, const struct dlens_snapshot *snapshot);
void dlens_parts_free(struct dlens_parts *parts);

#endif
