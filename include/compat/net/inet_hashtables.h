/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_INET_HASHTABLES_H
#define DROPLENS_COMPAT_NET_INET_HASHTABLES_H

#include_next <net/inet_hashtables.h>
#include <net/tcp.h>

/*
 * tcp_hashinfo is not exported everywhere, but who buries TIME_WAIT sockets
 * knows the tables too. He was global up to 4.10 and behind a pointer in 5.19
 * and 6.0.
 */
#if defined(DLENS_HAVE_DEATH_ROW_POINTER)
#define dlens_death_row(net) ((net)->ipv4.tcp_death_row)
#elif defined(DLENS_HAVE_DEATH_ROW)
#define dlens_death_row(net) (&(net)->ipv4.tcp_death_row)
#else
/* net/tcp.h declares it after it included this header */
extern struct inet_timewait_death_row tcp_death_row;
#define dlens_death_row(net) (&tcp_death_row)
#endif

static inline const struct inet_hashinfo *dlens_hashinfo(const struct net *net)
{
	return dlens_death_row(net)->hashinfo;
}

/* TIME_WAIT sockets, as tcp_max_tw_buckets limits them */
static inline u64 dlens_tw_count(const struct net *net)
{
#if defined(DLENS_HAVE_TW_REFCOUNT)
	/* the namespace itself has one */
	unsigned int count = refcount_read(&dlens_death_row(net)->tw_refcount);

	return count ? count - 1 : 0;
#elif defined(DLENS_HAVE_TW_ATOMIC)
	return max(0, atomic_read(&dlens_death_row(net)->tw_count));
#else
	return max(0, READ_ONCE(dlens_death_row(net)->tw_count));
#endif
}

/* Gone in 4.12. Up to 4.10 its file is in the first namespace only, and acts in all. */
#ifdef DLENS_HAVE_TW_RECYCLE
#define dlens_tw_recycle(net) ((u64)READ_ONCE(dlens_death_row(net)->sysctl_tw_recycle))
#ifdef DLENS_HAVE_DEATH_ROW
#define DLENS_TW_RECYCLE_HOME DLENS_HOME_NETNS
#else
#define DLENS_TW_RECYCLE_HOME DLENS_HOME_HOST
#endif
#else
#define dlens_tw_recycle(net) DLENS_ABSENT
#define DLENS_TW_RECYCLE_HOME DLENS_HOME_REMOVED
#endif

/*
 * From 4.7 on listeners were in lists that end in NULL, all others in lists of nulls, and
 * memory goes from one kind to the other without a grace period: 5.5 ended that
 * (8dbd76e79a16), and so did long-term kernels, not RHEL 8. Whoever walks there takes
 * either end for one. Both kinds of links have their next one first.
 */
#if defined(DLENS_HAVE_LISTEN_PORT_TABLE) && defined(DLENS_HAVE_LISTEN_HLIST) && \
	!defined(DLENS_HAVE_LISTEN_NULLS)
#define dlens_link(pointer) ((const struct hlist_nulls_node *)rcu_dereference_raw(pointer))
#define dlens_for_each_either(sk, node, begin)						\
	for (node = dlens_link(begin);							\
	     node && !is_a_nulls(node) &&						\
	     ({ sk = hlist_nulls_entry(node, struct sock, sk_nulls_node); true; });	\
	     node = dlens_link(node->next))
#define dlens_for_each_hashed(sk, node, tables, i) \
	dlens_for_each_either(sk, node, (tables)->ehash[i].chain.first)
#else
#define dlens_for_each_hashed(sk, node, tables, i) \
	sk_nulls_for_each_rcu(sk, node, &(tables)->ehash[i].chain)
#endif

/*
 * Listeners are in a table by port up to 5.18, of lists that have been of two
 * kinds, and then only in the one by port and address, which hangs them on
 * another hook before.
 */
#if defined(DLENS_HAVE_LISTEN_PORT_TABLE)
#define dlens_listen_buckets(tables) INET_LHTABLE_SIZE
#if defined(DLENS_HAVE_LISTEN_NULLS)
#define dlens_for_each_listener(sk, node, tables, i) \
	sk_nulls_for_each_rcu(sk, node, &(tables)->listening_hash[i].nulls_head)
#elif defined(DLENS_HAVE_LISTEN_HLIST)
#define dlens_for_each_listener(sk, node, tables, i) \
	dlens_for_each_either(sk, node, (tables)->listening_hash[i].head.first)
#else
#define dlens_for_each_listener(sk, node, tables, i) \
	sk_nulls_for_each_rcu(sk, node, &(tables)->listening_hash[i].head)
#endif
#else
#define dlens_listen_buckets(tables) ((tables)->lhash2_mask + 1)
#define dlens_for_each_listener(sk, node, tables, i) \
	sk_nulls_for_each_rcu(sk, node, &(tables)->lhash2[i].nulls_head)
#endif

/* From 4.4 on half-open connections are in the same table as the others. */
#ifdef DLENS_HAVE_NEW_SYN_RECV
#define DLENS_REQUEST_STATE TCP_NEW_SYN_RECV
#define DLENS_REQUESTS_SEEN 1
#else
/* what no socket is in */
#define DLENS_REQUEST_STATE TCP_MAX_STATES
#define DLENS_REQUESTS_SEEN 0
#endif

#endif
