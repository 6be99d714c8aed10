// SPDX-License-Identifier: GPL-2.0
/* Each CPU's share of /proc/net/softnet_stat, in decimal and for every possible CPU. */
#include <droplens/print.h>

static void softnet_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-4s %16s %14s %14s %14s %12s %12s\n", "cpu", "processed[pkt]",
		   "dropped[pkt]", "time_squeeze", "received_rps", "flow_limit", "backlog[pkt]");
}

static void print_cells(struct seq_file *m, const struct dlens_softnet *cpu)
{
	dlens_print_number(m, 16, cpu->processed);
	dlens_print_number(m, 14, cpu->dropped);
	dlens_print_number(m, 14, cpu->time_squeeze);
	dlens_print_number(m, 14, cpu->received_rps);
	dlens_print_number(m, 12, cpu->flow_limit);
	dlens_print_number(m, 12, cpu->backlog);
	seq_putc(m, '\n');
}

static void add(u64 *sum, u64 value)
{
	if (value == DLENS_ABSENT)
		return;
	*sum = *sum == DLENS_ABSENT ? value : *sum + value;
}

static void print_all(struct seq_file *m, const struct dlens_snapshot *s)
{
	struct dlens_softnet all = {
		.processed = DLENS_ABSENT,
		.dropped = DLENS_ABSENT,
		.time_squeeze = DLENS_ABSENT,
		.received_rps = DLENS_ABSENT,
		.flow_limit = DLENS_ABSENT,
		.backlog = DLENS_ABSENT,
	};
	u32 i;

	for (i = 0; i < s->nr_softnet; i++) {
		add(&all.processed, s->softnet[i].processed);
		add(&all.dropped, s->softnet[i].dropped);
		add(&all.time_squeeze, s->softnet[i].time_squeeze);
		add(&all.received_rps, s->softnet[i].received_rps);
		add(&all.flow_limit, s->softnet[i].flow_limit);
		add(&all.backlog, s->softnet[i].backlog);
	}
	seq_printf(m, "%-4s", "all");
	print_cells(m, &all);
}

static u32 softnet_rows(const struct dlens_page *page)
{
	return page->s->nr_softnet + 1;
}

static void softnet_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_snapshot *s = page->s;

	if (i == s->nr_softnet) {
		print_all(m, s);
		return;
	}
	seq_printf(m, "%-4u", s->softnet[i].cpu);
	print_cells(m, &s->softnet[i]);
}

const struct dlens_view dlens_view_softnet = {
	.name = "softnet",
	.want = DLENS_WANT_SOFTNET,
	.head = softnet_head,
	.rows = softnet_rows,
	.row = softnet_row,
};
