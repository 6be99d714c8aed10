// SPDX-License-Identifier: GPL-2.0
/*
 * The tables of flows of all CPUs: memory, turns, and the drop path's part. What
 * the tables hold is in module/logic/flows.c.
 *
 * Two tables a CPU take turns: one is written to, the one before it stays for
 * readers, so that what is shown is of the last five to ten minutes, in whole
 * packets. A table is cleared before it is written to again.
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include <droplens/control.h>
#include <droplens/extras.h>
#include <droplens/flow_tables.h>
#include <droplens/probe.h>

static DEFINE_PER_CPU(struct dlens_flow_cpu *, flows);
static u64 seed __read_mostly;
static u32 turn __read_mostly;

/* Under the snapshot's mutex. */
static bool on;
static u32 turned_s;
static u32 older_since_s;

/**
 * dlens_flows_see() - a packet was dropped, whose?
 * @packet: its headers
 * @seen: what else is known
 *
 * Context: any, also NMI; preemption off; not after dlens_flows_switch(false).
 */
void dlens_flows_see(const struct dlens_packet *packet, const struct dlens_seen *seen)
{
	struct dlens_flow_cpu *mine = *raw_cpu_ptr(&flows);
	u32 side = READ_ONCE(turn) & 1;
	struct dlens_flow_key key;
	unsigned long flags;

	memcpy(key.source, packet->source, sizeof(key.source));
	key.location = seen->location;
	/* a guess is the reader's to make, or one flow were two */
	key.netns = seen->guessed ? 0 : seen->netns;
	key.reason = seen->reason;
	key.port = packet->dport;
	key.proto = packet->proto;
	key.family = packet->has & DLENS_HAS_ARP ? DLENS_FLOW_ARP : packet->family;
	key.iif = key.netns ? 0 : seen->iif;

	/* an interrupt's drop may want the way that is just being counted in */
	local_irq_save(flags);
	if (mine->busy) {
		mine->missed[side]++;
	} else if (!packet->family) {
		mine->homeless[side]++;
	} else {
		WRITE_ONCE(mine->busy, 1);
		barrier(); /* an NMI from here on sees it */
		dlens_flow_add(&mine->table[side], &key, seed, (u32)jiffies);
		barrier();
		WRITE_ONCE(mine->busy, 0);
	}
	local_irq_restore(flags);
}

/**
 * dlens_flow_cpu() - one CPU's tables
 * @cpu: its number
 *
 * Context: process, under the snapshot's mutex.
 * Return: the tables; NULL while flows are not observed.
 */
struct dlens_flow_cpu *dlens_flow_cpu(int cpu)
{
	return per_cpu(flows, cpu);
}

/**
 * dlens_flow_since_s() - when the tables begin
 *
 * Context: process, under the snapshot's mutex.
 * Return: uptime; what was before is in no table.
 */
u32 dlens_flow_since_s(void)
{
	return older_since_s;
}

/**
 * dlens_flows_on() - are flows observed
 *
 * Return: true if they are.
 */
bool dlens_flows_on(void)
{
	return READ_ONCE(on);
}

/* Nobody writes to a table that is not in turn, once all who began before have ended. */
static void begin_turn(u32 second)
{
	u32 side = (turn + 1) & 1;
	struct dlens_flow_cpu *c;
	int cpu;

	dlens_probe_wait();
	for_each_possible_cpu(cpu) {
		c = per_cpu(flows, cpu);
		memset(&c->table[side], 0, sizeof(c->table[side]));
		c->missed[side] = 0;
		c->homeless[side] = 0;
		cond_resched();
	}
	smp_wmb(); /* who sees the turn sees an empty table: by address dependency */
	WRITE_ONCE(turn, turn + 1);
	older_since_s = turned_s;
	turned_s = second;
}

/**
 * dlens_flows_tick() - begin new tables when it is time
 * @second: uptime
 *
 * Context: process, under the snapshot's mutex; may wait for a grace period.
 */
void dlens_flows_tick(u32 second)
{
	if (on && second - turned_s >= DLENS_FLOW_TURN_S)
		begin_turn(second);
}

/**
 * dlens_flows_reset() - forget all flows
 * @second: uptime
 *
 * Context: process, under the snapshot's mutex; waits for grace periods.
 */
void dlens_flows_reset(u32 second)
{
	if (!on)
		return;
	begin_turn(second);
	begin_turn(second);
}

static void give_back(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		vfree(per_cpu(flows, cpu));
		per_cpu(flows, cpu) = NULL;
	}
}

static int get_memory(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(flows, cpu) = vzalloc_node(sizeof(struct dlens_flow_cpu), cpu_to_node(cpu));
		if (!per_cpu(flows, cpu)) {
			give_back();
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * dlens_flows_switch() - observe flows, or do so no more
 * @want: which
 *
 * Context: process; sleeps. On module unload after the last reader and writer.
 * Return: 0, also if it is so already, or -ENOMEM.
 */
int dlens_flows_switch(bool want)
{
	int err = 0;

	mutex_lock(&dlens_looking);
	if (want && !on) {
		err = get_memory();
		if (!err) {
			get_random_bytes(&seed, sizeof(seed));
			turned_s = dlens_uptime_s();
			older_since_s = turned_s;
			WRITE_ONCE(on, true);
			dlens_extras_set(DLENS_EXTRA_FLOWS, true);
		}
	} else if (!want && on) {
		dlens_extras_set(DLENS_EXTRA_FLOWS, false);
		dlens_probe_wait();
		give_back();
		WRITE_ONCE(on, false);
	}
	mutex_unlock(&dlens_looking);
	return err;
}

/**
 * dlens_flows_memory() - the memory of all tables
 *
 * Return: bytes, 0 while flows are not observed.
 */
size_t dlens_flows_memory(void)
{
	return dlens_flows_on() ? sizeof(struct dlens_flow_cpu) * num_possible_cpus() : 0;
}
