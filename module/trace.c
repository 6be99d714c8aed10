// SPDX-License-Identifier: GPL-2.0
/*
 * The trace event droplens:drop. Packets are decoded for it only while somebody
 * listens: perf, trace-cmd, bpftrace or tracefs.
 */
#include <droplens/extras.h>

#define CREATE_TRACE_POINTS
#include <droplens/trace.h>

/**
 * dlens_trace_begin() - the first listener is about to come
 *
 * Context: process; under the kernel's lock on tracepoints.
 * Return: 0, where the kernel asks.
 */
DLENS_REGFUNC dlens_trace_begin(void)
{
	dlens_extras_set(DLENS_EXTRA_TRACE, true);
	return dlens_regfunc_done();
}

/**
 * dlens_trace_end() - the last listener has gone
 *
 * May come when the module has done its exit and is not yet gone.
 *
 * Context: process; under the kernel's lock on tracepoints.
 */
void dlens_trace_end(void)
{
	dlens_extras_set(DLENS_EXTRA_TRACE, false);
}
