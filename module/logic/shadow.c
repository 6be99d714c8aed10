// SPDX-License-Identifier: GPL-2.0
/*
 * Per-host PAWS, as kernels from 3.10 to 4.11 had it under tcp_tw_recycle:
 * tcp_peer_is_proven(), tcp_remember_stamp() and tcp_tw_remember_stamp() of
 * net/ipv4/tcp_metrics.c, called by tcp_conn_request(), tcp_time_wait() and
 * tcp_timewait_state_process(). Differences of clocks are taken modulo 2^32.
 */
#include <droplens/shadow.h>

/**
 * dlens_stamp_fresh() - does a stamp still judge SYNs
 * @t1_s: when it was received
 * @now_s: the same clock, now
 *
 * Return: true for less than DLENS_PAWS_MSL whole seconds.
 */
bool dlens_stamp_fresh(u32 t1_s, u32 now_s)
{
	return now_s - t1_s < DLENS_PAWS_MSL;
}

/**
 * dlens_shadow_judge() - what per-host PAWS makes of a SYN
 * @host: what is remembered of its sender
 * @syn: the SYN
 * @now_s: TCP's clock
 *
 * Return: DLENS_UNJUDGED if the stamp is stale.
 */
enum dlens_fate dlens_shadow_judge(const struct dlens_shadow *host, const struct dlens_syn *syn,
				   u32 now_s)
{
	if (!dlens_stamp_fresh(host->t1_s, now_s))
		return DLENS_UNJUDGED;
	if (!syn->stamped)
		return DLENS_MISSING;
	/* 2^31 ahead is behind: a sum that overflows is negative */
	if ((int)(host->t1 - syn->tsval) > DLENS_PAWS_WINDOW)
		return DLENS_OLDER;
	return DLENS_ANSWERED;
}

/**
 * dlens_shadow_syn() - judge a SYN and count it
 * @host: what is remembered of its sender
 * @syn: the SYN
 * @now_s: TCP's clock
 * @now_ms: uptime
 *
 * Return: as dlens_shadow_judge().
 */
enum dlens_fate dlens_shadow_syn(struct dlens_shadow *host, const struct dlens_syn *syn,
				 u32 now_s, u64 now_ms)
{
	enum dlens_fate fate = dlens_shadow_judge(host, syn, now_s);

	host->syns++;
	host->syn_ms = now_ms;
	host->t2_missing = !syn->stamped;
	if (syn->stamped)
		host->t2 = syn->tsval;
	if (fate == DLENS_OLDER)
		host->older++;
	else if (fate == DLENS_MISSING)
		host->missing++;
	else
		return fate;
	host->reject_ms = now_ms;
	return fate;
}

/**
 * dlens_shadow_remember() - a connection with a host was closed here first
 * @host: what is remembered of it
 * @tsval: the last TSval it sent on that connection
 * @stamp_s: when that was received, TCP's clock
 * @now_s: TCP's clock
 *
 * A stamp never goes back while it is fresh; one that is equal is fresh again. A
 * host's first is not for this: zero is a time like any other just after boot.
 */
void dlens_shadow_remember(struct dlens_shadow *host, u32 tsval, u32 stamp_s, u32 now_s)
{
	if ((int)(host->t1 - tsval) > 0 &&
	    (now_s - host->t1_s <= DLENS_PAWS_MSL || host->t1_s > stamp_s))
		return;
	host->t1 = tsval;
	host->t1_s = stamp_s;
}

/**
 * dlens_shadow_find() - the entry of a host
 * @ways: the entries it may be in
 * @nr: how many these are
 * @pair: the host; its namespace is known
 *
 * Return: the entry, or NULL.
 */
struct dlens_shadow *dlens_shadow_find(struct dlens_shadow *ways, unsigned int nr,
				       const struct dlens_pair *pair)
{
	struct dlens_shadow *host;

	for (host = ways; host < ways + nr; host++)
		/* the peer's low word tells most of them apart */
		if (host->pair.peer[0] == pair->peer[0] && host->pair.net == pair->net &&
		    !memcmp(&host->pair, pair, sizeof(*pair)))
			return host;
	return NULL;
}

/**
 * dlens_shadow_offender() - was a host rejected lately
 * @host: it
 * @now_ms: uptime
 *
 * Return: true if it was within DLENS_OFFENDER_MS.
 */
bool dlens_shadow_offender(const struct dlens_shadow *host, u64 now_ms)
{
	return host->reject_ms && now_ms - host->reject_ms < DLENS_OFFENDER_MS;
}

/**
 * dlens_shadow_victim() - an entry for a host that has none
 * @ways: the entries it may be in
 * @nr: how many these are
 * @now_s: TCP's clock
 * @now_ms: uptime
 *
 * Return: a free one, or that with the stalest stamp; NULL if all are offenders.
 */
struct dlens_shadow *dlens_shadow_victim(struct dlens_shadow *ways, unsigned int nr,
					 u32 now_s, u64 now_ms)
{
	struct dlens_shadow *host, *stalest = NULL;

	for (host = ways; host < ways + nr; host++) {
		if (!host->pair.net)
			return host;
		if (dlens_shadow_offender(host, now_ms))
			continue;
		if (!stalest || now_s - host->t1_s > now_s - stalest->t1_s)
			stalest = host;
	}
	return stalest;
}
