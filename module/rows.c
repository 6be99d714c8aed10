// SPDX-License-Identifier: GPL-2.0
/*
 * A fixed number of rows, found by what a drop's cell says. Here numbers get
 * their names: once a row, not once a drop and not once a reader.
 *
 * All of it under the snapshot's mutex.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/hashtable.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include <droplens/check.h>
#include <droplens/classify.h>
#include <droplens/filter.h>
#include <droplens/reason.h>
#include <droplens/rested.h>
#include <droplens/rows.h>

#define ROWS_MIN 64
#define ROWS_MAX 65535

static unsigned int max_rows = 2048;
module_param_named(rows, max_rows, uint, 0444);
MODULE_PARM_DESC(rows, "kinds of drops remembered, 64 to 65535 (default 2048)");

struct dlens_row *dlens_rows __read_mostly;
u32 dlens_rows_top;
static u32 next_free;
static u32 serials;
static DEFINE_HASHTABLE(by_key, 10);

/* What dlens_scope_receiver() answered last; void when a device comes or goes. */
static struct answer {
	u32 net;
	u32 ifindex;
	u32 changes;
	bool found;
	struct dlens_place place;
} known[256];

static bool receiver_of(u32 net, u32 ifindex, struct dlens_place *place)
{
	struct answer *k = &known[(net * 31 + ifindex) % ARRAY_SIZE(known)];
	u32 changes = dlens_scope_changes();

	if (k->ifindex != ifindex || k->net != net || k->changes != changes) {
		k->found = dlens_scope_receiver(net, ifindex, &k->place);
		k->net = net;
		k->ifindex = ifindex;
		k->changes = changes;
	}
	if (k->found)
		*place = k->place;
	return k->found;
}

/*
 * Where a drop was. On kernels that do not pass the receiving socket a drop in
 * TCP has only the index of its interface; that tells the namespace if no other
 * live device has the same index. Return: false if all that is known of an interface is
 * its index.
 */
static bool find_place(const struct dlens_cell *cell, struct dlens_place *place, char *in)
{
	u32 iif = dlens_what_iif(cell->what);
	struct dlens_place receiver = {};
	unsigned long scope;

	in[0] = '\0';
	/* a cell is buried before its address has a new owner: twice at the most */
	do {
		scope = READ_ONCE(cell->scope);
		memset(place, 0, sizeof(*place));
		dlens_scope_place(scope, place);
	} while (scope != READ_ONCE(cell->scope));
	if (!iif)
		return true;
	if (place->ifindex == iif) {
		memcpy(in, place->dev, IFNAMSIZ);
	} else if (receiver_of(place->net, iif, &receiver)) {
		memcpy(in, receiver.dev, IFNAMSIZ);
		place->net = receiver.net;
		place->net_slot = receiver.net_slot;
		place->inum = receiver.inum;
	} else {
		scnprintf(in, IFNAMSIZ, "if%u", iif);
		return false;
	}
	return true;
}

static bool same(const struct dlens_row *row, const struct dlens_cell *cell,
		 const struct dlens_place *place)
{
	return row->location == cell->location && row->what == cell->what &&
	       row->protocol == cell->protocol &&
	       row->place.net == place->net && row->place.ifindex == place->ifindex;
}

static struct dlens_row *free_row(void)
{
	u32 i;

	for (i = 0; i < max_rows; i++, next_free++) {
		if (next_free >= max_rows)
			next_free = 0;
		if (!dlens_row_used(&dlens_rows[next_free]))
			return &dlens_rows[next_free];
	}
	return NULL;
}

/* Kernels before 5.17 give no reason, which some call sites make up for. */
static void infer_reason(struct dlens_row *row)
{
	const char *reason;

	row->why = dlens_what_reason(row->what);
	if (*row->reason_name)
		return;
	reason = dlens_infer(row->location_name, &row->why);
	if (reason)
		scnprintf(row->reason_name, sizeof(row->reason_name), "%c%s", DLENS_INFERRED,
			  reason);
}

static void ask(struct dlens_row *row)
{
	u32 inum = row->place.inum;

	WRITE_ONCE(row->asked, dlens_row_asked_for(row, inum));
	/* what the row does not know, a record's socket may */
	WRITE_ONCE(row->recordable,
		   dlens_row_asked_for(row, inum ? inum : dlens_filter_now->netns[0]));
}

static void fill(struct dlens_row *row, const struct dlens_cell *cell,
		 const struct dlens_place *place, const char *in, u32 second)
{
	struct dlens_verdict verdict;

	memset(row, 0, sizeof(*row));
	row->location = cell->location;
	row->what = cell->what;
	row->protocol = cell->protocol;
	row->place = *place;
	memcpy(row->in, in, IFNAMSIZ);
	dlens_reason_name(dlens_what_reason(row->what), row->reason_name,
			  sizeof(row->reason_name));
	dlens_location_name(row->location, row->location_name, sizeof(row->location_name));
	verdict = dlens_classify(row->reason_name, row->location_name);
	row->class = verdict.class;
	row->layer = verdict.layer;
	if (dlens_is_fragment(row->reason_name, row->location_name, cell->scope)) {
		row->class = DLENS_ARTEFACT;
		row->layer = DLENS_LAYER_OTHER;
	}
	row->check = dlens_blame(row->reason_name, row->location_name, row->class, row->layer);
	infer_reason(row);
	ask(row);
	row->first_s = second;
	row->serial = ++serials;
	dlens_window_start(&row->window, second - 1, 0);
}

