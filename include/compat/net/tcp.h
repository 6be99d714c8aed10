/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_TCP_H
#define DROPLENS_COMPAT_NET_TCP_H

#include <linux/module.h>
#include_next <net/tcp.h>

/*
 * TCP sockets that nobody owns. One number for each CPU from 5.15 on (and in
 * long-term 5.10), of which only the sum means something; a percpu_counter
 * before. From 7.2 on modules do not get it though the headers declare it, so the
 * running kernel is asked.
 */
#if defined(DLENS_HAVE_ORPHANS_PER_CPU)
static inline bool dlens_sum_orphans(u64 *orphans)
{
	/* not symbol_get(): its cast is not for pointers of the per-CPU address space */
	unsigned long got = (unsigned long)__symbol_get("tcp_orphan_count");
	unsigned int __percpu *count = (unsigned int __force __percpu *)got;
	int cpu, sum = 0;

	if (!got)
		return false;
	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(count, cpu));
	__symbol_put("tcp_orphan_count");
	*orphans = max(0, sum);
	return true;
}

#define dlens_orphans() ({ u64 __sum; dlens_sum_orphans(&__sum) ? __sum : DLENS_ABSENT; })
#elif defined(DLENS_HAVE_ORPHANS_COUNTER)
#define dlens_orphans() ((u64)percpu_counter_sum_positive(&tcp_orphan_count))
#else
#define dlens_orphans() DLENS_ABSENT
#endif

/*
 * The clock of ts_recent_stamp and tw_ts_recent_stamp: the wall's up to 4.18,
 * then monotonic. The first is read without a lock, in any context.
 */
#ifdef DLENS_HAVE_TCP_MONOTONIC
#define dlens_tcp_clock_s() ((u32)ktime_get_seconds())
#define dlens_tcp_clock_ms() div_u64(ktime_get_ns(), NSEC_PER_MSEC)
#else
#define dlens_tcp_clock_s() ((u32)get_seconds())
#define dlens_tcp_clock_ms() div_u64(ktime_to_ns(ktime_get_real()), NSEC_PER_MSEC)
#endif

#endif
