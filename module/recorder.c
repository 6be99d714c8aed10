// SPDX-License-Identifier: GPL-2.0
/*
 * The drop path's other memory: for each CPU a ring of the drops that are recorded
 * one by one. As in module/table.c nothing is shared between CPUs, allocated,
 * locked or waited for.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hardirq.h>
#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/timekeeping.h>
#include <net/sock.h>

#include <droplens/filter.h>
#include <droplens/packet_skb.h>
#include <droplens/recent.h>
#include <droplens/recorder.h>
#include <droplens/rows.h>
#include <droplens/scope_table.h>
#include <droplens/table.h>
#include <droplens/waiters.h>

static struct dlens_ring __percpu *rings;

/*
 * An interrupt may come and claim a slot in between: then the next one is tried, until
 * there is none. Return: a slot of this CPU that nobody else writes to, or NULL.
 */
static struct dlens_record *claim(struct dlens_ring *mine, u32 *number)
{
	do {
		*number = READ_ONCE(mine->claimed);
		/* the drain's release comes after its last read of the slot */
		if (*number - smp_load_acquire(&mine->drained) >= DLENS_RING_SLOTS) {
			this_cpu_inc(rings->full);
			return NULL;
		}
	} while (this_cpu_cmpxchg(rings->claimed, *number, *number + 1) != *number);
	return &mine->slot[*number % DLENS_RING_SLOTS];
}

static u8 context(void)
{
	if (in_nmi())
		return DLENS_IN_NMI;
	if (hardirq_count())
		return DLENS_IN_HARDIRQ;
	return in_serving_softirq() ? DLENS_IN_SOFTIRQ : DLENS_IN_TASK;
}

/*
 * A socket that waits for its TIME_WAIT or handshake has only the common part, which
 * is all that is read.
 */
static __always_inline void note_socket(struct dlens_record *record, const struct sock *sk)
{
	const struct dlens_scope *scope;

	if (sk->sk_family != AF_INET && sk->sk_family != AF_INET6)
		return;
	record->state = READ_ONCE(sk->sk_state);
	/* now, while it can not end: by the time of the drain another may have its address */
	if (READ_ONCE(record->cell->scope))
		return;
	scope = dlens_scope_at((unsigned long)sock_net(sk), (unsigned long)sock_net(sk));
	if (!scope)
		return;
	smp_rmb(); /* pairs with dlens_scope_add() */
	record->net = READ_ONCE(scope->place.net);
	record->net_slot = READ_ONCE(scope->place.net_slot);
	record->netns = READ_ONCE(scope->place.inum);
}

/*
 * Where there is a destructor, skb->sk is what it will work on: an owner that
 * outlives the packet. Else it may be another thing's place, as a fragment's offset.
 */
static const struct sock *owner(const struct sk_buff *skb)
{
	return skb->destructor ? skb->sk : NULL;
}

static noinline bool fits(const struct dlens_filter *filter, const struct sk_buff *skb)
{
	struct dlens_packet packet;

	dlens_packet_look(skb, &packet);
	return dlens_filter_fits_packet(filter, &packet);
}

/* Until its row is known, a cell's cause may turn out not to be asked for. */
static noinline void leave_out(const struct dlens_cell *cell)
{
	u16 row = READ_ONCE(cell->row);

	if (row == DLENS_NO_ROW)
		return;
	smp_rmb(); /* pairs with dlens_row_get() */
	if (READ_ONCE(dlens_row(row)->recordable))
		this_cpu_inc(rings->unfit);
}

/**
 * dlens_recorder_note() - record a drop that was counted
 * @cell: the cell that counted it; it has a token
 * @skb: the packet
 * @rx_sk: the receiving socket, an error or NULL
 *
 * Context: any, also NMI; preemption off.
 */
