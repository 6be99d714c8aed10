// SPDX-License-Identifier: GPL-2.0
/* One finding in the summary: what, where, since when, the proof, what to do. */
#include <linux/ctype.h>

#include <droplens/print.h>

static void print_severity(struct seq_file *m, u8 severity)
{
	const char *name = dlens_severity_name(severity);

	for (; *name; name++)
		seq_putc(m, toupper(*name));
}

static void print_where(struct seq_file *m, const struct dlens_page *page,
			const struct dlens_found *found)
{
	u32 netns = found->finding.netns;

	if (found->host)
		seq_puts(m, "on this host");
	else if (!netns)
		seq_puts(m, "in an unknown namespace");
	else
		seq_printf(m, "in namespace %u%s", netns, found->net_gone ? " (ended)" :
			   netns == page->s->init_netns ? " (the host's)" : "");
	if (*found->dev) {
		seq_puts(m, ", dev ");
		dlens_print_text(m, found->dev);
	}
}

static void print_numbers(struct seq_file *m, const struct dlens_finding *finding)
{
	bool some = false;

	if (finding->change_60s != DLENS_ABSENT && finding->change_60s) {
		seq_printf(m, "  +%llu in 60 s (", finding->change_60s);
		dlens_print_rate(m, 3, finding->change_60s, 60);
		seq_puts(m, "/s)");
		some = true;
	}
	if (finding->value != DLENS_ABSENT && finding->limit != DLENS_ABSENT) {
		seq_printf(m, "%s %llu, limit %llu", some ? "; value" : "  value", finding->value,
			   finding->limit);
		some = true;
	}
	if (some)
		seq_putc(m, '\n');
}

/**
 * dlens_finding_show() - a finding that is not ok, for people
 * @m: where to
 * @page: the summary
 * @found: the finding
 */
void dlens_finding_show(struct seq_file *m, const struct dlens_page *page,
			const struct dlens_found *found)
{
	seq_putc(m, '\n');
	print_severity(m, found->finding.severity);
	seq_printf(m, " %s  ", dlens_check_name(found->finding.check));
	print_where(m, page, found);
	seq_puts(m, "  since ");
	dlens_print_clock(m, page->now_s - found->since_ago_s, found->since_ago_s);
	seq_puts(m, " (");
	dlens_print_duration(m, found->since_ago_s);
	seq_puts(m, ")\n  ");
	dlens_print_text(m, found->finding.evidence);
	seq_putc(m, '\n');
	print_numbers(m, &found->finding);
	if (*found->finding.advice) {
		seq_puts(m, "  do: ");
		dlens_print_text(m, found->finding.advice);
		seq_putc(m, '\n');
	}
}
