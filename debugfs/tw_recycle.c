// SPDX-License-Identifier: GPL-2.0
/*
 * Per-host PAWS: the risk flag, what it stands on, and the hosts that it is about.
 * Tables with an empty line between them: one line that says it all, what is
 * known as key, value and a note, then the namespaces that matter, then the hosts.
 */
#include <droplens/print.h>

/* Hosts that are listed; the worst come first. */
#define HOSTS_SHOWN 1024

#define KEY_WIDTH 32

/* What may move a counter without anybody being wronged. */
static const char * const innocent[DLENS_PAWSES] = {
	[DLENS_PAWS_PASSIVE] =
		"SYNs refused by tcp_tw_recycle: nothing else counts here",
	[DLENS_PAWS_ESTAB] =
		"old segments; also late copies and reordered pure ACKs, no loss, where PAWSOldAck is absent, and SYNs into TIME_WAIT where PAWSTimewait is",
	[DLENS_PAWS_ACTIVE] =
		"answers to our SYNs with a wrong echo; also late answers to a connection tried before",
	[DLENS_PAWS_OLD_ACK] =
		"reordered pure ACKs: no loss",
	[DLENS_PAWS_TIMEWAIT] =
		"segments into TIME_WAIT with an older timestamp: often a NAT that uses a port again; also late copies",
	[DLENS_PAWS_TSECR] =
		"handshakes with an echo that we never sent; also late answers",
};

static void print_key(struct seq_file *m, const char *key, const char *suffix)
{
	int width = KEY_WIDTH - strlen(key) - strlen(suffix);

	seq_printf(m, "%s%s%*s", key, suffix, width > 0 ? width : 0, "");
}

static void print_pair(struct seq_file *m, const char *key, u64 value, const char *note)
{
	print_key(m, key, "");
	dlens_print_number(m, 12, value);
	if (note)
		seq_printf(m, " \"%s\"\n", note);
	else
		seq_puts(m, " -\n");
}

static void print_word(struct seq_file *m, const char *key, const char *word, const char *note)
{
	print_key(m, key, "");
	seq_printf(m, " %12s \"%s\"\n", word, note);
}

static u64 ago(u32 seconds)
{
	return seconds == DLENS_NEVER ? DLENS_ABSENT : seconds;
}

/* @value is the first namespace's. */
static void print_setting(struct seq_file *m, const char *name, u8 home, u64 value)
{
	if (home == DLENS_HOME_REMOVED)
		print_word(m, name, "removed", "from the kernel, in 4.12");
	else if (home == DLENS_HOME_NETNS)
		print_word(m, name, "per_netns", "each namespace has its own, see below");
	else
		print_pair(m, name, value, "host-wide: the same in all namespaces");
}

static void print_settings(struct seq_file *m, const struct dlens_snapshot *s)
{
	const struct dlens_stamps *stamps = &s->risk;
	const struct dlens_stamp_net *first = NULL;
	u32 i;

	for (i = 0; i < stamps->nr_nets; i++)
		if (stamps->nets[i].netns == s->init_netns)
			first = &stamps->nets[i];
	print_setting(m, "tcp_tw_recycle", stamps->recycle_home,
		      first ? first->recycle : DLENS_ABSENT);
	print_setting(m, "tcp_timestamps", stamps->timestamps_home,
		      first ? first->timestamps : DLENS_ABSENT);
	print_setting(m, "tcp_tw_reuse", stamps->reuse_home,
		      first ? first->reuse : DLENS_ABSENT);
}

static void print_counters(struct seq_file *m, const struct dlens_stamps *stamps)
{
	u32 i;

	for (i = 0; i < DLENS_PAWSES; i++) {
		print_pair(m, stamps->name[i], stamps->total[i], innocent[i]);
		print_key(m, stamps->name[i], "_60s");
		dlens_print_number(m, 12, stamps->last_60s[i]);
		seq_puts(m, " -\n");
	}
}

