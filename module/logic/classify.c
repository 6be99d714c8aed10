// SPDX-License-Identifier: GPL-2.0
#include <droplens/classify.h>
#include <droplens/names.h>

#define C(class) DLENS_##class
#define L(layer) DLENS_LAYER_##layer

/**
 * struct rule - the class and layer of every name that a pattern fits
 * @pattern: as dlens_name_fits() takes it
 * @class: an enum dlens_class
 * @layer: an enum dlens_layer
 * @reason: of a call site that frees for one cause only, what kernels with
 *	reasons call that; else NULL
 */
struct rule {
	const char *pattern;
	u8 class;
	u8 layer;
	const char *reason;
};

/*
 * By the reason's name; the first that fits counts. The names are those of
 * include/net/dropreason-core.h and its forerunners back to 5.15, which give
 * the meaning of each; subsystems stand before a colon.
 */
static const struct rule by_reason[] = {
	{ "QUEUE_PURGE",		C(NORMAL),	L(SOCKET) },
	{ "SOCKET_CLOSE",		C(NORMAL),	L(SOCKET) },
	{ "UNIX_*",			C(NORMAL),	L(SOCKET) },
	{ "SKB_CONSUMED",		C(NORMAL),	L(OTHER) },
	{ "OTHERHOST",			C(NORMAL),	L(IP) },
	{ "UNHANDLED_PROTO",		C(NORMAL),	L(DEVICE) },
	{ "TCP_OLD_DATA",		C(NORMAL),	L(TCP) },
	{ "TCP_OFOMERGE",		C(NORMAL),	L(TCP) },
	{ "TCP_OLD_ACK",		C(NORMAL),	L(TCP) },
	{ "TCP_OLD_SEQUENCE",		C(NORMAL),	L(TCP) },
	/* every keepalive and zero-window probe, before OLD_SEQUENCE was split off */
	{ "TCP_INVALID_SEQUENCE",	C(NORMAL),	L(TCP) },
	{ "TCP_CLOSE",			C(NORMAL),	L(TCP) },
	{ "TCP_RESET",			C(NORMAL),	L(TCP) },
	{ "TCP_ABORT_ON_DATA",		C(NORMAL),	L(TCP) },
	/* pure ACKs that XPS reordered, "Old ACK are common" in tcp_input.c */
	{ "TCP_RFC7323_PAWS_ACK",	C(NORMAL),	L(TCP) },

	{ "NETFILTER_DROP",		C(POLICY),	L(NETFILTER) },
	{ "SOCKET_FILTER",		C(POLICY),	L(SOCKET) },
	{ "TCP_FILTER",			C(POLICY),	L(SOCKET) },
	{ "XDP",			C(POLICY),	L(BPF) },
	{ "TC_INGRESS",			C(POLICY),	L(TC) },
	{ "TC_EGRESS",			C(POLICY),	L(TC) },
	{ "TC_*",			C(ERROR),	L(TC) },
	{ "XFRM_POLICY",		C(POLICY),	L(XFRM) },
	{ "BPF_CGROUP_EGRESS",		C(POLICY),	L(BPF) },
	{ "SECURITY_HOOK",		C(POLICY),	L(SOCKET) },
	{ "TAP_*FILTER",		C(POLICY),	L(DRIVER) },
	{ "ARP_PVLAN_DISABLE",		C(POLICY),	L(NEIGH) },
	{ "BRIDGE_INGRESS_STP_STATE",	C(POLICY),	L(DEVICE) },
	{ "IPV6DISABLED",		C(POLICY),	L(IP) },

	{ "CPU_BACKLOG",		C(RESOURCE),	L(DEVICE) },
	{ "SOCKET_RCVBUFF",		C(RESOURCE),	L(SOCKET) },
	{ "SOCKET_BACKLOG",		C(RESOURCE),	L(SOCKET) },
	{ "PROTO_MEM",			C(RESOURCE),	L(SOCKET) },
	{ "PACKET_SOCK_ERROR",		C(RESOURCE),	L(SOCKET) },
	{ "FULL_RING",			C(RESOURCE),	L(DRIVER) },
	{ "NOMEM",			C(RESOURCE),	L(OTHER) },
	{ "PFMEMALLOC",			C(RESOURCE),	L(SOCKET) },
	{ "QDISC:*",			C(RESOURCE),	L(QDISC) },
	{ "QDISC_*",			C(RESOURCE),	L(QDISC) },
	{ "CAKE_FLOOD",			C(RESOURCE),	L(QDISC) },
	{ "FQ_*",			C(RESOURCE),	L(QDISC) },
	{ "DUALPI2_*",			C(RESOURCE),	L(QDISC) },
	{ "*CVLAN_BROADCAST_BACKLOG",	C(RESOURCE),	L(DRIVER) },
	{ "IPVLAN_MULTICAST_BACKLOG",	C(RESOURCE),	L(DRIVER) },
	{ "TCP_LISTEN_OVERFLOW",	C(RESOURCE),	L(TCP) },
	{ "TCP_OFO_QUEUE_PRUNE",	C(RESOURCE),	L(TCP) },
	{ "TCP_ZEROWINDOW",		C(RESOURCE),	L(TCP) },
	{ "NEIGH_QUEUEFULL",		C(RESOURCE),	L(NEIGH) },
	{ "NEIGH_CREATEFAIL",		C(RESOURCE),	L(NEIGH) },

	{ "NO_SOCKET",			C(ERROR),	L(SOCKET) },
	{ "NEIGH_*",			C(ERROR),	L(NEIGH) },
	{ "IPV6_NDISC_*",		C(ERROR),	L(NEIGH) },
	{ "UDP_CSUM",			C(ERROR),	L(UDP) },
	{ "ICMP_CSUM",			C(ERROR),	L(ICMP) },
	{ "INVALID_PROTO",		C(ERROR),	L(ICMP) },
	{ "IP_TUNNEL_*",		C(ERROR),	L(TUNNEL) },
	{ "TUNNEL_*",			C(ERROR),	L(TUNNEL) },
	{ "VXLAN_*",			C(ERROR),	L(TUNNEL) },
	{ "LOCAL_MAC",			C(ERROR),	L(TUNNEL) },
	{ "NO_TX_TARGET",		C(ERROR),	L(TUNNEL) },
	{ "MAC_INVALID_SOURCE",		C(ERROR),	L(TUNNEL) },
	{ "MAC_IEEE_MAC_CONTROL",	C(ERROR),	L(DEVICE) },
	{ "TCP_*",			C(ERROR),	L(TCP) },
	{ "IP_*",			C(ERROR),	L(IP) },
	{ "IPV6_*",			C(ERROR),	L(IP) },
	{ "FRAG_*",			C(ERROR),	L(IP) },
	{ "DUP_FRAG",			C(ERROR),	L(IP) },
	{ "UNICAST_IN_L2_MULTICAST",	C(ERROR),	L(IP) },
	{ "PKT_TOO_*",			C(ERROR),	L(IP) },
	{ "XFRM_*",			C(ERROR),	L(XFRM) },
	{ "PSP_*",			C(ERROR),	L(XFRM) },
	{ "DEV_*",			C(ERROR),	L(DEVICE) },
	{ "HDR_TRUNC",			C(ERROR),	L(DRIVER) },
	{ "SKB_*",			C(ERROR),	L(DEVICE) },
	{ "RECURSION_LIMIT",		C(ERROR),	L(DEVICE) },
	{ "CAN*",			C(ERROR),	L(DEVICE) },
	{ "MAC80211_UNUSABLE:*",	C(ERROR),	L(DRIVER) },
	{ "MAC80211_MONITOR:*",		C(NORMAL),	L(DRIVER) },
	{ "OPENVSWITCH:*",		C(POLICY),	L(DEVICE) },
};

