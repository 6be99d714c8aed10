/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SNAPSHOT_H
#define DROPLENS_SNAPSHOT_H

#include <linux/if.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include <droplens/plain.h>

/* What a reader wants in its snapshot; nothing else is collected for it. */
#define DLENS_WANT_DROPS	(1U << 0)
#define DLENS_WANT_SOFTNET	(1U << 1)
#define DLENS_WANT_COUNTERS	(1U << 2)
#define DLENS_WANT_CONNTRACK	(1U << 3)
#define DLENS_WANT_DEVICES	(1U << 4)
#define DLENS_WANTS		5

/* "func+0xOFF[module]"; a longer one is cut */
#define DLENS_LOCATION_LEN	64
/* "SUBSYS:NAME"; a longer one is cut */
#define DLENS_REASON_LEN	48

/**
 * struct dlens_drop - the drops that have reason, call site, place and protocol in common
 * @reason: the kernel's name without SKB_DROP_REASON_
 * @location: call site, "func+0xOFF[module]"
 * @dev: interface the packet was at, "" if unknown
 * @in: interface it was received on, "" if sent from here or unknown
 * @net: the namespace's serial number, 0 if unknown
 * @netns: the namespace's inode number, 0 if unknown
 * @protocol: ethertype, network byte order; 0 if none
 * @class: enum dlens_class
 * @layer: enum dlens_layer
 * @net_gone: the namespace has ended
 * @events: packets, since load or reset
 * @bytes: their skb->len
 * @last_1s: packets in the last whole second
 * @last_10s: packets in the last 10 s and what has run of this second
 * @last_60s: packets in the last 60 s and what has run of this second
 * @first_ago_s: seconds since the first one
 * @last_ago_s: seconds since the last one, to a second
 */
struct dlens_drop {
	char reason[DLENS_REASON_LEN];
	char location[DLENS_LOCATION_LEN];
	char dev[IFNAMSIZ];
	char in[IFNAMSIZ];
	u32 net;
	u32 netns;
	u16 protocol;
	u8 class;
	u8 layer;
	bool net_gone;
	u64 events;
	u64 bytes;
	u32 last_1s;
	u32 last_10s;
	u32 last_60s;
	u32 first_ago_s;
	u32 last_ago_s;
};

/**
 * struct dlens_totals - sums since load or reset
 * @losses: drops that are a loss
 * @hidden: drops of class normal or artefact
 * @lost: drops that found no cell and are in no row
 * @forgotten: drops whose row had to make room; they are in @losses or @hidden
 */
struct dlens_totals {
	u64 losses;
	u64 hidden;
	u64 lost;
	u64 forgotten;
};

/**
 * struct dlens_softnet - one CPU's softnet_data
 * @cpu: its number
 * @online: it is
 * @processed: packets
 * @dropped: packets dropped because the backlog was full
 * @dropped_60s: the same in the last minute
 * @time_squeeze: times the NAPI budget ran out
 * @squeeze_60s: the same in the last minute
 * @received_rps: times this CPU was woken for packets steered to it
 * @flow_limit: packets dropped by the flow limit, or DLENS_ABSENT
 * @backlog: packets waiting now
 */
struct dlens_softnet {
	unsigned int cpu;
	bool online;
	u64 processed;
	u64 dropped;
	u64 dropped_60s;
	u64 time_squeeze;
	u64 squeeze_60s;
	u64 received_rps;
	u64 flow_limit;
	u64 backlog;
};

/**
 * struct dlens_counter - one SNMP counter of loss in one namespace
 * @name: as nstat prints it
 * @net: the namespace's serial number
 * @netns: the namespace's inode number
 * @total: since the namespace began
 * @since_load: since droplens was loaded or the namespace began, or since a
 *	place in the history fell free for it; DLENS_ABSENT until then
 * @last_60s: in the last minute, or DLENS_ABSENT as above or where nobody
 *	looked for a minute
 */
struct dlens_counter {
	const char *name;
	u32 net;
	u32 netns;
	u64 total;
	u64 since_load;
	u64 last_60s;
};

/* The counters of struct dlens_conntrack, in the order of the conntrack file. */
enum dlens_ct {
	DLENS_CT_FOUND,
	DLENS_CT_INVALID,
	DLENS_CT_INSERT,
	DLENS_CT_INSERT_FAILED,
	DLENS_CT_DROP,
	DLENS_CT_EARLY_DROP,
	DLENS_CT_ERROR,
	DLENS_CT_SEARCH_RESTART,
	DLENS_CT_CLASH_RESOLVE,
	DLENS_CT_CHAINTOOLONG,
	DLENS_CTS
};

