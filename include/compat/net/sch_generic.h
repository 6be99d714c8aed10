/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_SCH_GENERIC_H
#define DROPLENS_COMPAT_NET_SCH_GENERIC_H

#include_next <net/sch_generic.h>

/* A device's root queue, under rcu_read_lock(); NULL where that does not keep it. */
#ifdef DLENS_HAVE_QDISC_RCU
#define dlens_root_qdisc(dev) ((const struct Qdisc *)rcu_dereference((dev)->qdisc))
#else
#define dlens_root_qdisc(dev) ((const struct Qdisc *)NULL)
#endif

#endif
