// SPDX-License-Identifier: GPL-2.0
/* Classes and layers by the call site, where the kernel gives no reason. */

/* As a whole, since its tables are looked at too. */
#include "../../module/logic/classify.c"
#include "match.h"
#include "test.h"

/* Functions of real kernels; at least one for every pattern. */
static const struct expected_function {
	const char *name;
	u8 class;
	u8 layer;
} expected[] = {
#define WANT(class, layer, name) { name, DLENS_##class, DLENS_LAYER_##layer }
	WANT(NORMAL, SOCKET, "skb_queue_purge"), WANT(NORMAL, SOCKET, "skb_queue_purge_reason"),
	WANT(NORMAL, SOCKET, "skb_rbtree_purge"), WANT(ARTEFACT, TCP, "tcp_rcv_state_process"),
	WANT(NORMAL, SOCKET, "skb_errqueue_purge"), WANT(NORMAL, SOCKET, "sk_stream_kill_queues"),
	WANT(NORMAL, SOCKET, "inet_sock_destruct"), WANT(NORMAL, SOCKET, "udp_destruct_common"),
	WANT(NORMAL, SOCKET, "udp_destruct_sock"), WANT(NORMAL, SOCKET, "packet_sock_destruct"),
	WANT(NORMAL, SOCKET, "__sk_destruct"), WANT(NORMAL, TCP, "tcp_disconnect"),
	WANT(NORMAL, TCP, "tcp_write_queue_purge"), WANT(NORMAL, TCP, "tcp_fastopen_add_skb"),
	WANT(NORMAL, SOCKET, "unix_stream_connect"), WANT(NORMAL, SOCKET, "unix_release_sock"),
	WANT(NORMAL, SOCKET, "netlink_broadcast"), WANT(NORMAL, SOCKET, "netlink_sock_destruct"),
	WANT(NORMAL, SOCKET, "nfnetlink_rcv_batch"), WANT(NORMAL, SOCKET, "rtnetlink_rcv_msg"),
	WANT(NORMAL, SOCKET, "genl_rcv_msg"), WANT(NORMAL, SOCKET, "kobject_uevent_env"),
	WANT(NORMAL, SOCKET, "uevent_net_rcv_skb"), WANT(NORMAL, SOCKET, "audit_log_end"),
	WANT(NORMAL, SOCKET, "kauditd_hold_skb"), WANT(NORMAL, QDISC, "qdisc_reset"),
	WANT(NORMAL, QDISC, "qdisc_reset_queue"),
	WANT(NORMAL, QDISC, "pfifo_fast_reset"), WANT(NORMAL, SOCKET, "x25_write_queue_purge"),

	WANT(ARTEFACT, OTHER, "skb_release_data"), WANT(ARTEFACT, OTHER, "skb_release_all"),
	WANT(ARTEFACT, OTHER, "__kfree_skb"), WANT(ARTEFACT, OTHER, "consume_skb"),
	WANT(ARTEFACT, DRIVER, "bnxt_tx_int"), WANT(ARTEFACT, DRIVER, "ixgbe_clean_tx_irq"),
	WANT(ARTEFACT, DRIVER, "napi_get_frags_check"),
	WANT(ARTEFACT, DRIVER, "netif_napi_add_weight_locked"),
	WANT(ARTEFACT, DRIVER, "e1000_clean_tx_irq"), WANT(ARTEFACT, DRIVER, "free_old_xmit_skbs"),
	WANT(ARTEFACT, DRIVER, "free_old_xmit"), WANT(ARTEFACT, DRIVER, "__dev_kfree_skb_any"),
	WANT(ARTEFACT, DRIVER, "dev_kfree_skb_any_reason"),
	WANT(NORMAL, OTHER, "stp_pdu_rcv"), WANT(NORMAL, OTHER, "br_stp_rcv"),
	WANT(NORMAL, IP, "ip6_mc_input"),

	WANT(POLICY, NETFILTER, "nf_hook_slow"), WANT(POLICY, NETFILTER, "nf_hook_slow_list"),
	WANT(POLICY, NETFILTER, "nf_queue"), WANT(POLICY, NETFILTER, "nf_reinject"),
	WANT(POLICY, NETFILTER, "nfqnl_reinject"),
	WANT(POLICY, NETFILTER, "nft_do_chain"), WANT(RESOURCE, DEVICE, "enqueue_to_backlog"),
	WANT(POLICY, BPF, "do_xdp_generic"), WANT(POLICY, BPF, "netif_receive_generic_xdp"),
	WANT(UNKNOWN, QDISC, "kfree_skb_list"),
	WANT(RESOURCE, QDISC, "pfifo_fast_enqueue"), WANT(RESOURCE, QDISC, "bfifo_enqueue"),
	WANT(RESOURCE, QDISC, "fq_codel_dequeue"), WANT(RESOURCE, QDISC, "netem_enqueue"),
	WANT(RESOURCE, QDISC, "tbf_enqueue"),
	WANT(RESOURCE, QDISC, "__tcf_kfree_skb_list"), WANT(ERROR, NEIGH, "neigh_invalidate"),
	WANT(UNKNOWN, NEIGH, "neigh_resolve_output"), WANT(UNKNOWN, NEIGH, "__neigh_event_send"),
	WANT(ERROR, NEIGH, "arp_error_report"), WANT(ERROR, NEIGH, "ndisc_error_report"),
	WANT(UNKNOWN, NEIGH, "ndisc_recv_ns"), WANT(ERROR, IP, "ip_expire"),
	WANT(UNKNOWN, IP, "inet_frag_rbtree_purge"),
	WANT(UNKNOWN, NEIGH, "arp_process"),
	WANT(ARTEFACT, ICMP, "icmp_rcv"),
	WANT(ARTEFACT, ICMP, "icmpv6_rcv"), WANT(UNKNOWN, ICMP, "icmp_echo"),
	WANT(RESOURCE, TCP, "tcp_add_backlog"),
	WANT(UNKNOWN, TCP, "tcp_v4_rcv"), WANT(UNKNOWN, TCP, "tcp_rcv_established"),
	WANT(UNKNOWN, UDP, "udp_queue_rcv_one_skb"), WANT(UNKNOWN, UDP, "udpv6_queue_rcv_one_skb"),
	WANT(UNKNOWN, UDP, "__udp4_lib_rcv"), WANT(ERROR, IP, "ip_error"),
	WANT(ERROR, IP, "dst_discard_out"), WANT(ERROR, IP, "dst_discard"),
	WANT(UNKNOWN, IP, "ip_rcv_finish_core"), WANT(UNKNOWN, IP, "ip_forward"),
	WANT(UNKNOWN, IP, "ip6_forward"), WANT(UNKNOWN, IP, "ipv6_rcv"),
	WANT(UNKNOWN, IP, "__ip_local_out"), WANT(UNKNOWN, SOCKET, "tpacket_rcv"),
	WANT(UNKNOWN, SOCKET, "packet_rcv"), WANT(UNKNOWN, SOCKET, "packet_rcv_spkt"),
	WANT(UNKNOWN, SOCKET, "sock_queue_rcv_skb"), WANT(UNKNOWN, XFRM, "xfrm_input"),
	WANT(UNKNOWN, DEVICE, "br_handle_frame"),
	WANT(UNKNOWN, DEVICE, "__netif_receive_skb_core"),
	WANT(UNKNOWN, DEVICE, "__dev_queue_xmit"), WANT(UNKNOWN, DEVICE, "__dev_forward_skb2"),
	WANT(UNKNOWN, DEVICE, "dev_hard_start_xmit"), WANT(UNKNOWN, DRIVER, "veth_xmit"),
	WANT(UNKNOWN, DRIVER, "tun_net_xmit"),
#undef WANT
};

