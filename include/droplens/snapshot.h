/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SNAPSHOT_H
#define DROPLENS_SNAPSHOT_H

#include <linux/bitops.h>
#include <linux/if.h>
#include <linux/mutex.h>
#include <linux/types.h>

#include <droplens/check.h>
#include <droplens/metrics.h>
#include <droplens/observed.h>
#include <droplens/plain.h>
#include <droplens/sockets.h>
#include <droplens/stamps.h>
#include <droplens/syns.h>
#include <droplens/told.h>

/* What a reader wants in its snapshot; nothing else is collected for it. */
#define DLENS_WANT_DROPS	BIT(0)
#define DLENS_WANT_SOFTNET	BIT(1)
#define DLENS_WANT_COUNTERS	BIT(2)
#define DLENS_WANT_CONNTRACK	BIT(3)
#define DLENS_WANT_DEVICES	BIT(4)
#define DLENS_WANT_SOCKETS	BIT(5)
#define DLENS_WANT_HOSTS	BIT(6)
#define DLENS_WANTS		7
/*
 * Findings need all of the above, as far as a check looks at it: only namespaces that
 * have something to say have rows then, see module/loud.c. With the second only the worst
 * finding is told.
 */
#define DLENS_WANT_FINDINGS	BIT(16)
#define DLENS_WANT_SEVERITY	BIT(17)
/* No evidence of a finding: read without dlens_looking, which it would hold for long. */
#define DLENS_WANT_TCP_METRICS	BIT(18)
/* The risk flag, which findings have too; and with it tcp_metrics if they keep stamps. */
#define DLENS_WANT_RISK		BIT(19)
#define DLENS_WANT_STAMPS	BIT(20)
/* Who was hit: no evidence either. */
#define DLENS_WANT_RECENT	BIT(21)
#define DLENS_WANT_FLOWS	BIT(22)
#define DLENS_WANT_STACKS	BIT(23)

/**
 * struct dlens_drop - the drops that have reason, call site, place and protocol in common
 * @reason: the kernel's name without SKB_DROP_REASON_
 * @location: call site, "func+0xOFF[module]"
 * @site: tells @location from others; compared, never printed
 * @why: tells @reason from others; compared, never printed
 * @dev: interface the packet was at, "" if unknown
 * @in: interface it was received on, "" if sent from here or unknown
 * @net: the namespace's serial number, 0 if unknown
 * @netns: the namespace's inode number, 0 if unknown
 * @protocol: ethertype, network byte order; 0 if none
 * @class: enum dlens_class
 * @layer: enum dlens_layer
 * @check: enum dlens_check_id of the check that explains it, or DLENS_CHECKS
 * @net_gone: the namespace has ended
 * @blamed_dev: interface in another namespace whose fault it was in the last minute,
 *	"" if it was nobody else's
 * @blamed_net: that namespace's serial number, 0 if unknown
 * @blamed_netns: its inode number, 0 if it was nobody else's fault
 * @blamed_gone: it has ended
 * @events: packets, since load or reset
 * @recorded: those of them that were told one by one
 * @bytes: their skb->len
 * @last_1s: packets in the last whole second
 * @last_10s: packets in the last 10 s and what has run of this second
 * @last_60s: packets in the last 60 s and what has run of this second
 * @last_minute: packets in just the time that the SNMP and conntrack counters of its
 *	namespace have in their last_60s, so that one may be taken from the other
 * @last_70s: packets in no less time than any counter has in its last_60s
 * @first_ago_s: seconds since the first one
 * @last_ago_s: seconds since the last one, to a second
 */
struct dlens_drop {
	char reason[DLENS_REASON_LEN];
	char location[DLENS_LOCATION_LEN];
	unsigned long site;
	u32 why;
	char dev[IFNAMSIZ];
	char in[IFNAMSIZ];
	u32 net;
	u32 netns;
	u16 protocol;
	u8 class;
	u8 layer;
	u8 check;
	bool net_gone;
	bool blamed_gone;
	char blamed_dev[IFNAMSIZ];
	u32 blamed_net;
	u32 blamed_netns;
	u64 events;
	u64 recorded;
	u64 bytes;
	u32 last_1s;
	u32 last_10s;
	u32 last_60s;
	u32 last_minute;
	u32 last_70s;
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
 * @limit_60s: the same in the last minute, or DLENS_ABSENT
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
	u64 limit_60s;
	u64 backlog;
};

/**
 * struct dlens_counter - one SNMP counter of loss in one namespace
 * @name: as nstat prints it
 * @mib: which of dlens_mibs[] it is
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
	u8 mib;
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
 * @early_drop_60s: the same of @stat[DLENS_CT_EARLY_DROP]
 * @insert_failed_60s: the same of @stat[DLENS_CT_INSERT_FAILED]
 * @chaintoolong_60s: the same of @stat[DLENS_CT_CHAINTOOLONG]
 * @count: entries; only in the sum
 * @buckets: nf_conntrack_buckets; only in the sum
 * @resizes: nf_conntrack_buckets can be written; only in the sum
 * @established_s: nf_conntrack_tcp_timeout_established, or DLENS_ABSENT; only in the sum
 * @max: nf_conntrack_max, or DLENS_ABSENT; only in the sum
 */