/*
 * By the call site, whatever the reason: an echo reply is freed so though the raw
 * socket that asked for it has got its copy (ping_rcv).
 */
static const struct rule by_copy[] = {
	{ "icmp_rcv",			C(ARTEFACT),	L(ICMP) },
	{ "ping_rcv",			C(ARTEFACT),	L(ICMP) },
	{ "icmpv6_rcv",			C(ARTEFACT),	L(ICMP) },
};

/*
 * By the call site, where the kernel gives no reason: only where the function
 * frees for one cause, as its own source in net/ tells. Names are of 3.10 to 7.3; a
 * check holds them against the symbols of every kernel that droplens is tested on.
 */
static const struct rule by_function[] = {
	/* sockets, queues and netlink being closed or emptied */
	{ "skb_queue_purge*",		C(NORMAL),	L(SOCKET),	"QUEUE_PURGE" },
	{ "skb_rbtree_purge",		C(NORMAL),	L(SOCKET) },
	{ "skb_errqueue_purge",		C(NORMAL),	L(SOCKET),	"QUEUE_PURGE" },
	{ "sk_stream_kill_queues",	C(NORMAL),	L(SOCKET),	"QUEUE_PURGE" },
	{ "inet_sock_destruct",		C(NORMAL),	L(SOCKET),	"QUEUE_PURGE" },
	{ "udp_destruct_common",	C(NORMAL),	L(SOCKET) },
	{ "udp_destruct_sock",		C(NORMAL),	L(SOCKET) },
	{ "packet_sock_destruct",	C(NORMAL),	L(SOCKET),	"QUEUE_PURGE" },
	{ "__sk_destruct",		C(NORMAL),	L(SOCKET) },
	{ "tcp_disconnect",		C(NORMAL),	L(TCP) },
	{ "tcp_write_queue_purge",	C(NORMAL),	L(TCP) },
	{ "tcp_fastopen_*",		C(NORMAL),	L(TCP) },
	/* an accepted or refused SYN, up to 4.8: counters tell which */
	{ "tcp_rcv_state_process",	C(ARTEFACT),	L(TCP) },
	{ "unix_*",			C(NORMAL),	L(SOCKET) },
	{ "netlink_*",			C(NORMAL),	L(SOCKET) },
	{ "nfnetlink_*",		C(NORMAL),	L(SOCKET) },
	{ "rtnetlink_*",		C(NORMAL),	L(SOCKET) },
	{ "genl_*",			C(NORMAL),	L(SOCKET) },
	{ "kobject_uevent*",		C(NORMAL),	L(SOCKET) },
	{ "uevent_net_*",		C(NORMAL),	L(SOCKET) },
	{ "audit_*",			C(NORMAL),	L(SOCKET) },
	{ "kauditd_*",			C(NORMAL),	L(SOCKET) },
	{ "qdisc_reset*",		C(NORMAL),	L(QDISC) },
	{ "pfifo_fast_reset",		C(NORMAL),	L(QDISC) },
	{ "*_queue_purge",		C(NORMAL),	L(SOCKET) },

	/* fragments of a packet that was delivered, up to 6.1 */
	{ "skb_release_data",		C(ARTEFACT),	L(OTHER) },
	{ "skb_release_all",		C(ARTEFACT),	L(OTHER) },
	{ "__kfree_skb",		C(ARTEFACT),	L(OTHER) },
	{ "consume_skb",		C(ARTEFACT),	L(OTHER) },
	/* drivers that free a sent packet with dev_kfree_skb_any() */
	{ "*_tx_int",			C(ARTEFACT),	L(DRIVER) },
	{ "*_clean_tx_*",		C(ARTEFACT),	L(DRIVER) },
	{ "free_old_xmit*",		C(ARTEFACT),	L(DRIVER) },
	{ "__dev_kfree_skb_any*",	C(ARTEFACT),	L(DRIVER) },
	{ "dev_kfree_skb_any*",		C(ARTEFACT),	L(DRIVER) },
	/* a new NAPI tries where its packets' heads come from, since 6.0 */
	{ "napi_get_frags_check",	C(ARTEFACT),	L(DRIVER) },
	{ "netif_napi_add_weight*",	C(ARTEFACT),	L(DRIVER) },
	/* echo replies and errors that were taken in; what was bad has counters */
	{ "icmp_rcv",			C(ARTEFACT),	L(ICMP) },
	{ "icmpv6_rcv",			C(ARTEFACT),	L(ICMP) },

	/* STP's frames: those that were taken in, too */
	{ "stp_pdu_rcv",		C(NORMAL),	L(OTHER) },
	{ "br_stp_rcv",			C(NORMAL),	L(OTHER) },
	/* multicast that nobody here has joined */
	{ "ip6_mc_input",		C(NORMAL),	L(IP) },

	{ "nf_hook_slow*",		C(POLICY),	L(NETFILTER),	"NETFILTER_DROP" },
	{ "nft_do_chain",		C(POLICY),	L(NETFILTER),	"NETFILTER_DROP" },
	{ "nf_queue",			C(POLICY),	L(NETFILTER) },
	{ "nf_reinject",		C(POLICY),	L(NETFILTER) },
	{ "nfqnl_*",			C(POLICY),	L(NETFILTER) },
	{ "do_xdp_generic",		C(POLICY),	L(BPF),		"XDP" },
	{ "netif_receive_generic_xdp",	C(POLICY),	L(BPF),		"XDP" },
	{ "enqueue_to_backlog",		C(RESOURCE),	L(DEVICE),	"CPU_BACKLOG" },
	{ "kfree_skb_list*",		C(UNKNOWN),	L(QDISC) },
	/* queues freed what they refused themselves, up to 4.7 */
	{ "*fifo*_enqueue",		C(RESOURCE),	L(QDISC),	"QDISC_DROP" },
	{ "*codel*queue",		C(RESOURCE),	L(QDISC),	"QDISC_DROP" },
	{ "netem_enqueue",		C(RESOURCE),	L(QDISC),	"QDISC_DROP" },
	{ "tbf_enqueue",		C(RESOURCE),	L(QDISC),	"QDISC_DROP" },
	{ "__tcf_kfree_skb_list",	C(RESOURCE),	L(QDISC) },
	{ "neigh_invalidate",		C(ERROR),	L(NEIGH),	"NEIGH_FAILED" },
	{ "neigh_*",			C(UNKNOWN),	L(NEIGH) },
	{ "__neigh_*",			C(UNKNOWN),	L(NEIGH) },
	{ "arp_error_report",		C(ERROR),	L(NEIGH),	"NEIGH_FAILED" },
	{ "ndisc_error_report",		C(ERROR),	L(NEIGH),	"NEIGH_FAILED" },
	{ "ndisc_*",			C(UNKNOWN),	L(NEIGH) },
	{ "arp_*",			C(UNKNOWN),	L(NEIGH) },
	{ "icmp*",			C(UNKNOWN),	L(ICMP) },
	{ "tcp_add_backlog",		C(RESOURCE),	L(TCP) },
	{ "tcp_*",			C(UNKNOWN),	L(TCP) },
	{ "udp*",			C(UNKNOWN),	L(UDP) },
	{ "__udp*",			C(UNKNOWN),	L(UDP) },
	{ "ip_error",			C(ERROR),	L(IP) },
	{ "dst_discard*",		C(ERROR),	L(IP) },
	{ "ip_expire",			C(ERROR),	L(IP),		"FRAG_REASM_TIMEOUT" },
	{ "inet_frag_*",		C(UNKNOWN),	L(IP) },
	{ "ip*",			C(UNKNOWN),	L(IP) },
	{ "__ip*",			C(UNKNOWN),	L(IP) },
	{ "tpacket_rcv",		C(UNKNOWN),	L(SOCKET) },
	{ "packet_rcv*",		C(UNKNOWN),	L(SOCKET) },
	{ "sock_*",			C(UNKNOWN),	L(SOCKET) },
	{ "xfrm*",			C(UNKNOWN),	L(XFRM) },
	{ "br_*",			C(UNKNOWN),	L(DEVICE) },
	{ "__netif_receive_skb_*",	C(UNKNOWN),	L(DEVICE) },
	{ "__dev_*",			C(UNKNOWN),	L(DEVICE) },
	{ "dev_*",			C(UNKNOWN),	L(DEVICE) },
	{ "veth_*",			C(UNKNOWN),	L(DRIVER) },
	{ "tun_*",			C(UNKNOWN),	L(DRIVER) },
};

