/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TALLY_H
#define DROPLENS_TALLY_H

#include <droplens/walk.h>

/**
 * struct dlens_met - a socket as module/walk.c met it
 * @net: address of its namespace
 * @state: as ss(8) names it; DLENS_REQUEST_STATE for a request
 * @local_port: its own
 * @ends: its addresses; whose owner is filled in by module/tally.c
 */
struct dlens_met {
	unsigned long net;
	u8 state;
	u16 local_port;
	struct dlens_ends ends;
};

/**
 * struct dlens_listener - a listening socket as module/walk.c met it
 * @net: address of its namespace
 * @port: its own
 * @queue: connections that wait for accept()
 * @backlog: how many may
 */
struct dlens_listener {
	unsigned long net;
	u16 port;
	u32 queue;
	u32 backlog;
};

/* Between begin and end; enrol sleeps, the rest does not. */
void dlens_tally_begin(u64 now_ms);
bool dlens_tally_enrol(struct net *net);
bool dlens_tally_all_walked(void);
void dlens_tally_no_room(u32 namespaces);
struct dlens_tally *dlens_tally_of(unsigned long address);
void dlens_tally_socket(struct dlens_met *seen);
void dlens_tally_listener(const struct dlens_listener *seen);
void dlens_tally_lost(void);
void dlens_tally_spent(u32 steps);
void dlens_tally_end(u64 now_ms);

#endif
