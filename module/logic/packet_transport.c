// SPDX-License-Identifier: GPL-2.0
/* The header behind IP's. */
#include <droplens/cursor.h>
#include <droplens/tcp_options.h>

/* RFC 9293, 3.1 */
#define TCP_LEN 20

static void tcp(const struct dlens_cursor *c, struct dlens_packet *packet)
{
	u8 buf[DLENS_TCP_OPTIONS_MAX];
	const u8 *h = dlens_look(c, 0, TCP_LEN, buf);
	u32 len, left = dlens_left(c);

	if (!h) {
		dlens_cut(packet);
		return;
	}
	packet->has |= DLENS_HAS_TCP;
	packet->seq = dlens_be32(h + 4);
	packet->tcp_flags = READ_ONCE(h[13]);
	len = (READ_ONCE(h[12]) >> 4) * 4;
	if (len < TCP_LEN || len > left)
		dlens_cut(packet);
	if (len > left)
		len = left;
	if (len <= TCP_LEN)
		return;
	len -= TCP_LEN;
	h = dlens_look(c, TCP_LEN, len, buf);
	if (!h) {
		dlens_cut(packet);
		return;
	}
	/* a length among the options must not change while it is followed */
	if (h != buf)
		memcpy(buf, h, len);
	if (dlens_tcp_timestamp(buf, len, &packet->tsval, &packet->tsecr))
		packet->has |= DLENS_HAS_STAMP;
}

/**
 * dlens_packet_transport() - read the header behind IP's
 * @c: at that header; stays there
 * @packet: its proto tells which one it is
 */
void dlens_packet_transport(const struct dlens_cursor *c, struct dlens_packet *packet)
{
	const u8 *h;
	u8 buf[4];

	switch (packet->proto) {
	case DLENS_NEXT_ICMP:
	case DLENS_NEXT_ICMPV6:
		h = dlens_look(c, 0, 2, buf);
		if (!h)
			break;
		packet->has |= DLENS_HAS_ICMP;
		packet->icmp_type = READ_ONCE(h[0]);
		packet->icmp_code = READ_ONCE(h[1]);
		return;
	case DLENS_NEXT_TCP:
	case DLENS_NEXT_UDP:
	case DLENS_NEXT_UDPLITE:
	case DLENS_NEXT_SCTP:
	case DLENS_NEXT_DCCP:
		h = dlens_look(c, 0, 4, buf);
		if (!h)
			break;
		packet->has |= DLENS_HAS_PORTS;
		packet->sport = dlens_be16(h);
		packet->dport = dlens_be16(h + 2);
		if (packet->proto == DLENS_NEXT_TCP)
			tcp(c, packet);
		return;
	default:
		return;
	}
	dlens_cut(packet);
}
