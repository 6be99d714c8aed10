/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_INET_TIMEWAIT_SOCK_H
#define DROPLENS_COMPAT_NET_INET_TIMEWAIT_SOCK_H

#include_next <net/inet_timewait_sock.h>

/* A member of struct inet_timewait_sock to no header, a setting's name to us. */
#undef tw_reuse

#endif
