// SPDX-License-Identifier: GPL-2.0
/* Every drop is one check's to explain, or nobody's. */
#include <droplens/classify.h>

/* As a whole, since its tables are looked at too. */
#include "../../module/logic/blame.c"
#include "match.h"
#include "reasons.h"
#include "test.h"

/* By the reasons' own comments and the list of causes, not from module/logic. */
static const struct {
	u8 check;
	const char *reasons;
} wanted[] = {
	/* seen on every interface where IPv6 is off, since it comes to all */
	{ DLENS_CHECKS, "IPV6DISABLED" },
	{ DLENS_CHECK_NIC_DROPPED,
	  "FULL_RING DEV_READY MACVLAN_BROADCAST_BACKLOG IPVLAN_MULTICAST_BACKLOG" },
	{ DLENS_CHECK_SOFTNET_BACKLOG, "CPU_BACKLOG" },
	{ DLENS_CHECK_QDISC,
	  "QDISC_DROP QDISC_OVERLIMIT QDISC_CONGESTED CAKE_FLOOD FQ_BAND_LIMIT" },
	{ DLENS_CHECK_QDISC,
	  "FQ_HORIZON_LIMIT FQ_FLOW_LIMIT DUALPI2_STEP_DROP QDISC_BURST_DROP" },
	{ DLENS_CHECK_QDISC,
	  "QDISC:GENERIC QDISC:OVERLIMIT QDISC:CONGESTED QDISC:MAXFLOWS" },
	{ DLENS_CHECK_QDISC,
	  "QDISC:FLOOD_PROTECTION QDISC:BAND_LIMIT QDISC:HORIZON_LIMIT" },
	{ DLENS_CHECK_QDISC,
	  "QDISC:FLOW_LIMIT QDISC:L4S_STEP_NON_ECN" },
	{ DLENS_CHECK_FIREWALL, "NETFILTER_DROP" },
	{ DLENS_CHECK_RP_FILTER, "IP_RPFILTER" },
	{ DLENS_CHECK_ACCEPT_QUEUE, "TCP_LISTEN_OVERFLOW" },
	{ DLENS_CHECK_PAWS, "TCP_RFC7323_PAWS TCP_RFC7323_TW_PAWS TCP_RFC7323_TSECR" },
	{ DLENS_CHECK_SOCKET_BUFFER,
	  "SOCKET_RCVBUFF TCP_OFO_QUEUE_PRUNE TCP_OFO_DROP TCP_ZEROWINDOW" },
	{ DLENS_CHECK_SOCKET_BACKLOG, "SOCKET_BACKLOG" },
	{ DLENS_CHECK_TCP_MEM, "PROTO_MEM" },
	{ DLENS_CHECK_MTU, "PKT_TOO_BIG" },
	{ DLENS_CHECK_CHECKSUM, "TCP_CSUM UDP_CSUM IP_CSUM ICMP_CSUM SKB_CSUM" },
	{ DLENS_CHECK_ROUTE,
	  "IP_INNOROUTES IP_OUTNOROUTES IP_INADDRERRORS IP_INHDR IP_LOCAL_SOURCE" },
	{ DLENS_CHECK_ROUTE,
	  "IP_INVALID_SOURCE IP_LOCALNET IP_INVALID_DEST" },
	{ DLENS_CHECK_NEIGHBOUR,
	  "NEIGH_CREATEFAIL NEIGH_FAILED NEIGH_QUEUEFULL NEIGH_DEAD" },
	{ DLENS_CHECK_NEIGHBOUR, "NEIGH_HH_FILLFAIL" },
	/* of a message that came, not of a next hop that does not answer */
	{ DLENS_CHECK_OTHER, "IPV6_NDISC_FRAG IPV6_NDISC_HOP_LIMIT" },
	{ DLENS_CHECK_OTHER,
	  "IPV6_NDISC_BAD_CODE IPV6_NDISC_BAD_OPTIONS IPV6_NDISC_NS_OTHERHOST" },
	{ DLENS_CHECK_NO_SOCKET, "NO_SOCKET IP_NOPROTO" },
	{ DLENS_CHECK_TC_XDP,
	  "XDP TC_INGRESS TC_EGRESS TC_COOKIE_ERROR TC_CHAIN_NOTFOUND" },
	{ DLENS_CHECK_TC_XDP,
	  "TC_RECLASSIFY_LOOP BPF_CGROUP_EGRESS TAP_FILTER TAP_TXFILTER" },
	{ DLENS_CHECK_MEMORY, "NOMEM PFMEMALLOC" },
	{ DLENS_CHECK_OTHER,
	  "PKT_TOO_SMALL SOCKET_FILTER TCP_FILTER SECURITY_HOOK XFRM_POLICY" },
	{ DLENS_CHECK_OTHER,
	  "UNICAST_IN_L2_MULTICAST TCP_MD5NOTFOUND TCP_MD5UNEXPECTED TCP_MD5FAILURE" },
	{ DLENS_CHECK_OTHER,
	  "TCP_FLAGS TCP_OVERWINDOW TCP_INVALID_SYN" },
	{ DLENS_CHECK_OTHER,
	  "TCP_FASTOPEN TCP_TOO_OLD_ACK TCP_ACK_UNSENT_DATA PACKET_SOCK_ERROR" },
	{ DLENS_CHECK_OTHER,
	  "SKB_GSO_SEG SKB_UCOPY_FAULT DEV_HDR HDR_TRUNC INVALID_PROTO DUP_FRAG" },
	{ DLENS_CHECK_OTHER,
	  "FRAG_REASM_TIMEOUT FRAG_TOO_FAR TCP_MINTTL IPV6_BAD_EXTHDR TCP_AUTH_HDR" },
	{ DLENS_CHECK_OTHER,
	  "TCP_AONOTFOUND TCP_AOUNEXPECTED TCP_AOKEYNOTFOUND TCP_AOFAILURE" },
	{ DLENS_CHECK_OTHER,
	  "TCP_INVALID_ACK_SEQUENCE VXLAN_INVALID_HDR VXLAN_VNI_NOT_FOUND" },
	{ DLENS_CHECK_OTHER,
	  "VXLAN_ENTRY_EXISTS VXLAN_NO_REMOTE NO_TX_TARGET MAC_INVALID_SOURCE" },
	{ DLENS_CHECK_OTHER,
	  "IP_TUNNEL_ECN TUNNEL_TXINFO LOCAL_MAC ARP_PVLAN_DISABLE" },
	{ DLENS_CHECK_OTHER,
	  "MAC_IEEE_MAC_CONTROL BRIDGE_INGRESS_STP_STATE TCP_INVALID_END_SEQUENCE" },
	{ DLENS_CHECK_OTHER,
	  "CAN_RX_INVALID_FRAME CANFD_RX_INVALID_FRAME CANXL_RX_INVALID_FRAME" },
	{ DLENS_CHECK_OTHER,
	  "PSP_INPUT PSP_OUTPUT SKB_BAD_GSO IPV6_TOO_MANY_EXTHDRS RECURSION_LIMIT" },
	{ DLENS_CHECK_OTHER,
	  "MAC80211_UNUSABLE:RX_DROP_U_MIC_FAIL OPENVSWITCH:OVS_DROP_EXPLICIT" },
};