static void every_function(void)
{
	struct dlens_verdict got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		got = dlens_classify("", expected[i].name);
		expect(got.class == expected[i].class && got.layer == expected[i].layer,
		       "%s is %s/%s, not %s/%s", expected[i].name, dlens_class_name(got.class),
		       dlens_layer_name(got.layer), dlens_class_name(expected[i].class),
		       dlens_layer_name(expected[i].layer));
	}
}

/* Where the kernel gives reasons, none at these sites means that nothing was lost. */
static void unspecified(void)
{
	static const char * const artefacts[] = {
		"tcp_v4_rcv+0x8f0", "tcp_v6_rcv+0x8f0", "icmpv6_rcv", "kfree_skb_list_reason",
	};
	struct dlens_verdict got, without;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(artefacts); i++) {
		got = dlens_classify("NOT_SPECIFIED", artefacts[i]);
		without = dlens_classify("", artefacts[i]);
		expect(got.class == DLENS_ARTEFACT, "%s is %s", artefacts[i],
		       dlens_class_name(got.class));
		if (strcmp(artefacts[i], "icmpv6_rcv"))
			expect(without.class == DLENS_UNKNOWN, "%s without reasons is %s",
			       artefacts[i], dlens_class_name(without.class));
	}
	/* the raw socket that sent the echo request has its copy */
	expect(dlens_classify("NO_SOCKET", "icmp_rcv+0x1f0").class == DLENS_ARTEFACT &&
	       dlens_classify("NO_SOCKET", "icmpv6_rcv").class == DLENS_ARTEFACT &&
	       dlens_classify("NO_SOCKET", "__udp4_lib_rcv").class == DLENS_ERROR &&
	       dlens_classify("ICMP_CSUM", "icmp_rcv").class == DLENS_ERROR, "echo replies");
	got = dlens_classify("NOT_SPECIFIED", "nf_hook_slow");
	expect(got.class == DLENS_POLICY, "nf_hook_slow is %s", dlens_class_name(got.class));
}

