/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_INET_CONNECTION_SOCK_H
#define DROPLENS_COMPAT_NET_INET_CONNECTION_SOCK_H

#include_next <net/inet_connection_sock.h>

/*
 * Is a SYN refused because nobody accepts? As tcp_conn_request() asks; up to
 * 4.9 the queue alone did not suffice.
 */
#ifdef DLENS_HAVE_REQSK_YOUNG
#define dlens_accept_refuses(sk) (sk_acceptq_is_full(sk) && inet_csk_reqsk_queue_young(sk) > 1)
#else
#define dlens_accept_refuses(sk) sk_acceptq_is_full(sk)
#endif

#endif
