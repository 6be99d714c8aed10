// SPDX-License-Identifier: GPL-2.0
/* What is said of drops without a check of their own: the right words, and all of them. */

/* As a whole, since its table is looked at too. */
#include "../../module/logic/hints.c"
#include "checks.h"
#include "told.h"
#include "test.h"

static const struct {
	const char *reason;
	const char *location;
	const char *says;
} wanted[] = {
	{ "FRAG_REASM_TIMEOUT", "ip_expire+0x41", "other parts never came" },
	{ "NOT_SPECIFIED", "ip_expire+0x41", "other parts never came" },
	{ "~FRAG_REASM_TIMEOUT", "ip_expire+0x41", "other parts never came" },
	{ "", "ip_expire+0x41", "other parts never came" },
	{ "NOT_SPECIFIED", "ip_defrag+0x75c", "ipfrag_high_thresh" },
	{ "SOCKET_FILTER", "sk_filter_trim_cap+0x1", "IPAddressDeny" },
	{ "PACKET_SOCK_ERROR", "tpacket_rcv+0x1[af_packet]", "is not lost" },
	{ "NOT_SPECIFIED", "packet_rcv+0x364", "is not lost" },
	{ "", "tpacket_rcv+0x364", "is not lost" },
	{ "TCP_MD5NOTFOUND", "tcp_v4_rcv+0x81", "password" },
	{ "TCP_AOFAILURE", "tcp_v4_rcv+0x81", "keys" },
	{ "XFRM_POLICY", "udp_queue_rcv_one_skb+0x14b", "ip xfrm policy" },
	{ "TCP_INVALID_SYN", "tcp_validate_incoming+0x151", "restarted" },
	{ "VXLAN_VNI_NOT_FOUND", "vxlan_rcv+0xb1[vxlan]", "type vxlan" },
	{ "NOT_SPECIFIED", "vxlan_rcv+0xb1[vxlan]", "type vxlan" },
	{ "BRIDGE_INGRESS_STP_STATE", "br_handle_frame_finish+0x1", "is the port forwarding" },
	{ "NOT_SPECIFIED", "br_handle_frame_finish+0x38e[bridge]", "hairpin" },
	{ "NOT_SPECIFIED", "br_forward+0x1[bridge]", "hairpin" },
	{ "NOT_SPECIFIED", "__br_forward+0x1[bridge]", "hairpin" },
	{ "NOT_SPECIFIED", "br_allowed_ingress+0x263[bridge]", "bridge vlan show" },
	{ "NOT_SPECIFIED", "br_handle_vlan+0x263[bridge]", "bridge vlan show" },
	{ "OPENVSWITCH:OVS_DROP_EXPLICIT", "ovs_execute+0x1[openvswitch]", "ovs-appctl" },
	/* a reason counts, whatever the call site */
	{ "TCP_FLAGS", "packet_rcv+0x364", NULL },
	{ "NOT_SPECIFIED", "a_function_of_tomorrow+0x1", NULL },
	{ "", "", NULL },
};

static void right_words(void)
{
	const char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		text = dlens_hint(wanted[i].reason, wanted[i].location);
		expect(wanted[i].says ? !!strstr(text, wanted[i].says) : !*text, "%s at %s: %s",
		       wanted[i].reason, wanted[i].location, text);
	}
}

static void every_row_is_reached(void)
{
	const char *text;
	size_t i, r;

	for (r = 0; r < ARRAY_SIZE(hints); r++) {
		for (i = 0; i < ARRAY_SIZE(wanted); i++) {
			text = dlens_hint(wanted[i].reason, wanted[i].location);
			if (text == hints[r].text &&
			    (hints[r].reason ? dlens_name_fits(hints[r].reason, wanted[i].reason) :
			     dlens_name_fits(hints[r].function, wanted[i].location)))
				break;
		}
		expect(i < ARRAY_SIZE(wanted), "%s is reached by nothing",
		       hints[r].reason ?: hints[r].function);
		expect(!hints[r].reason != !hints[r].function, "row %zu is of both or none", r);
	}
}

/* Whole beside the longest of everything else, and the values told as advice has it. */
static void in_an_advice(void)
{
	struct dlens_facts facts = healthy();
	struct dlens_dropped *dropped = &facts.dropped[DLENS_CHECK_OTHER];
	struct dlens_finding f;
	size_t i;

	dropped->last_60s = 1ULL << 60;
	dropped->top_60s = dropped->last_60s;
	dropped->in = "wwwwwwwwwwwwwww";
	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		dropped->reason = wanted[i].reason;
		dropped->location = wanted[i].location;
		dlens_check(DLENS_CHECK_OTHER, &facts, &f);
		expect(f.severity >= DLENS_INFO, "%s", f.evidence);
		expect(strlen(f.advice) < DLENS_ADVICE_LEN - 1, "cut: %s", f.advice);
		expect(!wanted[i].says || strstr(f.advice, wanted[i].says), "%s", f.advice);
		values_are_told(&f);
	}
}

/* However many: what a sniffer loses of its copies is no alarm. */
static void sniffers(void)
{
	struct dlens_facts facts = healthy();
	struct dlens_dropped *dropped = &facts.dropped[DLENS_CHECK_OTHER];

	dropped->reason = "PACKET_SOCK_ERROR";
	dropped->location = "tpacket_rcv+0x1[af_packet]";
	dropped->last_60s = 59;
	dropped->top_60s = 59;
	expect(severity_of(DLENS_CHECK_OTHER, &facts) == DLENS_OK, "fifty-nine");
	dropped->last_60s = 1000000;
	dropped->top_60s = 1000000;
	expect(severity_of(DLENS_CHECK_OTHER, &facts) == DLENS_INFO, "a million");
	dropped->reason = "PSP_INPUT";
	expect(severity_of(DLENS_CHECK_OTHER, &facts) == DLENS_WARN, "a million packets");
}

static const struct test tests[] = {
	{ "the right words", right_words },
	{ "every row is reached", every_row_is_reached },
	{ "nothing is cut", in_an_advice },
	{ "what a sniffer loses is no loss", sniffers },
};

int main(void)
{
	return run_tests("hints", tests, ARRAY_SIZE(tests));
}