/* An inferred reason must mean what it means where the kernel gives it. */
static void inferred(void)
{
	struct dlens_verdict given, got;
	const char *reason, *other;
	u32 number, its;
	size_t i, k;
	char marked[64];

	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		number = 0;
		reason = dlens_infer(expected[i].name, &number);
		expect(!reason == !number, "%s: number %u", expected[i].name, number);
		if (!reason)
			continue;
		given = dlens_classify(reason, expected[i].name);
		snprintf(marked, sizeof(marked), "%c%s", DLENS_INFERRED, reason);
		got = dlens_classify(marked, expected[i].name);
		expect(given.class == got.class && given.layer == got.layer &&
		       got.class == expected[i].class && got.layer == expected[i].layer,
		       "%s at %s is %s/%s", marked, expected[i].name, dlens_class_name(got.class),
		       dlens_layer_name(got.layer));
		for (k = 0; k < i; k++) {
			other = dlens_infer(expected[k].name, &its);
			expect(!other || (number == its) == !strcmp(reason, other),
			       "%s and %s have the numbers %u and %u", reason, other, number, its);
		}
	}
	reason = dlens_infer("nf_hook_slow+0x44", &number);
	expect(reason && !strcmp(reason, "NETFILTER_DROP"), "nf_hook_slow is %s", reason);
	expect(!dlens_infer("tcp_v4_rcv+0x8f0", &number), "tcp_v4_rcv frees for many causes");
	expect(!dlens_infer("gone", &number) && !dlens_infer("", &number), "no function");
}

static void fragments(void)
{
	expect(dlens_is_fragment("", "kfree_skb_list+0x1d", false), "a fragment");
	expect(!dlens_is_fragment("", "kfree_skb_list+0x1d", true), "a queue's drop");
	expect(!dlens_is_fragment("NOT_SPECIFIED", "kfree_skb_list+0x1d", false), "a reason");
	expect(!dlens_is_fragment("", "__tcf_kfree_skb_list", false), "another function");
}

static void every_pattern_is_reached(void)
{
	const char *pattern;
	size_t r, i;
	bool met;

	for (r = 0; r < ARRAY_SIZE(by_function); r++) {
		pattern = by_function[r].pattern;
		met = false;
		for (i = 0; i < ARRAY_SIZE(expected) && !met; i++)
			met = find(by_function, ARRAY_SIZE(by_function), expected[i].name) ==
			      &by_function[r];
		expect(met, "%s is the first fit of no function", pattern);
	}
}

/* What a pattern shadows can not be seen from names alone: try all pairs. */
static void nothing_is_shadowed(const struct rule *rules, size_t count)
{
	char witness[128];
	size_t r, earlier;
	int head;

	for (r = 0; r < count; r++) {
		head = strcspn(rules[r].pattern, "*");
		snprintf(witness, sizeof(witness), "%.*s%s%s", head, rules[r].pattern,
			 rules[r].pattern[head] ? "~" : "",
			 rules[r].pattern[head] ? rules[r].pattern + head + 1 : "");
		for (earlier = 0; earlier < r; earlier++)
			expect(!naive_match(rules[earlier].pattern, witness), "%s hides %s",
			       rules[earlier].pattern, rules[r].pattern);
	}
}

static void no_pattern_hides_another(void)
{
	nothing_is_shadowed(by_reason, ARRAY_SIZE(by_reason));
	nothing_is_shadowed(by_function, ARRAY_SIZE(by_function));
}

/* Beginning alike is not enough where the pattern does not say so. */
static void near_misses(void)
{
	static const char * const names[] = {
		"enqueue_to_backlog2", "xenqueue_to_backlog", "nft_do_chai", "consume_skb_x",
		"tx_int", "queue_purge", "net_tx_action", "gone", "0xffffffffc0123456", "*",
	};
	struct dlens_verdict got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		got = dlens_classify("", names[i]);
		expect(got.class == DLENS_UNKNOWN && got.layer == DLENS_LAYER_OTHER, "%s is %s/%s",
		       names[i], dlens_class_name(got.class), dlens_layer_name(got.layer));
	}
}

/* All names of up to four letters, beside the naive matcher. */
static void matcher_is_exact(void)
{
	static const char * const patterns[] = {
		"", "*", "a", "a*", "*a", "a*a", "ab*", "*ab", "a*b", "ab*ab", "abab", "*aba",
		"*a*", "a*b*a", "*a*b", "**", "*ab*",
	};
	char name[5];
	size_t p;
	int n, i, code;

	for (p = 0; p < ARRAY_SIZE(patterns); p++)
		for (n = 0; n <= 4; n++)
			for (code = 0; code < 1 << n; code++) {
				for (i = 0; i < n; i++)
					name[i] = code >> i & 1 ? 'b' : 'a';
				name[n] = '\0';
				expect(dlens_name_fits(patterns[p], name) ==
				       naive_match(patterns[p], name),
				       "'%s' on '%s'", patterns[p], name);
			}
}

static const struct test tests[] = {
	{ "functions of real kernels", every_function },
	{ "functions that lose nothing without a reason", unspecified },
	{ "reasons that the call site stands for", inferred },
	{ "fragments of delivered packets", fragments },
	{ "every pattern is the first fit of some function", every_pattern_is_reached },
	{ "no pattern hides a later one", no_pattern_hides_another },
	{ "names that almost fit", near_misses },
	{ "the matcher agrees with a naive one", matcher_is_exact },
};

int main(void)
{
	return run_tests("functions", tests, ARRAY_SIZE(tests));
}
