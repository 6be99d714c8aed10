/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CHECK_H
#define DROPLENS_CHECK_H

#include <droplens/plain.h>

/*
 * A check looks at the facts of one scope (a network namespace, or the host) and
 * gives a finding. Checks are pure: the same facts give the same finding.
 */

/* The order of Documentation and of equal findings. */
enum dlens_check_id {
	DLENS_CHECK_NIC_RING,
	DLENS_CHECK_NIC_ERRORS,
	DLENS_CHECK_NIC_DROPPED,
	DLENS_CHECK_SOFTNET_BACKLOG,
	DLENS_CHECK_SOFTNET_SQUEEZE,
	DLENS_CHECK_QDISC,
	DLENS_CHECK_FIREWALL,
	DLENS_CHECK_CONNTRACK_FULL,
	DLENS_CHECK_RP_FILTER,
	DLENS_CHECK_SYN_QUEUE,
	DLENS_CHECK_ACCEPT_QUEUE,
	DLENS_CHECK_TW_RECYCLE,
	DLENS_CHECK_PAWS,
	DLENS_CHECK_SOCKET_BUFFER,
	DLENS_CHECK_SOCKET_BACKLOG,
	DLENS_CHECK_TCP_MEM,
	DLENS_CHECK_MTU,
	DLENS_CHECK_TW_OVERFLOW,
	DLENS_CHECK_PORT_EXHAUSTION,
	DLENS_CHECK_FIN_WAIT2,
	DLENS_CHECK_CLOSE_WAIT,
	DLENS_CHECK_CHECKSUM,
	DLENS_CHECK_ROUTE,
	DLENS_CHECK_NEIGHBOUR,
	DLENS_CHECK_NO_SOCKET,
	DLENS_CHECK_TC_XDP,
	DLENS_CHECK_MEMORY,
	DLENS_CHECK_OTHER,	/* losses that no check above explains */
	DLENS_CHECKS
};

/*
 * RFC 791: what every host takes, if in fragments; a link that carries less was hardly
 * meant. RFC 8200: what every link carries.
 */
#define DLENS_MTU_IPV4 576
#define DLENS_MTU_IPV6 1280

/* Worst last, so that the greater one is the worse one; see dlens_severity_name(). */
enum dlens_severity {
	DLENS_UNCLEAR,		/* shown as "unknown": this kernel can not tell */
	DLENS_OK,
	DLENS_INFO,
	DLENS_WARN,
	DLENS_CRIT,
	DLENS_SEVERITIES
};

/**
 * struct dlens_moved - a counter of the scope
 * @total: since the counter began, or DLENS_ABSENT where this kernel has none
 * @last_60s: gain of the last minute; 0 if it went back; DLENS_ABSENT where nobody kept history
 */
struct dlens_moved {
	u64 total;
	u64 last_60s;
};

/**
 * struct dlens_dropped - the drops of the scope that are one check's to explain
 * @events: packets since load or reset
 * @last_60s: packets in the last minute
 * @last_1s: packets in the last whole second
 * @top_60s: packets in the last minute of the kind with most of them
 * @reason: that kind's reason, "" if there is none
 * @location: that kind's call site
 * @dev: that kind's interface, "" if unknown
 * @in: interface it was received on, "" if unknown
 *
 * Strings belong to the snapshot.
 */
struct dlens_dropped {
	u64 events;
	u64 last_60s;
	u64 last_1s;
	u64 top_60s;
	const char *reason;
	const char *location;
	const char *dev;
	const char *in;
};

/**
 * struct dlens_device_fact - what the worst device of the scope shows
 * @dev: its name, "" if no device moved
 * @counter: the counter of it that moved most ("rx_missed")
 * @last_60s: that counter's gain in the last minute
 * @total: its total
 * @devices: devices of the scope that moved
 */
struct dlens_device_fact {
	const char *dev;
	const char *counter;
	u64 last_60s;
	u64 total;
	u32 devices;
};

#define DLENS_DROPPERS 7

