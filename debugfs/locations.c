// SPDX-License-Identifier: GPL-2.0
/* Drops grouped by call site, as dropwatch shows them. */
#include <droplens/classify.h>
#include <droplens/print.h>

static int locations_order(const void *a, const void *b)
{
	const struct dlens_drop *x = dlens_drop_at(a), *y = dlens_drop_at(b);
	int order = dlens_order(x->site, y->site);

	return order ? order : dlens_order_verdict(x, y);
}

static void locations_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-*s %-8s %-9s %6s", page->location_width, "location", "class", "layer",
		   "cells");
	dlens_print_amounts_head(m);
	seq_putc(m, '\n');
}

static void locations_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_group *group = page->groups[i];
	const struct dlens_drop *top = group->top;

	dlens_print_name(m, page->location_width, top->location);
	seq_printf(m, "%-8s %-9s %6u", dlens_class_name(top->class), dlens_layer_name(top->layer),
		   group->cells);
	dlens_print_amounts(m, group);
	seq_putc(m, '\n');
}

const struct dlens_view dlens_view_locations = {
	.name = "locations",
	.want = DLENS_WANT_DROPS,
	.order = locations_order,
	.head = locations_head,
	.row = locations_row,
};
