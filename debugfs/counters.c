// SPDX-License-Identifier: GPL-2.0
/* The kernel's own counters of loss, under the names that nstat prints. */
#include <droplens/print.h>

static void counters_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-28s %-*s %15s %15s %12s\n", "counter", DLENS_NETNS_WIDTH, "netns", "total",
		   "since_load", "60s");
}

static u32 counters_rows(const struct dlens_page *page)
{
	return page->s->nr_counters;
}

static void counters_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_counter *counter = &page->s->counters[i];

	dlens_print_name(m, 28, counter->name);
	dlens_print_netns(m, counter->netns, false);
	dlens_print_number(m, 14, counter->total);
	dlens_print_number(m, 15, counter->since_load);
	dlens_print_number(m, 12, counter->last_60s);
	seq_putc(m, '\n');
}

const struct dlens_view dlens_view_counters = {
	.name = "counters",
	.want = DLENS_WANT_COUNTERS,
	.head = counters_head,
	.rows = counters_rows,
	.row = counters_row,
};
