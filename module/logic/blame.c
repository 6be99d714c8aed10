// SPDX-License-Identifier: GPL-2.0
/* Which check explains a drop. */
#include <droplens/check.h>
#include <droplens/classify.h>
#include <droplens/names.h>

#define TO(check) DLENS_CHECK_##check
/* No check's, since no loss, or since a counter of another check has the packet. */
#define NOBODY DLENS_CHECKS

/**
 * struct blame - the check for all names that a pattern fits
 * @pattern: as dlens_name_fits() takes it
 * @check: an enum dlens_check_id, or NOBODY
 */
struct blame {
	const char *pattern;
	u8 check;
};

/* The first that fits counts; a reason that none fits is its layer's, or OTHER's. */
static const struct blame by_reason[] = {
	{ "CPU_BACKLOG",		TO(SOFTNET_BACKLOG) },
	{ "FULL_RING",			TO(NIC_DROPPED) },
	{ "DEV_READY",			TO(NIC_DROPPED) },
	{ "MACVLAN_BROADCAST_BACKLOG",	TO(NIC_DROPPED) },
	{ "IPVLAN_MULTICAST_BACKLOG",	TO(NIC_DROPPED) },
	{ "NETFILTER_DROP",		TO(FIREWALL) },
	{ "IP_RPFILTER",		TO(RP_FILTER) },
	{ "TCP_LISTEN_OVERFLOW",	TO(ACCEPT_QUEUE) },
	{ "TCP_RFC7323_*",		TO(PAWS) },
	{ "SOCKET_RCVBUFF",		TO(SOCKET_BUFFER) },
	{ "TCP_OFO_QUEUE_PRUNE",	TO(SOCKET_BUFFER) },
	{ "TCP_OFO_DROP",		TO(SOCKET_BUFFER) },
	{ "TCP_ZEROWINDOW",		TO(SOCKET_BUFFER) },
	{ "SOCKET_BACKLOG",		TO(SOCKET_BACKLOG) },
	{ "PROTO_MEM",			TO(TCP_MEM) },
	{ "PKT_TOO_BIG",		TO(MTU) },
	{ "*_CSUM",			TO(CHECKSUM) },
	{ "IP_INNOROUTES",		TO(ROUTE) },
	{ "IP_OUTNOROUTES",		TO(ROUTE) },
	{ "IP_INADDRERRORS",		TO(ROUTE) },
	/* a TTL that ran out has no reason of its own */
	{ "IP_INHDR",			TO(ROUTE) },
	{ "IP_LOCAL_SOURCE",		TO(ROUTE) },
	{ "IP_INVALID_SOURCE",		TO(ROUTE) },
	{ "IP_INVALID_DEST",		TO(ROUTE) },
	{ "IP_LOCALNET",		TO(ROUTE) },
	{ "NEIGH_*",			TO(NEIGHBOUR) },
	{ "NO_SOCKET",			TO(NO_SOCKET) },
	{ "IP_NOPROTO",			TO(NO_SOCKET) },
	{ "XDP",			TO(TC_XDP) },
	{ "TC_*",			TO(TC_XDP) },
	{ "BPF_CGROUP_EGRESS",		TO(TC_XDP) },
	{ "TAP_*FILTER",		TO(TC_XDP) },
	/* what comes to an interface where IPv6 is off, since everybody gets it */
	{ "IPV6DISABLED",		NOBODY },
	{ "NOMEM",			TO(MEMORY) },
	{ "PFMEMALLOC",			TO(MEMORY) },
};

/*
 * Where the kernel gives no reason. Names are of 3.10 to 7.3. What a function frees for
 * other causes that have counters is taken off first, see shares.c.
 */