static bool listed(const char *list, const char *name)
{
	size_t length = strlen(name);
	const char *at = list;

	while ((at = strstr(at, name))) {
		if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
		at += length;
	}
	return false;
}

static void every_known_reason(void)
{
	const struct expected_reason *reason;
	unsigned int met;
	u8 want, got;
	size_t i, w;

	for (i = 0; i < ARRAY_SIZE(expected_reasons); i++) {
		reason = &expected_reasons[i];
		for (met = 0, want = NOBODY, w = 0; w < ARRAY_SIZE(wanted); w++)
			if (listed(wanted[w].reasons, reason->name)) {
				want = wanted[w].check;
				met++;
			}
		expect(met == dlens_class_is_loss(reason->class), "%s stands %u times in the list",
		       reason->name, met);
		/* a reason counts, whatever the call site */
		got = dlens_blame(reason->name, i & 1 ? "enqueue_to_backlog+0x1" : "",
				  reason->class, reason->layer);
		expect(got == want, "%s is %u's, not %u's", reason->name, got, want);
	}
}

static void the_list_has_no_others(void)
{
	char name[64];
	const char *at;
	size_t w, i;
	bool met;

	for (w = 0; w < ARRAY_SIZE(wanted); w++)
		for (at = wanted[w].reasons; *at; at += strspn(at, " ")) {
			snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, " "), at);
			for (met = false, i = 0; i < ARRAY_SIZE(expected_reasons) && !met; i++)
				met = !strcmp(expected_reasons[i].name, name);
			expect(met, "no kernel has %s", name);
			at += strlen(name);
		}
}