struct dlens_conntrack {
	u32 net;
	u32 netns;
	int cpu;
	u64 stat[DLENS_CTS];
	u64 drop_60s;
	u64 early_drop_60s;
	u64 insert_failed_60s;
	u64 chaintoolong_60s;
	u64 count;
	u64 buckets;
	bool resizes;
	u64 established_s;
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
 * @sum: what it counts is the sum of other devices, which are there, too (bonding)
 * @ip: it is of a kind that carries IP, or has an address
 * @ipv6: IPv6 is meant to work in its namespace
 * @rp_filter: conf.NAME.rp_filter, or DLENS_ABSENT if it has no IPv4
 * @qdisc: its root queue, "" where this kernel gives no safe way
 * @qdisc_limit: that queue's limit, DLENS_ABSENT if it has none of its own
 * @txqueuelen: txqueuelen
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
	bool sum;
	bool ip;
	bool ipv6;
	u64 rp_filter;
	char qdisc[IFNAMSIZ];
	u64 qdisc_limit;
	u32 txqueuelen;
	u64 stat[DLENS_DEVS];
	u64 last_60s[DLENS_DEVS];
};

/**
 * struct dlens_found - a finding, as a reader gets it
 * @finding: what the check says
 * @dev: the interface that tells, "" if it is no matter of one interface
 * @host: it is of the host; else of the namespace that the finding names, which
 *	is not known if its inode number is 0
 * @net_gone: that namespace has ended
 * @since_ago_s: seconds since the check left ok; nothing if it did not
 */
struct dlens_found {
	struct dlens_finding finding;
	char dev[IFNAMSIZ];
	bool host;
	bool net_gone;
	u32 since_ago_s;
};

struct dlens_recent;
struct net;

/* What this kernel or this host can not tell; the summary opens with it. */
#define DLENS_BLINDS 20

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
 * @untracked: devices and namespaces that have no place
 * @untracked_ever: those that found none since load
 * @nr_drops: length of @drops
 * @nr_softnet: length of @softnet
 * @nr_counters: length of @counters
 * @nr_conntrack: length of @conntrack
 * @nr_devices: length of @devices
 * @nr_sockets: length of @sockets
 * @nr_asked: length of @asked
 * @conntrack_loaded: nf_conntrack is
 * @cut: rows of any array that found no room
 * @severity: the worst of all findings
 * @nr_of: findings by severity, those that have no row too
 * @nr_nets: namespaces that were seen
 * @quiet_nets: those of them whose checks that are ok or unknown have no row
 * @quiet: counters of namespaces that have no rows at all, by enum dlens_mib_fact
 * @nr_found: length of @found
 * @asked: while it is filled in: the namespaces that are read, NULL if all
 * @drops: losses first, then by @last_60s, then by @events
 * @softnet: every possible CPU
 * @counters: by namespace; those that never moved are left out
 * @conntrack: by namespace; CPUs that never moved are left out
 * @devices: by namespace
 * @sockets: by namespace
 * @socket_host: of all namespaces
 * @syns: of the whole host
 * @nr_hosts: length of @hosts
 * @hosts: by @older and @missing, most first; then by @t1_age_ms, youngest first
 * @risk: the risk flag and its evidence
 * @metrics: what the kernel remembers of peers
 * @found: worst first, then by check, then by change
 * @hit: who was hit, see observed.h
 * @nr_recent: length of @recent
 * @recent: the last drops, newest last
 * @told: what became of all drops; with @recent
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
	u32 untracked_ever;
	u32 nr_drops;
	u32 nr_softnet;
	u32 nr_counters;
	u32 nr_conntrack;
	u32 nr_devices;
	u32 nr_sockets;
	u32 nr_asked;
	bool conntrack_loaded;
	u32 cut;
	u8 severity;
	u32 nr_of[DLENS_SEVERITIES];
	u32 nr_nets;
	u32 quiet_nets;
	struct dlens_moved quiet[DLENS_MIB_FACTS];
	u32 nr_found;
	struct net **asked;
	struct dlens_drop *drops;
	struct dlens_softnet *softnet;
	struct dlens_counter *counters;
	struct dlens_conntrack *conntrack;
	struct dlens_device *devices;
	struct dlens_sockets *sockets;
	struct dlens_socket_host socket_host;
	struct dlens_syns syns;
	u32 nr_hosts;
	struct dlens_host *hosts;
	struct dlens_stamps risk;
	struct dlens_metrics metrics;
	struct dlens_found *found;
	struct dlens_hit hit;
	u32 nr_recent;
	struct dlens_recent *recent;
	struct dlens_told told;
};

extern struct mutex dlens_looking;

const struct dlens_snapshot *dlens_snapshot_take(u32 want);
void dlens_snapshot_free(const struct dlens_snapshot *snapshot);
void dlens_snapshot_blind(struct dlens_snapshot *snapshot, const char *sentence);

#endif