noinline void dlens_recorder_note(struct dlens_cell *cell, const struct sk_buff *skb,
				  const struct sock *rx_sk)
{
	const struct dlens_filter *filter = READ_ONCE(dlens_filter_now);
	u16 tokens = READ_ONCE(cell->tokens);
	struct dlens_record *record;
	const struct sock *sk;
	u32 number;

	/* the ledger may deal in between; never below 0 */
	if (!tokens)
		return;
	if (unlikely(filter->packets) && !fits(filter, skb)) {
		leave_out(cell);
		return;
	}
	WRITE_ONCE(cell->tokens, tokens - 1);
	record = claim(raw_cpu_ptr(rings), &number);
	if (!record)
		return;
	/* or it would be worked out anew for each of these */
	record = RELOC_HIDE(record, 0);
	record->cell = cell;
	record->state = 0;
	record->net = 0;
	sk = IS_ERR_OR_NULL(rx_sk) ? owner(skb) : rx_sk;
	if (sk)
		note_socket(record, sk);
	record->len = skb->len;
	record->context = context();
	record->pid = current->tgid;
	memcpy(record->comm, current->comm, sizeof(record->comm));
	record->when_ns = ktime_get_mono_fast_ns();
	dlens_packet_look(skb, &record->packet);
	/* pairs with dlens_recorder_oldest() */
	smp_store_release(&record->ready, number + 1);
	dlens_waiters_tell();
}

/**
 * dlens_recorder_oldest() - the oldest record of all CPUs
 * @cpu: set to the CPU it is of
 *
 * A record that is being written is waited for: nothing behind it on its CPU is told.
 *
 * Context: process; the drain, one at a time.
 * Return: the record, until dlens_recorder_done(), or NULL if there is none.
 */
const struct dlens_record *dlens_recorder_oldest(int *cpu)
{
	const struct dlens_record *oldest = NULL, *record;
	const struct dlens_ring *ring;
	int i;

	for_each_possible_cpu(i) {
		ring = per_cpu_ptr(rings, i);
		record = &ring->slot[ring->drained % DLENS_RING_SLOTS];
		/* pairs with dlens_recorder_note() */
		if (smp_load_acquire(&record->ready) != ring->drained + 1)
			continue;
		if (oldest && oldest->when_ns <= record->when_ns)
			continue;
		oldest = record;
		*cpu = i;
	}
	return oldest;
}

/**
 * dlens_recorder_done() - a record has been taken over
 * @cpu: of dlens_recorder_oldest()
 *
 * Context: as dlens_recorder_oldest().
 */
void dlens_recorder_done(int cpu)
{
	struct dlens_ring *ring = per_cpu_ptr(rings, cpu);

	/* pairs with claim(): the slot has been read */
	smp_store_release(&ring->drained, ring->drained + 1);
}

/**
 * dlens_recorder_left_out() - drops that were not recorded though their cause had a token
 * @full: set to how many found no slot
 * @unfit: set to how many had a packet that was not asked for
 *
 * Both since load, modulo a power of two.
 */
void dlens_recorder_left_out(unsigned long *full, unsigned long *unfit)
{
	const struct dlens_ring *ring;
	int cpu;

	*full = 0;
	*unfit = 0;
	for_each_possible_cpu(cpu) {
		ring = per_cpu_ptr(rings, cpu);
		*full += READ_ONCE(ring->full);
		*unfit += READ_ONCE(ring->unfit);
	}
}

/**
 * dlens_recorder_pending() - records begun and not taken over
 *
 * Context: as dlens_recorder_oldest().
 * Return: how many now, at most DLENS_RING_SLOTS on each CPU.
 */
u32 dlens_recorder_pending(void)
{
	const struct dlens_ring *ring;
	u32 pending = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		ring = per_cpu_ptr(rings, cpu);
		pending += READ_ONCE(ring->claimed) - ring->drained;
	}
	return pending;
}

/**
 * dlens_recorder_init() - get the rings of all possible CPUs
 *
 * Return: 0 or -ENOMEM.
 */
int dlens_recorder_init(void)
{
	rings = __alloc_percpu(sizeof(struct dlens_ring), __alignof__(struct dlens_ring));
	return rings ? 0 : -ENOMEM;
}

/**
 * dlens_recorder_exit() - give them back
 *
 * Context: after the probe's grace period.
 */
void dlens_recorder_exit(void)
{
	free_percpu(rings);
}

/**
 * dlens_recorder_memory() - the rings' memory
 *
 * Return: bytes for all possible CPUs.
 */
size_t dlens_recorder_memory(void)
{
	return sizeof(struct dlens_ring) * num_possible_cpus();
}
