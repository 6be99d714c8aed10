// SPDX-License-Identifier: GPL-2.0
/* TCP timestamps: what is rejected because a stamp is older than another one. */
#include <droplens/judge.h>
#include <droplens/risk.h>

#define RECYCLE_OFF "net.ipv4.tcp_tw_recycle is %llu now; proposed: sysctl -w net.ipv4.tcp_tw_recycle=0, harmless at once; leave net.ipv4.tcp_timestamps at 1: switching it off makes it worse for a minute"

static void say_refused(const struct dlens_facts *facts, struct dlens_finding *f, u64 refused)
{
	u64 recycle = facts->sockets.tw_recycle;

	if (recycle == DLENS_ABSENT) {
		DLENS_PROVE(f,
			    "%llu SYN%s refused for the timestamp in the last minute (PAWSPassive)",
			    dlens_known(refused), dlens_s(refused));
		DLENS_ADVISE(f,
			     "sysctl net.ipv4.tcp_tw_recycle shows its value now; if it is 1, proposed: sysctl -w net.ipv4.tcp_tw_recycle=0; leave net.ipv4.tcp_timestamps at 1");
		return;
	}
	DLENS_PROVE(f,
		    "tcp_tw_recycle is %llu: %llu SYN%s refused for the timestamp in the last minute (PAWSPassive), of %u host%s that droplens knows of",
		    recycle, dlens_known(refused), dlens_s(refused), facts->rejecting,
		    dlens_s(facts->rejecting));
	DLENS_ADVISE(f, RECYCLE_OFF, recycle);
}

static void say_exposed(const struct dlens_facts *facts, struct dlens_finding *f, u64 refused)
{
	const char *so_far = refused == DLENS_ABSENT ? "unknown if any was" : "none was";

	DLENS_PROVE(f,
		    "tcp_tw_recycle is %llu and timestamps are on: clients behind one address may be refused; %s in the last minute",
		    facts->sockets.tw_recycle, so_far);
	DLENS_ADVISE(f, RECYCLE_OFF, facts->sockets.tw_recycle);
}

/* Where there is nothing to switch on it is no finding: see tw_recycle for the hosts. */
static void say_latent(const struct dlens_facts *facts, struct dlens_finding *f, bool removed)
{
	f->severity = removed ? DLENS_OK : DLENS_INFO;
	DLENS_PROVE(f,
		    "%s; but SYNs of %u host%s came that it would have refused, the last one %u s ago: there is more than one clock behind an address",
		    removed ? "this kernel has no tcp_tw_recycle (removed in 4.12)" :
		    "tcp_tw_recycle rejects nobody here", facts->rejecting,
		    dlens_s(facts->rejecting), facts->reject_ago_s);
	if (!removed)
		DLENS_ADVISE(f,
			     "net.ipv4.tcp_tw_recycle is %llu now; proposed: leave it off, clients would be refused; leave net.ipv4.tcp_timestamps at 1",
			     facts->sockets.tw_recycle);
}

static void say_none(const struct dlens_facts *facts, struct dlens_finding *f, bool removed)
{
	const struct dlens_socket_facts *s = &facts->sockets;

	if (removed)
		DLENS_PROVE(f, "this kernel has no tcp_tw_recycle (removed in 4.12)");
	else if (s->tw_recycle == DLENS_ABSENT)
		DLENS_PROVE(f,
			    "can not tell: this kernel has tcp_tw_recycle, but its value can not be read");
	else if (s->tw_recycle)
		DLENS_PROVE(f,
			    "tcp_tw_recycle is on, but timestamps are off: nothing is judged by them");
	else
		DLENS_PROVE(f, "tcp_tw_recycle is off");
	if (!removed && s->tw_recycle == DLENS_ABSENT)
		f->severity = DLENS_UNCLEAR;
}