/*
 * By the call site, where the kernel gives reasons but none for this: the
 * losses of these functions have one, and what is left was taken in.
 */
static const struct rule by_unspecified[] = {
	/* a segment that TIME_WAIT answered */
	{ "tcp_v4_rcv",			C(ARTEFACT),	L(TCP) },
	{ "tcp_v6_rcv",			C(ARTEFACT),	L(TCP) },
	/* an ICMPv6 error */
	{ "icmpv6_rcv",			C(ARTEFACT),	L(ICMP) },
	/* fragments of a packet that was delivered, up to 6.1 */
	{ "kfree_skb_list_reason",	C(ARTEFACT),	L(OTHER) },
};

static const struct rule *find(const struct rule *rules, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (dlens_name_fits(rules[i].pattern, name))
			return &rules[i];
	return NULL;
}

/**
 * dlens_classify() - what a drop means
 * @reason: the reason's name, without SKB_DROP_REASON_; "NOT_SPECIFIED" where
 *	none was given, "" or what dlens_infer() found where this kernel gives none
 * @function: the call site, see dlens_name_fits(); "" if unknown
 *
 * A reason that this table does not know is a new one: it is shown as an error
 * rather than hidden.
 *
 * Context: any.
 * Return: class and layer.
 */
struct dlens_verdict dlens_classify(const char *reason, const char *function)
{
	struct dlens_verdict verdict = { DLENS_UNKNOWN, DLENS_LAYER_OTHER };
	const struct rule *rule = NULL;

