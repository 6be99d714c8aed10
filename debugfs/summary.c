// SPDX-License-Identifier: GPL-2.0
/*
 * The page to read first: what is wrong, worst first, with proof and advice; then
 * where packets are lost. A host at rest fits on a screen.
 */
#include <linux/utsname.h>

#include <droplens/control.h>
#include <droplens/print.h>

/* Ten causes are more than anybody looks into at once. */
#define CAUSES 10
#define FINDINGS 10

/* More sentences than this make one line. */
#define BLINDS_WHOLE 3

static int summary_order(const void *a, const void *b)
{
	const struct dlens_drop *x = dlens_drop_at(a), *y = dlens_drop_at(b);
	int order = dlens_order(x->site, y->site);

	if (!order)
		order = dlens_order(x->why, y->why);
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

	while (n && !page->groups[n - 1]->events)
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

/* What hides most of a screen hides the finding too: then only what, not why. */
static void print_blinds(struct seq_file *m, const struct dlens_snapshot *s)
{
	int i, nr = 0;

	while (nr < DLENS_BLINDS && s->blind[nr])
		nr++;
	if (nr <= BLINDS_WHOLE) {
		for (i = 0; i < nr; i++)
			seq_printf(m, "cannot tell: %s\n", s->blind[i]);
		return;
	}
	seq_puts(m, "cannot tell:");
	for (i = 0; i < nr; i++)
		seq_printf(m, "%s %.*s", i ? ";" : "", (int)strcspn(s->blind[i], ":"),
			   s->blind[i]);
	seq_putc(m, '\n');
}

static void print_verdict(struct seq_file *m, const struct dlens_snapshot *s)
{
	u32 wrong = s->nr_of[DLENS_CRIT] + s->nr_of[DLENS_WARN];

	if (!s->enabled)
		seq_puts(m, "\nCounting is switched off: what is lost now is not known.\n");
	else if (wrong)
		seq_printf(m, "\n%u thing%s wrong (%u crit, %u warn), %u to know of; worst first:\n",
			   wrong, wrong == 1 ? " is" : "s are", s->nr_of[DLENS_CRIT],
			   s->nr_of[DLENS_WARN], s->nr_of[DLENS_INFO]);
	else if (s->nr_of[DLENS_INFO])
		seq_printf(m, "\nNothing is wrong. %u thing%s to know of:\n",
			   s->nr_of[DLENS_INFO], s->nr_of[DLENS_INFO] == 1 ? "" : "s");
	else
		seq_printf(m, "\nNothing is wrong: no check found anything in %u namespace%s.\n",
			   s->nr_nets, s->nr_nets == 1 ? "" : "s");
}

static void summary_head(struct seq_file *m, const struct dlens_page *page)
{
	print_watching(m, page);
	print_blinds(m, page->s);
	print_verdict(m, page->s);
}

/* Worst first, so those that are not ok lead. */
static u32 findings(const struct dlens_page *page)
{
	u32 n = 0;

	while (n < page->s->nr_found && page->s->found[n].finding.severity > DLENS_OK)
		n++;
	return n;
}

static u32 shown(const struct dlens_page *page)
{
	return min_t(u32, findings(page), FINDINGS);
}

/* The findings, then all the rest. */
static u32 summary_rows(const struct dlens_page *page)
{
	return shown(page) + 1;
}

static void print_unclear(struct seq_file *m, const struct dlens_snapshot *s)
{
	unsigned long seen = 0;
	u8 check;
	u32 i;

	BUILD_BUG_ON(DLENS_CHECKS > 32);
	/* some may be unknown in namespaces that are not listed, which findings counts */
	for (i = 0; i < s->nr_found; i++) {
		check = s->found[i].finding.check;
		if (s->found[i].finding.severity != DLENS_UNCLEAR || seen & 1UL << check)
			continue;
		if (!seen)
			seq_puts(m, "\nunknown here, findings tells why:");
		seen |= 1UL << check;
		seq_printf(m, " %s", dlens_check_name(check));
	}
	if (seen)
		seq_putc(m, '\n');
}

/* A number is all that the kernel knows a namespace by. */
static void print_how_to_enter(struct seq_file *m, const struct dlens_page *page)
{
	u32 i;

	for (i = 0; i < shown(page); i++) {
		const struct dlens_found *found = &page->s->found[i];

		if (found->host || found->net_gone || !found->finding.netns ||
		    found->finding.netns == page->s->init_netns)
			continue;
		seq_puts(m, "\nnamespaces: lsns -t net tells whose a number is; nsenter -t PID -n COMMAND runs a command there\n");
		return;
	}
}

static void print_causes(struct seq_file *m, const struct dlens_page *page)
{
	u32 i, n = causes(page);

	if (!n) {
		seq_puts(m, "\nNo packet was dropped since counting began.\n");
		return;
	}
	seq_printf(m, "\nTop causes of drops (%u of %u):\n", min_t(u32, n, CAUSES), n);
	seq_printf(m, "%-*s %-*s %-*s %-15s %10s %12s %s\n", page->reason_width, "reason",
		   page->location_width, "location", DLENS_NETNS_WIDTH, "netns", "dev",
		   "60s[/s]", "events[pkt]", "last[s_ago]");
	for (i = 0; i < n && i < CAUSES; i++) {
		const struct dlens_group *group = page->groups[i];
		const struct dlens_drop *top = group->top;

		dlens_print_name(m, page->reason_width, top->reason);
		dlens_print_name(m, page->location_width, top->location);
		dlens_print_netns(m, top->netns, top->net_gone);
		dlens_print_name(m, IFNAMSIZ - 1, top->dev);
		dlens_print_rate(m, 10, group->last_60s, 60);
		dlens_print_number(m, 12, group->events);
		dlens_print_number(m, 11, group->last_ago_s);
		seq_putc(m, '\n');
	}
}

static void print_uncounted(struct seq_file *m, const struct dlens_snapshot *s)
{
	if (s->totals.lost)
		seq_printf(m, "lost: %llu drops found no cell and are in no table\n",
			   s->totals.lost);
	if (s->totals.forgotten)
		seq_printf(m, "forgotten: %llu drops are in the totals only, their rows had to make room\n",
			   s->totals.forgotten);
	if (s->untracked_ever)
		seq_printf(m, "untracked: %u devices and namespaces have no place, their drops show as unknown; %u found none since load\n",
			   s->untracked, s->untracked_ever);
}

static void print_tail(struct seq_file *m, const struct dlens_page *page)
{
	if (findings(page) > FINDINGS)
		seq_printf(m, "\n... and %u more in findings\n", findings(page) - FINDINGS);
	print_how_to_enter(m, page);
	print_unclear(m, page->s);
	print_causes(m, page);
	seq_printf(m, "\nhidden: %llu normal and artefact drops (see drops)\n",
		   page->s->totals.hidden);
	print_uncounted(m, page->s);
}

static void summary_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	if (i == shown(page))
		print_tail(m, page);
	else
		dlens_finding_show(m, page, &page->s->found[i]);
}

const struct dlens_view dlens_view_summary = {
	.name = "summary",
	.want = DLENS_WANT_FINDINGS,
	.order = summary_order,
	.losses_only = true,
	.head = summary_head,
	.rows = summary_rows,
	.row = summary_row,
};
