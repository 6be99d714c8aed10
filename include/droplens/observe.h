/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_OBSERVE_H
#define DROPLENS_OBSERVE_H

#include <linux/types.h>

struct inet_timewait_sock;
struct sk_buff;
struct sock;

/* Process context; what each does is said where it is defined. */
bool dlens_observing(void);
bool dlens_observe_wanted(void);
int dlens_observe(bool on);
void dlens_observe_enable(bool enabled);
const char *dlens_observe_why_not(void);
const char *dlens_observe_unable(void);
u64 dlens_observe_missed(void);

void dlens_see_init(void);
/* for the probes of module/observe.c: any context, preemption off */
void dlens_see_syn(const struct sock *sk, const struct sk_buff *skb);
void dlens_see_close(const struct inet_timewait_sock *tw);
void dlens_see_late_fin(const struct inet_timewait_sock *tw);
void dlens_see_reopen(const struct inet_timewait_sock *tw);

#endif
