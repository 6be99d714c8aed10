/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_OBSERVE_H
#define DROPLENS_OBSERVE_H

#include <droplens/packet.h>

struct sk_buff;

/* module/packet_skb.c: what the headers of a packet say that is being dropped; any
 * context, preemption off; nothing of @skb but its own memory is followed.
 */
void dlens_packet_look(const struct sk_buff *skb, struct dlens_packet *packet);

#endif