static void print_reasons(struct seq_file *m, const struct dlens_snapshot *s)
{
	const char *const *reason = s->risk.reason;
	u64 events, last_60s;
	u32 i, j;

	for (i = 0; i < DLENS_STAMP_REASONS && reason[i]; i++) {
		events = 0;
		last_60s = 0;
		for (j = 0; j < s->nr_drops; j++) {
			if (strcmp(s->drops[j].reason, reason[i]))
				continue;
			events += s->drops[j].events;
			last_60s += s->drops[j].last_60s;
		}
		print_pair(m, reason[i], events, "packets dropped for this reason, see drops");
		print_key(m, reason[i], "_60s");
		dlens_print_number(m, 12, last_60s);
		seq_puts(m, " -\n");
	}
	if (!reason[0])
		print_word(m, "TCP_RFC7323", "-", "this kernel gives no such drop reasons");
}

static void print_syns(struct seq_file *m, const struct dlens_syns *syns)
{
	bool rejects = syns->older || syns->missing;

	print_word(m, "observed", syns->observed ? "yes" : "no",
		   syns->observed ? "SYNs and closes are looked at" :
		   syns->why_not ?: "nobody looks");
	print_pair(m, "seen", syns->seen, "SYNs at listening sockets");
	print_pair(m, "judged", syns->judged,
		   "of these met a stamp younger than 60 s of their host");
	print_pair(m, "older", syns->older, "of these per-host PAWS refuses for their timestamp");
	print_pair(m, "missing", syns->missing, "and these because they have none");
	print_pair(m, "bypassed", syns->bypassed,
		   "not judged: a queue was full, or a cookie or TIME_WAIT answered");
	print_pair(m, "closes", syns->closes, "connections that this side closed first");
	print_pair(m, "stamps", syns->stamps, "timestamps remembered at a close");
	print_pair(m, "hosts", syns->hosts, "of room: pairs of peer and local address");
	print_pair(m, "room", syns->room, NULL);
	print_pair(m, "not_kept", syns->not_kept,
		   "stamps without a place or that had to make room");
	print_pair(m, "unseen", syns->unseen, "SYNs and closes that a probe missed");
	print_pair(m, "rejects_60s", syns->rejects_60s, "older and missing in the last 60 s");
	print_pair(m, "last_reject_ago_s", rejects ? ago(syns->last_reject_ago_s) : DLENS_ABSENT,
		   NULL);
}

static void print_metrics(struct seq_file *m, const struct dlens_snapshot *s)
{
	bool read = s->want & DLENS_WANT_TCP_METRICS && s->metrics.read;

	print_pair(m, "tcp_metrics_stamps", read ? s->metrics.stamps : DLENS_ABSENT,
		   "peers of whom the kernel itself keeps a stamp; none from 4.12 on");
	print_pair(m, "tcp_metrics_fresh", read ? s->metrics.fresh : DLENS_ABSENT,
		   "of these younger than 60 s: SYNs are judged by them if tcp_tw_recycle is on");
}

static void print_nets(struct seq_file *m, const struct dlens_stamps *stamps)
{
	char key[32];
	u8 risk;

	for (risk = DLENS_RISK_LATENT; risk < DLENS_RISKS; risk++) {
		snprintf(key, sizeof(key), "namespaces_%s", dlens_risk_name(risk));
		print_pair(m, key, stamps->nr_of[risk], NULL);
	}
}

static void tw_recycle_head(struct seq_file *m, const struct dlens_page *page)
{
	const struct dlens_snapshot *s = page->s;
	const struct dlens_stamps *stamps = &s->risk;
	const char *meaning = dlens_risk_meaning(stamps->flag);

	if (stamps->flag == DLENS_RISK_NONE && !s->syns.observed)
		meaning =
			"nobody is refused; but no SYN is looked at, so who would be is not known";
	seq_printf(m, "tw_recycle_risk %s \"%s\" \"do: %s\"\n\n",
		   dlens_risk_name(stamps->flag), meaning, dlens_risk_advice(stamps->flag));
	print_key(m, "key", "");
	seq_printf(m, " %12s note\n", "value");
	print_settings(m, s);
	print_nets(m, stamps);
	print_counters(m, stamps);
	print_reasons(m, s);
	print_syns(m, &s->syns);
	print_metrics(m, s);
	seq_printf(m, "\n%-*s %-8s %14s %14s %12s %6s %9s %18s %15s %s\n", DLENS_NETNS_WIDTH,
		   "netns", "risk", "tcp_tw_recycle", "tcp_timestamps", "tcp_tw_reuse", "hosts",
		   "rejecting", "last_reject[s_ago]", "PAWSPassive_60s", "last_refusal[s_ago]");
}

