/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PACKET_SKB_H
#define DROPLENS_PACKET_SKB_H

#include <droplens/packet.h>

struct sk_buff;

void dlens_packet_look(const struct sk_buff *skb, struct dlens_packet *packet);

#endif
