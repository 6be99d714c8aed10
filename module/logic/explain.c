// SPDX-License-Identifier: GPL-2.0
/*
 * A cause explained with the evidence at hand: what the counters add to the
 * words of causes.c, and the limit that belongs to it, now and proposed.
 */
#include <droplens/explain.h>
#include <droplens/names.h>

/* An entry takes about so much, as /proc/slabinfo tells on 64 bits. */
#define CONNTRACK_BYTES 320

/* The kernel's default; below it somebody has lowered the limit. */
#define BACKLOG_DEFAULT 1000
/* A queue of more than this many packets only adds delay. */
#define BACKLOG_LARGE 100000

/* IPv6's minimum: no link should have less. */
#define MTU_LEAST 1280
#define MTU_ETHERNET 1500

#define RULES "in that namespace: nft list ruleset; iptables -nvL: the rule whose counter rises"
#define TABLE "conntrack -C; conntrack -S; shorter timeouts, or notrack rules for what needs no tracking"

static const struct dlens_cause conntrack_full = { "",
	"The connection tracking table was full: packets of new connections were dropped, by no rule.",
	TABLE, DLENS_LIMIT_CONNTRACK };
static const struct dlens_cause conntrack_alone = { "",
	"Connection tracking dropped the packets, no rule: its table was full then, or entries clashed.",
	TABLE, DLENS_LIMIT_CONNTRACK };
static const struct dlens_cause conntrack_part = { "",
	"A firewall rule dropped some of the packets, connection tracking the others.",
	RULES "; conntrack -S", DLENS_LIMIT_CONNTRACK };
static const struct dlens_cause conntrack_past = { "",
	"A firewall rule dropped the packets, or connection tracking did, which has dropped some in the past.",
	RULES "; conntrack -S", DLENS_LIMIT_CONNTRACK };

/**
 * dlens_is_hook() - may connection tracking have dropped here
 * @location: as in the drops file
 *
 * Its verdict is carried out where all hooks are called; rules of nftables may
 * free packets on their own, and those are not conntrack's.
 *
 * Return: true if it may.
 */
bool dlens_is_hook(const char *location)
{
	return dlens_name_fits("nf_hook_slow*", location);
}

/**
 * dlens_conntrack_share() - how much of a netfilter drop is conntrack's
 * @evidence: what is known
 *
 * Both arrive with one reason at one call site: only conntrack's counter tells.
 *
 * Return: an enum dlens_share.
 */
enum dlens_share dlens_conntrack_share(const struct dlens_evidence *evidence)
{
	if (!dlens_is_hook(evidence->location) || evidence->ct_drop == DLENS_ABSENT ||
	    !evidence->ct_drop)
		return DLENS_SHARE_NONE;
	if (evidence->ct_drop_60s == DLENS_ABSENT || !evidence->ct_drop_60s || !evidence->hook_60s)
		return DLENS_SHARE_PAST;
	/* The two are read one after the other: in a flood they differ a little. */
	return evidence->ct_drop_60s < evidence->hook_60s - evidence->hook_60s / 32 ?
	       DLENS_SHARE_PART : DLENS_SHARE_ALL;
}

/* A table may have emptied since; if no entries ever clashed, it must have been full. */
static bool was_full(const struct dlens_evidence *evidence)
{
	if (!evidence->ct_insert_failed)
		return true;
	return evidence->ct_max && evidence->ct_max != DLENS_ABSENT &&
	       evidence->ct_count != DLENS_ABSENT &&
	       evidence->ct_count * 10 >= evidence->ct_max * 9;
}

/**
 * dlens_explain() - a cause in words
 * @evidence: what is known
 *
 * Context: any.
 * Return: never NULL.
 */
const struct dlens_cause *dlens_explain(const struct dlens_evidence *evidence)
{
	switch (dlens_conntrack_share(evidence)) {
	case DLENS_SHARE_ALL:
		return was_full(evidence) ? &conntrack_full : &conntrack_alone;
	case DLENS_SHARE_PART:
		return &conntrack_part;
	case DLENS_SHARE_PAST:
		return &conntrack_past;
	default:
		return dlens_cause_find(evidence->reason, evidence->location, evidence->class);
	}
}

static int backlog_text(char *buf, size_t size, const struct dlens_evidence *evidence)
{
	unsigned long long now = evidence->max_backlog;

	if (evidence->max_backlog == DLENS_ABSENT)
		return 0;
	if (now >= BACKLOG_LARGE)
		return snprintf(buf, size,
				"net.core.netdev_max_backlog is %llu now: more would only add delay",
				now);
	return snprintf(buf, size,
			"net.core.netdev_max_backlog is %llu now; proposed: sysctl -w net.core.netdev_max_backlog=%llu",
			now, now < BACKLOG_DEFAULT ? BACKLOG_DEFAULT : 2 * now);
}

static int conntrack_text(char *buf, size_t size, const struct dlens_evidence *evidence)
{
	enum dlens_share share = dlens_conntrack_share(evidence);
	unsigned long long count = evidence->ct_count, max = evidence->ct_max;
	unsigned long long proposed = max < 32768 ? 65536 : 2 * max;
	int n;

	if (share == DLENS_SHARE_NONE || evidence->ct_count == DLENS_ABSENT ||
	    evidence->ct_max == DLENS_ABSENT)
		return 0;
	n = snprintf(buf, size,
		     "conntrack dropped %llu here in all, %llu entries now, nf_conntrack_max is %llu now",
		     (unsigned long long)evidence->ct_drop, count, max);
	if (share == DLENS_SHARE_PAST || !was_full(evidence) || !max || n < 0 || (size_t)n >= size)
		return n;
	return snprintf(buf + n, size - n,
			"; proposed: sysctl -w net.netfilter.nf_conntrack_max=%llu (%llu KiB more when full)",
			proposed, (proposed - max) * CONNTRACK_BYTES >> 10);
}

static int mtu_text(char *buf, size_t size, const struct dlens_evidence *evidence)
{
	if (!evidence->mtu)
		return 0;
	if (evidence->mtu >= MTU_LEAST)
		return snprintf(buf, size, "the MTU of %s is %u now", evidence->mtu_dev,
				evidence->mtu);
	return snprintf(buf, size,
			"the MTU of %s in namespace %u is %u now; proposed, in that namespace: ip link set dev %s mtu %d",
			evidence->mtu_dev, evidence->mtu_netns, evidence->mtu, evidence->mtu_dev,
			MTU_ETHERNET);
}

/**
 * dlens_limit_text() - the limit that belongs to a cause: its value now and a better one
 * @buf: where to
 * @size: of @buf
 * @cause: from dlens_explain() with the same @evidence
 * @evidence: what is known
 *
 * Return: false if there is none, or its value is not known; @buf is "" then.
 */
bool dlens_limit_text(char *buf, size_t size, const struct dlens_cause *cause,
		      const struct dlens_evidence *evidence)
{
	buf[0] = '\0';
	switch (cause->limit) {
	case DLENS_LIMIT_BACKLOG:
		return backlog_text(buf, size, evidence) > 0;
	case DLENS_LIMIT_CONNTRACK:
		return conntrack_text(buf, size, evidence) > 0;
	case DLENS_LIMIT_MTU:
		return mtu_text(buf, size, evidence) > 0;
	default:
		return false;
	}
}
