/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_HOSTS_H
#define DROPLENS_HOSTS_H

#include <droplens/snapshot.h>

int dlens_hosts_read(struct dlens_snapshot *snapshot);

#endif