/* SNMP counters that checks look at; order and names in module/facts.c. */
enum dlens_mib_fact {
	DLENS_MIB_LISTEN_OVERFLOWS,
	DLENS_MIB_LISTEN_DROPS,
	DLENS_MIB_REQQ_FULL_DROP,
	DLENS_MIB_REQQ_FULL_COOKIES,
	DLENS_MIB_PAWS_PASSIVE,
	DLENS_MIB_PAWS_ACTIVE,
	DLENS_MIB_PAWS_ESTAB,
	DLENS_MIB_PAWS_OLD_ACK,
	DLENS_MIB_PAWS_TIMEWAIT,
	DLENS_MIB_TSECR_REJECTED,
	DLENS_MIB_UDP_RCVBUF,
	DLENS_MIB_UDP_SNDBUF,
	DLENS_MIB_UDP_MEM,
	DLENS_MIB_TCP_RCVQ_DROP,
	DLENS_MIB_PRUNE_CALLED,
	DLENS_MIB_RCV_PRUNED,
	DLENS_MIB_OFO_PRUNED,
	DLENS_MIB_TCP_BACKLOG_DROP,
	DLENS_MIB_TCP_MEMORY_PRESSURES,
	DLENS_MIB_TCP_ABORT_ON_MEMORY,
	DLENS_MIB_TW_OVERFLOW,
	DLENS_MIB_FRAG_FAILS,
	DLENS_MIB_IN_CSUM,
	DLENS_MIB_IN_NO_ROUTES,
	DLENS_MIB_OUT_NO_ROUTES,
	DLENS_MIB_RP_FILTER,
	DLENS_MIB_NO_PORTS,
	DLENS_MIB_PFMEMALLOC_DROP,
	DLENS_MIB_FACTS
};

/**
 * struct dlens_socket_facts - sockets and settings of a namespace
 * @time_wait: sockets in TIME_WAIT
 * @max_tw_buckets: their limit, net.ipv4.tcp_max_tw_buckets
 * @orphans: sockets that no process has any more
 * @max_orphans: their limit, net.ipv4.tcp_max_orphans
 * @fin_wait2: sockets in FIN_WAIT2
 * @close_wait: sockets in CLOSE_WAIT
 * @syn_recv: connections that are half open
 * @established: sockets in ESTABLISHED
 * @tcp_mem_pages: memory of all TCP sockets, in pages
 * @tcp_mem_pressure: net.ipv4.tcp_mem's second, from where TCP saves
 * @tcp_mem_max: its third, the limit
 * @udp_mem_pages: memory of all UDP sockets, in pages
 * @udp_mem_pressure: net.ipv4.udp_mem's second
 * @udp_mem_max: its third, the limit
 * @ports_used: most local ports in use towards one destination
 * @ports_low: first of net.ipv4.ip_local_port_range
 * @ports_high: last of it
 * @ports_to: that destination, "address:port" or "[address]:port"
 * @somaxconn: net.core.somaxconn
 * @max_syn_backlog: net.ipv4.tcp_max_syn_backlog
 * @syncookies: net.ipv4.tcp_syncookies
 * @tw_recycle: net.ipv4.tcp_tw_recycle
 * @timestamps: net.ipv4.tcp_timestamps
 * @tw_reuse: net.ipv4.tcp_tw_reuse
 * @fin_timeout_s: net.ipv4.tcp_fin_timeout, in seconds
 * @rp_filter_all: net.ipv4.conf.all.rp_filter
 * @rp_filter_dev: the same of the interface in dropped[DLENS_CHECK_RP_FILTER].in
 * @rmem_max: net.core.rmem_max, in bytes
 * @wmem_max: net.core.wmem_max, in bytes
 * @tcp_rmem_max: net.ipv4.tcp_rmem's third, in bytes
 * @neigh_gc_thresh3: net.ipv4 or ipv6.neigh.default.gc_thresh3
 * @neigh_entries: entries of that table
 * @neigh_family: 4 or 6: whose table the two are of
 * @neigh_table_fulls_60s: times that table was full in the last minute
 * @listen_worst_backlog: limit of the fullest listener, sk_max_ack_backlog
 * @listen_worst_queue: its accept queue
 * @listen_worst_port: its port
 *
 * Each is DLENS_ABSENT where this kernel gives no safe way.
 */
