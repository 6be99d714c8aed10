// SPDX-License-Identifier: GPL-2.0
/* The last drops, one by one. */
#include <droplens/print.h>
#include <droplens/recent.h>

static void recent_head(struct seq_file *m, const struct dlens_page *page)
{
	dlens_print_recent_head(m);
}

static u32 recent_rows(const struct dlens_page *page)
{
	return page->s->nr_recent;
}

static void recent_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	dlens_print_recent(m, &page->s->recent[i]);
}

const struct dlens_view dlens_view_recent = {
	.name = "recent",
	.want = DLENS_WANT_RECENT,
	.head = recent_head,
	.rows = recent_rows,
	.row = recent_row,
};
