// SPDX-License-Identifier: GPL-2.0
/* Connection tracking: its drops arrive as a firewall's, only its counters tell. */
#include <droplens/judge.h>

/*
 * The field's rule, RAM / 16384 / (bits / 32), for 64 bits. For 32 it is half of that
 * rule: entries must be in low memory there, of which there may be little.
 */
#define RAM_PER_ENTRY 32768
/* What nf_conntrack_max holds, an int. */
#define MAX_LARGEST 0x7fffffffULL
#define BUCKETS_SHARE 4

/**
 * dlens_conntrack_part() - how many of a namespace's hook drops are connection tracking's
 * @facts: of the namespace
 *
 * Some kernels count a clash as insert_failed and as drop, others only the
 * former: the greater one is never too much.
 *
 * Return: packets in the last minute, 0 if unknown.
 */
u64 dlens_conntrack_part(const struct dlens_facts *facts)
{
	if (!facts->ct_loaded)
		return 0;
	return dlens_known(dlens_most(dlens_gain(&facts->ct_drop),
				      dlens_gain(&facts->ct_insert_failed)));
}

static u64 proposed(const struct dlens_facts *facts)
{
	u64 by_ram = div_u64(dlens_known(facts->ram_bytes), RAM_PER_ENTRY);

	if (by_ram > MAX_LARGEST)
		by_ram = MAX_LARGEST;
	return dlens_double(facts->ct_max, by_ram, MAX_LARGEST);
}

/*
 * RFC 5382 wants two hours and four minutes at least; a day is much for a connection
 * that says nothing, five are the kernel's.
 */
static u64 shorter(u64 now)
{
	if (now == DLENS_ABSENT)
		return now;
	return now > 86400 ? 86400 : now > 7440 ? 7440 : now;
}

static const char *buckets(char *buf, size_t size, const struct dlens_facts *facts, u64 next_max)
{
	u64 now = facts->ct_buckets, next = div_u64(next_max, BUCKETS_SHARE);

	if (now == DLENS_ABSENT)
		scnprintf(buf, size,
			  "sysctl net.netfilter.nf_conntrack_buckets shows its value now");
	else if (now >= next)
		scnprintf(buf, size, "nf_conntrack_buckets is %llu now, enough", now);
	else if (!facts->ct_resizes)
		scnprintf(buf, size,
			  "nf_conntrack_buckets is %llu now: write %llu into /sys/module/nf_conntrack/parameters/hashsize",
			  now, next);
	else
		scnprintf(buf, size,
			  "nf_conntrack_buckets is %llu now: sysctl -w net.netfilter.nf_conntrack_buckets=%llu",
			  now, next);
	return buf;
}

/* Each namespace has its own, as it has its own entries. */
static const char *timeout(char *buf, size_t size, const struct dlens_facts *facts)
{
	u64 now = facts->ct_established_s, next = shorter(now);
	char inside[DLENS_INSIDE_LEN];

	if (now == DLENS_ABSENT)
		scnprintf(buf, size,
			  "sysctl net.netfilter.nf_conntrack_tcp_timeout_established shows its value now");
	else if (next == now)
		scnprintf(buf, size, "nf_conntrack_tcp_timeout_established is %llu s now", now);
	else
		scnprintf(buf, size,
			  "%snf_conntrack_tcp_timeout_established is %llu s now: sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=%llu",
			  dlens_inside(inside, facts), now, next);
	return buf;
}

static void advise(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 now = facts->ct_max, next;
	char text[128], more[160];

	if (now == DLENS_ABSENT || !now || now >= MAX_LARGEST) {
		DLENS_ADVISE(f,
			     "sysctl net.netfilter.nf_conntrack_max shows the limit now; %s; conntrack -S; notrack what needs no tracking",
			     timeout(more, sizeof(more), facts));
		return;
	}
	next = proposed(facts);
	DLENS_ADVISE(f,
		     "nf_conntrack_max is %llu now; proposed, on the host: sysctl -w net.netfilter.nf_conntrack_max=%llu; %s; %s; notrack what needs no tracking",
		     now, next, buckets(text, sizeof(text), facts, next),
		     timeout(more, sizeof(more), facts));
}

/* A failed insert is counted as a drop too: it is no full table unless that is full. */
static u64 not_entered(const struct dlens_facts *facts, u64 drop)
{
	u64 failed = dlens_gain(&facts->ct_insert_failed);
	u64 usage = dlens_percent(facts->ct_count, facts->ct_max);

	if (failed == DLENS_ABSENT)
		return DLENS_ABSENT;
	if (dlens_known(drop) > failed)
		return 0;
	return usage == DLENS_ABSENT || usage < dlens_thresholds[DLENS_AT_CT_USAGE].warn.fall ?
	       failed : 0;
}

