#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# usage: features.sh SRCTREE
#
# What the kernel in SRCTREE has, asked of its headers, as compiler flags. Its
# version is not asked: back-ports make versions lie. Kbuild may call this more
# than once a build, so it only greps.

tree=$1
here=$(dirname "$0")

# has FLAG HEADER PATTERN
has()
{
	grep -Eqs "$3" "$tree/include/$2" && echo "-DDLENS_HAVE_$1"
}

if ! test -r "$tree/include/uapi/linux/snmp.h"; then
	echo "features.sh: no kernel headers in '$tree'" >&2
	exit 1
fi

# up to 6.19: tracepoints call their probes with preemption off; later SRCU guards
# them. In doubt the probe switches preemption off itself.
grep -Eqs 'srcu_fast|tracepoint_guard' "$tree/include/linux/tracepoint.h" ||
	has UNPREEMPTED_PROBES linux/tracepoint.h \
		'preempt_disable_notrace\(\)|guard\(preempt_notrace\)|rcu_read_lock_sched_notrace\(\)'
# 5.2
has STACK_TRACE_SAVE linux/stacktrace.h 'stack_trace_save\('
# 4.10
has REGFUNC_INT linux/tracepoint-defs.h '[[:space:]]int \(\*regfunc\)\(void\);'
# 6.0; RHEL 8.10 has only net/dropreason-core.h
has DROPREASON_H net/dropreason.h 'drop_reason'
# 5.18 (85125597419a) and what took it over: TCP's drops reach the tracepoint
has TCP_TRACED linux/skbuff.h 'TCP_OVERWINDOW' ||
	has TCP_TRACED net/dropreason.h 'TCP_OVERWINDOW' ||
	has TCP_TRACED net/dropreason-core.h 'TCP_OVERWINDOW'
# 4.18; in linux/mm.h up to 6.9
has KVCALLOC linux/mm.h '[[:space:]*]kvcalloc(_noprof)?\(' ||
	has KVCALLOC linux/slab.h '[[:space:]*]kvcalloc(_noprof)?\('
