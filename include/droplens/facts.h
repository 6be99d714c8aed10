/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FACTS_H
#define DROPLENS_FACTS_H

#include <droplens/check.h>
#include <droplens/parts.h>

void dlens_facts_init(void);
bool dlens_facts_any(const struct dlens_parts *parts, const struct dlens_part *part);
void dlens_facts_host(struct dlens_facts *facts, const struct dlens_parts *parts);
void dlens_facts_net(struct dlens_facts *facts, const struct dlens_parts *parts,
		     const struct dlens_part *part);

/* module/facts_device.c */
bool dlens_device_too_small(const struct dlens_device *dev);
bool dlens_device_facts_any(const struct dlens_device *dev);
void dlens_device_facts(struct dlens_facts *facts, const struct dlens_part *part);
u64 dlens_device_rp_filter(const struct dlens_part *part, const char *name);

/* module/facts_socket.c */
bool dlens_socket_facts_any(const struct dlens_sockets *sockets);
void dlens_socket_facts(struct dlens_facts *facts, const struct dlens_parts *parts,
			const struct dlens_part *part);

#endif
