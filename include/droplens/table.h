/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TABLE_H
#define DROPLENS_TABLE_H

#include <linux/err.h>
#include <linux/percpu.h>
#include <net/sock.h>

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
void dlens_table_burst(u16 tokens);
void dlens_table_search(u64 what, const struct sk_buff *skb, unsigned long location,
			unsigned long scope, const struct sock *rx_sk);
void dlens_table_more(u64 what, const struct sk_buff *skb, unsigned long location,
		      unsigned long scope, const struct sock *rx_sk);

/**
 * dlens_receiver() - where a packet was received
 * @rx_sk: the receiving socket or NULL; UDP hands on what inet_steal_sock() gave it,
 *	an error too
 *
 * Return: the address of its namespace, or 0.
 */
static __always_inline unsigned long dlens_receiver(const struct sock *rx_sk)
{
	return IS_ERR_OR_NULL(rx_sk) ? 0 : (unsigned long)sock_net(rx_sk);
}

/**
 * dlens_table_home() - the cell at a key's home
 * @table: dlens_table
 * @key: the drop's key; @key->scope is skb->dev as it stands, live or not
 * @home: set to the cell's number
 *
 * Context: any, also NMI; preemption off.
 * Return: the cell; if it does not count the key, dlens_table_search() finds one that does.
 */
static __always_inline struct dlens_cell *
dlens_table_home(struct dlens_table __percpu *table, const struct dlens_key *key, u32 *home)
{
	*home = dlens_cell_home(dlens_key_hash(key));
	return &raw_cpu_ptr(table)->cells[*home];
}

/**
 * dlens_table_count() - count a drop
 * @table: dlens_table
 * @i: the number of the cell that counts its key
 * @len: skb->len
 *
 * The operations on counters are single instructions or the architecture's
 * like (this_cpu_add), so an interrupt's drop in between is not lost.
 *
 * Context: as dlens_table_home().
 */
static __always_inline void
dlens_table_count(struct dlens_table __percpu *table, u32 i, unsigned int len)
{
	this_cpu_inc(table->cells[i].events);
	this_cpu_add(table->cells[i].bytes, len);
}

#endif
