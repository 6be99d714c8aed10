// SPDX-License-Identifier: GPL-2.0
/* Whose packets are dropped most: sources and the ports they wanted. */
#include <droplens/classify.h>
#include <droplens/print.h>
#include <droplens/protos.h>

/* "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" */
#define ADDRESS_WIDTH 39

static void flows_head(struct seq_file *m, const struct dlens_page *page)
{
	if (!page->s->hit.flow_host.on) {
		seq_puts(m, "flows are not observed: write 1 to /sys/kernel/droplens/observe_flows\n");
		return;
	}
	seq_printf(m, "%-*s %5s %-6s %-*s %-8s %-*s %12s %12s %8s %11s %s\n", ADDRESS_WIDTH,
		   "source", "dport", "proto", page->reason_width, "reason", "class",
		   DLENS_NETNS_WIDTH, "netns", "events[pkt]", "error[pkt]", "share[%]",
		   "last[s_ago]", "location");
}

static void print_port(struct seq_file *m, u16 port)
{
	if (port)
		seq_printf(m, "%5u ", port);
	else
		seq_printf(m, "%5s ", "-");
}

static void print_row(struct seq_file *m, const struct dlens_page *page,
		      const struct dlens_flow_row *flow)
{
	bool arp = flow->family == DLENS_FLOW_ARP;

	dlens_print_address(m, ADDRESS_WIDTH, arp ? 4 : flow->family, flow->source);
	print_port(m, flow->port);
	dlens_print_transport(m, arp ? DLENS_PROTO_ARP : flow->proto);
	dlens_print_name(m, page->reason_width, flow->reason);
	seq_printf(m, "%-8s ", dlens_class_name(flow->class));
	dlens_print_netns(m, flow->netns, false);
	seq_printf(m, "%12llu %12llu ", flow->events, flow->error);
	dlens_print_percent(m, 8, flow->events, page->s->hit.flow_host.total);
	seq_printf(m, " %11u %s\n", flow->last_ago_s, flow->location);
}

static void print_host(struct seq_file *m, const struct dlens_flow_host *host)
{
	seq_printf(m, "\ntotal: %llu packets in ", host->total);
	dlens_print_duration(m, host->for_s);
	seq_printf(m, "; a flow had at most its events and at least events - error of them; one that is not here had at most %llu\n",
		   host->absent);
	if (host->not_listed)
		seq_printf(m, "\nnot listed: %u more flows that are known\n", host->not_listed);
	if (host->homeless)
		seq_printf(m, "\nnot here: %llu packets without an IP or ARP header\n",
			   host->homeless);
	if (host->missed)
		seq_printf(m, "\nmissed: %llu packets\n", host->missed);
}

/* The rows, and what has none. */
static u32 flows_rows(const struct dlens_page *page)
{
	return page->s->hit.flow_host.on ? page->s->hit.nr_flows + 1 : 0;
}

static void flows_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_hit *hit = &page->s->hit;

	if (i < hit->nr_flows)
		print_row(m, page, &hit->flows[i]);
	else
		print_host(m, &hit->flow_host);
}

const struct dlens_view dlens_view_flows = {
	.name = "flows",
	.want = DLENS_WANT_FLOWS,
	.head = flows_head,
	.rows = flows_rows,
	.row = flows_row,
};