struct dlens_socket_facts {
	u64 time_wait;
	u64 max_tw_buckets;
	u64 orphans;
	u64 max_orphans;
	u64 fin_wait2;
	u64 close_wait;
	u64 syn_recv;
	u64 established;
	u64 tcp_mem_pages;
	u64 tcp_mem_pressure;
	u64 tcp_mem_max;
	u64 udp_mem_pages;
	u64 udp_mem_pressure;
	u64 udp_mem_max;
	u64 ports_used;
	u64 ports_low;
	u64 ports_high;
	char ports_to[64];
	u64 somaxconn;
	u64 max_syn_backlog;
	u64 syncookies;
	u64 tw_recycle;
	u64 timestamps;
	u64 tw_reuse;
	u64 fin_timeout_s;
	u64 rp_filter_all;
	u64 rp_filter_dev;
	u64 rmem_max;
	u64 wmem_max;
	u64 tcp_rmem_max;
	u64 neigh_gc_thresh3;
	u64 neigh_entries;
	u64 neigh_family;
	u64 neigh_table_fulls_60s;
	u64 listen_worst_backlog;
	u64 listen_worst_queue;
	u64 listen_worst_port;
};

/**
 * struct dlens_facts - all that is known of one scope, in one moment
 * @host: facts of the whole host (CPUs, memory), which belong to no namespace
 * @net: the namespace's serial number, 0 for the host
 * @netns: its inode number, 0 for the host
 * @dropped: drops, by the check that explains them; each drop is in one place;
 *	@last_60s of all is DLENS_ABSENT while nobody counts
 * @strays: drops of IPv4 that no reason and no counter tells more of: the address can not
 *	be (martian), or is multicast that nobody here has joined
 * @reasons_absent: this kernel gives no drop reasons, only the call site tells
 * @mib: SNMP counters, IPv4 and IPv6 together
 * @nic: devices, by DLENS_CHECK_NIC_RING, _ERRORS, _DROPPED
 * @dropper: after the one in @nic the next devices by what they dropped, worst first
 * @small_mtu: the up device with an MTU below 576 (below 1280 with IPv6), 0 if none
 * @small_mtu_dev: its name
 * @everywhere_60s: packets in the last minute in all namespaces, by the check that
 *	explains them: a device's drops may be counted at its peer in another one
 * @devices_dropped_60s: packets in the last minute that its devices count as dropped or as
 *	unhandled, all of them together; DLENS_ABSENT if that is not known of one
 * @unhandled_60s: packets in the last minute that no protocol wanted: normal, but
 *	counted as a device's rx_dropped; DLENS_ABSENT if unknown
 * @cpu: the CPU with most softnet drops in the last minute
 * @cpu_squeezed: the CPU with most time squeezes in the last minute
 * @backlog_dropped: softnet dropped on @cpu, the flow limit's too
 * @squeezed: time_squeeze on @cpu_squeezed
 * @flow_limited: flow_limit_count of all CPUs
 * @max_backlog: net.core.netdev_max_backlog
 * @netdev_budget: net.core.netdev_budget, or DLENS_ABSENT
 * @ct_loaded: nf_conntrack is loaded
 * @ct_resizes: nf_conntrack_buckets can be written
 * @ct_count: its entries in this namespace
 * @ct_max: nf_conntrack_max
 * @ct_buckets: nf_conntrack_buckets
 * @ct_established_s: nf_conntrack_tcp_timeout_established
 * @ct_drop: packets it dropped
 * @ct_early_drop: connections it threw out to make room
 * @ct_insert_failed: connections it could not enter
 * @ct_chaintoolong: those of them whose hash bucket was too long
 * @sockets: sockets and settings
 * @refused_ago_s: seconds since PAWSPassive was seen to gain, or ~0
 * @reject_ago_s: seconds since per-host PAWS would have rejected a SYN, or ~0
 * @rejecting: hosts that it would have rejected a SYN of
 * @ram_bytes: the host's memory
 * @page_shift: a page, which memory is counted in, has 2 to this power bytes
 * @min_free_kb: vm.min_free_kbytes, or DLENS_ABSENT
 * @qdisc_carrier: the device in dropped[DLENS_CHECK_QDISC].dev has a carrier, or who knows
 * @mtu_carrier: the same of the one in dropped[DLENS_CHECK_MTU].dev
 * @qdisc: root queue of the device in dropped[DLENS_CHECK_QDISC].dev, "" if unknown
 * @qdisc_limit: its limit, in its own unit; DLENS_ABSENT if it does not tell
 * @txqueuelen: that device's txqueuelen
 * @was: this check's last severity in this scope, for hysteresis
 */
