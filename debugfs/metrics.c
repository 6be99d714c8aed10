// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict and the drops for a program, as OpenMetrics 1.0 text. Only types that the
 * older Prometheus text has too, so that node_exporter's textfile collector reads it; and
 * only what droplens alone knows: the kernel's own counters are that exporter's.
 */
#include <droplens/classify.h>
#include <droplens/control.h>
#include <droplens/print.h>

enum type { GAUGE, COUNTER };

/**
 * struct family - metrics of one name
 * @type: a COUNTER only rises, until droplens is loaded again or reset
 * @name: what it is called after "droplens_"
 * @number: of sample @i; DLENS_ABSENT: there is none
 * @help: what it means
 * @labels: prints those of sample @i; NULL: it has none
 * @samples: how many there are; NULL: one
 */
struct family {
	enum type type;
	const char *name;
	u64 (*number)(const struct dlens_page *page, u32 i);
	const char *help;
	void (*labels)(struct seq_file *m, const struct dlens_page *page, u32 i);
	u32 (*samples)(const struct dlens_page *page);
};

static u64 info(const struct dlens_page *page, u32 i)
{
	return 1;
}

static void version(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	dlens_print_label(m, '{', "version", DROPLENS_VERSION);
}

static u64 enabled(const struct dlens_page *page, u32 i)
{
	return page->s->enabled;
}

/* From ok, 0, on; what is not known has no number. */
static u64 graded(u8 severity)
{
	return severity == DLENS_UNCLEAR ? DLENS_ABSENT : (u64)(severity - DLENS_OK);
}

static u64 severity(const struct dlens_page *page, u32 i)
{
	return page->s->enabled ? graded(page->s->severity) : DLENS_ABSENT;
}

static u64 risk(const struct dlens_page *page, u32 i)
{
	return page->s->enabled ? page->s->risk.flag : DLENS_ABSENT;
}

static u64 losses(const struct dlens_page *page, u32 i)
{
	return page->s->totals.losses;
}

static u64 hidden(const struct dlens_page *page, u32 i)
{
	return page->s->totals.hidden;
}

static u64 lost(const struct dlens_page *page, u32 i)
{
	return page->s->totals.lost;
}

static u64 forgotten(const struct dlens_page *page, u32 i)
{
	return page->s->totals.forgotten;
}

static u64 untracked(const struct dlens_page *page, u32 i)
{
	return page->s->untracked;
}

static u64 cut(const struct dlens_page *page, u32 i)
{
	return page->s->cut;
}

static u32 checks(const struct dlens_page *page)
{
	return DLENS_CHECKS;
}

static void check_labels(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	dlens_print_label(m, '{', "check", dlens_check_name(i));
}

static u64 check(const struct dlens_page *page, u32 i)
{
	const struct dlens_snapshot *s = page->s;
	u8 worst = DLENS_UNCLEAR;
	u32 row;

	for (row = 0; row < s->nr_found; row++)
		if (s->found[row].finding.check == i)
			worst = max(worst, s->found[row].finding.severity);
	return graded(worst);
}

static u32 findings(const struct dlens_page *page)
{
	return page->s->nr_found;
}

static void finding_labels(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_found *found = &page->s->found[i];

	dlens_print_label(m, '{', "check", dlens_check_name(found->finding.check));
	if (found->host)
		dlens_print_label(m, ',', "scope", "host");
	else
		dlens_print_label_netns(m, ',', "scope", found->finding.netns);
	dlens_print_label(m, ',', "dev", found->dev);
}

/* A number may be given to another namespace when one has ended: told is who has it now. */
static u64 finding(const struct dlens_page *page, u32 i)
{
	const struct dlens_found *found = &page->s->found[i];

	if (found->finding.severity <= DLENS_OK || found->net_gone)
		return DLENS_ABSENT;
	return graded(found->finding.severity);
}

static u32 drops(const struct dlens_page *page)
{
	return page->nr_groups;
}

static void drop_labels(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_drop *top = page->groups[i]->top;

	dlens_print_label(m, '{', "class", dlens_class_name(top->class));
	dlens_print_label(m, ',', "reason", top->reason);
	dlens_print_label(m, ',', "location", top->location);
	dlens_print_label_netns(m, ',', "netns", top->netns);
	dlens_print_label(m, ',', "dev", top->dev);
}

