/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NF_CONNTRACK_COMMON_H
#define DROPLENS_COMPAT_NF_CONNTRACK_COMMON_H

#include_next <linux/netfilter/nf_conntrack_common.h>

#ifdef DLENS_HAVE_CT_CLASH_RESOLVE
#define dlens_ct_clash_resolve(stat) READ_ONCE((stat)->clash_resolve)
#else
#define dlens_ct_clash_resolve(stat) DLENS_ABSENT
#endif

#ifdef DLENS_HAVE_CT_CHAINTOOLONG
#define dlens_ct_chaintoolong(stat) READ_ONCE((stat)->chaintoolong)
#else
#define dlens_ct_chaintoolong(stat) DLENS_ABSENT
#endif

#endif
