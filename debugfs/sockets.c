// SPDX-License-Identifier: GPL-2.0
/* TCP sockets by state and what limits them, then each namespace's settings. */
#include <linux/math64.h>

#include <droplens/print.h>

/* What is the host's and no namespace's. */
enum { ORPHANS, TCP_MEM, UDP_MEM, NEIGHBOURS, NOT_COUNTED, WALK_AGE, HOST_ITEMS };

static const char * const host_items[HOST_ITEMS] = {
	[ORPHANS] = "orphans",
	[TCP_MEM] = "tcp_mem[pages]",
	[UDP_MEM] = "udp_mem[pages]",
	[NEIGHBOURS] = "neighbours",
	[NOT_COUNTED] = "not_counted",
	[WALK_AGE] = "walk_age[ms]",
};

/* A namespace's: first those of enum dlens_tcp. */
enum { PORTS = DLENS_TCPS, ACCEPT_QUEUE, ITEMS };

static const char * const items[ITEMS] = {
	[DLENS_TCP_ESTABLISHED] = "established",
	[DLENS_TCP_SYN_SENT] = "syn_sent",
	[DLENS_TCP_SYN_RECV] = "syn_recv",
	[DLENS_TCP_FIN_WAIT1] = "fin_wait1",
	[DLENS_TCP_FIN_WAIT2] = "fin_wait2",
	[DLENS_TCP_TIME_WAIT] = "time_wait",
	[DLENS_TCP_CLOSE_WAIT] = "close_wait",
	[DLENS_TCP_LAST_ACK] = "last_ack",
	[DLENS_TCP_CLOSING] = "closing",
	[DLENS_TCP_LISTEN] = "listen",
	[PORTS] = "ports_to_one_destination",
	[ACCEPT_QUEUE] = "accept_queue_worst",
};

static const char * const settings[] = {
	"somaxconn", "tcp_max_syn_backlog", "tcp_syncookies", "tcp_tw_recycle", "tcp_tw_reuse",
	"tcp_timestamps", "tcp_fin_timeout[s]", "tcp_abort_on_overflow", "rp_filter", "ports_low",
	"ports_high",
};

static void sockets_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-*s %-24s %12s %12s %8s %s\n", DLENS_NETNS_WIDTH, "netns", "item", "value",
		   "limit", "used[%]", "detail");
}

static void print_item(struct seq_file *m, u32 netns, const char *item, u64 value, u64 limit,
		       const char *detail)
{
	u64 used = DLENS_ABSENT;

	if (value != DLENS_ABSENT && limit && limit != DLENS_ABSENT)
		used = div64_u64(value * 100, limit);
	dlens_print_netns(m, netns, false);
	dlens_print_word(m, 24, item);
	dlens_print_number(m, 11, value);
	dlens_print_number(m, 12, limit);
	dlens_print_number(m, 8, used);
	seq_putc(m, ' ');
	seq_puts(m, *detail ? detail : "-");
	seq_putc(m, '\n');
}

static void print_host(struct seq_file *m, const struct dlens_socket_host *host, u32 item)
{
	const struct dlens_socket_facts *facts = &host->facts;
	u64 value = DLENS_ABSENT, limit = DLENS_ABSENT;

	switch (item) {
	case ORPHANS:
		value = facts->orphans;
		limit = facts->max_orphans;
		break;
	case TCP_MEM:
		value = facts->tcp_mem_pages;
		limit = facts->tcp_mem_max;
		break;
	case UDP_MEM:
		value = facts->udp_mem_pages;
		limit = facts->udp_mem_max;
		break;
	case NEIGHBOURS:
		value = facts->neigh_entries;
		limit = facts->neigh_gc_thresh3;
		break;
	case NOT_COUNTED:
		value = host->not_counted;
		break;
	case WALK_AGE:
		value = host->age_ms;
		break;
	}
	print_item(m, 0, host_items[item], value, limit, "");
}

static void print_net(struct seq_file *m, const struct dlens_sockets *row, u32 item)
{
	const struct dlens_socket_facts *facts = &row->facts;
	u64 value = DLENS_ABSENT, limit = DLENS_ABSENT;
	char port[32] = "";

	switch (item) {
	case DLENS_TCP_TIME_WAIT:
		/* what the limit is for, which is not quite what ss(8) shows */
		value = facts->time_wait;
		limit = facts->max_tw_buckets;
		break;
	case PORTS:
		value = facts->ports_used;
		limit = facts->ports_high - facts->ports_low + 1;
		break;
	case ACCEPT_QUEUE:
		value = facts->listen_worst_queue;
		limit = facts->listen_worst_backlog;
		if (facts->listen_worst_port != DLENS_ABSENT)
			snprintf(port, sizeof(port), "port:%llu", facts->listen_worst_port);
		break;
	default:
		value = row->state[item];
	}
	print_item(m, row->netns, items[item], value, limit,
		   item == PORTS ? facts->ports_to : port);
}

static void print_settings_head(struct seq_file *m)
{
	u32 i;

	seq_printf(m, "\n%-*s ", DLENS_NETNS_WIDTH, "netns");
	for (i = 0; i < ARRAY_SIZE(settings); i++)
		seq_printf(m, " %s", settings[i]);
	seq_putc(m, '\n');
}

static void print_settings(struct seq_file *m, const struct dlens_sockets *row)
{
	const struct dlens_socket_facts *facts = &row->facts;
	const u64 value[] = {
		facts->somaxconn, facts->max_syn_backlog, facts->syncookies, facts->tw_recycle,
		facts->tw_reuse, facts->timestamps, facts->fin_timeout_s, row->abort_on_overflow,
		facts->rp_filter_all, facts->ports_low, facts->ports_high,
	};
	u32 i;

	BUILD_BUG_ON(ARRAY_SIZE(value) != ARRAY_SIZE(settings));
	dlens_print_netns(m, row->netns, false);
	for (i = 0; i < ARRAY_SIZE(value); i++)
		dlens_print_number(m, strlen(settings[i]), value[i]);
	seq_putc(m, '\n');
}

/* The namespaces are gone through twice, with the second table's header in between. */
static u32 sockets_rows(const struct dlens_page *page)
{
	return HOST_ITEMS + page->s->nr_sockets * ITEMS + 1 + page->s->nr_sockets;
}

static void sockets_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_snapshot *s = page->s;

	if (i < HOST_ITEMS) {
		print_host(m, &s->socket_host, i);
		return;
	}
	i -= HOST_ITEMS;
	if (i < s->nr_sockets * ITEMS) {
		print_net(m, &s->sockets[i / ITEMS], i % ITEMS);
		return;
	}
	i -= s->nr_sockets * ITEMS;
	if (!i)
		print_settings_head(m);
	else
		print_settings(m, &s->sockets[i - 1]);
}

const struct dlens_view dlens_view_sockets = {
	.name = "sockets",
	.want = DLENS_WANT_SOCKETS,
	.head = sockets_head,
	.rows = sockets_rows,
	.row = sockets_row,
};