	if (!strcmp(reason, "NOT_SPECIFIED")) {
		rule = find(by_unspecified, ARRAY_SIZE(by_unspecified), function);
	} else if (!strcmp(reason, "NO_SOCKET") &&
		   find(by_copy, ARRAY_SIZE(by_copy), function)) {
		rule = find(by_copy, ARRAY_SIZE(by_copy), function);
	} else if (*reason && *reason != DLENS_INFERRED) {
		rule = find(by_reason, ARRAY_SIZE(by_reason), reason);
		verdict.class = DLENS_ERROR;
	}
	if (!rule && verdict.class == DLENS_UNKNOWN)
		rule = find(by_function, ARRAY_SIZE(by_function), function);
	if (rule) {
		verdict.class = rule->class;
		verdict.layer = rule->layer;
	}
	return verdict;
}

/**
 * dlens_infer() - the reason that a call site stands for
 * @function: the call site, see dlens_name_fits()
 * @number: set to a number that only this reason has, never 0
 *
 * For kernels that give no reasons, and only for functions that free for one cause.
 *
 * Context: any.
 * Return: the reason's name, or NULL if the call site alone does not tell.
 */
const char *dlens_infer(const char *function, u32 *number)
{
	const struct rule *rule = find(by_function, ARRAY_SIZE(by_function), function);
	u32 i;

	if (!rule || !rule->reason)
		return NULL;
	for (i = 0; !by_function[i].reason || strcmp(by_function[i].reason, rule->reason); i++)
		;
	*number = i + 1;
	return rule->reason;
}

