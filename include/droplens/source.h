/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SOURCE_H
#define DROPLENS_SOURCE_H

#include <net/net_namespace.h>

#include <droplens/history.h>
#include <droplens/snapshot.h>

/**
 * struct dlens_source - something in the kernel that tells of loss
 * @want: the DLENS_WANT_* that it serves
 * @history: the past of its counters, which the list of sources makes, fills at
 *	load and takes away, in place of @init; NULL if it keeps none or keeps it itself
 * @places: how many scopes @history has room for
 * @width: how many counters of each
 * @init: get memory, may be NULL; 0 or a negative error
 * @exit: give it back, may be NULL
 * @tick: once a second while enabled, in process context, with the number of
 *	the second (as dlens_uptime_s()); keeps history, may be NULL
 * @memory: bytes it holds while loaded, may be NULL
 * @ask: before namespaces are asked if they have anything to say; may be NULL
 * @any: has a namespace anything to say, by @read's numbers of it and the question of
 *	dlens_facts_any(); @number is its serial number, 0 if unknown. Process context, may
 *	sleep. NULL if it reads no namespaces
 * @asked: after that; may be NULL
 * @read: fill in its part of a snapshot, in process context; gets its arrays
 *	with kvzalloc(); 0 or -ENOMEM. What this kernel lacks is told with
 *	dlens_snapshot_blind(), not with an error. Goes through namespaces with
 *	dlens_for_each_asked()
 *
 * @tick and @read of one source never run at the same time: both are called
 * under the snapshot's mutex.
 */
struct dlens_source {
	u32 want;
	struct dlens_history *history;
	const unsigned int *places;
	unsigned int width;
	int (*init)(void);
	void (*exit)(void);
	void (*tick)(u32 second);
	size_t (*memory)(void);
	void (*ask)(struct dlens_snapshot *snapshot);
	bool (*any)(struct dlens_snapshot *snapshot, struct net *net, u32 number);
	void (*asked)(void);
	int (*read)(struct dlens_snapshot *snapshot);
};

extern const struct dlens_source dlens_source_softnet;
extern const struct dlens_source dlens_source_snmp;
extern const struct dlens_source dlens_source_conntrack;
extern const struct dlens_source dlens_source_devices;
extern const struct dlens_source dlens_source_sockets;
extern const struct dlens_source dlens_source_hosts;
extern const struct dlens_source dlens_source_flows;
extern const struct dlens_source dlens_source_stacks;

int dlens_sources_init(void);
void dlens_sources_exit(void);
size_t dlens_sources_memory(void);
void dlens_sources_tick(u32 second);
int dlens_sources_read(struct dlens_snapshot *snapshot);

/* module/source_snmp.c */
void dlens_snmp_quiet(struct dlens_snapshot *snapshot);
bool dlens_snmp_present(const char *name);

/* for the ledger, under the snapshot's mutex */
u32 dlens_snmp_since(u32 netns, u32 second);

/* module/source_devices.c */
bool dlens_net_has_ipv6(const struct net *net);

/* for sysfs: one number each, without a snapshot */
u64 dlens_softnet_dropped(void);
int dlens_conntrack_usage(unsigned int *percent);

#endif
