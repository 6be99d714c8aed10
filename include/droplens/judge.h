/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_JUDGE_H
#define DROPLENS_JUDGE_H

#include <droplens/check.h>
#include <droplens/thresholds.h>

/* What the checks share among themselves; nobody else includes it. */

#define DLENS_PROVE(f, ...) scnprintf((f)->evidence, DLENS_EVIDENCE_LEN, __VA_ARGS__)
#define DLENS_ADVISE(f, ...) scnprintf((f)->advice, DLENS_ADVICE_LEN, __VA_ARGS__)

/* "REASON at LOCATION on DEVICE" */
#define DLENS_WHERE_LEN 144
/* "in namespace 4026531840: " */
#define DLENS_INSIDE_LEN 32

/* module/logic/judge.c */
u64 dlens_gain(const struct dlens_moved *moved);
u64 dlens_mib_gain(const struct dlens_facts *facts, enum dlens_mib_fact mib);
u64 dlens_drops(const struct dlens_facts *facts, u8 check);
u64 dlens_plus(u64 a, u64 b);
u64 dlens_less(u64 a, u64 b);
u64 dlens_most(u64 a, u64 b);
u64 dlens_known(u64 a);
const char *dlens_s(u64 count);
u64 dlens_percent(u64 part, u64 whole);
u64 dlens_double(u64 now, u64 least, u64 greatest);
const char *dlens_paste(const char *name, const char *instead);
const char *dlens_where(char *buf, const struct dlens_dropped *dropped);
const char *dlens_inside(char *buf, const struct dlens_facts *facts);
bool dlens_judge(struct dlens_finding *f, enum dlens_threshold at, u64 value, u8 was);
void dlens_no_history(struct dlens_finding *f, const char *counter);
bool dlens_memory_short(const struct dlens_facts *facts);
u64 dlens_conntrack_part(const struct dlens_facts *facts);
/* module/logic/check_device.c */
void dlens_judge_carrier(const struct dlens_facts *facts, struct dlens_finding *f);
/* module/logic/hints.c */
const char *dlens_hint(const char *reason, const char *location);
bool dlens_is_copy(const char *reason, const char *location);

#define DLENS_CHECK_FN(name) \
	void dlens_check_##name(const struct dlens_facts *facts, struct dlens_finding *f)

/* module/logic/check_device.c */
DLENS_CHECK_FN(nic_ring);
DLENS_CHECK_FN(nic_errors);
DLENS_CHECK_FN(nic_dropped);
/* module/logic/check_cpu.c */
DLENS_CHECK_FN(softnet_backlog);
DLENS_CHECK_FN(softnet_squeeze);
DLENS_CHECK_FN(memory);
/* module/logic/check_filter.c */
DLENS_CHECK_FN(qdisc);
DLENS_CHECK_FN(firewall);
DLENS_CHECK_FN(tc_xdp);
/* module/logic/check_conntrack.c */
DLENS_CHECK_FN(conntrack_full);
/* module/logic/check_listen.c */
DLENS_CHECK_FN(syn_queue);
DLENS_CHECK_FN(accept_queue);
/* module/logic/check_stamps.c */
DLENS_CHECK_FN(tw_recycle);
DLENS_CHECK_FN(paws);
/* module/logic/check_socket.c */
DLENS_CHECK_FN(socket_buffer);
DLENS_CHECK_FN(socket_backlog);
DLENS_CHECK_FN(tcp_mem);
DLENS_CHECK_FN(no_socket);
/* module/logic/check_states.c */
DLENS_CHECK_FN(tw_overflow);
DLENS_CHECK_FN(port_exhaustion);
DLENS_CHECK_FN(fin_wait2);
DLENS_CHECK_FN(close_wait);
/* module/logic/check_ip.c */
DLENS_CHECK_FN(rp_filter);
DLENS_CHECK_FN(mtu);
DLENS_CHECK_FN(checksum);
DLENS_CHECK_FN(route);
DLENS_CHECK_FN(neighbour);
/* module/logic/check_other.c */
DLENS_CHECK_FN(other);

#endif
