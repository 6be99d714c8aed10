/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_STACKTRACE_H
#define DROPLENS_COMPAT_LINUX_STACKTRACE_H

#include_next <linux/stacktrace.h>

/*
 * Macros, as other headers of the kernel include this one, and others than us build
 * with it: what a kernel lacks is only named by who uses it.
 *
 * dlens_stack_save(store, size): frames of this call stack, innermost first; how many.
 */
#ifndef CONFIG_STACKTRACE
#define dlens_stack_save(store, size) ((void)(store), (void)(size), 0)
#elif defined(DLENS_HAVE_STACK_TRACE_SAVE)
/* 5.2, e9b98e162aa5 */
#define dlens_stack_save(store, size) stack_trace_save(store, size, 0)
#else
#define dlens_stack_save(store, size) ({			\
	struct stack_trace dlens_trace = {			\
		.entries = store,				\
		.max_entries = size,				\
	};							\
	save_stack_trace(&dlens_trace);				\
	dlens_trace.nr_entries;					\
})
#endif

#endif