/**
 * dlens_is_fragment() - was a freed packet a part of one that had been delivered
 * @reason: the reason's name, "" where this kernel gives none
 * @function: the call site, see dlens_name_fits()
 * @at_device: it belonged to a device
 *
 * Up to 5.16 queues free what they drop in the function that frees the fragments
 * of a delivered packet too. What waits in a queue has a device; fragments give
 * theirs up for reassembly (ip_frag_queue()).
 *
 * Context: any.
 * Return: true if nothing was lost.
 */
bool dlens_is_fragment(const char *reason, const char *function, bool at_device)
{
	return !*reason && !at_device && dlens_name_fits("kfree_skb_list", function);
}

static const char * const class_names[DLENS_CLASSES] = {
	[DLENS_UNKNOWN] = "unknown",
	[DLENS_NORMAL] = "normal",
	[DLENS_ARTEFACT] = "artefact",
	[DLENS_POLICY] = "policy",
	[DLENS_RESOURCE] = "resource",
	[DLENS_ERROR] = "error",
};

static const char * const layer_names[DLENS_LAYERS] = {
	[DLENS_LAYER_OTHER] = "other",
	[DLENS_LAYER_DRIVER] = "driver",
	[DLENS_LAYER_DEVICE] = "device",
	[DLENS_LAYER_QDISC] = "qdisc",
	[DLENS_LAYER_TC] = "tc",
	[DLENS_LAYER_NETFILTER] = "netfilter",
	[DLENS_LAYER_NEIGH] = "neigh",
	[DLENS_LAYER_IP] = "ip",
	[DLENS_LAYER_ICMP] = "icmp",
	[DLENS_LAYER_UDP] = "udp",
	[DLENS_LAYER_TCP] = "tcp",
	[DLENS_LAYER_SOCKET] = "socket",
	[DLENS_LAYER_XFRM] = "xfrm",
	[DLENS_LAYER_BPF] = "bpf",
	[DLENS_LAYER_TUNNEL] = "tunnel",
};

/**
 * dlens_class_name() - the word for a class
 * @class: an enum dlens_class
 *
 * Return: the word that the files show.
 */
const char *dlens_class_name(u8 class)
{
	return class < DLENS_CLASSES ? class_names[class] : "unknown";
}

/**
 * dlens_layer_name() - the word for a layer
 * @layer: an enum dlens_layer
 *
 * Return: the word that the files show.
 */
const char *dlens_layer_name(u8 layer)
{
	return layer < DLENS_LAYERS ? layer_names[layer] : "other";
}
