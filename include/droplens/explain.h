/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_EXPLAIN_H
#define DROPLENS_EXPLAIN_H

#include <droplens/plain.h>

/**
 * enum dlens_limit - the limit that belongs to a cause
 * @DLENS_LIMIT_NONE: none whose value droplens knows
 * @DLENS_LIMIT_BACKLOG: net.core.netdev_max_backlog
 * @DLENS_LIMIT_CONNTRACK: nf_conntrack_max, if conntrack did it
 * @DLENS_LIMIT_MTU: an interface's MTU
 */
enum dlens_limit {
	DLENS_LIMIT_NONE,
	DLENS_LIMIT_BACKLOG,
	DLENS_LIMIT_CONNTRACK,
	DLENS_LIMIT_MTU
};

/**
 * struct dlens_cause - what a cause of drops is, in words
 * @pattern: the reasons it explains; one '*' may stand for any text
 * @what: what happened, one sentence
 * @next: what to look at or do next, which never does harm
 * @limit: an enum dlens_limit
 */
struct dlens_cause {
	const char *pattern;
	const char *what;
	const char *next;
	u8 limit;
};

/**
 * struct dlens_evidence - what is known about a cause
 * @reason: as in the drops file
 * @location: as in the drops file
 * @class: enum dlens_class
 * @max_backlog: net.core.netdev_max_backlog, or DLENS_ABSENT
 * @hook_60s: packets that hooks dropped in this namespace in the last minute
 * @ct_drop: packets that conntrack dropped in this namespace, ever
 * @ct_drop_60s: the same in the last minute
 * @ct_insert_failed: entries that clashed with another, ever; each is a drop too
 * @ct_count: entries in its table
 * @ct_max: most entries
 * @mtu: the smallest MTU that may be to blame, 0 if unknown
 * @mtu_dev: the interface that has it; a name that is safe to paste
 * @mtu_netns: its namespace
 *
 * What is not known is DLENS_ABSENT.
 */
struct dlens_evidence {
	const char *reason;
	const char *location;
	u8 class;
	u64 max_backlog;
	u64 hook_60s;
	u64 ct_drop;
	u64 ct_drop_60s;
	u64 ct_insert_failed;
	u64 ct_count;
	u64 ct_max;
	u32 mtu;
	const char *mtu_dev;
	u32 mtu_netns;
};

/* Whose doing the drops at a netfilter hook are; told by conntrack's counter. */
enum dlens_share {
	DLENS_SHARE_NONE,
	DLENS_SHARE_PAST,
	DLENS_SHARE_PART,
	DLENS_SHARE_ALL
};

/**
 * struct dlens_loss - a counter of packets that skb:kfree_skb never tells of
 * @counter: as nstat prints it
 * @what: what happened
 * @next: what to look at or do next
 * @told_by: a counter that tells the same more exactly, or NULL
 */
struct dlens_loss {
	const char *counter;
	const char *what;
	const char *next;
	const char *told_by;
};

/* module/logic/explain.c */
bool dlens_is_hook(const char *location);
enum dlens_share dlens_conntrack_share(const struct dlens_evidence *evidence);
const struct dlens_cause *dlens_explain(const struct dlens_evidence *evidence);
bool dlens_limit_text(char *buf, size_t size, const struct dlens_cause *cause,
		      const struct dlens_evidence *evidence);

/* module/logic/causes.c */
const struct dlens_cause *dlens_cause_find(const char *reason, const char *location, u8 class);

/* module/logic/losses.c */
const struct dlens_loss *dlens_loss_find(const char *counter);

#endif
