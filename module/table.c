// SPDX-License-Identifier: GPL-2.0
/*
 * The drop path's memory: a fixed table of cells for every possible CPU.
 * Nothing here is shared between CPUs, allocated, locked or waited for.
 */
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/skbuff.h>

#include <droplens/extras.h>
#include <droplens/recorder.h>
#include <droplens/scope.h>
#include <droplens/table.h>

struct dlens_table __percpu *dlens_table;

/* What a new cell may record before the ledger knows what it counts. */
static u16 burst __read_mostly;

static struct dlens_cell *claim(const struct dlens_key *key)
{
	struct dlens_table *mine = raw_cpu_ptr(dlens_table);
	struct dlens_cell *cell;
	unsigned long flags;

	local_irq_save(flags);
	cell = dlens_cell_find(mine->cells, key);
	if (!cell && !mine->claiming) {
		mine->claiming = 1;
		barrier(); /* an NMI from here on sees it */
		cell = dlens_cell_claim(mine->cells, key);
		if (cell) {
			mine->claimed++;
			WRITE_ONCE(cell->tokens, READ_ONCE(burst));
		}
		barrier();
		mine->claiming = 0;
	}
	local_irq_restore(flags);
	return cell;
}

/* What is done with a drop that was counted. */
static __always_inline void more(struct dlens_cell *cell, const struct dlens_key *key,
				 const struct sk_buff *skb, const struct sock *rx_sk)
{
	if (cell->tokens)
		dlens_recorder_note(cell, skb, rx_sk);
	if (static_branch_unlikely(&dlens_extras_wanted))
		dlens_extras_see(cell, skb, key->location, dlens_what_reason(key->what));
}

static __always_inline void lose(u64 what, const struct sk_buff *skb, unsigned long location)
{
	this_cpu_inc(dlens_table->lost);
	if (static_branch_unlikely(&dlens_extras_wanted))
		dlens_extras_see(NULL, skb, location, dlens_what_reason(what));
}

/**
 * dlens_table_more() - a drop was counted at home, and more is asked for than to record it
 * @what: of the drop's key
 * @skb: the packet
 * @location: of the drop's key
 * @scope: of the drop's key
 * @rx_sk: the receiving socket, an error or NULL
 *
 * Context: any, also NMI; preemption off.
 */
noinline void dlens_table_more(u64 what, const struct sk_buff *skb, unsigned long location,
			       unsigned long scope, const struct sock *rx_sk)
{
	struct dlens_key key = {
		.location = location,
		.scope = scope,
		.what = what,
		.protocol = (__force u16)skb->protocol,
	};
	struct dlens_cell *cell = dlens_cell_find(raw_cpu_ptr(dlens_table)->cells, &key);

	if (cell)
		more(cell, &key, skb, rx_sk);
}

/*
 * What arrives here lives a few cells further, is the first drop of its kind, or
 * has a skb->dev that is not a device (it shares its place with dev_scratch and
 * rbnode): that is counted in the receiver's namespace, or under scope 0.
 */
static noinline void search(u64 what, const struct sk_buff *skb, unsigned long location,
			    unsigned long scope, const struct sock *rx_sk, u64 hash)
{
	struct dlens_key key = {
		.location = location,
		.scope = scope,
		.what = what,
		.protocol = (__force u16)skb->protocol,
	};
	struct dlens_table *mine = raw_cpu_ptr(dlens_table);
	/* before the look: what is given back after it voids the mark; pairs with the ledger */
	u32 freed = smp_load_acquire(&mine->freed);
	struct dlens_cell *cell;
	unsigned long receiver;
	bool room;

	cell = dlens_cell_look(mine->cells, &key, &room);
	if (!cell && scope && !dlens_scope_live(scope)) {
		receiver = dlens_receiver(rx_sk);
		key.scope = receiver && dlens_scope_live(receiver) ? receiver : 0;
		cell = dlens_cell_look(mine->cells, &key, &room);
	}
	if (!cell && room)
		cell = claim(&key);
	if (cell) {
		dlens_table_count(dlens_table, cell - mine->cells, skb->len);
		more(cell, &key, skb, rx_sk);
		return;
	}
	/* an NMI that came while a cell was claimed is lost, but not refused */
	if (!room)
		dlens_cell_refuse(mine->cells, hash, freed);
	lose(what, skb, location);
}

