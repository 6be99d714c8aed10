// SPDX-License-Identifier: GPL-2.0
/*
 * What tcp_tw_recycle does, or would do, to the clients of a namespace.
 *
 * Linux 3.10 to 4.11, tcp_conn_request() and tcp_peer_is_proven(): with the option
 * and timestamps on, a SYN is rejected by what any other connection of the same
 * address left behind. Later kernels have no such option; what their clients look
 * like to an older server is the same.
 */
#include <droplens/risk.h>

/*
 * A client that is refused sends its SYN again after 1, 3, 7, ... 63 s and gives up
 * after 127 s: as long as one tries and fails, less than this passes between two
 * rejects. And no stamp rejects anybody for longer than 60 s.
 */
const struct dlens_risk_hold dlens_risk_holds[DLENS_RISKS] = {
	[DLENS_RISK_LATENT] = { .hold_s = 180 },
	[DLENS_RISK_ACTIVE] = { .hold_s = 180 },
};

static bool lately(u32 ago_s, enum dlens_risk risk)
{
	/* DLENS_NEVER is longer ago than any */
	return ago_s < dlens_risk_holds[risk].hold_s;
}

static bool some(u64 value)
{
	return value && value != DLENS_ABSENT;
}

/* Nothing but the option moves PAWSPassive, whatever the settings say by now. */
static bool refuses(const struct dlens_risk_facts *facts)
{
	return some(facts->refused_60s) || lately(facts->refused_ago_s, DLENS_RISK_ACTIVE);
}

/**
 * dlens_risk_of() - the flag of one namespace
 * @facts: what is known of it
 *
 * Rises at once. Rejects keep it up for a while, settings do not: an option that
 * was switched off rejects nobody from then on. Timestamps that can not be read count
 * as on, which they are unless somebody chose otherwise; and switched off they still
 * refuse SYNs for a minute, so that only their quiet counts.
 *
 * Return: an enum dlens_risk.
 */
u8 dlens_risk_of(const struct dlens_risk_facts *facts)
{
	bool would = lately(facts->reject_ago_s, DLENS_RISK_LATENT);

	if (!facts->removed && facts->recycle == DLENS_ABSENT && refuses(facts))
		return DLENS_RISK_ACTIVE;
	if (!facts->removed && some(facts->recycle)) {
		if (refuses(facts))
			return DLENS_RISK_ACTIVE;
		if (facts->timestamps)
			return would ? DLENS_RISK_ACTIVE : DLENS_RISK_EXPOSED;
	}
	return would ? DLENS_RISK_LATENT : DLENS_RISK_NONE;
}

static const struct {
	const char *name;
	const char *meaning;
	const char *advice;
} risks[DLENS_RISKS] = {
	[DLENS_RISK_NONE] = {
		"none",
		"no client that came would be refused for another one's timestamp",
		"nothing; leave net.ipv4.tcp_timestamps at 1",
	},
	[DLENS_RISK_LATENT] = {
		"latent",
		"tcp_tw_recycle is not on here, but clients that came would be refused by it: there is more than one clock behind an address (NAT, a load balancer, or clients with a clock for each connection)",
		"nothing here; never switch tcp_tw_recycle on, neither here nor at an older server that these clients talk to; leave net.ipv4.tcp_timestamps at 1",
	},
	[DLENS_RISK_EXPOSED] = {
		"exposed",
		"tcp_tw_recycle is on and so are timestamps: any client that shares its address with another one may be refused",
		"sysctl -w net.ipv4.tcp_tw_recycle=0, harmless at once; leave net.ipv4.tcp_timestamps at 1: switching it off makes it worse for a minute",
	},
	[DLENS_RISK_ACTIVE] = {
		"active",
		"tcp_tw_recycle is on and clients are refused: their SYNs are dropped without an answer because another connection of the same address had a later timestamp",
		"sysctl -w net.ipv4.tcp_tw_recycle=0, harmless at once; leave net.ipv4.tcp_timestamps at 1: switching it off makes it worse for a minute",
	},
};

/**
 * dlens_risk_name() - a flag's word
 * @risk: an enum dlens_risk
 *
 * Return: the word; "unknown" for anything else.
 */
const char *dlens_risk_name(u8 risk)
{
	return risk < DLENS_RISKS ? risks[risk].name : "unknown";
}

/**
 * dlens_risk_meaning() - what a flag means
 * @risk: an enum dlens_risk, nothing else
 *
 * Return: a sentence without a full stop.
 */
const char *dlens_risk_meaning(u8 risk)
{
	return risks[risk].meaning;
}

/**
 * dlens_risk_advice() - what to do about it
 * @risk: an enum dlens_risk, nothing else
 *
 * Return: a sentence without a full stop.
 */
const char *dlens_risk_advice(u8 risk)
{
	return risks[risk].advice;
}