static const struct {
	const char *location;
	u8 check;
} sites[] = {
	{ "enqueue_to_backlog.isra.0+0x1f", DLENS_CHECK_SOFTNET_BACKLOG },
	{ "nf_hook_slow+0xa2", DLENS_CHECK_FIREWALL },
	{ "nf_hook_slow_list+0xa2", DLENS_CHECK_FIREWALL },
	{ "nft_do_chain.constprop.0+0x3a1[nf_tables]", DLENS_CHECK_FIREWALL },
	{ "do_xdp_generic+0x1c", DLENS_CHECK_TC_XDP },
	{ "netif_receive_generic_xdp+0x1c", DLENS_CHECK_TC_XDP },
	{ "__netif_receive_skb_core.constprop.0+0x1c", DLENS_CHECK_TC_XDP },
	{ "__dev_queue_xmit+0x1c", DLENS_CHECK_TC_XDP },
	{ "kfree_skb_list+0x1c", DLENS_CHECK_QDISC },
	{ "kfree_skb_list_reason+0x1c", DLENS_CHECKS },
	{ "__tcf_kfree_skb_list+0x1c", DLENS_CHECK_QDISC },
	{ "__dev_forward_skb2+0x3", DLENS_CHECK_MTU },
	{ "veth_forward_skb+0x3[veth]", DLENS_CHECK_MTU },
	{ "nf_queue+0x4a", DLENS_CHECK_FIREWALL },
	{ "nf_reinject+0x4a", DLENS_CHECK_FIREWALL },
	{ "nfqnl_reinject+0x4a[nfnetlink_queue]", DLENS_CHECK_FIREWALL },
	{ "br_dev_queue_push_xmit+0x4a[bridge]", DLENS_CHECK_MTU },
	{ "ip_fragment.constprop.0+0x4a", DLENS_CHECK_MTU },
	{ "ip6_fragment+0x4a", DLENS_CHECK_MTU },
	{ "ip_tunnel_xmit+0x110[ip_tunnel]", DLENS_CHECKS },
	{ "ip_md_tunnel_xmit+0x110[ip_tunnel]", DLENS_CHECKS },
	{ "neigh_invalidate.part.0+0x2", DLENS_CHECK_NEIGHBOUR },
	{ "__neigh_event_send+0x2", DLENS_CHECK_NEIGHBOUR },
	{ "arp_error_report+0x2", DLENS_CHECK_NEIGHBOUR },
	{ "ip_finish_output2+0x2", DLENS_CHECK_NEIGHBOUR },
	{ "ip6_finish_output2+0x2", DLENS_CHECK_NEIGHBOUR },
	{ "ndisc_error_report+0x2", DLENS_CHECK_NEIGHBOUR },
	{ "ndisc_recv_ns+0x2", DLENS_CHECK_OTHER },
	{ "tcp_add_backlog+0x0", DLENS_CHECK_SOCKET_BACKLOG },
	{ "tpacket_rcv+0x0[af_packet]", DLENS_CHECK_OTHER },
	{ "packet_rcv_spkt+0x0[af_packet]", DLENS_CHECK_OTHER },
	{ "ip_error+0x71", DLENS_CHECK_ROUTE },
	{ "dst_discard_out+0x12", DLENS_CHECK_ROUTE },
	{ "ip_rcv_finish_core.isra.0+0x71", DLENS_CHECK_ROUTE },
	{ "ip_rcv_finish+0x71", DLENS_CHECK_ROUTE },
	{ "ip_rcv_core.isra.0+0x71", DLENS_CHECKS },
	{ "ip_rcv+0x71", DLENS_CHECKS },
	{ "ip6_rcv_core+0x71", DLENS_CHECKS },
	{ "ipv6_rcv+0x71", DLENS_CHECKS },
	{ "ip_forward+0x71", DLENS_CHECK_ROUTE },
	{ "ip6_forward+0x71", DLENS_CHECK_ROUTE },
	{ "ip6_pkt_drop+0x71", DLENS_CHECK_ROUTE },
	/* segments for TIME_WAIT: 100,000 short connections leave as many */
	{ "tcp_v4_rcv+0x8f0", DLENS_CHECKS },
	{ "tcp_v6_rcv+0x8f0", DLENS_CHECKS },
	{ "tcp_v4_do_rcv+0x75", DLENS_CHECKS },
	{ "tcp_v6_do_rcv+0x75", DLENS_CHECKS },
	{ "udp_queue_rcv_one_skb+0x1", DLENS_CHECK_OTHER },
	{ "udpv6_queue_rcv_one_skb+0x1", DLENS_CHECK_OTHER },
	{ "udp_queue_rcv_skb+0x1", DLENS_CHECK_OTHER },
	{ "__udp_queue_rcv_skb+0x1", DLENS_CHECK_OTHER },
	{ "__udp4_lib_rcv+0x1", DLENS_CHECKS },
	{ "__udp6_lib_rcv+0x1", DLENS_CHECKS },
	{ "__udp4_lib_mcast_deliver+0x1", DLENS_CHECKS },
	{ "skb_queue_purge+0x1", DLENS_CHECKS },
	{ "consume_skb+0x1", DLENS_CHECKS },
	{ "tcp_rcv_established+0x1", DLENS_CHECK_OTHER },
	{ "a_function_of_tomorrow+0x1", DLENS_CHECK_OTHER },
	{ "gone", DLENS_CHECK_OTHER },
	{ "", DLENS_CHECK_OTHER },
};

