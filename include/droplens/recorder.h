/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_RECORDER_H
#define DROPLENS_RECORDER_H

#include <linux/sched.h>

#include <droplens/cells.h>
#include <droplens/packet.h>

struct dlens_row;
struct sk_buff;
struct sock;

/* Records that wait on one CPU to be taken over, once a second at least. */
#define DLENS_RING_SLOTS 128

/**
 * struct dlens_record - one drop, as the probe saw it
 * @ready: the record's number, plus 1, once all of it is there
 * @len: skb->len
 * @when_ns: monotonic time
 * @net: the socket's namespace, as in struct dlens_place, if the cell knows none; 0 if
 *	that is not known either
 * @net_slot: likewise, if @net is not 0
 * @netns: its inode number, if @net is not 0
 * @pid: of the task that ran, as user space knows it
 * @cell: the cell that counted it, which tells its cause
 * @context: an enum dlens_context
 * @state: the socket's state, 0 if no socket is known
 * @comm: of the task that ran
 * @packet: its headers
 */
struct dlens_record {
	u32 ready;
	u32 len;
	u64 when_ns;
	struct dlens_cell *cell;
	u32 net;
	u32 net_slot;
	u32 netns;
	u32 pid;
	u8 context;
	u8 state;
	char comm[TASK_COMM_LEN];
	struct dlens_packet packet;
} __aligned(64);

/**
 * struct dlens_ring - the records of one CPU, first come first served
 * @claimed: records begun; written by the owner only
 * @drained: records taken over; the drain's
 * @full: drops that were to be recorded and found no slot; the owner's
 * @unfit: drops of a cause that is asked for, of which the filter did not let the packet
 *	pass; the owner's
 * @slot: record n is in slot n modulo DLENS_RING_SLOTS
 *
 * A slot is written between a claim and @ready, by whoever claimed it, and read
 * between @ready and @drained: never both at once.
 */
struct dlens_ring {
	u32 claimed;
	u32 drained;
	unsigned long full;
	unsigned long unfit;
	struct dlens_record slot[DLENS_RING_SLOTS];
};

/* module/recorder.c, the drop path; any context, also NMI, preemption off */
void dlens_recorder_note(struct dlens_cell *cell, const struct sk_buff *skb,
			 const struct sock *rx_sk);

int dlens_recorder_init(void);
void dlens_recorder_exit(void);
size_t dlens_recorder_memory(void);
const struct dlens_record *dlens_recorder_oldest(int *cpu);
void dlens_recorder_done(int cpu);
void dlens_recorder_left_out(unsigned long *full, unsigned long *unfit);
u32 dlens_recorder_pending(void);

/* More of one cause in a second are a trace, and other tools' work. */
#define DLENS_TOKENS_MAX 1000

/* module/tokens.c; under the snapshot's mutex, but for the rate */
bool dlens_tokens_for(const struct dlens_row *row);
void dlens_tokens_deal(u32 second);
void dlens_tokens_set(u32 drops, u32 second);

u32 dlens_tokens_rate(void);

#endif