# 3.19; the inode number was a member of struct net before
has NS_COMMON net/net_namespace.h 'struct ns_common[[:space:]]+ns;'
# RHEL 7 has a chain for who is told of a struct, and an older one for who is told of a device
has NOTIFIER_RH linux/netdevice.h '[[:space:]]register_netdevice_notifier_rh\('
# 4.7 to 4.14
has DEBUGFS_SRCU linux/debugfs.h '[[:space:]]debugfs_use_file_start\('
# 4.8
has TIME64_TO_TM linux/time.h '[[:space:]]time64_to_tm\('
# up to 4.20 GCC 9 complains of these headers' module_init(), in every module
grep -qs '__copy' "$tree/include/linux/module.h" || echo -Wno-missing-attributes
# 6.18: softnet drops counted per NUMA node
has NUMA_DROPS linux/netdevice.h '^[[:space:]]*struct numa_drop_counters[[:space:]]+drop_counters;'
# 6.9: net_hotdata took over from exported integers
has HOTDATA net/hotdata.h '[[:space:]]max_backlog;'
# up to 5.17: later only net/core sees inside
has FLOW_LIMIT linux/netdevice.h '^struct sd_flow_limit \{'
# 4.1: before, a member of struct net_device
has IFLINK linux/netdevice.h '[[:space:]]dev_get_iflink\('
# 4.6
has RX_NOHANDLER uapi/linux/if_link.h '[[:space:]]rx_nohandler;'
# 5.12: before, the count was a member of struct netns_ct
has CT_COUNT net/netfilter/nf_conntrack.h '[[:space:]]nf_conntrack_count\('
# 4.7: before, nf_conntrack_buckets can be read only
has CT_RESIZE net/netfilter/nf_conntrack.h '[[:space:]]nf_conntrack_hash_resize\('
# 5.10
has CT_CLASH_RESOLVE linux/netfilter/nf_conntrack_common.h '[[:space:]]clash_resolve;'
# 5.15
has CT_CHAINTOOLONG linux/netfilter/nf_conntrack_common.h '[[:space:]]chaintoolong;'
# gone in 7.2
has UDPLITE net/netns/mib.h '[[:space:]]udplite_statistics\)?;'
# 4.11: before, tcp_death_row was global
has DEATH_ROW net/netns/ipv4.h '[[:space:]]tcp_death_row([[:space:]]+[a-z_]+)?;'
# 5.19 and 6.0
has DEATH_ROW_POINTER net/netns/ipv4.h '\*tcp_death_row([[:space:]]+[a-z_]+)?;'
# 5.19; tw_count was an atomic_t from 4.3 on
has TW_REFCOUNT net/netns/ipv4.h 'refcount_t[[:space:]]+tw_refcount;'
has TW_ATOMIC net/netns/ipv4.h 'atomic_t[[:space:]]+tw_count'
has TW_ATOMIC net/inet_timewait_sock.h 'atomic_t[[:space:]]+tw_count'
# 4.11: a part of linux/sched.h before
has SCHED_SIGNAL linux/sched/signal.h '[[:space:]]fatal_signal_pending\('
# gone in 4.12
has TW_RECYCLE net/netns/ipv4.h '[[:space:]]sysctl_tw_recycle;'
has TW_RECYCLE net/inet_timewait_sock.h '[[:space:]]sysctl_tw_recycle;'
# up to 5.18; lists of nulls from 5.5 on, and again up to 4.4
has LISTEN_PORT_TABLE net/inet_hashtables.h '[[:space:]]listening_hash\['
has LISTEN_NULLS net/inet_hashtables.h '^[[:space:]]*struct hlist_nulls_head[[:space:]]+nulls_head;'
has LISTEN_HLIST net/inet_hashtables.h '^[[:space:]]*struct hlist_head[[:space:]]+head;'
# 4.4
has NEW_SYN_RECV net/tcp_states.h '^[[:space:]]TCP_NEW_SYN_RECV,'
# 5.15 and long-term 5.10; a percpu_counter before, not exported from 7.2 on
has ORPHANS_PER_CPU net/tcp.h 'DECLARE_PER_CPU\(unsigned int, tcp_orphan_count\)'
has ORPHANS_COUNTER net/tcp.h 'extern struct percpu_counter tcp_orphan_count;'
# 6.9; exported by its own name before
has HOTDATA_RMEM net/hotdata.h '[[:space:]]sysctl_rmem_max;'
has RMEM net/sock.h '^extern __u32 sysctl_rmem_max;'
# 5.0
has NEIGH_GC_ENTRIES net/neighbour.h '[[:space:]]gc_entries;'
# 4.3
has NEIGH_TABLE_FULLS net/neighbour.h '[[:space:]]table_fulls;'
# 6.9 again, or later
has HOTDATA_WMEM net/hotdata.h '[[:space:]]sysctl_wmem_max;'
has WMEM net/sock.h '^extern __u32 sysctl_wmem_max;'
# 4.14: before, the position was a number
has KERNEL_READ_POS linux/fs.h 'kernel_read\(struct file \*,[^;]*loff_t \*'
# 4.20: a queue is freed a grace period after it was taken off its device
has QDISC_RCU net/sch_generic.h 'qdisc_put_unlocked\('
# 3.6 on, where connection tracking is built in at all
has CT_TCP_TIMEOUTS net/netns/conntrack.h 'timeouts\[TCP_CONNTRACK_TIMEOUT_MAX\];'
# 4.11
has SIPHASH linux/siphash.h '[[:space:]*]siphash_2u64\('
# 4.16
has POLL_T uapi/linux/types.h '[[:space:]]__poll_t;'
# 4.6
has NET_SYNCOOKIES net/netns/ipv4.h '[[:space:]]sysctl_tcp_syncookies;'
has NET_FIN_TIMEOUT net/netns/ipv4.h '[[:space:]]sysctl_tcp_fin_timeout;'
has SYNCOOKIES net/tcp.h 'extern int sysctl_tcp_syncookies;'
# 4.10
has NET_TW_REUSE net/netns/ipv4.h '[[:space:]]sysctl_tcp_tw_reuse;'
# 4.11
has NET_MAX_SYN_BACKLOG net/netns/ipv4.h '[[:space:]]sysctl_max_syn_backlog;'
has MAX_SYN_BACKLOG net/request_sock.h 'extern int sysctl_max_syn_backlog;'
# 4.12
has NET_TIMESTAMPS net/netns/ipv4.h '[[:space:]]sysctl_tcp_timestamps;'
# 4.19
has TCP_MONOTONIC net/tcp.h 'ktime_get_seconds\(\)'
# up to 4.0
has TW_DEATH_NODE net/inet_timewait_sock.h '[[:space:]]tw_death_node;'
# 3.13
has TW_V6 net/inet_timewait_sock.h '#define tw_v6_daddr[[:space:]]'
# up to 4.9: a full accept queue refused only who came behind a fresh request
has REQSK_YOUNG net/inet_connection_sock.h '[[:space:]]inet_csk_reqsk_queue_young\('
# 4.15
has NET_TCP_RMEM net/netns/ipv4.h '[[:space:]]sysctl_tcp_rmem\[3\];'
has TCP_RMEM net/tcp.h 'extern int sysctl_tcp_rmem\[3\];'
has NET_ABORT_ON_OVERFLOW net/netns/ipv4.h '[[:space:]]sysctl_tcp_abort_on_overflow;'

# 6.4: subsystems of drop reasons; their numbers move, their names do not
sed -n 's/^[[:space:]]*SKB_DROP_REASON_SUBSYS_\([A-Z0-9_]*\),.*/-DDLENS_HAVE_SUBSYS_\1/p' \
	"$tree/include/net/dropreason.h" 2>/dev/null | grep -v -e _NUM -e _CORE

awk -f "$here/mibs.awk" "$tree/include/uapi/linux/snmp.h" "$here/../droplens/mibs.h"