DLENS_CHECK_FN(tw_recycle)
{
	u64 refused = dlens_mib_gain(facts, DLENS_MIB_PAWS_PASSIVE);
	/* only kernels that have the option count PAWSPassive */
	bool removed = facts->sockets.tw_recycle == DLENS_ABSENT &&
		       facts->mib[DLENS_MIB_PAWS_PASSIVE].total == DLENS_ABSENT;
	const struct dlens_risk_facts risk = {
		.removed = removed,
		.recycle = facts->sockets.tw_recycle,
		.timestamps = facts->sockets.timestamps,
		.refused_60s = refused,
		.refused_ago_s = facts->refused_ago_s,
		.reject_ago_s = facts->reject_ago_s,
	};

	f->severity = DLENS_OK;
	f->value = facts->sockets.tw_recycle;
	f->change_60s = refused;
	switch (dlens_risk_of(&risk)) {
	case DLENS_RISK_ACTIVE:
		f->severity = DLENS_CRIT;
		say_refused(facts, f, refused);
		break;
	case DLENS_RISK_EXPOSED:
		f->severity = DLENS_WARN;
		say_exposed(facts, f, refused);
		break;
	case DLENS_RISK_LATENT:
		if (removed || f->value != DLENS_ABSENT) {
			say_latent(facts, f, removed);
			break;
		}
		/* who knows if it is on */
		say_none(facts, f, removed);
		break;
	default:
		say_none(facts, f, removed);
	}
}

DLENS_CHECK_FN(paws)
{
	bool noisy = facts->mib[DLENS_MIB_PAWS_OLD_ACK].total == DLENS_ABSENT ||
		     facts->mib[DLENS_MIB_PAWS_TIMEWAIT].total == DLENS_ABSENT;
	u64 established = dlens_mib_gain(facts, DLENS_MIB_PAWS_ESTAB);
	u64 in_time_wait = dlens_mib_gain(facts, DLENS_MIB_PAWS_TIMEWAIT);
	u64 sure = dlens_plus(dlens_mib_gain(facts, DLENS_MIB_PAWS_ACTIVE),
			      dlens_mib_gain(facts, DLENS_MIB_TSECR_REJECTED));
	u64 counted = dlens_plus(sure, in_time_wait);
	u64 seen = dlens_drops(facts, f->check);
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];
	u8 was = facts->was[f->check];

	/* the same packets, where the kernel gives a reason */
	if (dlens_known(seen) > dlens_known(dlens_plus(counted, established)))
		established = dlens_less(seen, counted);
	f->change_60s = dlens_plus(counted, established);
	dlens_judge(f, DLENS_AT_PAWS, sure, was);
	dlens_judge(f, noisy ? DLENS_AT_PAWS_NOISY : DLENS_AT_PAWS, established, was);
	dlens_judge(f, DLENS_AT_PAWS_TIMEWAIT, in_time_wait, was);
	noisy |= dlens_known(in_time_wait) && f->value == in_time_wait;
	if (f->severity == DLENS_UNCLEAR) {
		dlens_no_history(f, "PAWSEstab and its kin");
	} else if (f->severity == DLENS_OK) {
		if (f->change_60s)
			DLENS_PROVE(f, "%llu packet%s in the last minute%s", f->change_60s,
				    dlens_s(f->change_60s), noisy || dlens_known(in_time_wait) ?
				    ": reordered ACKs count here on this kernel" :
				    ", which is noise");
	} else {
		DLENS_PROVE(f, "timestamps rejected %llu packets in the last minute%s%s",
			    f->change_60s, noisy ? ", SYNs of clients, or reordered ACKs only" : "",
			    dlens_where(where, &facts->dropped[f->check]));
		DLENS_ADVISE(f,
			     "%slook for a NAT or load balancer that mixes clients behind one address, or a client that toggles its timestamps (nstat -az '*PAWS*' shows the counters now, recent the flags: A may be an ACK that was overtaken, S is a client refused); leave net.ipv4.tcp_timestamps here at 1",
			     dlens_inside(inside, facts));
	}
}
