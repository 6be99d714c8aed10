// SPDX-License-Identifier: GPL-2.0
/* What the kernel remembers of peers, the youngest first; see ip-tcp_metrics(8). */
#include <droplens/print.h>

static void tcp_metrics_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-*s %-15s %-15s %10s %10s %10s %8s %6s %10s %10s %9s\n",
		   DLENS_NETNS_WIDTH, "netns", "peer", "local", "age[s]", "rtt[us]", "rttvar[us]",
		   "ssthresh", "cwnd", "reordering", "tw_tsval", "tw_age[s]");
}

/* Each entry, then what the reader should know of the others. */
static u32 tcp_metrics_rows(const struct dlens_page *page)
{
	return page->s->metrics.nr + 1;
}

static void print_age(struct seq_file *m, u64 age_ms)
{
	u32 ms;
	u64 s;

	if (age_ms == DLENS_ABSENT) {
		dlens_print_number(m, 10, age_ms);
		return;
	}
	s = div_u64_rem(age_ms, 1000, &ms);
	seq_printf(m, " %6llu.%03u", s, ms);
}

static void print_tail(struct seq_file *m, const struct dlens_metrics *metrics)
{
	if (metrics->entries > metrics->nr)
		seq_printf(m, "\ncut: %llu older ones of %llu are not listed\n",
			   metrics->entries - metrics->nr, metrics->entries);
	if (metrics->unread_nets)
		seq_printf(m, "\nnot read: %u namespaces: %s\n", metrics->unread_nets,
			   metrics->why_not);
	if (metrics->malformed)
		seq_printf(m, "\nmalformed: %llu messages made no sense\n", metrics->malformed);
}

static void tcp_metrics_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_metrics *metrics = &page->s->metrics;
	const struct dlens_metric *metric = &metrics->peer[i];

	if (i == metrics->nr) {
		print_tail(m, metrics);
		return;
	}
	dlens_print_netns(m, metric->netns, false);
	dlens_print_host(m, metric->family, metric->peer);
	if (metric->local_known)
		dlens_print_host(m, metric->family, metric->local);
	else
		dlens_print_name(m, 15, "");
	print_age(m, metric->age_ms);
	dlens_print_number(m, 10, metric->rtt_us);
	dlens_print_number(m, 10, metric->rttvar_us);
	dlens_print_number(m, 8, metric->ssthresh);
	dlens_print_number(m, 6, metric->cwnd);
	dlens_print_number(m, 10, metric->reordering);
	dlens_print_number(m, 10, metric->tw_tsval);
	dlens_print_number(m, 9, metric->tw_age_s);
	seq_putc(m, '\n');
}

const struct dlens_view dlens_view_tcp_metrics = {
	.name = "tcp_metrics",
	.want = DLENS_WANT_TCP_METRICS,
	.head = tcp_metrics_head,
	.rows = tcp_metrics_rows,
	.row = tcp_metrics_row,
};
