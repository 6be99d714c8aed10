/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PROTOS_H
#define DROPLENS_PROTOS_H

#include <droplens/plain.h>

/* No number of IP's */
#define DLENS_PROTO_ARP 256

const char *dlens_proto_name(u16 proto);
bool dlens_proto_find(const char *name, u16 *proto);

#endif
