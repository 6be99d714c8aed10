/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FACTS_H
#define DROPLENS_FACTS_H

#include <droplens/check.h>
#include <droplens/parts.h>

/**
 * dlens_moved() - is it known that a counter rose
 * @change: of it
 *
 * Return: false if it did not, or nobody knows.
 */
static inline bool dlens_moved(u64 change)
{
	return change && change != DLENS_ABSENT;
}

void dlens_facts_init(void);
bool dlens_facts_has(u8 mib);
void dlens_facts_quiet(struct dlens_snapshot *snapshot, u8 mib, u64 total, u64 last_60s);
bool dlens_conntrack_facts_any(const struct dlens_conntrack *ct);
bool dlens_facts_any(const struct dlens_parts *parts, const struct dlens_part *part);
void dlens_facts_host(struct dlens_facts *facts, const struct dlens_parts *parts);
void dlens_facts_net(struct dlens_facts *facts, const struct dlens_parts *parts,
		     const struct dlens_part *part);

/* module/facts_drop.c */
void dlens_drop_facts_host(struct dlens_facts *facts, const struct dlens_snapshot *s);
void dlens_drop_facts(struct dlens_facts *facts, const struct dlens_parts *parts,
		      const struct dlens_part *part);

/* module/facts_device.c */
bool dlens_mtu_too_small(u32 mtu, bool ipv6);
bool dlens_device_facts_any(const struct dlens_device *dev);
void dlens_device_facts(struct dlens_facts *facts, const struct dlens_part *part);
void dlens_device_settings(struct dlens_facts *facts, const struct dlens_part *part);

/* module/facts_socket.c */
bool dlens_socket_facts_any(const struct dlens_sockets *sockets);
void dlens_socket_facts(struct dlens_facts *facts, const struct dlens_parts *parts,
			const struct dlens_part *part);

#endif
