// SPDX-License-Identifier: GPL-2.0
/* One cause of drops in the summary: in words, with numbers, and what to do next. */
#include <droplens/explain.h>
#include <droplens/print.h>

/* The limit's text: two long sentences with names and numbers. */
#define TEXT_LEN 256

/* Below IPv6's minimum no link should be. */
#define SMALL_MTU 1280

/* What drops at this namespace's hooks in the last minute, by rule or by conntrack. */
static u64 hook_60s(const struct dlens_page *page, const struct dlens_drop *top)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < page->nr_groups; i++) {
		const struct dlens_group *group = &page->groups[i];

		if (group->top->net == top->net && dlens_is_hook(group->top->location))
			sum += group->last_60s;
	}
	return sum;
}

static void add_conntrack(struct dlens_evidence *evidence, const struct dlens_page *page,
			  const struct dlens_drop *top)
{
	const struct dlens_snapshot *s = page->s;
	u32 i;

	evidence->ct_drop = DLENS_ABSENT;
	if (!dlens_is_hook(top->location))
		return;
	for (i = 0; i < s->nr_conntrack; i++) {
		const struct dlens_conntrack *ct = &s->conntrack[i];

		if (ct->cpu >= 0 || ct->net != top->net)
			continue;
		evidence->hook_60s = hook_60s(page, top);
		evidence->ct_drop = ct->stat[DLENS_CT_DROP];
		evidence->ct_drop_60s = ct->drop_60s;
		evidence->ct_insert_failed = ct->stat[DLENS_CT_INSERT_FAILED];
		evidence->ct_count = ct->count;
		evidence->ct_max = ct->max;
		return;
	}
}

/* It stands in a command that somebody may paste: nothing that a shell reads. */
static bool safe_to_paste(const char *name)
{
	static const char safe[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@";

	return *name && *name != '-' && strspn(name, safe) == strlen(name);
}

/* Higher is more likely to be the one that was too small. */
static int suspicion(const struct dlens_device *dev, const struct dlens_drop *top)
{
	u64 moved = dev->last_60s[DLENS_DEV_RX_DROPPED];
	int points = 0;

	if (dev->up && dev->mtu < SMALL_MTU) {
		points += 2;
		if (moved && moved != DLENS_ABSENT)
			points += 2;
	}
	if (dev->net == top->net && !strcmp(dev->name, top->dev))
		points++;
	return points;
}

/* The drop names the sender's side; too small may be the side it is passed to. */
static void add_mtu(struct dlens_evidence *evidence, const struct dlens_snapshot *s,
		    const struct dlens_drop *top)
{
	int most = 0;
	u32 i;

	for (i = 0; i < s->nr_devices; i++) {
		const struct dlens_device *dev = &s->devices[i];
		int points = suspicion(dev, top);

		if (points <= most)
			continue;
		most = points;
		evidence->mtu = dev->mtu;
		evidence->mtu_dev = safe_to_paste(dev->name) ? dev->name : "DEV";
		evidence->mtu_netns = dev->netns;
	}
}

static void print_where(struct seq_file *m, const struct dlens_page *page,
			const struct dlens_drop *top)
{
	seq_printf(m, "%s at %s, dev ", *top->reason ? top->reason : "-",
		   *top->location ? top->location : "-");
	dlens_print_name(m, 0, top->dev);
	if (!top->netns)
		seq_puts(m, "in an unknown namespace");
	else
		seq_printf(m, "in namespace %u%s", top->netns,
			   top->net_gone ? " (ended)" :
			   top->netns == page->s->init_netns ? " (the host's)" : "");
}

static void print_rates(struct seq_file *m, const struct dlens_group *group)
{
	dlens_print_rate(m, 3, group->last_1s, 1);
	seq_puts(m, "/s now, ");
	dlens_print_rate(m, 3, group->last_10s, 10);
	seq_puts(m, "/s in 10 s, ");
	dlens_print_rate(m, 3, group->last_60s, 60);
	seq_puts(m, "/s in 60 s; ");
}

static void print_when(struct seq_file *m, const struct dlens_page *page,
		       const struct dlens_group *group)
{
	seq_printf(m, "%llu packet%s, first ", group->events, group->events == 1 ? "" : "s");
	dlens_print_time(m, page->now_s - group->first_ago_s);
	seq_puts(m, ", last ");
	dlens_print_duration(m, group->last_ago_s);
	seq_puts(m, " ago\n");
}

/**
 * dlens_cause_show() - one cause
 * @m: where to
 * @page: the summary
 * @i: which of its groups
 */
void dlens_cause_show(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_group *group = &page->groups[i];
	const struct dlens_drop *top = group->top;
	struct dlens_evidence evidence = {
		.reason = top->reason,
		.location = top->location,
		.class = top->class,
		.max_backlog = page->s->max_backlog,
	};
	const struct dlens_cause *cause;
	char text[TEXT_LEN];

	add_conntrack(&evidence, page, top);
	cause = dlens_explain(&evidence);
	if (cause->limit == DLENS_LIMIT_MTU)
		add_mtu(&evidence, page->s, top);

	seq_printf(m, "\n%u. %s\n   ", i + 1, cause->what);
	print_where(m, page, top);
	seq_puts(m, "\n   ");
	print_rates(m, group);
	print_when(m, page, group);
	if (dlens_limit_text(text, sizeof(text), cause, &evidence))
		seq_printf(m, "   limit: %s\n", text);
	seq_printf(m, "   next:  %s\n", cause->next);
}

/**
 * dlens_cause_brief() - one cause that is past, in one line
 * @m: where to
 * @page: the summary
 * @i: which of its groups
 */
void dlens_cause_brief(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_group *group = &page->groups[i];

	if (i && dlens_group_lately(group - 1))
		seq_putc(m, '\n');
	seq_printf(m, "%u. %llu packet%s, last ", i + 1, group->events,
		   group->events == 1 ? "" : "s");
	dlens_print_duration(m, group->last_ago_s);
	seq_puts(m, " ago: ");
	print_where(m, page, group->top);
	seq_putc(m, '\n');
}
