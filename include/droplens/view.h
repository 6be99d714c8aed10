/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_VIEW_H
#define DROPLENS_VIEW_H

#include <linux/seq_file.h>

#include <droplens/snapshot.h>

/**
 * struct dlens_group - drops that a view shows as one row
 * @top: the worst of them
 * @cells: how many rows of the drops file
 * @events: packets
 * @bytes: their skb->len
 * @hidden: packets of class normal or artefact that are left out of all the rest
 * @last_1s: packets in the last whole second
 * @last_10s: packets in the last 10 s
 * @last_60s: packets in the last 60 s
 * @first_ago_s: seconds since the first one
 * @last_ago_s: seconds since the last one
 */
struct dlens_group {
	const struct dlens_drop *top;
	u32 cells;
	u64 events;
	u64 bytes;
	u64 hidden;
	u64 last_1s;
	u64 last_10s;
	u64 last_60s;
	u32 first_ago_s;
	u32 last_ago_s;
};

/**
 * struct dlens_page - what one open file shows, from open to close
 * @view: which file
 * @s: the snapshot
 * @groups: worst first; NULL unless the view has an @order
 * @nr_groups: length of @groups
 * @now_s: when the snapshot was taken, seconds since 1970
 * @since_s: when the module was loaded, seconds since 1970
 * @reason_width: of the longest reason in the snapshot
 * @location_width: of the longest call site in the snapshot
 */
struct dlens_page {
	const struct dlens_view *view;
	const struct dlens_snapshot *s;
	const struct dlens_group **groups;
	u32 nr_groups;
	s64 now_s;
	s64 since_s;
	int reason_width;
	int location_width;
};

/**
 * struct dlens_view - one file in debugfs
 * @name: the file's name
 * @want: DLENS_WANT_* that it shows
 * @order: compares the drops that two pointers point to, see dlens_drop_at(); 0 if
 *	they are one row; NULL: the view groups no drops
 * @losses_only: normal and artefact drops only count as hidden in their group
 * @head: prints what comes before the rows
 * @rows: how many rows there are; NULL: one a group
 * @row: prints row @i, which may be no line or more than one
 * @tail: prints what comes behind the rows; NULL: how many rows found no room, if any
 *
 * A view sees a page and nothing else; it is called in process context,
 * possibly more than once for the same row.
 */
struct dlens_view {
	const char *name;
	u32 want;
	int (*order)(const void *a, const void *b);
	bool losses_only;
	void (*head)(struct seq_file *m, const struct dlens_page *page);
	u32 (*rows)(const struct dlens_page *page);
	void (*row)(struct seq_file *m, const struct dlens_page *page, u32 i);
	void (*tail)(struct seq_file *m, const struct dlens_page *page);
};

extern const struct dlens_view dlens_view_summary;
extern const struct dlens_view dlens_view_findings;
extern const struct dlens_view dlens_view_drops;
extern const struct dlens_view dlens_view_reasons;
extern const struct dlens_view dlens_view_locations;
extern const struct dlens_view dlens_view_namespaces;
extern const struct dlens_view dlens_view_softnet;
extern const struct dlens_view dlens_view_devices;
extern const struct dlens_view dlens_view_conntrack;
extern const struct dlens_view dlens_view_counters;
extern const struct dlens_view dlens_view_sockets;
extern const struct dlens_view dlens_view_tcp_metrics;
extern const struct dlens_view dlens_view_tw_recycle;
extern const struct dlens_view dlens_view_recent;
extern const struct file_operations dlens_pipe_fops;
extern const struct dlens_view dlens_view_flows;
extern const struct dlens_view dlens_view_stacks;
extern const struct dlens_view dlens_view_metrics;

int dlens_views_init(void);
void dlens_views_exit(void);

/* debugfs/group.c */
int dlens_groups_build(struct dlens_page *page);
/* Names are long and many: whoever only groups compares what stands for them. */
static inline int dlens_order(u64 a, u64 b)
{
	return a < b ? -1 : a > b;
}

int dlens_order_verdict(const struct dlens_drop *a, const struct dlens_drop *b);
int dlens_order_netns(const struct dlens_drop *a, const struct dlens_drop *b);

/* For @order, which is given where a pointer to a drop stands. */
static inline const struct dlens_drop *dlens_drop_at(const void *place)
{
	return *(const struct dlens_drop * const *)place;
}

/* Somebody who comes to see about a loss may well take ten minutes. */
#define DLENS_LATELY_S 600

static inline bool dlens_group_lately(const struct dlens_group *group)
{
	return group->events && group->last_ago_s < DLENS_LATELY_S;
}

/* debugfs/finding.c: a part of the summary */
void dlens_finding_show(struct seq_file *m, const struct dlens_page *page,
			const struct dlens_found *found);

#endif
