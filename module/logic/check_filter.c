// SPDX-License-Identifier: GPL-2.0
/* What was told to drop: queues that shape, firewalls, programs. */
#include <droplens/judge.h>
#include <droplens/names.h>

/* Kernels whose list function frees parts of delivered packets, without a reason. */
static bool is_unsure(const struct dlens_dropped *dropped)
{
	const char *reason = dropped->reason ? dropped->reason : "";

	return (!*reason || !strcmp(reason, "NOT_SPECIFIED")) && dropped->location &&
	       !strncmp(dropped->location, "kfree_skb_list", strlen("kfree_skb_list"));
}

/* What is longer only delays: a second at a gigabit. */
#define QUEUE_LARGEST 100000

static const char *length_now(char *buf, size_t size, const struct dlens_facts *facts,
			      const char *dev)
{
	u64 limit = facts->qdisc_limit, length = facts->txqueuelen;

	if (!facts->qdisc || !*facts->qdisc || length == DLENS_ABSENT)
		scnprintf(buf, size,
			  "its limit can not be read by a module on this kernel, tc shows it now; proposed: twice that");
	else if (!strcmp(facts->qdisc, "pfifo_fast"))
		scnprintf(buf, size,
			  "its root is pfifo_fast, txqueuelen %llu now; proposed: ip link set dev %s txqueuelen %llu",
			  length, dev, dlens_double(length, 0, QUEUE_LARGEST));
	else if (limit == DLENS_ABSENT)
		scnprintf(buf, size,
			  "its root is %.15s, which shows its limit to no module, but tc does now; proposed: twice that",
			  dlens_paste(facts->qdisc, "a queue"));
	else
		scnprintf(buf, size, "its root is %.15s, limit %llu now; proposed: limit %llu",
			  dlens_paste(facts->qdisc, "a queue"), limit, dlens_double(limit, 0, ~0U));
	return buf;
}

DLENS_CHECK_FN(qdisc)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	const char *dev = dlens_paste(dropped->dev, "DEV");
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];
	bool unsure = is_unsure(dropped);
	char now[144];

	f->change_60s = dlens_drops(facts, f->check);
	/* then the kernel puts a queue there that takes nothing, and no length helps */
	if (!facts->qdisc_carrier) {
		dlens_judge_carrier(facts, f);
		return;
	}
	if (!dlens_judge(f, unsure ? DLENS_AT_QDISC_UNSURE : DLENS_AT_QDISC, f->change_60s,
			 facts->was[f->check]))
		return;
	DLENS_PROVE(f, "%llu packets in the last minute%s", f->value, dlens_where(where, dropped));
	DLENS_ADVISE(f,
		     "%stc -s qdisc show dev %s shows whose dropped rises%s; %s, or a higher rate, or no netem if it is not meant",
		     dlens_inside(inside, facts), dev,
		     unsure ? " (if none does, these were parts of delivered packets)" : "",
		     length_now(now, sizeof(now), facts, dev));
}

static void advise_firewall(const struct dlens_facts *facts, struct dlens_finding *f, u64 own)
{
	const char *at = facts->dropped[f->check].location;
	char inside[DLENS_INSIDE_LEN];

	dlens_inside(inside, facts);
	if (at && dlens_name_fits("nf_queue", at))
		DLENS_ADVISE(f,
			     "%sa rule gives packets to a program (NFQUEUE: an IDS, a VPN) that is not there, or too slow, %llu a minute now: cat /proc/net/netfilter/nfnetlink_queue shows who listens and what was dropped; start it, or give the rule --queue-bypass (nft: bypass)",
			     inside, own);
	else
		DLENS_ADVISE(f,
			     "%snft list ruleset; iptables -nvL; iptables -t raw -nvL; ip6tables -nvL: the rule or policy whose counter rises, of %llu packets a minute now: if it is not meant (look for a statistic match, and for ct state invalid if conntrack -S counts invalid), delete that one rule",
			     inside, own);
}

DLENS_CHECK_FN(firewall)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	u64 all = dlens_drops(facts, f->check);
	u64 part = dlens_conntrack_part(facts);
	u64 own = dlens_less(all, part);
	char where[DLENS_WHERE_LEN];

	/* the two are read one after the other: in a flood they differ a little */
	if (part && all != DLENS_ABSENT && own <= all / 32)
		own = 0;
	f->change_60s = own;
	if (!dlens_judge(f, DLENS_AT_FIREWALL, own, facts->was[f->check])) {
		if (f->severity == DLENS_OK && part && all)
			DLENS_PROVE(f,
				    "what hooks dropped in the last minute (%llu) is connection tracking's: see conntrack_full",
				    all);
		return;
	}
	if (part)
		DLENS_PROVE(f,
			    "%llu packets in the last minute, not counting connection tracking's %llu%s",
			    own, part, dlens_where(where, dropped));
	else
		DLENS_PROVE(f, "a rule dropped %llu packets in the last minute%s", own,
			    dlens_where(where, dropped));
	advise_firewall(facts, f, own);
}

DLENS_CHECK_FN(tc_xdp)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	const char *name = dropped->dev && *dropped->dev ? dropped->dev : dropped->in;
	const char *dev = dlens_paste(name, "DEV");
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];

	f->change_60s = dlens_drops(facts, f->check);
	if (!dlens_judge(f, DLENS_AT_TC_XDP, f->change_60s, facts->was[f->check]))
		return;
	DLENS_PROVE(f, "%llu packets in the last minute%s", f->value, dlens_where(where, dropped));
	DLENS_ADVISE(f,
		     "%sbpftool net; bpftool cgroup tree; tc -s filter show dev %s ingress; tc -s filter show dev %s egress: is the filter or program meant that drops %llu packets a minute now",
		     dlens_inside(inside, facts), dev, dev, f->value);
}
