/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FLOW_TABLES_H
#define DROPLENS_FLOW_TABLES_H

#include <droplens/extras.h>
#include <droplens/flows.h>
#include <droplens/packet.h>

/* Seconds after which a new table of flows begins; the one before it stays. */
#define DLENS_FLOW_TURN_S 300

/**
 * struct dlens_flow_cpu - one CPU's flows
 * @busy: a table is being written to; an NMI that comes in between is @missed
 * @missed: drops that an NMI could not write down, by table
 * @homeless: drops without an IP or ARP header, which have no source; by table
 * @table: of this turn and of the one before it, by the turn's lowest bit
 */
struct dlens_flow_cpu {
	u32 busy;
	unsigned long missed[2];
	unsigned long homeless[2];
	struct dlens_flow_table table[2];
};

/* the drop path, preemption off */
void dlens_flows_see(const struct dlens_packet *packet, const struct dlens_seen *seen);

/* module/source_flows.c */
struct dlens_flow_cpu *dlens_flow_cpu(int cpu);
u32 dlens_flow_since_s(void);

/* sysfs and the ticker */
bool dlens_flows_on(void);
int dlens_flows_switch(bool want);
void dlens_flows_tick(u32 second);
void dlens_flows_reset(u32 second);
size_t dlens_flows_memory(void);

#endif
