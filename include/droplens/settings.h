/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_SETTINGS_H
#define DROPLENS_SETTINGS_H

#include <net/net_namespace.h>

#include <droplens/snapshot.h>

/* module/source_settings.c: the part of the sockets' source that walks nothing */
void dlens_settings_read(struct dlens_sockets *row, struct net *net);
void dlens_settings_stamps(struct dlens_stamp_net *row, struct net *net);
void dlens_settings_homes(struct dlens_stamps *stamps);
void dlens_settings_read_host(struct dlens_socket_host *host, u64 table_fulls_60s);
u64 dlens_neighbour_fulls(void);

#endif
