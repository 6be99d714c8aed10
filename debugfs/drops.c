// SPDX-License-Identifier: GPL-2.0
/* The rows as they are counted; all other drop views are groupings of these. */
#include <droplens/classify.h>
#include <droplens/print.h>

static void drops_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-*s %-8s %-9s %-*s %-*s %-15s %-15s %-6s", page->reason_width, "reason",
		   "class", "layer", page->location_width, "location", DLENS_NETNS_WIDTH, "netns",
		   "dev", "in", "proto");
	dlens_print_amounts_head(m);
	seq_printf(m, " %13s\n", "recorded[pkt]");
}

static u32 drops_rows(const struct dlens_page *page)
{
	return page->s->nr_drops;
}

static void drops_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_drop *drop = &page->s->drops[i];
	const struct dlens_group amounts = {
		.events = drop->events,
		.bytes = drop->bytes,
		.last_1s = drop->last_1s,
		.last_10s = drop->last_10s,
		.last_60s = drop->last_60s,
		.first_ago_s = drop->first_ago_s,
		.last_ago_s = drop->last_ago_s,
	};

	dlens_print_name(m, page->reason_width, drop->reason);
	dlens_print_word(m, 8, dlens_class_name(drop->class));
	dlens_print_word(m, 9, dlens_layer_name(drop->layer));
	dlens_print_name(m, page->location_width, drop->location);
	dlens_print_netns(m, drop->netns, drop->net_gone);
	dlens_print_name(m, IFNAMSIZ - 1, drop->dev);
	dlens_print_name(m, IFNAMSIZ - 1, drop->in);
	dlens_print_protocol(m, drop->protocol);
	dlens_print_amounts(m, &amounts);
	dlens_print_number(m, 13, drop->recorded);
	seq_putc(m, '\n');
}

const struct dlens_view dlens_view_drops = {
	.name = "drops",
	.want = DLENS_WANT_DROPS,
	.head = drops_head,
	.rows = drops_rows,
	.row = drops_row,
};
