// SPDX-License-Identifier: GPL-2.0
/*
 * How packets came to be dropped: a row for stacks that are the same, and below it
 * a line for each frame, indented. Names are looked up here: of a module that is
 * gone nothing but that is known.
 */
#include <droplens/classify.h>
#include <droplens/print.h>
#include <droplens/reason.h>

static void stacks_head(struct seq_file *m, const struct dlens_page *page)
{
	if (!page->s->hit.stack_host.on) {
		seq_puts(m, "stacks are not captured: write 1 to /sys/kernel/droplens/capture_stack\n");
		return;
	}
	seq_printf(m, "%12s %-24s %-8s %-*s %11s %s\n", "samples", "reason", "class",
		   DLENS_NETNS_WIDTH, "netns", "last[s_ago]", "location");
}

static void print_stack(struct seq_file *m, const struct dlens_stack *stack)
{
	char name[DLENS_LOCATION_LEN];
	u32 i;

	seq_printf(m, "%12llu ", stack->samples);
	dlens_print_name(m, 24, stack->reason);
	seq_printf(m, "%-8s ", dlens_class_name(stack->class));
	dlens_print_netns(m, stack->netns, false);
	seq_printf(m, "%11u %s\n", stack->last_ago_s, stack->location);
	for (i = 0; i < stack->nr; i++) {
		dlens_location_name(stack->frame[i], name, sizeof(name));
		seq_printf(m, "\t%s\n", name);
	}
}

static void print_host(struct seq_file *m, const struct dlens_stack_host *host)
{
	seq_printf(m, "\nsampled: %llu drops in ", host->samples);
	dlens_print_duration(m, host->for_s);
	seq_printf(m, "; not sampled, to bound the cost: %llu; found no room: %llu; of stacks that made room for others: %llu\n",
		   host->passed, host->missed, host->forgotten);
}

/* The stacks, and what is to be said of all. */
static u32 stacks_rows(const struct dlens_page *page)
{
	return page->s->hit.stack_host.on ? page->s->hit.nr_stacks + 1 : 0;
}

static void stacks_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_hit *hit = &page->s->hit;

	if (i < hit->nr_stacks)
		print_stack(m, &hit->stacks[i]);
	else
		print_host(m, &hit->stack_host);
}

const struct dlens_view dlens_view_stacks = {
	.name = "stacks",
	.want = DLENS_WANT_STACKS,
	.head = stacks_head,
	.rows = stacks_rows,
	.row = stacks_row,
};