/**
 * struct dlens_conntrack - connection tracking of one namespace, on one CPU or in all
 * @net: the namespace's serial number
 * @netns: the namespace's inode number
 * @cpu: CPU number, or -1 for the sum, which comes after its CPUs
 * @stat: by enum dlens_ct; DLENS_ABSENT where this kernel has none
 * @drop_60s: what @stat[DLENS_CT_DROP] gained in the last minute; only in the sum
 * @count: entries; only in the sum
 * @max: nf_conntrack_max, or DLENS_ABSENT; only in the sum
 */
struct dlens_conntrack {
	u32 net;
	u32 netns;
	int cpu;
	u64 stat[DLENS_CTS];
	u64 drop_60s;
	u64 count;
	u64 max;
};

/* The counters of struct dlens_device, in the order of the devices file. */
enum dlens_dev {
	DLENS_DEV_RX_ERRORS,
	DLENS_DEV_TX_ERRORS,
	DLENS_DEV_RX_DROPPED,
	DLENS_DEV_TX_DROPPED,
	DLENS_DEV_RX_MISSED,
	DLENS_DEV_RX_FIFO,
	DLENS_DEV_RX_OVER,
	DLENS_DEV_RX_CRC,
	DLENS_DEV_RX_FRAME,
	DLENS_DEV_RX_LENGTH,
	DLENS_DEV_RX_NOHANDLER,
	DLENS_DEV_TX_CARRIER,
	DLENS_DEV_TX_ABORTED,
	DLENS_DEV_TX_FIFO,
	DLENS_DEV_COLLISIONS,
	DLENS_DEVS
};

/**
 * struct dlens_device - one network device
 * @name: its name
 * @net: its namespace's serial number
 * @netns: its namespace's inode number
 * @ifindex: its index there
 * @mtu: bytes
 * @up: IFF_UP
 * @carrier: it has one
 * @stat: by enum dlens_dev, as dev_get_stats() tells; DLENS_ABSENT where this kernel has none
 * @last_60s: the same in the last minute; DLENS_ABSENT where the device found
 *	no place in the history
 */
struct dlens_device {
	char name[IFNAMSIZ];
	u32 net;
	u32 netns;
	u32 ifindex;
	u32 mtu;
	bool up;
	bool carrier;
	u64 stat[DLENS_DEVS];
	u64 last_60s[DLENS_DEVS];
};

/* What this kernel or this host can not tell; the summary opens with it. */
#define DLENS_BLINDS 16

/**
 * struct dlens_snapshot - what a reader sees, all of one moment
 * @want: DLENS_WANT_*: what is filled in
 * @enabled: drops are being counted
 * @init_netns: inode number of the first namespace
 * @uptime_s: seconds since load
 * @reset_ago_s: seconds since the counts began
 * @totals: sums of drops; always filled in
 * @max_backlog: net.core.netdev_max_backlog, or DLENS_ABSENT
 * @blind: sentences, NULL-terminated if fewer than DLENS_BLINDS
 * @untracked: devices and namespaces that found no place
 * @nr_drops: length of @drops
 * @nr_softnet: length of @softnet
 * @nr_counters: length of @counters
 * @nr_conntrack: length of @conntrack
 * @nr_devices: length of @devices
 * @conntrack_loaded: nf_conntrack is
 * @cut: rows of any array that found no room
 * @drops: losses first, then by @last_60s, then by @events
 * @softnet: every possible CPU
 * @counters: by namespace; those that never moved are left out
 * @conntrack: by namespace; CPUs that never moved are left out
 * @devices: by namespace
 *
 * Read-only once taken; whoever took it frees it.
 */
struct dlens_snapshot {
	u32 want;
	bool enabled;
	u32 init_netns;
	u32 uptime_s;
	u32 reset_ago_s;
	struct dlens_totals totals;
	u64 max_backlog;
	const char *blind[DLENS_BLINDS];
	u32 untracked;
	u32 nr_drops;
	u32 nr_softnet;
	u32 nr_counters;
	u32 nr_conntrack;
	u32 nr_devices;
	bool conntrack_loaded;
	u32 cut;
	struct dlens_drop *drops;
	struct dlens_softnet *softnet;
	struct dlens_counter *counters;
	struct dlens_conntrack *conntrack;
	struct dlens_device *devices;
};

extern struct mutex dlens_looking;

const struct dlens_snapshot *dlens_snapshot_take(u32 want);
void dlens_snapshot_free(const struct dlens_snapshot *snapshot);
void dlens_snapshot_blind(struct dlens_snapshot *snapshot, const char *sentence);

#endif
