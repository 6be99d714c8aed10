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
 * @sample: prints sample @i, which may be nothing; see begin()
 * @samples: how many there are
 * @type: a COUNTER only rises, until droplens is loaded again or reset
 * @name: what it is called after "droplens_"
 * @help: what it means
 */
struct family {
	void (*sample)(struct seq_file *m, const struct dlens_page *page,
		       const struct family *family, u32 i);
	u32 (*samples)(const struct dlens_page *page);
	enum type type;
	const char *name;
	const char *help;
};

static void begin(struct seq_file *m, const struct family *family)
{
	seq_printf(m, "droplens_%s%s", family->name, family->type == COUNTER ? "_total" : "");
}

/*
 * A value that appears twice makes a scraper refuse the whole file, and an interface's
 * name is chosen by whoever is root in its namespace: no two names may look alike.
 */
static void print_escaped(struct seq_file *m, const char *text)
{
	for (; *text; text++) {
		if (*text == '"')
			seq_puts(m, "\\\"");
		else if (*text > ' ' && *text < 0x7f && *text != '\\')
			seq_putc(m, *text);
		else
			seq_printf(m, "\\\\x%02x", (u8)*text);
	}
}

/* A label without a value is one that is not there. */
static void label(struct seq_file *m, char before, const char *key, const char *value)
{
	seq_printf(m, "%c%s=\"", before, key);
	print_escaped(m, value);
	seq_putc(m, '"');
}

static void label_netns(struct seq_file *m, char before, const char *key, u32 netns)
{
	seq_printf(m, "%c%s=\"", before, key);
	if (netns)
		seq_printf(m, "%u", netns);
	seq_putc(m, '"');
}

static void value(struct seq_file *m, u64 number)
{
	dlens_print_number(m, 0, number);
	seq_putc(m, '\n');
}

static u32 one(const struct dlens_page *page)
{
	return 1;
}

static void only(struct seq_file *m, const struct family *family, u64 number)
{
	begin(m, family);
	value(m, number);
}

static void info(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		 u32 i)
{
	begin(m, family);
	label(m, '{', "version", DROPLENS_VERSION);
	seq_putc(m, '}');
	value(m, 1);
}

static void enabled(struct seq_file *m, const struct dlens_page *page,
		    const struct family *family, u32 i)
{
	only(m, family, page->s->enabled);
}

/* From ok, 0, on; what is not known has no number. */
static u64 graded(u8 severity)
{
	return severity - DLENS_OK;
}

static void severity(struct seq_file *m, const struct dlens_page *page,
		     const struct family *family, u32 i)
{
	if (page->s->enabled && page->s->severity != DLENS_UNCLEAR)
		only(m, family, graded(page->s->severity));
}

static void risk(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		 u32 i)
{
	if (page->s->enabled)
		only(m, family, page->s->risk.flag);
}

static u32 checks(const struct dlens_page *page)
{
	return DLENS_CHECKS;
}

static void check(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		  u32 i)
{
	const struct dlens_snapshot *s = page->s;
	u8 worst = DLENS_UNCLEAR;
	u32 row;

	for (row = 0; row < s->nr_found; row++)
		if (s->found[row].finding.check == i)
			worst = max(worst, s->found[row].finding.severity);
	if (worst == DLENS_UNCLEAR)
		return;
	begin(m, family);
	label(m, '{', "check", dlens_check_name(i));
	seq_putc(m, '}');
	value(m, graded(worst));
}

static u32 findings(const struct dlens_page *page)
{
	return page->s->nr_found;
}

/* A number may be given to another namespace when one has ended: told is who has it now. */
static void finding(struct seq_file *m, const struct dlens_page *page,
		    const struct family *family, u32 i)
{
	const struct dlens_found *found = &page->s->found[i];

	if (found->finding.severity <= DLENS_OK || found->net_gone)
		return;
	begin(m, family);
	label(m, '{', "check", dlens_check_name(found->finding.check));
	if (found->host)
		label(m, ',', "scope", "host");
	else
		label_netns(m, ',', "scope", found->finding.netns);
	label(m, ',', "dev", found->dev);
	seq_putc(m, '}');
	value(m, graded(found->finding.severity));
}

static u32 drops(const struct dlens_page *page)
{
	return page->nr_groups;
}

static void drop(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		 u32 i)
{
	const struct dlens_group *group = page->groups[i];
	const struct dlens_drop *top = group->top;

	begin(m, family);
	label(m, '{', "class", dlens_class_name(top->class));
	label(m, ',', "reason", top->reason);
	label(m, ',', "location", top->location);
	label_netns(m, ',', "netns", top->netns);
	label(m, ',', "dev", top->dev);
	seq_putc(m, '}');
	value(m, group->events);
}

static void losses(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		   u32 i)
{
	only(m, family, page->s->totals.losses);
}

static void hidden(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		   u32 i)
{
	only(m, family, page->s->totals.hidden);
}

static void lost(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		 u32 i)
{
	only(m, family, page->s->totals.lost);
}

static void forgotten(struct seq_file *m, const struct dlens_page *page,
		      const struct family *family, u32 i)
{
	only(m, family, page->s->totals.forgotten);
}

static void untracked(struct seq_file *m, const struct dlens_page *page,
		      const struct family *family, u32 i)
{
	only(m, family, page->s->untracked);
}

static void cut(struct seq_file *m, const struct dlens_page *page, const struct family *family,
		u32 i)
{
	only(m, family, page->s->cut);
}

/* The long ones last, since what is before them is gone through for each of their rows. */
static const struct family families[] = {
	{ info, one, GAUGE, "info", "droplens is loaded." },
	{ enabled, one, GAUGE, "enabled", "1 if drops are being counted." },
	{ severity, one, GAUGE, "severity", "The worst finding: 0 ok, 1 info, 2 warn, 3 crit." },
	{ risk, one, GAUGE, "tw_recycle_risk",
	  "Clients refused for another one's timestamp: 0 none, 1 latent, 2 exposed, 3 active." },
	{ losses, one, COUNTER, "losses", "Packets dropped that are a loss." },
	{ hidden, one, COUNTER, "hidden", "Packets dropped of class normal or artefact." },
	{ lost, one, COUNTER, "lost",
	  "Drops that found no place in the table and are in no other metric." },
	{ forgotten, one, COUNTER, "forgotten",
	  "Drops whose row had to make room: they are in losses or hidden only." },
	{ untracked, one, GAUGE, "untracked",
	  "Devices and namespaces that have no place: their drops name none." },
	{ cut, one, GAUGE, "cut", "Rows that found no room below." },
	{ check, checks, GAUGE, "check_severity",
	  "The worst finding of a check: 0 ok, 1 info, 2 warn, 3 crit." },
	{ finding, findings, GAUGE, "finding_severity",
	  "A finding that is not ok, and where: 1 info, 2 warn, 3 crit." },
	{ drop, drops, COUNTER, "drops", "Packets that the kernel freed as dropped, by cause." },
};

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
		rows += families[f].samples(page);
	return rows;
}

static void metrics_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct family *family = families;

	for (; i >= family->samples(page); family++)
		i -= family->samples(page);
	if (!i)
		seq_printf(m, "# HELP droplens_%s %s\n# TYPE droplens_%s %s\n", family->name,
			   family->help, family->name,
			   family->type == COUNTER ? "counter" : "gauge");
	family->sample(m, page, family, i);
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
