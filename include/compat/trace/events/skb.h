/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_TRACE_EVENTS_SKB_H
#define DROPLENS_COMPAT_TRACE_EVENTS_SKB_H

#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include_next <trace/events/skb.h>
#ifdef DLENS_HAVE_DROPREASON_H
#include <net/dropreason.h>
#endif

/*
 * skb:kfree_skb has had four prototypes, and back-ports mix them within one
 * release, so the prototype is taken from the declaration itself. A fifth one
 * does not compile. Never cast a probe: kCFI checks the type at the call.
 *
 *	(skb, location)				up to 5.16
 *	(skb, location, reason)			c504e5c2f964, 5.17
 *	(skb, location, reason, rx_sk)		c53795d48ee8, 6.11
 *	(skb, location, reason, const rx_sk)	7.2
 */
#if defined(TRACE_SKB_DROP_REASON) || defined(DEFINE_DROP_REASON)
#define DLENS_PROBES_WITH_REASON(body)							\
static void __maybe_unused dlens_probe_reason(void *data, struct sk_buff *skb,		\
					      void *location,				\
					      enum skb_drop_reason reason)		\
{ body(data, skb, location, reason, NULL); }						\
static void __maybe_unused dlens_probe_sk(void *data, struct sk_buff *skb,		\
					  void *location,				\
					  enum skb_drop_reason reason,			\
					  struct sock *rx_sk)				\
{ body(data, skb, location, reason, rx_sk); }						\
static void __maybe_unused dlens_probe_const_sk(void *data, struct sk_buff *skb,	\
						void *location,				\
						enum skb_drop_reason reason,		\
						const struct sock *rx_sk)		\
{ body(data, skb, location, reason, rx_sk); }
#define DLENS_PICK_WITH_REASON								\
	__builtin_choose_expr(DLENS_FITS(dlens_probe_const_sk), dlens_probe_const_sk,	\
	__builtin_choose_expr(DLENS_FITS(dlens_probe_sk), dlens_probe_sk,		\
			      dlens_probe_reason))
#else
#define DLENS_PROBES_WITH_REASON(body)
#define DLENS_PICK_WITH_REASON dlens_probe_location
#endif

#define DLENS_FITS(probe)								\
	__builtin_types_compatible_p(typeof(&register_trace_kfree_skb),			\
				     int (*)(typeof(&(probe)), void *))

/**
 * DLENS_KFREE_SKB_PROBE() - define the probe for this kernel's prototype
 * @body: an inline function of the newest prototype, with reason as a number
 */
#define DLENS_KFREE_SKB_PROBE(body)							\
static void __maybe_unused dlens_probe_location(void *data, struct sk_buff *skb,	\
						void *location)				\
{ body(data, skb, location, 0, NULL); }							\
DLENS_PROBES_WITH_REASON(body)

/* The probe that DLENS_KFREE_SKB_PROBE() defined. */
#define dlens_kfree_skb_probe								\
	__builtin_choose_expr(DLENS_FITS(dlens_probe_location), dlens_probe_location,	\
			      DLENS_PICK_WITH_REASON)

/* Up to 6.19 a probe is called with preemption off; from 7.0 on it is not. */
#ifdef DLENS_HAVE_UNPREEMPTED_PROBES
#define dlens_probe_enter() do { } while (0)
#define dlens_probe_leave() do { } while (0)
#else
#define dlens_probe_enter() preempt_disable_notrace()
#define dlens_probe_leave() preempt_enable_notrace()
#endif

/*
 * Names of drop reasons, from the running kernel. Numbers and even subsystem
 * numbers differ between builds of one release, so no table of ours:
 *
 *	6.4 on			drop_reasons_by_subsys[] (071c0fc6fb91), RCU
 *	6.0 to 6.3, RHEL 8.8	drop_reasons[] (ec43908dd556)
 *	5.15.58 to 5.19		only the enumerators, in trace/events/skb.h
 *	before			none
 */
#ifdef SKB_DROP_REASON_SUBSYS_SHIFT

/* features.sh finds the enumerators; one that is not here shows as a number */
static const char * const dlens_subsystems[SKB_DROP_REASON_SUBSYS_NUM] = {
#ifdef DLENS_HAVE_SUBSYS_MAC80211_UNUSABLE
	[SKB_DROP_REASON_SUBSYS_MAC80211_UNUSABLE] = "MAC80211_UNUSABLE",
#endif
#ifdef DLENS_HAVE_SUBSYS_MAC80211_MONITOR
	[SKB_DROP_REASON_SUBSYS_MAC80211_MONITOR] = "MAC80211_MONITOR",
#endif
#ifdef DLENS_HAVE_SUBSYS_OPENVSWITCH
	[SKB_DROP_REASON_SUBSYS_OPENVSWITCH] = "OPENVSWITCH",
#endif
#ifdef DLENS_HAVE_SUBSYS_QDISC
	[SKB_DROP_REASON_SUBSYS_QDISC] = "QDISC",
#endif
};

/**
 * dlens_reason_lookup() - a drop reason's name
 * @reason: the number that the tracepoint gave
 * @subsystem: set to the subsystem's name, or NULL for a reason of the core
 *
 * Context: under rcu_read_lock(); a subsystem may be a module that goes.
 * Return: the name, or NULL if this kernel has none.
 */
static inline const char *dlens_reason_lookup(u32 reason, const char **subsystem)
{
	u32 subsys = reason >> SKB_DROP_REASON_SUBSYS_SHIFT;
	u32 number = reason & ~SKB_DROP_REASON_SUBSYS_MASK;
	const struct drop_reason_list *list;

	*subsystem = NULL;
	if (subsys >= SKB_DROP_REASON_SUBSYS_NUM)
		return NULL;
	if (subsys)
		*subsystem = dlens_subsystems[subsys] ?: "SUBSYSTEM";
	list = rcu_dereference(drop_reasons_by_subsys[subsys]);
	return list && number < list->n_reasons ? list->reasons[number] : NULL;
}

#elif defined(DEFINE_DROP_REASON)

static inline const char *dlens_reason_lookup(u32 reason, const char **subsystem)
{
	*subsystem = NULL;
	return reason < SKB_DROP_REASON_MAX ? drop_reasons[reason] : NULL;
}

#elif defined(TRACE_SKB_DROP_REASON)

#undef EM
#undef EMe
#define EM(reason, name) [reason] = #name,
#define EMe(reason, name) [reason] = #name,
static const char * const dlens_reasons[] = { TRACE_SKB_DROP_REASON };
#undef EM
#undef EMe

static inline const char *dlens_reason_lookup(u32 reason, const char **subsystem)
{
	*subsystem = NULL;
	return reason < ARRAY_SIZE(dlens_reasons) ? dlens_reasons[reason] : NULL;
}

#else

static inline const char *dlens_reason_lookup(u32 reason, const char **subsystem)
{
	*subsystem = NULL;
	return "";
}

#define DLENS_NO_REASONS 1

#endif

#ifndef DLENS_NO_REASONS
#define DLENS_NO_REASONS 0
#endif

/* tcp_drop() freed with __kfree_skb(), which no tracepoint sees. */
#ifdef DLENS_HAVE_TCP_TRACED
#define DLENS_TCP_UNTRACED 0
#else
#define DLENS_TCP_UNTRACED 1
#endif

#endif
