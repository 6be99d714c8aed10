// SPDX-License-Identifier: GPL-2.0
/*
 * The ledger's rows as a reader sees them. Under the snapshot's mutex.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <droplens/classify.h>
#include <droplens/history.h>
#include <droplens/ledger.h>
#include <droplens/rows.h>
#include <droplens/source.h>

static void copy_blame(struct dlens_drop *drop, const struct dlens_row *row, u32 second)
{
	if (!row->blamed.inum || second - row->blamed_s >= DLENS_MINUTE_S)
		return;
	memcpy(drop->blamed_dev, row->blamed.dev, sizeof(drop->blamed_dev));
	drop->blamed_net = row->blamed.net;
	drop->blamed_netns = row->blamed.inum;
	drop->blamed_gone = dlens_net_gone(row->blamed.net_slot, row->blamed.net);
}

static void copy_row(struct dlens_drop *drop, const struct dlens_row *row, u32 second, u32 over)
{
	memcpy(drop->reason, row->reason_name, sizeof(drop->reason));
	memcpy(drop->location, row->location_name, sizeof(drop->location));
	memcpy(drop->dev, row->place.dev, sizeof(drop->dev));
	memcpy(drop->in, row->in, sizeof(drop->in));
	drop->site = row->location;
	drop->why = row->why;
	drop->net = row->place.net;
	drop->netns = row->place.inum;
	drop->protocol = row->protocol;
	drop->class = row->class;
	drop->layer = row->layer;
	drop->check = row->check;
	drop->net_gone = row->net_gone;
	copy_blame(drop, row, second);
	drop->events = row->events - row->base_events;
	drop->recorded = row->recorded;
	drop->bytes = row->bytes - row->base_bytes;
	drop->last_1s = dlens_window_last(&row->window, over);
	drop->last_10s = dlens_window_change(&row->window, over, 10, row->events);
	drop->last_60s = dlens_window_change(&row->window, over, 60, row->events);
	drop->last_minute = dlens_window_change(&row->window, over,
						over + 1 - dlens_snmp_since(drop->netns, second),
						row->events);
	drop->last_70s = dlens_window_change(&row->window, over, DLENS_MINUTE_S, row->events);
	drop->first_ago_s = second - row->first_s;
	drop->last_ago_s = second - row->last_s;
}

/* Sorted in place of the rows' copies, which are large. */
struct place_of {
	const struct dlens_row *row;
	u64 events;
	u32 last_60s;
	bool loss;
};

static int worse_first(const void *a, const void *b)
{
	const struct place_of *x = a, *y = b;

	if (x->loss != y->loss)
		return x->loss ? -1 : 1;
	if (x->last_60s != y->last_60s)
		return x->last_60s > y->last_60s ? -1 : 1;
	if (x->events != y->events)
		return x->events > y->events ? -1 : 1;
	/* the same from read to read */
	return x->row < y->row ? -1 : x->row > y->row;
}

/*
 * A verdict shows no row and judges by the last minute: it does without those that rest.
 */
static bool shown(const struct dlens_row *row, bool verdict, u32 second)
{
	if (row->events == row->base_events)
		return false;
	return !verdict || second - row->last_s < DLENS_WINDOW_S;
}

static u32 shown_rows(struct place_of *order, bool verdict, u32 second, u32 over)
{
	const struct dlens_row *row;
	u32 count = 0;

	dlens_for_each_row(row) {
		if (!shown(row, verdict, second))
			continue;
		if (order) {
			order[count].row = row;
			order[count].events = row->events - row->base_events;
			order[count].loss = dlens_class_is_loss(row->class);
			order[count].last_60s = dlens_window_change(&row->window, over, 60,
								    row->events);
		}
		count++;
	}
	return count;
}

/**
 * dlens_ledger_read() - fill in a snapshot's drops
 * @snapshot: gets @drops and @nr_drops
 * @second: uptime
 *
 * Context: after dlens_ledger_take().
 * Return: 0 or -ENOMEM.
 */
int dlens_ledger_read(struct dlens_snapshot *snapshot, u32 second)
{
	bool verdict = snapshot->want & DLENS_WANT_SEVERITY;
	u32 over = dlens_ledger_over(second);
	u32 count = shown_rows(NULL, verdict, second, over), i;
	struct place_of *order;

	if (!count)
		return 0;
	order = kvcalloc(count, sizeof(*order), GFP_KERNEL);
	snapshot->drops = kvcalloc(count, sizeof(*snapshot->drops), GFP_KERNEL);
	if (!order || !snapshot->drops) {
		kvfree(order);
		return -ENOMEM;
	}
	shown_rows(order, verdict, second, over);
	/* for a verdict, too: of two that are equal the first is judged by its class */
	sort(order, count, sizeof(*order), worse_first, NULL);
	for (i = 0; i < count; i++)
		copy_row(&snapshot->drops[i], order[i].row, second, over);
	snapshot->nr_drops = count;
	kvfree(order);
	return 0;
}