static void rename(struct dlens_row *row, const struct dlens_place *place, const char *in)
{
	memcpy(row->place.dev, place->dev, IFNAMSIZ);
	memcpy(row->in, in, IFNAMSIZ);
	ask(row);
}

/**
 * dlens_row_rename() - a device has a new name
 * @cell: published, with a row, which may be of that device
 */
void dlens_row_rename(const struct dlens_cell *cell)
{
	struct dlens_row *row = dlens_row(cell->row);
	struct dlens_place place;
	char in[IFNAMSIZ];

	if (find_place(cell, &place, in) && same(row, cell, &place))
		rename(row, &place, in);
}

/**
 * dlens_row_get() - the row of a cell, a new one if there is none
 * @cell: published
 * @second: uptime
 * @index: set to the row's number
 *
 * Return: 0, or -ENOSPC if every row is in use.
 */
int dlens_row_get(const struct dlens_cell *cell, u32 second, u16 *index)
{
	struct dlens_place place;
	struct dlens_row *row;
	char in[IFNAMSIZ];
	bool named;
	u32 key;

	named = find_place(cell, &place, in);
	key = (u32)cell->location ^ (u32)cell->what << 20 ^ place.net << 8 ^ place.ifindex;
	hash_for_each_possible(by_key, row, node, key)
		if (same(row, cell, &place)) {
			if (named)
				rename(row, &place, in);
			goto found;
		}
	row = free_row();
	if (!row)
		return -ENOSPC;
	fill(row, cell, &place, in, second);
	hash_add(by_key, &row->node, key);
	dlens_rows_top = max_t(u32, dlens_rows_top, row - dlens_rows + 1);
found:
	smp_wmb(); /* pairs with dlens_extras_see() */
	WRITE_ONCE(*index, row - dlens_rows);
	return 0;
}

/**
 * dlens_row_asked_for() - are a row's drops to be told one by one
 * @row: the row, used
 * @netns: inode number of their namespace, 0 if unknown
 *
 * Return: true if the filter lets them pass, as far as no packet has to be looked at.
 */
bool dlens_row_asked_for(const struct dlens_row *row, u32 netns)
{
	const struct dlens_filtered kind = {
		.class = row->class,
		.netns = netns,
		.reason = row->reason_name,
		.dev = row->place.dev,
		.in = row->in,
	};

	return dlens_filter_fits(dlens_filter_now, &kind);
}

/**
 * dlens_rows_ask() - the filter is another one
 */
void dlens_rows_ask(void)
{
	struct dlens_row *row;

	dlens_for_each_row(row)
		ask(row);
}

static u32 mean_age(void)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < max_rows; i++)
		sum += dlens_rows[i].last_s;
	return div_u64(sum, max_rows);
}

/**
 * dlens_rows_evict() - make room when every row is in use
 * @forgotten: gets the counts of the rows that go
 *
 * The rows whose last drop is older than the mean go, half of those that are as
 * old, and those of namespaces that have ended. Cells that point to them must be told.
 *
 * Return: how many went, at least one.
 */
u32 dlens_rows_evict(struct dlens_totals *forgotten)
{
	u32 mean = mean_age(), as_old = 0, gone = 0, i;
	struct dlens_row *row;
	u64 events;

	for (i = 0; i < max_rows; i++) {
		row = &dlens_rows[i];
		if (!dlens_rested(row->last_s, mean, &as_old) && !row->net_gone)
			continue;
		if (!dlens_row_used(row))
			continue;
		events = row->events - row->base_events;
		forgotten->forgotten += events;
		if (dlens_class_is_loss(row->class))
			forgotten->losses += events;
		else
			forgotten->hidden += events;
		hash_del(&row->node);
		gone++;
	}
	while (dlens_rows_top && !dlens_row_used(&dlens_rows[dlens_rows_top - 1]))
		dlens_rows_top--;
	return gone;
}

/**
 * dlens_rows_memory() - the memory of all rows, and of what finds them
 *
 * Return: bytes.
 */
size_t dlens_rows_memory(void)
{
	return max_rows * sizeof(*dlens_rows) + sizeof(by_key) + sizeof(known);
}

/**
 * dlens_rows_init() - get the memory of all rows
 *
 * Return: 0, -EINVAL for a bad parameter, or -ENOMEM.
 */
int dlens_rows_init(void)
{
	if (max_rows < ROWS_MIN || max_rows > ROWS_MAX) {
		pr_err("rows=%u is not between %d and %d\n", max_rows, ROWS_MIN, ROWS_MAX);
		return -EINVAL;
	}
	dlens_rows = vzalloc(max_rows * sizeof(*dlens_rows));
	return dlens_rows ? 0 : -ENOMEM;
}

/**
 * dlens_rows_exit() - give the memory back
 */
void dlens_rows_exit(void)
{
	vfree(dlens_rows);
}
