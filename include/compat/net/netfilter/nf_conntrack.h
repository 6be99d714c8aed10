/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_NF_CONNTRACK_H
#define DROPLENS_COMPAT_NET_NF_CONNTRACK_H

/*
 * A kernel without conntrack has no struct netns_ct, and up to 4.9 its header does not
 * compile there. What is asked for by name is not found, and nobody gets further.
 */
#if IS_ENABLED(CONFIG_NF_CONNTRACK)
#include_next <net/netfilter/nf_conntrack.h>

#define dlens_ct_stat(net) ((net)->ct.stat)
#else
#include <linux/netfilter/nf_conntrack_common.h>
#include <net/net_namespace.h>

extern unsigned int nf_conntrack_htable_size;
extern unsigned int nf_conntrack_max;
#define dlens_ct_stat(net) ((struct ip_conntrack_stat __percpu *)NULL)
#endif

/* Is net.netfilter.nf_conntrack_buckets to be written, too? */
#ifdef DLENS_HAVE_CT_RESIZE
#define dlens_ct_resizes() true
#else
#define dlens_ct_resizes() false
#endif

/* How long an idle connection is kept, in jiffies; nf_conntrack's namespace is part of ours. */
#if IS_ENABLED(CONFIG_NF_CONNTRACK) && defined(DLENS_HAVE_CT_TCP_TIMEOUTS)
#define dlens_ct_established(net) \
	((u64)READ_ONCE((net)->ct.nf_ct_proto.tcp.timeouts[TCP_CONNTRACK_ESTABLISHED]))
#else
#define dlens_ct_established(net) DLENS_ABSENT
#endif

/*
 * The entries of a namespace; what is gotten and put is a reference on
 * nf_conntrack, which whoever counts needs anyway.
 */
typedef u32 (*dlens_ct_count_t)(const struct net *net);

#if IS_ENABLED(CONFIG_NF_CONNTRACK) && defined(DLENS_HAVE_CT_COUNT)
#define dlens_ct_count_get() ((dlens_ct_count_t)symbol_get(nf_conntrack_count))
#define dlens_ct_count_put() symbol_put(nf_conntrack_count)
#else
static inline u32 dlens_ct_count(const struct net *net)
{
#if IS_ENABLED(CONFIG_NF_CONNTRACK)
	return atomic_read(&net->ct.count);
#else
	return 0;
#endif
}

#define dlens_ct_count_get() ((dlens_ct_count_t)dlens_ct_count)
#define dlens_ct_count_put() do { } while (0)
#endif

#endif
