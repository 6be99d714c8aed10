/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TABLE_H
#define DROPLENS_TABLE_H

#include <linux/percpu.h>

#include <droplens/cells.h>

/**
 * struct dlens_table - one CPU's drops
 * @mark: DLENS_CELL_HEAD, where a cell has its location
 * @lost: drops that found no cell
 * @claimed: cells ever published here; tells a reader if there is anything
 * @claiming: this CPU is about to publish a cell; an NMI in between is lost
 * @freed: times the ledger gave cells back; the ledger's
 * @cells: see cells.h; the first one is the head
 */
struct dlens_table {
	union {
		struct {
			unsigned long mark;
			unsigned long lost;
			unsigned long claimed;
			unsigned long claiming;
			u32 freed;
		};
		struct dlens_cell cells[DLENS_CELLS];
	};
};

/**
 * struct dlens_cursor - how far somebody is who goes through all CPUs' cells
 * @cpu: the CPU, -1 before the first one
 * @next: the cell of it to look at next
 */
struct dlens_cursor {
	int cpu;
	unsigned int next;
};

#define DLENS_CURSOR { .cpu = -1, .next = DLENS_CELLS }

extern struct dlens_table __percpu *dlens_table;

int dlens_table_init(void);
void dlens_table_exit(void);
size_t dlens_table_memory(void);
struct dlens_cell *dlens_table_next(struct dlens_cursor *at);
void dlens_table_search(unsigned long location, unsigned long scope, u64 what, u16 protocol,
			unsigned long receiver, unsigned int len);

/**
 * dlens_table_count() - count a drop
 * @table: dlens_table
 * @key: the drop's key; @key->scope is skb->dev as it stands, live or not
 * @receiver: address of the receiving socket's namespace, or 0
 * @len: skb->len
 *
 * The operations on counters are single instructions or the architecture's
 * like (this_cpu_add), so an interrupt's drop in between is not lost.
 *
 * Context: any, also NMI; preemption off.
 */
static __always_inline void
dlens_table_count(struct dlens_table __percpu *table, const struct dlens_key *key,
		  unsigned long receiver, unsigned int len)
{
	u32 home = dlens_cell_home(dlens_key_hash(key));

	if (likely(dlens_cell_counts(&raw_cpu_ptr(table)->cells[home], key))) {
		this_cpu_inc(table->cells[home].events);
		this_cpu_add(table->cells[home].bytes, len);
	} else {
		/* in registers: a key in memory would cost the drops above */
		dlens_table_search(key->location, key->scope, key->what,
				   key->protocol, receiver, len);
	}
}

#endif