struct dlens_facts {
	bool host;
	u32 net;
	u32 netns;
	bool reasons_absent;
	struct dlens_dropped dropped[DLENS_CHECKS];
	struct dlens_dropped strays;
	struct dlens_moved mib[DLENS_MIB_FACTS];
	struct dlens_device_fact nic[3];
	struct dlens_device_fact dropper[DLENS_DROPPERS];
	u32 small_mtu;
	const char *small_mtu_dev;
	u64 everywhere_60s[DLENS_CHECKS];
	u64 devices_dropped_60s;
	u64 unhandled_60s;
	int cpu;
	int cpu_squeezed;
	struct dlens_moved backlog_dropped;
	struct dlens_moved squeezed;
	struct dlens_moved flow_limited;
	u64 max_backlog;
	u64 netdev_budget;
	bool ct_loaded;
	bool ct_resizes;
	u64 ct_count;
	u64 ct_max;
	u64 ct_buckets;
	u64 ct_established_s;
	struct dlens_moved ct_drop;
	struct dlens_moved ct_early_drop;
	struct dlens_moved ct_insert_failed;
	struct dlens_moved ct_chaintoolong;
	struct dlens_socket_facts sockets;
	u32 refused_ago_s;
	u32 reject_ago_s;
	u32 rejecting;
	u64 ram_bytes;
	u32 page_shift;
	u64 min_free_kb;
	bool qdisc_carrier;
	bool mtu_carrier;
	const char *qdisc;
	u64 qdisc_limit;
	u64 txqueuelen;
	u8 was[DLENS_CHECKS];
};

#define DLENS_EVIDENCE_LEN 240
#define DLENS_ADVICE_LEN 400

/**
 * struct dlens_finding - what a check says of a scope
 * @check: an enum dlens_check_id
 * @severity: an enum dlens_severity
 * @net: as in the facts
 * @netns: as in the facts
 * @value: the number that decided, or DLENS_ABSENT
 * @limit: the limit in force of what @value counts, or DLENS_ABSENT
 * @change_60s: what moved in the last minute, or DLENS_ABSENT
 * @evidence: the proof, one sentence; if @severity is DLENS_UNCLEAR, why this
 *	kernel can not tell
 * @advice: what to do, with the value now and the value proposed; "" if ok
 */
struct dlens_finding {
	u8 check;
	u8 severity;
	u32 net;
	u32 netns;
	u64 value;
	u64 limit;
	u64 change_60s;
	char evidence[DLENS_EVIDENCE_LEN];
	char advice[DLENS_ADVICE_LEN];
};

/* module/logic/checks.c: the list */
bool dlens_check_is_host(u8 check);
void dlens_check(u8 check, const struct dlens_facts *facts, struct dlens_finding *finding);
const char *dlens_check_name(u8 check);
const char *dlens_severity_name(u8 severity);

/* module/logic/check_device.c: the device that nic_dropped is about */
const struct dlens_device_fact *dlens_nic_dropper(const struct dlens_facts *facts);

/* module/logic/blame.c: which check explains a drop; DLENS_CHECKS: none, it is no loss */
u8 dlens_blame(const char *reason, const char *function, u8 class, u8 layer);

#endif
