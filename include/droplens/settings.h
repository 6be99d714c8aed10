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

/* module/sysctl_files.c: what has a file and no symbol */
enum dlens_sysctl {
	DLENS_SYSCTL_NETDEV_BUDGET,
	DLENS_SYSCTL_MAX_ORPHANS,
	DLENS_SYSCTL_MIN_FREE,
	DLENS_SYSCTLS
};

void dlens_sysctls_tick(void);
u64 dlens_sysctl(enum dlens_sysctl setting);

#endif