/**
 * dlens_table_search() - count a drop whose cell is not at home, and record it
 * @what: of the drop's key
 * @skb: the packet
 * @location: of the drop's key
 * @scope: of the drop's key; replaced if it is neither a live device nor a live
 *	namespace
 * @rx_sk: the receiving socket, an error or NULL
 *
 * The arguments come in registers, in an order that costs the drops that are at home
 * least, and are handed on as they are: a drop that is known to be lost goes no
 * further than here.
 *
 * Context: any, also NMI; preemption off.
 */
noinline void dlens_table_search(u64 what, const struct sk_buff *skb, unsigned long location,
				 unsigned long scope, const struct sock *rx_sk)
{
	struct dlens_table *mine = raw_cpu_ptr(dlens_table);
	struct dlens_key key = {
		.location = location,
		.scope = scope,
		.what = what,
		.protocol = (__force u16)skb->protocol,
	};
	u64 hash = dlens_key_hash(&key);

	if (dlens_cell_refused(mine->cells, hash, READ_ONCE(mine->freed)))
		lose(what, skb, location);
	else
		search(what, skb, location, scope, rx_sk, hash);
}

/**
 * dlens_table_burst() - say what a new cell may record
 * @tokens: how many drops
 */
void dlens_table_burst(u16 tokens)
{
	WRITE_ONCE(burst, tokens);
}

/**
 * dlens_table_next() - the next cell that somebody counts in
 * @at: DLENS_CURSOR before the first one
 *
 * Context: process; sleeps between two CPUs.
 * Return: the cell, published; NULL after the last one.
 */
struct dlens_cell *dlens_table_next(struct dlens_cursor *at)
{
	struct dlens_table *table;
	struct dlens_cell *cell;

	for (;;) {
		table = at->cpu < 0 ? NULL : per_cpu_ptr(dlens_table, at->cpu);
		while (at->next < DLENS_CELLS) {
			cell = &table->cells[at->next++];
			/* pairs with dlens_cell_claim(): the key is there */
			if (smp_load_acquire(&cell->location) > DLENS_CELL_FREE)
				return cell;
		}
		cond_resched();
		at->cpu = cpumask_next(at->cpu, cpu_possible_mask);
		if (at->cpu >= nr_cpu_ids)
			return NULL;
		if (READ_ONCE(per_cpu_ptr(dlens_table, at->cpu)->claimed))
			at->next = 1;
	}
}

/**
 * dlens_table_init() - get the tables of all possible CPUs
 *
 * Return: 0 or -ENOMEM.
 */
int dlens_table_init(void)
{
	int cpu;

	BUILD_BUG_ON(sizeof(struct dlens_table) > PCPU_MIN_UNIT_SIZE);

	dlens_table = __alloc_percpu(sizeof(struct dlens_table), __alignof__(struct dlens_table));
	if (!dlens_table)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		per_cpu_ptr(dlens_table, cpu)->mark = DLENS_CELL_HEAD;
	return 0;
}

/**
 * dlens_table_exit() - give the tables back
 *
 * Context: after the probe's grace period.
 */
void dlens_table_exit(void)
{
	free_percpu(dlens_table);
	dlens_table = NULL;
}

/**
 * dlens_table_memory() - the memory that counting takes
 *
 * Return: bytes for all possible CPUs.
 */
size_t dlens_table_memory(void)
{
	return sizeof(struct dlens_table) * num_possible_cpus();
}
