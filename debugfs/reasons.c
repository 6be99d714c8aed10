// SPDX-License-Identifier: GPL-2.0
/* Drops grouped by the reason that the kernel gives. */
#include <droplens/classify.h>
#include <droplens/print.h>

static int reasons_order(const void *a, const void *b)
{
	const struct dlens_drop *x = dlens_drop_at(a), *y = dlens_drop_at(b);
	int order = dlens_order(x->why, y->why);

	return order ? order : dlens_order_verdict(x, y);
}

static void reasons_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-*s %-8s %-9s %6s", page->reason_width, "reason", "class", "layer",
		   "cells");
	dlens_print_amounts_head(m);
	seq_putc(m, '\n');
}

static void reasons_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_group *group = page->groups[i];
	const struct dlens_drop *top = group->top;

	dlens_print_name(m, page->reason_width, top->reason);
	seq_printf(m, "%-8s %-9s %6u", dlens_class_name(top->class), dlens_layer_name(top->layer),
		   group->cells);
	dlens_print_amounts(m, group);
	seq_putc(m, '\n');
}

const struct dlens_view dlens_view_reasons = {
	.name = "reasons",
	.want = DLENS_WANT_DROPS,
	.order = reasons_order,
	.head = reasons_head,
	.row = reasons_row,
};
