/* SPDX-License-Identifier: GPL-2.0 */
#include_next <linux/tracepoint.h>

/* outside the guard: the kernel's header is read again for each set of events */
#ifndef DROPLENS_COMPAT_LINUX_TRACEPOINT_H
#define DROPLENS_COMPAT_LINUX_TRACEPOINT_H

/*
 * What a trace event calls when somebody begins to listen may refuse since 4.10
 * (8cf868affdc4); before, it returned nothing.
 */
#ifdef DLENS_HAVE_REGFUNC_INT
#define DLENS_REGFUNC int
static inline int dlens_regfunc_done(void)
{
	return 0;
}
#else
#define DLENS_REGFUNC void
static inline void dlens_regfunc_done(void)
{
}
#endif

#endif
