/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SOCKETS_H
#define DROPLENS_SOCKETS_H

#include <droplens/check.h>

/* States of TCP sockets, as ss(8) has them. */
enum dlens_tcp {
	DLENS_TCP_ESTABLISHED,
	DLENS_TCP_SYN_SENT,
	DLENS_TCP_SYN_RECV,
	DLENS_TCP_FIN_WAIT1,
	DLENS_TCP_FIN_WAIT2,
	DLENS_TCP_TIME_WAIT,
	DLENS_TCP_CLOSE_WAIT,
	DLENS_TCP_LAST_ACK,
	DLENS_TCP_CLOSING,
	DLENS_TCP_LISTEN,
	DLENS_TCPS
};

/**
 * struct dlens_sockets - sockets and settings of one namespace
 * @net: the namespace's serial number
 * @netns: the namespace's inode number
 * @state: TCP sockets by enum dlens_tcp, as the last walk counted them
 * @abort_on_overflow: tcp_abort_on_overflow
 * @facts: the rest; what belongs to the host is the same in every namespace
 *
 * All but the names DLENS_ABSENT where this kernel gives no safe way, and what
 * is counted also until a walk has met the namespace.
 */
struct dlens_sockets {
	u32 net;
	u32 netns;
	u64 state[DLENS_TCPS];
	u64 abort_on_overflow;
	struct dlens_socket_facts facts;
};

/**
 * struct dlens_socket_host - what is known of the sockets of the whole host
 * @facts: orphans, tcp_mem, udp_mem and neighbours; nothing else in it is filled in
 * @not_counted: sockets that the last walk met and could not count
 * @age_ms: how long ago the last walk began, or DLENS_ABSENT
 */
struct dlens_socket_host {
	struct dlens_socket_facts facts;
	u64 not_counted;
	u64 age_ms;
};

#endif
