/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_INET_TIMEWAIT_SOCK_H
#define DROPLENS_COMPAT_NET_INET_TIMEWAIT_SOCK_H

#include_next <net/inet_timewait_sock.h>

/* A member of struct inet_timewait_sock to no header, a setting's name to us. */
#undef tw_reuse

/*
 * Does its timer run? Told of functions that both start and restart it, up to
 * 4.2; it had a list of its own instead of a timer up to 4.0.
 */
#ifdef DLENS_HAVE_TW_DEATH_NODE
#define dlens_twsk_scheduled(tw) inet_twsk_dead_hashed(tw)
#else
#define dlens_twsk_scheduled(tw) timer_pending(&(tw)->tw_timer)
#endif

/* In a struct of their own behind the socket up to 3.12. */
#if !IS_ENABLED(CONFIG_IPV6)
#define dlens_twsk_peer6(tw) ((const struct in6_addr *)NULL)
#define dlens_twsk_local6(tw) ((const struct in6_addr *)NULL)
#elif defined(DLENS_HAVE_TW_V6)
#define dlens_twsk_peer6(tw) ((const struct in6_addr *)&(tw)->tw_v6_daddr)
#define dlens_twsk_local6(tw) ((const struct in6_addr *)&(tw)->tw_v6_rcv_saddr)
#else
#include <linux/ipv6.h>
#define dlens_twsk_peer6(tw) \
	((const struct in6_addr *)&inet6_twsk((const struct sock *)(tw))->tw_v6_daddr)
#define dlens_twsk_local6(tw) \
	((const struct in6_addr *)&inet6_twsk((const struct sock *)(tw))->tw_v6_rcv_saddr)
#endif

#endif