static u32 shown(const struct dlens_page *page)
{
	return min_t(u32, page->s->nr_hosts, HOSTS_SHOWN);
}

/* The namespaces, a header, the hosts, and what is left to say. */
static u32 tw_recycle_rows(const struct dlens_page *page)
{
	return page->s->risk.nr_nets + 1 + shown(page) + 1;
}

static void print_net(struct seq_file *m, const struct dlens_stamp_net *row)
{
	dlens_print_netns(m, row->netns, row->net_gone);
	seq_printf(m, "%-8s", dlens_risk_name(row->risk));
	dlens_print_number(m, 14, row->net_gone ? DLENS_ABSENT : row->recycle);
	dlens_print_number(m, 14, row->timestamps);
	dlens_print_number(m, 12, row->reuse);
	dlens_print_number(m, 6, row->hosts);
	dlens_print_number(m, 9, row->rejecting);
	dlens_print_number(m, 18, ago(row->reject_ago_s));
	dlens_print_number(m, 15, row->refused_60s);
	dlens_print_number(m, 19, ago(row->refused_ago_s));
	seq_putc(m, '\n');
}

static void print_hosts_head(struct seq_file *m)
{
	seq_printf(m, "\n%-*s %-15s %-15s %10s %10s %10s %10s %10s %8s %s\n", DLENS_NETNS_WIDTH,
		   "netns", "peer", "local", "syns", "older", "missing", "t1", "t2", "age[s]",
		   "last_reject[s_ago]");
}

static void print_host(struct seq_file *m, const struct dlens_host *host)
{
	bool came = host->last_syn_ago_ms != DLENS_NEVER;

	dlens_print_netns(m, host->netns, host->net_gone);
	dlens_print_host(m, host->family, host->peer);
	dlens_print_host(m, host->family, host->local);
	seq_printf(m, "%10llu %10llu %10llu", host->syns, host->older, host->missing);
	dlens_print_number(m, 10, host->t1);
	dlens_print_number(m, 10, came && !host->t2_missing ? host->t2 : DLENS_ABSENT);
	seq_printf(m, " %4u.%03u", host->t1_age_ms / 1000, host->t1_age_ms % 1000);
	dlens_print_number(m, 18, ago(host->last_reject_ago_s));
	seq_putc(m, '\n');
}

static void print_cut(struct seq_file *m, const struct dlens_page *page)
{
	if (page->s->nr_hosts > shown(page))
		seq_printf(m, "\ncut: %u more hosts are not listed\n",
			   page->s->nr_hosts - shown(page));
	if (page->s->risk.cut)
		seq_printf(m, "\ncut: %u more namespaces are not listed\n", page->s->risk.cut);
}

static void tw_recycle_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_snapshot *s = page->s;

	if (i < s->risk.nr_nets) {
		print_net(m, &s->risk.nets[i]);
		return;
	}
	i -= s->risk.nr_nets;
	if (!i)
		print_hosts_head(m);
	else if (i <= shown(page))
		print_host(m, &s->hosts[i - 1]);
	else
		print_cut(m, page);
}

const struct dlens_view dlens_view_tw_recycle = {
	.name = "tw_recycle",
	.want = DLENS_WANT_RISK | DLENS_WANT_STAMPS | DLENS_WANT_HOSTS | DLENS_WANT_COUNTERS |
		DLENS_WANT_DROPS,
	.head = tw_recycle_head,
	.rows = tw_recycle_rows,
	.row = tw_recycle_row,
};
