// SPDX-License-Identifier: GPL-2.0
/* One of the last drops as a line, for those who read them and those who follow. */
#include <linux/icmp.h>
#include <linux/if_arp.h>
#include <linux/math64.h>
#include <linux/time.h>

#include <droplens/address.h>
#include <droplens/classify.h>
#include <droplens/print.h>
#include <droplens/protos.h>
#include <droplens/recent.h>

#define TIME_WIDTH	26
#define END_WIDTH	21

/* net/tcp_states.h, as ss(8) and the file sockets have them. */
static const char * const states[] = {
	NULL, "established", "syn_sent", "syn_recv", "fin_wait1", "fin_wait2", "time_wait",
	"close", "close_wait", "last_ack", "listen", "closing", "new_syn_recv", "bound_inactive",
};

static const char * const contexts[] = {
	[DLENS_IN_TASK] = "task",
	[DLENS_IN_SOFTIRQ] = "softirq",
	[DLENS_IN_HARDIRQ] = "hardirq",
	[DLENS_IN_NMI] = "nmi",
};

static void when(struct seq_file *m, const struct dlens_recent *r)
{
	struct tm tm;
	u32 ns, mono_ns;
	u64 seconds = div_u64_rem(r->wall_ns, NSEC_PER_SEC, &ns);
	u64 mono_s = div_u64_rem(r->mono_ns, NSEC_PER_SEC, &mono_ns);

	time64_to_tm(seconds, 0, &tm);
	seq_printf(m, "%04ld-%02d-%02dT%02d:%02d:%02d.%06u %8llu.%06u ", tm.tm_year + 1900,
		   tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		   ns / (u32)NSEC_PER_USEC, mono_s, mono_ns / (u32)NSEC_PER_USEC);
}

static void ip_protocol(struct seq_file *m, const struct dlens_packet *p)
{
	const char *name = dlens_proto_name(p->proto);

	if (!p->family || p->has & DLENS_HAS_ARP)
		seq_puts(m, "-     ");
	else if (name)
		seq_printf(m, "%-5s ", name);
	else
		seq_printf(m, "%-5u ", p->proto);
}

static void end(struct seq_file *m, const struct dlens_packet *p, const u8 *address, u16 port)
{
	char text[DLENS_ADDRESS_LEN], both[DLENS_ADDRESS_LEN + 8];

	dlens_address_text(text, p->family, address);
	if (!(p->has & DLENS_HAS_PORTS))
		snprintf(both, sizeof(both), "%s", text);
	else if (strchr(text, ':'))
		snprintf(both, sizeof(both), "[%s]:%u", text, port);
	else
		snprintf(both, sizeof(both), "%s:%u", text, port);
	seq_printf(m, "%-*s ", END_WIDTH, both);
}

static void flags(struct seq_file *m, const struct dlens_packet *p)
{
	static const char letters[] = "FSRPAUEC";
	char text[sizeof(letters)] = "-";
	int i, n = 0;

	if (p->has & DLENS_HAS_TCP) {
		for (i = 0; letters[i]; i++)
			if (p->tcp_flags & 1 << i)
				text[n++] = letters[i];
		if (!n)
			text[n++] = '0';
		text[n] = '\0';
	}
	seq_printf(m, "%-8s", text);
}

static void known(struct seq_file *m, int width, bool is, u32 value)
{
	dlens_print_number(m, width, is ? value : DLENS_ABSENT);
}

static void details(struct seq_file *m, const struct dlens_packet *p)
{
	flags(m, p);
	known(m, 10, p->has & DLENS_HAS_TCP, p->seq);
	known(m, 10, p->has & DLENS_HAS_STAMP, p->tsval);
	known(m, 10, p->has & DLENS_HAS_STAMP, p->tsecr);
	if (p->has & DLENS_HAS_ICMP)
		seq_printf(m, " %3u/%-3u ", p->icmp_type, p->icmp_code);
	else
		seq_puts(m, "   -     ");
	if (!(p->has & DLENS_HAS_ARP))
		seq_puts(m, "-       ");
	else if (p->arp_op == ARPOP_REQUEST)
		seq_puts(m, "request ");
	else if (p->arp_op == ARPOP_REPLY)
		seq_puts(m, "reply   ");
	else
		seq_printf(m, "%-7u ", p->arp_op);
}

/**
 * dlens_print_recent_head() - the header of dlens_print_recent()
 * @m: where to
 */
void dlens_print_recent_head(struct seq_file *m)
{
	seq_printf(m, "%-*s %15s %3s %-7s %7s %-15s %-*s %-15s %-15s %-6s %4s %7s %-5s ",
		   TIME_WIDTH, "time[utc]", "uptime[s]", "cpu", "context", "pid", "comm",
		   DLENS_NETNS_WIDTH, "netns", "dev", "in", "proto", "vlan", "tunnels", "ip");
	seq_printf(m, "%-*s %-*s %-8s %9s %10s %10s %-8s %-7s %-9s %-14s %-8s %-20s %-32s %6s\n",
		   END_WIDTH, "source", END_WIDTH, "dest", "flags", "seq", "tsval", "tsecr",
		   "icmp", "arp", "part", "state", "class", "reason", "location", "len[B]");
}

/**
 * dlens_print_recent() - one of the last drops
 * @m: where to
 * @r: the drop
 */
void dlens_print_recent(struct seq_file *m, const struct dlens_recent *r)
{
	const struct dlens_packet *p = &r->packet;
	const char *state = r->state < ARRAY_SIZE(states) ? states[r->state] : NULL;

	when(m, r);
	seq_printf(m, "%3u %-7s %7u ", r->cpu, contexts[r->context], r->pid);
	dlens_print_name(m, DLENS_COMM_LEN - 1, r->comm);
	dlens_print_netns(m, r->netns, r->net_gone);
	dlens_print_name(m, IFNAMSIZ - 1, r->dev);
	dlens_print_name(m, IFNAMSIZ - 1, r->in);
	dlens_print_protocol(m, (__force u16)htons(p->ethertype));
	seq_printf(m, p->has & DLENS_HAS_VLAN ? "%4u" : "   -", p->vlan);
	seq_printf(m, " %7u ", p->tunnels);
	ip_protocol(m, p);
	end(m, p, p->source, p->sport);
	end(m, p, p->dest, p->dport);
	details(m, p);
	dlens_print_name(m, 9, p->has & DLENS_HAS_FRAGMENT ? "fragment" :
			 p->has & DLENS_HAS_TRUNCATED ? "truncated" : "");
	dlens_print_name(m, 14, state ?: "");
	seq_printf(m, "%-8s ", dlens_class_name(r->class));
	dlens_print_name(m, 20, r->reason);
	dlens_print_name(m, 32, r->location);
	seq_printf(m, "%6u\n", r->len);
}
