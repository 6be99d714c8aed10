// SPDX-License-Identifier: GPL-2.0
/*
 * Every check in every scope. The only table whose cells hold blanks: the last
 * two, in double quotes.
 */
#include <droplens/print.h>

/* "4294967295(gone):" and an interface */
#define SCOPE_LEN (DLENS_NETNS_WIDTH + IFNAMSIZ + 2)

static void findings_head(struct seq_file *m, const struct dlens_page *page)
{
	seq_printf(m, "%-8s %-16s %-*s %14s %14s %12s %11s  %s\n", "severity", "id",
		   DLENS_NETNS_WIDTH, "scope", "value", "limit", "change_60s", "since[s_ago]",
		   "evidence advice");
}

static void print_scope(struct seq_file *m, const struct dlens_found *found)
{
	char text[SCOPE_LEN] = "-";

	if (found->host)
		snprintf(text, sizeof(text), "host");
	else if (found->finding.netns)
		snprintf(text, sizeof(text), "%u%s%s%s", found->finding.netns,
			 found->net_gone ? "(gone)" : "", *found->dev ? ":" : "", found->dev);
	dlens_print_name(m, DLENS_NETNS_WIDTH, text);
}

/* A text may hold the name of an interface, which is anything: no quote ends it early. */
static void print_quoted(struct seq_file *m, const char *text)
{
	if (!*text) {
		seq_puts(m, " -");
		return;
	}
	seq_puts(m, " \"");
	dlens_print_text(m, text);
	seq_putc(m, '"');
}

static void print_finding(struct seq_file *m, const struct dlens_found *found)
{
	const struct dlens_finding *finding = &found->finding;
	bool open = finding->severity > DLENS_OK;

	seq_printf(m, "%-8s %-16s ", dlens_severity_name(finding->severity),
		   dlens_check_name(finding->check));
	print_scope(m, found);
	dlens_print_number(m, 13, finding->value);
	dlens_print_number(m, 14, finding->limit);
	dlens_print_number(m, 12, finding->change_60s);
	dlens_print_number(m, 11, open ? found->since_ago_s : DLENS_ABSENT);
	seq_putc(m, ' ');
	print_quoted(m, finding->evidence);
	print_quoted(m, finding->advice);
	seq_putc(m, '\n');
}

/* The rows, and what has none. */
static u32 findings_rows(const struct dlens_page *page)
{
	return page->s->nr_found + 1;
}

static void findings_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_snapshot *s = page->s;

	if (i < s->nr_found) {
		print_finding(m, &s->found[i]);
		return;
	}
	if (s->quiet_nets)
		seq_printf(m, "\nnot listed: checks that are ok or unknown in %u more namespaces\n",
			   s->quiet_nets);
}

const struct dlens_view dlens_view_findings = {
	.name = "findings",
	.want = DLENS_WANT_FINDINGS,
	.head = findings_head,
	.rows = findings_rows,
	.row = findings_row,
};
