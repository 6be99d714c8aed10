// SPDX-License-Identifier: GPL-2.0
/* Losses grouped by network namespace. */
#include <droplens/print.h>

static int namespaces_order(const void *a, const void *b)
{
	return dlens_order_netns(dlens_drop_at(a), dlens_drop_at(b));
}

static void namespaces_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-*s %6s", DLENS_NETNS_WIDTH, "netns", "cells");
	dlens_print_amounts_head(m);
	seq_printf(m, " %12s\n", "hidden[pkt]");
}

static void namespaces_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_group *group = page->groups[i];

	dlens_print_netns(m, group->top->netns, group->top->net_gone);
	seq_printf(m, "%6u", group->cells);
	dlens_print_amounts(m, group);
	dlens_print_number(m, 12, group->hidden);
	seq_putc(m, '\n');
}

const struct dlens_view dlens_view_namespaces = {
	.name = "namespaces",
	.want = DLENS_WANT_DROPS,
	.order = namespaces_order,
	.losses_only = true,
	.head = namespaces_head,
	.row = namespaces_row,
};
