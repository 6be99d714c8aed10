// SPDX-License-Identifier: GPL-2.0
/* The last drops, one by one. */
#include <droplens/print.h>
#include <droplens/recent.h>

static void recent_head(struct seq_file *m, const struct dlens_page *page)
{
	dlens_print_recent_head(m);
}

/* The rows, and what is not among them. */
static u32 recent_rows(const struct dlens_page *page)
{
	return page->s->nr_recent + 1;
}

static void print_told(struct seq_file *m, const struct dlens_told *told)
{
	seq_printf(m, "\n%12s %12s %14s %17s %12s %14s\n", "counted[pkt]", "told[pkt]",
		   "made_room[pkt]", "rate_limited[pkt]", "no_room[pkt]", "not_asked[pkt]");
	seq_printf(m, "%12llu %12llu %14llu %17llu %12llu %14llu\n", told->counted, told->told,
		   told->made_room, told->limited, told->no_room, told->not_asked);
}

static void recent_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	if (i < page->s->nr_recent)
		dlens_print_recent(m, &page->s->recent[i]);
	else
		print_told(m, &page->s->told);
}

const struct dlens_view dlens_view_recent = {
	.name = "recent",
	.want = DLENS_WANT_RECENT,
	.head = recent_head,
	.rows = recent_rows,
	.row = recent_row,
};