static void call_sites(void)
{
	struct dlens_verdict verdict;
	size_t i;
	u8 got;

	for (i = 0; i < ARRAY_SIZE(sites); i++) {
		verdict = dlens_classify(i & 1 ? "" : "NOT_SPECIFIED", sites[i].location);
		got = dlens_blame(i & 1 ? "" : "NOT_SPECIFIED", sites[i].location, verdict.class,
				  verdict.layer);
		expect(got == sites[i].check, "%s is %u's, not %u's", sites[i].location, got,
		       sites[i].check);
	}
}

static void new_ones(void)
{
	expect(dlens_blame("A_REASON_OF_TOMORROW", "nf_hook_slow", DLENS_ERROR,
			   DLENS_LAYER_OTHER) == DLENS_CHECK_OTHER, "a new reason");
	expect(dlens_blame("A_QUEUE_OF_TOMORROW", "", DLENS_RESOURCE,
			   DLENS_LAYER_QDISC) == DLENS_CHECK_QDISC, "a new queue");
	expect(dlens_blame("CPU_BACKLOG", "", DLENS_NORMAL,
			   DLENS_LAYER_DEVICE) == DLENS_CHECKS, "no loss");
	expect(dlens_blame("CPU_BACKLOG", "", DLENS_ARTEFACT,
			   DLENS_LAYER_DEVICE) == DLENS_CHECKS, "an artefact");
}

static void every_row_is_reached(const struct blame *rows, size_t count)
{
	char witness[128];
	size_t r, earlier, i;
	bool met;
	int head;

	for (r = 0; r < count; r++) {
		for (met = false, i = 0; i < ARRAY_SIZE(expected_reasons) && !met; i++)
			met = find(rows, count, expected_reasons[i].name) == &rows[r];
		for (i = 0; i < ARRAY_SIZE(sites) && !met; i++)
			met = find(rows, count, sites[i].location) == &rows[r];
		expect(met, "%s is the first fit of nothing", rows[r].pattern);
		expect(rows[r].check <= DLENS_CHECKS, "%s", rows[r].pattern);
		head = strcspn(rows[r].pattern, "*");
		snprintf(witness, sizeof(witness), "%.*s%s%s", head, rows[r].pattern,
			 rows[r].pattern[head] ? "~" : "",
			 rows[r].pattern[head] ? rows[r].pattern + head + 1 : "");
		for (earlier = 0; earlier < r; earlier++)
			expect(!naive_match(rows[earlier].pattern, witness), "%s hides %s",
			       rows[earlier].pattern, rows[r].pattern);
	}
}

static void tables(void)
{
	every_row_is_reached(by_reason, ARRAY_SIZE(by_reason));
	every_row_is_reached(by_function, ARRAY_SIZE(by_function));
}

static const struct test tests[] = {
	{ "every reason that a kernel ever had has one check", every_known_reason },
	{ "the list of reasons and checks has no others", the_list_has_no_others },
	{ "call sites", call_sites },
	{ "what is new, and what is no loss", new_ones },
	{ "every row is reached and none hides another", tables },
};

int main(void)
{
	return run_tests("blame", tests, ARRAY_SIZE(tests));
}