static u64 drop(const struct dlens_page *page, u32 i)
{
	return page->groups[i]->events;
}

/* The long ones last, since what is before them is gone through for each of their rows. */
static const struct family families[] = {
	{ GAUGE, "info", info, "droplens is loaded.", version },
	{ GAUGE, "enabled", enabled, "1 if drops are being counted." },
	{ GAUGE, "severity", severity, "The worst finding: 0 ok, 1 info, 2 warn, 3 crit." },
	{ GAUGE, "tw_recycle_risk", risk,
	  "Clients refused for another one's timestamp: 0 none, 1 latent, 2 exposed, 3 active." },
	{ COUNTER, "losses", losses, "Packets dropped that are a loss." },
	{ COUNTER, "hidden", hidden, "Packets dropped of class normal or artefact." },
	{ COUNTER, "lost", lost,
	  "Drops that found no place in the table and are in no other metric." },
	{ COUNTER, "forgotten", forgotten,
	  "Drops whose row had to make room: they are in losses or hidden only." },
	{ GAUGE, "untracked", untracked,
	  "Devices and namespaces that have no place: their drops name none." },
	{ GAUGE, "cut", cut, "Rows that found no room below." },
	{ GAUGE, "check_severity", check,
	  "The worst finding of a check: 0 ok, 1 info, 2 warn, 3 crit.", check_labels, checks },
	{ GAUGE, "finding_severity", finding,
	  "A finding that is not ok, and where: 1 info, 2 warn, 3 crit.", finding_labels,
	  findings },
	{ COUNTER, "drops", drop, "Packets that the kernel freed as dropped, by cause.",
	  drop_labels, drops },
};

static u32 samples(const struct dlens_page *page, const struct family *family)
{
	return family->samples ? family->samples(page) : 1;
}

/*
 * What is printed, and no more, or a cause would appear twice: two sites may have one name,
 * as those of modules that are gone. Names are padded with zeros, and whole arrays compare
 * faster than strings.
 */
static int metrics_order(const void *a, const void *b)
{
	const struct dlens_drop *x = dlens_drop_at(a), *y = dlens_drop_at(b);
	int order = dlens_order(x->netns, y->netns);

	if (!order)
		order = dlens_order(x->class, y->class);
	if (!order)
		order = strcmp(x->dev, y->dev);
	if (!order)
		order = memcmp(x->reason, y->reason, sizeof(x->reason));
	if (!order)
		order = memcmp(x->location, y->location, sizeof(x->location));
	return order;
}

static void metrics_head(struct seq_file *m, const struct dlens_page *page)
{
}

static u32 metrics_rows(const struct dlens_page *page)
{
	u32 rows = 0;
	size_t f;

	for (f = 0; f < ARRAY_SIZE(families); f++)
		rows += samples(page, &families[f]);
	return rows;
}

static void print_sample(struct seq_file *m, const struct dlens_page *page,
			 const struct family *family, u32 i)
{
	u64 number = family->number(page, i);

	if (number == DLENS_ABSENT)
		return;
	seq_printf(m, "droplens_%s%s", family->name, family->type == COUNTER ? "_total" : "");
	if (family->labels) {
		family->labels(m, page, i);
		seq_putc(m, '}');
	}
	dlens_print_number(m, 0, number);
	seq_putc(m, '\n');
}

static void metrics_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct family *family = families;

	for (; i >= samples(page, family); family++)
		i -= samples(page, family);
	if (!i)
		seq_printf(m, "# HELP droplens_%s %s\n# TYPE droplens_%s %s\n", family->name,
			   family->help, family->name,
			   family->type == COUNTER ? "counter" : "gauge");
	print_sample(m, page, family, i);
}

static void metrics_tail(struct seq_file *m, const struct dlens_page *page)
{
	seq_puts(m, "# EOF\n");
}

const struct dlens_view dlens_view_metrics = {
	.name = "metrics",
	.want = DLENS_WANT_FINDINGS,
	.order = metrics_order,
	.head = metrics_head,
	.rows = metrics_rows,
	.row = metrics_row,
	.tail = metrics_tail,
};