static const struct blame by_function[] = {
	{ "enqueue_to_backlog",		TO(SOFTNET_BACKLOG) },
	{ "nf_hook_slow*",		TO(FIREWALL) },
	{ "nft_do_chain",		TO(FIREWALL) },
	/* a rule gave it to a program that is not there, or is full, or said no */
	{ "nf_queue",			TO(FIREWALL) },
	{ "nf_reinject",		TO(FIREWALL) },
	{ "nfqnl_*",			TO(FIREWALL) },
	{ "do_xdp_generic",		TO(TC_XDP) },
	{ "netif_receive_generic_xdp",	TO(TC_XDP) },
	/* without what the device counts as unhandled: sch_handle_ingress(), _egress() */
	{ "__netif_receive_skb_core",	TO(TC_XDP) },
	{ "__dev_queue_xmit",		TO(TC_XDP) },
	/* it has a reason if a queue dropped: these are parts of delivered packets */
	{ "kfree_skb_list_reason",	NOBODY },
	{ "kfree_skb_list",		TO(QDISC) },
	{ "__tcf_kfree_skb_list",	TO(QDISC) },
	/* a receiver that is down, or whose MTU is less than the packet */
	{ "__dev_forward_skb*",		TO(MTU) },
	{ "veth_forward_skb",		TO(MTU) },
	/* larger than its port's MTU, or the port went down just now */
	{ "br_dev_queue_push_xmit",	TO(MTU) },
	{ "neigh_*",			TO(NEIGHBOUR) },
	{ "__neigh_*",			TO(NEIGHBOUR) },
	{ "arp_error_report",		TO(NEIGHBOUR) },
	/* no room for a next hop */
	{ "ip_finish_output2",		TO(NEIGHBOUR) },
	{ "ip6_finish_output2",		TO(NEIGHBOUR) },
	{ "ndisc_error_report",		TO(NEIGHBOUR) },
	{ "tcp_add_backlog",		TO(SOCKET_BACKLOG) },
	/* copies for who captures, see hints.c */
	{ "packet_rcv*",		TO(OTHER) },
	{ "tpacket_rcv",		TO(OTHER) },
	/*
	 * Segments for TIME_WAIT, which were answered, are freed here on every
	 * kernel. The losses among them have counters: InCsumErrors, PAWSEstab.
	 */
	{ "tcp_v4_rcv",			NOBODY },
	{ "tcp_v6_rcv",			NOBODY },
	/*
	 * Answered by a reset; or the ACK of a cookie that found an accept queue full,
	 * which ListenOverflows counts, or a wrong checksum, which InCsumErrors does.
	 */
	{ "tcp_v4_do_rcv",		NOBODY },
	{ "tcp_v6_do_rcv",		NOBODY },
	/* without what counters tell of: a socket's filter and IPsec's policy */
	{ "udp*_queue_rcv_*skb",	TO(OTHER) },
	{ "__udp*_queue_rcv_skb",	TO(OTHER) },
	/* UdpNoPorts and UdpInCsumErrors count all of these */
	{ "__udp*_lib_rcv",		NOBODY },
	{ "__udp*_lib_mcast_deliver",	NOBODY },
	/* frames for others, no loss; what else is freed here has counters: IpInHdrErrors ... */
	{ "ip_rcv_core",		NOBODY },
	{ "ip_rcv",			NOBODY },
	{ "ip6_rcv_core",		NOBODY },
	{ "ipv6_rcv",			NOBODY },
	{ "ip_fragment",		TO(MTU) },
	{ "ip6_fragment",		TO(MTU) },
	/* the tunnel's tx_errors or tx_dropped has all of them */
	{ "ip_tunnel_xmit",		NOBODY },
	{ "ip_md_tunnel_xmit",		NOBODY },
	{ "ip_error",			TO(ROUTE) },
	/* an IPv6 blackhole; or the way led over a device that is gone */
	{ "dst_discard*",		TO(ROUTE) },
	/* without the reverse path filter's part, and the MTU's */
	{ "ip_rcv_finish*",		TO(ROUTE) },
	{ "ip_forward",			TO(ROUTE) },
	{ "ip6_forward",		TO(ROUTE) },
	{ "ip6_pkt_drop",		TO(ROUTE) },
};

static const struct blame *find(const struct blame *rows, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (dlens_name_fits(rows[i].pattern, name))
			return &rows[i];
	return NULL;
}

/**
 * dlens_blame() - which check explains a drop
 * @reason: the reason's name; "" or "NOT_SPECIFIED" where the kernel gives none
 * @function: the call site, see dlens_name_fits(); "" if unknown
 * @class: its enum dlens_class
 * @layer: its enum dlens_layer
 *
 * Hooks' drops are the firewall's; the check itself takes off what connection
 * tracking counted.
 *
 * Context: any.
 * Return: an enum dlens_check_id; DLENS_CHECKS if it is no loss, or all that is
 * lost there is in a counter that a check looks at.
 */
u8 dlens_blame(const char *reason, const char *function, u8 class, u8 layer)
{
	const struct blame *row;

	if (!dlens_class_is_loss(class))
		return NOBODY;
	if (*reason && strcmp(reason, "NOT_SPECIFIED"))
		row = find(by_reason, ARRAY_SIZE(by_reason), reason);
	else
		row = find(by_function, ARRAY_SIZE(by_function), function);
	if (row)
		return row->check;
	/* their names are many, and each new queue brings some */
	return layer == DLENS_LAYER_QDISC ? TO(QDISC) : TO(OTHER);
}
