// SPDX-License-Identifier: GPL-2.0
/*
 * The page to read first. What drops now and what did lately is explained; what
 * is longer ago gets one line, so that a host at rest fits on a screen.
 */
#include <linux/utsname.h>

#include <droplens/control.h>
#include <droplens/print.h>

/* Ten causes are more than anybody looks into at once. */
#define CAUSES 10

static int summary_order(const void *a, const void *b)
{
	const struct dlens_drop *x = dlens_group_top(a), *y = dlens_group_top(b);
	int order = strcmp(x->reason, y->reason);

	if (!order)
		order = strcmp(x->location, y->location);
	if (!order)
		order = dlens_order_netns(x, y);
	if (!order)
		order = strcmp(x->dev, y->dev);
	return order;
}

/* Groups without a loss come last. */
static u32 causes(const struct dlens_page *page)
{
	u32 n = page->nr_groups;

	while (n && !page->groups[n - 1].events)
		n--;
	return n;
}

static void print_watching(struct seq_file *m, const struct dlens_page *page)
{
	const struct dlens_snapshot *s = page->s;

	seq_printf(m, "droplens %s on %s, watching since ", DROPLENS_VERSION,
		   init_utsname()->release);
	dlens_print_time(m, page->since_s);
	seq_puts(m, " (");
	dlens_print_duration(m, s->uptime_s);
	seq_printf(m, "), %s\n", s->enabled ? "counting" : "NOT counting: enabled=0");
	if (s->reset_ago_s < s->uptime_s) {
		seq_puts(m, "drops are counted since the reset ");
		dlens_print_duration(m, s->reset_ago_s);
		seq_puts(m, " ago\n");
	}
}

static void print_verdict(struct seq_file *m, const struct dlens_page *page)
{
	bool elsewhere = dlens_elsewhere_any(page->s);
	u64 now = 0;
	u32 i, n = causes(page);

	for (i = 0; i < n; i++)
		now += page->groups[i].last_60s;
	seq_putc(m, '\n');
	if (!page->s->enabled) {
		seq_puts(m, "Counting is switched off: what is dropped now is not known.\n");
		return;
	}
	if (now) {
		seq_printf(m, "%llu packets were dropped in the last 60 s (", now);
		dlens_print_rate(m, 3, now, 60);
		seq_puts(m, "/s). Causes, worst first:\n");
	} else if (elsewhere) {
		seq_puts(m, "No drop was reported in the last 60 s, but packets were lost elsewhere: see below.\n");
	} else if (page->s->totals.losses) {
		seq_printf(m, "Nothing was dropped in the last 60 s; %llu packets were earlier%s\n",
			   page->s->totals.losses, n ? ":" : ".");
	} else {
		seq_puts(m, "Nothing is being dropped: not one packet since counting began.\n");
	}
}

static void summary_head(struct seq_file *m, const struct dlens_page *page)
{
	int i;

	print_watching(m, page);
	for (i = 0; i < DLENS_BLINDS && page->s->blind[i]; i++)
		seq_printf(m, "cannot tell: %s\n", page->s->blind[i]);
	print_verdict(m, page);
}

static u32 shown(const struct dlens_page *page)
{
	return min_t(u32, causes(page), CAUSES);
}

static u32 summary_rows(const struct dlens_page *page)
{
	return shown(page) + 1;
}

static void print_uncounted(struct seq_file *m, const struct dlens_snapshot *s)
{
	if (s->totals.lost)
		seq_printf(m, "lost: %llu drops found no cell and are in no table\n",
			   s->totals.lost);
	if (s->totals.forgotten)
		seq_printf(m, "forgotten: %llu drops are in the totals only, their rows had to make room\n",
			   s->totals.forgotten);
	if (s->cut)
		seq_printf(m, "cut: %u rows found no room on this page\n", s->cut);
	if (s->untracked)
		seq_printf(m, "untracked: %u devices and namespaces found no place, their drops show as unknown\n",
			   s->untracked);
}

static void print_tail(struct seq_file *m, const struct dlens_page *page)
{
	u32 n = causes(page);

	if (n > CAUSES)
		seq_printf(m, "\n... and %u more in drops\n", n - CAUSES);
	dlens_elsewhere_show(m, page->s);
	seq_printf(m, "\nhidden: %llu normal and artefact drops (see drops)\n",
		   page->s->totals.hidden);
	print_uncounted(m, page->s);
}

static void summary_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	if (i == shown(page))
		print_tail(m, page);
	else if (dlens_group_lately(&page->groups[i]))
		dlens_cause_show(m, page, i);
	else
		dlens_cause_brief(m, page, i);
}

const struct dlens_view dlens_view_summary = {
	.name = "summary",
	.want = DLENS_WANT_DROPS | DLENS_WANT_SOFTNET | DLENS_WANT_COUNTERS |
		DLENS_WANT_CONNTRACK | DLENS_WANT_DEVICES,
	.order = summary_order,
	.losses_only = true,
	.head = summary_head,
	.rows = summary_rows,
	.row = summary_row,
};
