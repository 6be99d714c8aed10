// SPDX-License-Identifier: GPL-2.0
/* Connection tracking: each CPU's counters, then each namespace's table. */
#include <linux/math64.h>

#include <droplens/print.h>

static const char * const names[DLENS_CTS] = {
	[DLENS_CT_FOUND] = "found",
	[DLENS_CT_INVALID] = "invalid",
	[DLENS_CT_INSERT] = "insert",
	[DLENS_CT_INSERT_FAILED] = "insert_failed",
	[DLENS_CT_DROP] = "drop",
	[DLENS_CT_EARLY_DROP] = "early_drop",
	[DLENS_CT_ERROR] = "error",
	[DLENS_CT_SEARCH_RESTART] = "search_restart",
	[DLENS_CT_CLASH_RESOLVE] = "clash_resolve",
	[DLENS_CT_CHAINTOOLONG] = "chaintoolong",
};

static int width(u32 i)
{
	return max_t(int, strlen(names[i]), 10);
}

static void conntrack_head(struct seq_file *m, const struct dlens_page *page)
{
	u32 i;

	if (!page->s->conntrack_loaded) {
		seq_puts(m, "nf_conntrack is not loaded\n");
		return;
	}
	seq_printf(m, "%-*s %-4s", DLENS_NETNS_WIDTH, "netns", "cpu");
	for (i = 0; i < DLENS_CTS; i++)
		seq_printf(m, " %*s", width(i), names[i]);
	seq_putc(m, '\n');
}

static void print_stat(struct seq_file *m, const struct dlens_conntrack *ct)
{
	u32 i;

	dlens_print_netns(m, ct->netns, false);
	if (ct->cpu < 0)
		seq_printf(m, "%-4s", "all");
	else
		seq_printf(m, "%-4d", ct->cpu);
	for (i = 0; i < DLENS_CTS; i++)
		dlens_print_number(m, width(i), ct->stat[i]);
	seq_putc(m, '\n');
}

static void print_table(struct seq_file *m, const struct dlens_conntrack *ct)
{
	u64 usage = DLENS_ABSENT;

	/* 0 is no limit */
	if (ct->max && ct->max != DLENS_ABSENT && ct->count != DLENS_ABSENT)
		usage = div64_u64(ct->count * 100, ct->max);
	dlens_print_netns(m, ct->netns, false);
	dlens_print_number(m, 11, ct->count);
	dlens_print_number(m, 12, ct->max);
	dlens_print_number(m, 8, usage);
	seq_putc(m, '\n');
}

/* The rows are gone through twice, with the second table's header in between. */
static u32 conntrack_rows(const struct dlens_page *page)
{
	return page->s->conntrack_loaded ? 2 * page->s->nr_conntrack + 1 : 0;
}

static void conntrack_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_snapshot *s = page->s;

	if (i < s->nr_conntrack) {
		print_stat(m, &s->conntrack[i]);
	} else if (i == s->nr_conntrack) {
		seq_printf(m, "\n%-*s %12s %12s %8s\n", DLENS_NETNS_WIDTH, "netns", "count", "max",
			   "usage[%]");
	} else {
		i -= s->nr_conntrack + 1;
		if (s->conntrack[i].cpu < 0)
			print_table(m, &s->conntrack[i]);
	}
}

const struct dlens_view dlens_view_conntrack = {
	.name = "conntrack",
	.want = DLENS_WANT_CONNTRACK,
	.head = conntrack_head,
	.rows = conntrack_rows,
	.row = conntrack_row,
};