/* What is not known here, or has no limit, is not said to be 0. */
static const char *fill_level(char *buf, size_t size, const struct dlens_facts *facts)
{
	u64 count = facts->ct_count, max = facts->ct_max;

	if (count == DLENS_ABSENT)
		scnprintf(buf, size, "how many entries it has is not known");
	else if (max == DLENS_ABSENT)
		scnprintf(buf, size, "%llu entries now, their limit is not known", count);
	else if (!max)
		scnprintf(buf, size, "%llu entries now, without a limit", count);
	else
		scnprintf(buf, size, "%llu of %llu entries now", count, max);
	return buf;
}

static const char *not_the_matter(char *buf, size_t size, const struct dlens_facts *facts)
{
	if (facts->ct_max == DLENS_ABSENT)
		scnprintf(buf, size, "nf_conntrack_max (sysctl shows it now) is not the matter");
	else
		scnprintf(buf, size, "nf_conntrack_max is %llu now and is not the matter",
			  facts->ct_max);
	return buf;
}

static void judge_counters(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 drop = dlens_gain(&facts->ct_drop), early = dlens_gain(&facts->ct_early_drop);
	u64 more = dlens_double(facts->ct_buckets, 0, MAX_LARGEST / BUCKETS_SHARE);
	char text[128], now[64], max[72];
	u64 failed = not_entered(facts, drop);
	u64 crowded = dlens_known(dlens_gain(&facts->ct_chaintoolong));
	u64 clashed = dlens_less(failed, crowded);
	u64 full = dlens_percent(facts->ct_count, facts->ct_max);
	u8 was = facts->was[f->check];

	fill_level(now, sizeof(now), facts);
	not_the_matter(max, sizeof(max), facts);
	f->change_60s = dlens_most(drop, failed);
	if (dlens_judge(f, DLENS_AT_CT_EARLY_DROP, early, was)) {
		f->change_60s = early;
		DLENS_PROVE(f,
			    "the table was full: %llu connection%s thrown out for new ones in the last minute; %s",
			    early, dlens_s(early), now);
		advise(facts, f);
	}
	if (dlens_judge(f, DLENS_AT_CT_CLASH, clashed, was)) {
		f->change_60s = clashed;
		DLENS_PROVE(f,
			    "%llu new connections clashed with another and lost a packet in the last minute%s: %s",
			    clashed, full == DLENS_ABSENT ? "" : ", the table is not full", now);
		DLENS_ADVISE(f,
			     "conntrack -S: insert_failed; %s; often two DNS requests from one port: let the resolver send one after the other (single-request-reopen), or notrack that flow; or a NAT whose ports are used up: give it more addresses",
			     max);
	}
	if (dlens_known(failed) && dlens_judge(f, DLENS_AT_CT_CHAIN, crowded, was)) {
		f->change_60s = crowded;
		DLENS_PROVE(f,
			    "in the last minute the bucket that %llu new connection%s belonged in was too long: too few buckets, or somebody aims at one; %s",
			    crowded, dlens_s(crowded), now);
		DLENS_ADVISE(f, "conntrack -S: chaintoolong; %s, on the host; %s",
			     buckets(text, sizeof(text), facts, more * BUCKETS_SHARE), max);
	}
	if (dlens_judge(f, DLENS_AT_CT_DROP, dlens_known(failed) ? 0 : drop, was)) {
		f->change_60s = drop;
		DLENS_PROVE(f,
			    "connection tracking dropped %llu packet%s of new connections in the last minute; %s",
			    drop, dlens_s(drop), now);
		advise(facts, f);
	}
}

static void prove_usage(const struct dlens_facts *facts, struct dlens_finding *f, u64 usage)
{
	DLENS_PROVE(f, "%llu of %llu entries are in use (%llu %%)", facts->ct_count, facts->ct_max,
		    usage);
}

DLENS_CHECK_FN(conntrack_full)
{
	u64 usage = dlens_percent(facts->ct_count, facts->ct_max);

	if (!facts->ct_loaded) {
		f->severity = DLENS_OK;
		DLENS_PROVE(f, "nf_conntrack is not loaded");
		return;
	}
	if (dlens_judge(f, DLENS_AT_CT_USAGE, usage, facts->was[f->check])) {
		prove_usage(facts, f, usage);
		advise(facts, f);
	}
	judge_counters(facts, f);
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "conntrack's count and drop");
	else if (f->severity == DLENS_OK && usage != DLENS_ABSENT)
		prove_usage(facts, f, usage);
	/* the table's usage is what people ask for, whatever decided */
	if (usage != DLENS_ABSENT) {
		f->value = facts->ct_count;
		f->limit = facts->ct_max;
	}
}
