/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_NETNS_IPV4_H
#define DROPLENS_COMPAT_NET_NETNS_IPV4_H

#include_next <net/netns/ipv4.h>

/*
 * Settings that became each namespace's own; before, they were global: three of
 * them exported, others found by name, some of neither. features.sh has the releases.
 * Whoever asks for one that is found by name includes <linux/kallsyms.h> too. Those that
 * are exported are declared here again, as their headers are not read yet.
 */
#ifdef DLENS_HAVE_NET_MAX_SYN_BACKLOG
#define dlens_max_syn_backlog(net) ((u64)READ_ONCE((net)->ipv4.sysctl_max_syn_backlog))
#elif defined(DLENS_HAVE_MAX_SYN_BACKLOG)
extern int sysctl_max_syn_backlog;
#define dlens_max_syn_backlog(net) ((u64)READ_ONCE(sysctl_max_syn_backlog))
#else
#define dlens_max_syn_backlog(net) DLENS_ABSENT
#endif

#ifdef DLENS_HAVE_NET_SYNCOOKIES
#define dlens_syncookies(net) ((u64)READ_ONCE((net)->ipv4.sysctl_tcp_syncookies))
#elif defined(DLENS_HAVE_SYNCOOKIES)
extern int sysctl_tcp_syncookies;
#define dlens_syncookies(net) ((u64)READ_ONCE(sysctl_tcp_syncookies))
#else
#define dlens_syncookies(net) DLENS_ABSENT
#endif

#ifdef DLENS_HAVE_NET_TIMESTAMPS
#define dlens_timestamps(net) ((u64)READ_ONCE((net)->ipv4.sysctl_tcp_timestamps))
#define DLENS_TIMESTAMPS_HOME DLENS_HOME_NETNS
#else
#define dlens_timestamps(net) dlens_kernel_int("sysctl_tcp_timestamps")
#define DLENS_TIMESTAMPS_HOME DLENS_HOME_HOST
#endif

#ifdef DLENS_HAVE_NET_TW_REUSE
#define dlens_tw_reuse(net) ((u64)READ_ONCE((net)->ipv4.sysctl_tcp_tw_reuse))
#define DLENS_TW_REUSE_HOME DLENS_HOME_NETNS
#else
#define dlens_tw_reuse(net) dlens_kernel_int("sysctl_tcp_tw_reuse")
#define DLENS_TW_REUSE_HOME DLENS_HOME_HOST
#endif

#ifdef DLENS_HAVE_NET_FIN_TIMEOUT
#define dlens_fin_timeout(net) ((u64)READ_ONCE((net)->ipv4.sysctl_tcp_fin_timeout))
#else
#define dlens_fin_timeout(net) DLENS_ABSENT
#endif

#ifdef DLENS_HAVE_NET_ABORT_ON_OVERFLOW
#define dlens_abort_on_overflow(net) ((u64)READ_ONCE((net)->ipv4.sysctl_tcp_abort_on_overflow))
#else
#define dlens_abort_on_overflow(net) DLENS_ABSENT
#endif

#ifdef DLENS_HAVE_NET_TCP_RMEM
#define dlens_tcp_rmem_max(net) ((u64)READ_ONCE((net)->ipv4.sysctl_tcp_rmem[2]))
#elif defined(DLENS_HAVE_TCP_RMEM)
extern int sysctl_tcp_rmem[3];
#define dlens_tcp_rmem_max(net) ((u64)READ_ONCE(sysctl_tcp_rmem[2]))
#else
#define dlens_tcp_rmem_max(net) DLENS_ABSENT
#endif

#endif
