// SPDX-License-Identifier: GPL-2.0
/* The host's CPUs and memory. */
#include <droplens/judge.h>

/* A queue of more than this many packets only adds delay. */
#define BACKLOG_LARGE 100000
/* The kernel's defaults; below one somebody has lowered the limit. */
#define BACKLOG_DEFAULT 1000
#define BUDGET_DEFAULT 300
/* Ten times the default: more keeps other work waiting. */
#define BUDGET_LARGE 3000

/* Kept free for interrupts: more than a twentieth of the memory only lies idle. */
#define RESERVE_SHARE 20

#define SPREAD "spread the load over CPUs: interrupt affinity, or RPS (/sys/class/net/DEV/queues/rx-0/rps_cpus)"

/* Room for what did not fit: the worst second that is known. */
static u64 backlog_proposed(const struct dlens_facts *facts, u64 dropped_60s)
{
	u64 now = facts->max_backlog;
	u64 burst = dlens_most(facts->dropped[DLENS_CHECK_SOFTNET_BACKLOG].last_1s,
			       div_u64(dropped_60s, 60) + 1);

	return dlens_double(now, dlens_most(BACKLOG_DEFAULT,
					    burst > BACKLOG_LARGE - now ? BACKLOG_LARGE :
					    now + burst), BACKLOG_LARGE);
}

static void advise_backlog(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 now = facts->max_backlog;

	if (now == DLENS_ABSENT)
		DLENS_ADVISE(f, SPREAD "; sysctl net.core.netdev_max_backlog shows the limit now");
	else if (now >= BACKLOG_LARGE)
		DLENS_ADVISE(f,
			     SPREAD "; net.core.netdev_max_backlog is %llu now: more only delays",
			     now);
	else
		DLENS_ADVISE(f,
			     "net.core.netdev_max_backlog is %llu now; proposed: sysctl -w net.core.netdev_max_backlog=%llu; "
			     SPREAD, now, backlog_proposed(facts, f->value));
}

DLENS_CHECK_FN(softnet_backlog)
{
	u64 counted = dlens_gain(&facts->backlog_dropped);
	u64 seen = dlens_drops(facts, f->check);
	u64 limited = dlens_known(dlens_gain(&facts->flow_limited));

	/* the counter is one CPU's, the drops are all CPUs' */
	f->change_60s = dlens_less(dlens_most(counted, seen), limited);
	if (!dlens_judge(f, DLENS_AT_BACKLOG, f->change_60s, facts->was[f->check])) {
		if (f->severity == DLENS_UNCLEAR)
			dlens_no_history(f, "softnet dropped");
		else if (limited)
			DLENS_PROVE(f,
				    "what was dropped in the last minute is the flow limit's: see softnet_squeeze");
		return;
	}
	if (dlens_known(counted))
		DLENS_PROVE(f,
			    "CPU %d dropped %llu packet%s in the last minute since its input queue was full; all CPUs: %llu",
			    facts->cpu, counted, dlens_s(counted), dlens_most(counted, seen));
	else
		DLENS_PROVE(f, "%llu packet%s in the last minute found a CPU's input queue full",
			    f->change_60s, dlens_s(f->change_60s));
	advise_backlog(facts, f);
}

static void advise_budget(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 now = facts->netdev_budget;

	if (now == DLENS_ABSENT)
		DLENS_ADVISE(f,
			     SPREAD
			     "; net.core.netdev_budget could not be read: sysctl net.core.netdev_budget shows it now");
	else if (now >= BUDGET_LARGE)
		DLENS_ADVISE(f, SPREAD "; net.core.netdev_budget is %llu now: more only delays",
			     now);
	else
		DLENS_ADVISE(f,
			     "net.core.netdev_budget is %llu now; proposed: sysctl -w net.core.netdev_budget=%llu, and net.core.netdev_budget_usecs (sysctl shows it now) in proportion; "
			     SPREAD, now, dlens_double(now, BUDGET_DEFAULT, BUDGET_LARGE));
}

DLENS_CHECK_FN(softnet_squeeze)
{
	u64 squeezed = dlens_gain(&facts->squeezed);
	u64 limited = dlens_gain(&facts->flow_limited);

	f->change_60s = squeezed;
	if (dlens_judge(f, DLENS_AT_SQUEEZE, squeezed, facts->was[f->check])) {
		DLENS_PROVE(f,
			    "CPU %d ran out of its NAPI budget %llu times in the last minute with packets left to take",
			    facts->cpu_squeezed, squeezed);
		advise_budget(facts, f);
	}
	if (dlens_judge(f, DLENS_AT_FLOW_LIMIT, limited, facts->was[f->check])) {
		f->change_60s = limited;
		DLENS_PROVE(f,
			    "the flow limit dropped %llu packet%s of the largest flows in the last minute",
			    limited, dlens_s(limited));
		DLENS_ADVISE(f,
			     "sysctl net.core.flow_limit_cpu_bitmap net.core.flow_limit_table_len shows who switched it on and its size now; %s",
			     SPREAD);
	}
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "time_squeeze");
	else if (f->severity == DLENS_OK && dlens_known(squeezed))
		DLENS_PROVE(f,
			    "CPU %d ran out of its NAPI budget %llu time%s in the last minute, which is usual",
			    facts->cpu_squeezed, squeezed, dlens_s(squeezed));
}

static void advise_reserve(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 ram_kb = dlens_known(facts->ram_bytes) >> 10, now = facts->min_free_kb;
	u64 next = dlens_double(now, 0, div_u64(ram_kb, RESERVE_SHARE));

	if (now == DLENS_ABSENT)
		DLENS_ADVISE(f,
			     "free -m; dmesg for page allocation failures; the host has %llu MiB now: give it more, or take work off it; vm.min_free_kbytes could not be read: sysctl vm.min_free_kbytes shows now what is kept for such moments",
			     ram_kb >> 10);
	else if (next == now)
		DLENS_ADVISE(f,
			     "free -m; dmesg for page allocation failures; the host has %llu MiB now: give it more, or take work off it; vm.min_free_kbytes is %llu now, which is enough",
			     ram_kb >> 10, now);
	else
		DLENS_ADVISE(f,
			     "free -m; dmesg for page allocation failures; the host has %llu MiB now: give it more, or take work off it; vm.min_free_kbytes is %llu now; proposed: sysctl -w vm.min_free_kbytes=%llu",
			     ram_kb >> 10, now, next);
}

DLENS_CHECK_FN(memory)
{
	u64 seen = dlens_drops(facts, f->check);
	u64 counted = dlens_mib_gain(facts, DLENS_MIB_PFMEMALLOC_DROP);
	char where[DLENS_WHERE_LEN];

	f->change_60s = dlens_most(seen, counted);
	/* the counter is of one cause only: by itself it proves no absence */
	if (seen == DLENS_ABSENT && !dlens_known(counted)) {
		f->change_60s = DLENS_ABSENT;
		DLENS_PROVE(f,
			    "can not tell: nobody counts drops now, or this kernel does not say why a packet is dropped");
		return;
	}
	if (!dlens_judge(f, DLENS_AT_MEMORY, f->change_60s, facts->was[f->check]))
		return;
	DLENS_PROVE(f, "no memory for %llu packet%s in the last minute%s", f->value,
		    dlens_s(f->value), dlens_where(where, &facts->dropped[f->check]));
	advise_reserve(facts, f);
}
