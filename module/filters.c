// SPDX-License-Identifier: GPL-2.0
/*
 * The filter in force. The probe may be reading it, so there are two: one in force,
 * one to be written next. Whoever writes, or reads outside the probe, does so under
 * the snapshot's mutex.
 */
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include <droplens/classify.h>
#include <droplens/control.h>
#include <droplens/filter.h>
#include <droplens/ledger.h>
#include <droplens/probe.h>
#include <droplens/recent.h>
#include <droplens/recorder.h>
#include <droplens/rows.h>

/* The first as an empty line makes it. */
static struct dlens_filter filters[2] = {
	{ .classes = 1 << DLENS_UNKNOWN | 1 << DLENS_POLICY | 1 << DLENS_RESOURCE |
		     1 << DLENS_ERROR },
};

const struct dlens_filter *dlens_filter_now __read_mostly = &filters[0];

/**
 * dlens_filter_set() - put another filter in force
 * @line: for dlens_filter_parse()
 *
 * Context: process; sleeps until no probe looks at the old one.
 * Return: 0, or -EINVAL, and the old one stays.
 */
int dlens_filter_set(const char *line)
{
	struct dlens_filter *next;
	int error = 0;

	mutex_lock(&dlens_looking);
	next = dlens_filter_now == &filters[0] ? &filters[1] : &filters[0];
	if (dlens_filter_parse(next, line)) {
		/* what was dropped until now was for the old one */
		dlens_ledger_take(dlens_uptime_s());
		dlens_recent_drain(dlens_uptime_s());
		/* pairs with READ_ONCE() and the address dependency of the probe */
		smp_store_release(&dlens_filter_now, next);
		dlens_rows_ask();
		dlens_probe_wait();
		dlens_tokens_deal(dlens_uptime_s());
	} else {
		error = -EINVAL;
	}
	mutex_unlock(&dlens_looking);
	return error;
}

/**
 * dlens_filter_line() - the line in force
 * @line: filled in, DLENS_FILTER_LEN long; "" if there is none
 *
 * Context: process; sleeps.
 */
void dlens_filter_line(char *line)
{
	mutex_lock(&dlens_looking);
	memcpy(line, dlens_filter_now->line, DLENS_FILTER_LEN);
	mutex_unlock(&dlens_looking);
}
