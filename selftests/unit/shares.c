// SPDX-License-Identifier: GPL-2.0
/* Drops of functions that free for several causes, given out by what counters tell. */
#include <droplens/classify.h>

/* As a whole, since its table is looked at too. */
#include "../../module/logic/shares.c"
#include "match.h"
#include "test.h"

#define C(check) DLENS_CHECK_##check
#define M(counter) DLENS_MIB_##counter
#define PARTS 5

/* As a kernel without reasons has it. */
static const struct {
	const char *location;
	u64 packets;
	struct {
		u8 counter;
		u64 gain;
	} counters[PARTS];
	struct {
		u8 check;
		u64 packets;
	} parts[PARTS];
	u64 rest;
} cases[] = {
	{ "ip_rcv_finish_core.isra.0+0x1", 50, { { M(RP_FILTER), 30 } },
	  { { C(RP_FILTER), 30 } }, 20 },
	{ "ip_rcv_finish+0x1", 30, { { M(RP_FILTER), 30 } }, { { C(RP_FILTER), 30 } }, 0 },
	/* what the counter has more than these is another function's */
	{ "ip_forward+0x1", 30, { { M(FRAG_FAILS), 90 } }, { { C(MTU), 30 } }, 0 },
	{ "ip6_forward+0x1", 34, { { M(FRAG_FAILS), 0 } }, {}, 34 },
	{ "ip_forward+0x1", 34, { { M(RP_FILTER), 34 } }, {}, 34 },
	{ "udp_queue_rcv_one_skb+0x1", 100, { { M(UDP_RCVBUF), 46 }, { M(IN_CSUM), 4 } },
	  { { C(SOCKET_BUFFER), 46 }, { C(CHECKSUM), 4 } }, 50 },
	{ "udpv6_queue_rcv_one_skb+0x1", 100,
	  { { M(UDP_RCVBUF), 6 }, { M(IN_CSUM), 4 }, { M(UDP_MEM), 3 },
	    { M(PFMEMALLOC_DROP), 2 } },
	  { { C(SOCKET_BUFFER), 6 }, { DLENS_CHECKS, 3 }, { C(CHECKSUM), 4 },
	    { DLENS_CHECKS, 2 } }, 85 },
	{ "__udp_queue_rcv_skb+0x1", 10,
	  { { M(UDP_RCVBUF), 6 }, { M(IN_CSUM), 4 }, { M(UDP_MEM), 3 },
	    { M(PFMEMALLOC_DROP), 2 } },
	  { { C(SOCKET_BUFFER), 6 }, { DLENS_CHECKS, 3 }, { C(CHECKSUM), 1 } }, 0 },
	{ "udp_queue_rcv_skb+0x1", 45, {}, {}, 45 },
	{ "__udp4_lib_rcv+0x1", 48, { { M(NO_PORTS), 44 }, { M(IN_CSUM), 4 } },
	  { { C(NO_SOCKET), 44 }, { C(CHECKSUM), 4 } }, 0 },
	/* no protocol wanted some, tc dropped the others */
	{ "__netif_receive_skb_core.constprop.0+0x1", 50, { { M(FACTS), 7 } },
	  { { DLENS_CHECKS, 7 } }, 43 },
	{ "__dev_queue_xmit+0x1", 43, { { M(FACTS), 0 } }, {}, 43 },
	{ "__dev_queue_xmit+0x1", 43, { { M(FACTS), DLENS_ABSENT } }, { { C(OTHER), 43 } }, 0 },
	/* whose history nobody keeps: none is another cause's for sure */
	{ "ip_rcv_finish+0x1", 30, { { M(RP_FILTER), DLENS_ABSENT } }, { { C(OTHER), 30 } }, 0 },
	{ "nf_hook_slow+0x1", 30, { { M(RP_FILTER), 30 }, { M(IN_CSUM), 30 } }, {}, 30 },
	{ "", 30, { { M(RP_FILTER), 30 } }, {}, 30 },
};

static void begin(struct dlens_shares *shares, size_t nr)
{
	struct dlens_facts facts = {};
	int i;

	for (i = 0; i < PARTS; i++)
		if (cases[nr].counters[i].counter == M(FACTS))
			facts.devices_dropped_60s = cases[nr].counters[i].gain;
		else
			facts.mib[cases[nr].counters[i].counter].last_60s +=
				cases[nr].counters[i].gain;
	dlens_shares_begin(shares, &facts);
}

/* What a counter would tell that this kernel does not have is blamed as the rest is. */
static void no_counter(void)
{
	struct dlens_facts facts = {};
	struct dlens_shares shares;
	u32 nr = 0;
	u8 check;

	facts.mib[M(RP_FILTER)].total = DLENS_ABSENT;
	facts.mib[M(RP_FILTER)].last_60s = DLENS_ABSENT;
	dlens_shares_begin(&shares, &facts);
	expect(!dlens_share(&shares, "", "ip_rcv_finish+0x1", 30, &nr, &check), "it has a part");
}

static void every_case(void)
{
	struct dlens_shares shares;
	u64 rest, part;
	size_t i;
	u32 nr;
	u8 check;
	int k;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		begin(&shares, i);
		rest = cases[i].packets;
		nr = 0;
		for (k = 0; k < PARTS; k++) {
			check = 99;
			part = dlens_share(&shares, i & 1 ? "" : "NOT_SPECIFIED", cases[i].location,
					   rest, &nr, &check);
			expect(part == cases[i].parts[k].packets, "case %zu, part %d: %llu", i, k,
			       part);
			if (!part)
				break;
			expect(check == cases[i].parts[k].check, "case %zu, part %d: %u", i, k,
			       check);
			rest -= part;
		}
		expect(rest == cases[i].rest, "case %zu leaves %llu", i, rest);
	}
}

static u64 all_of(struct dlens_shares *shares, const char *reason, const char *function,
		  u64 packets)
{
	u64 rest = packets, part;
	u32 nr = 0;
	u8 check;

	while ((part = dlens_share(shares, reason, function, rest, &nr, &check)))
		rest -= part;
	return packets - rest;
}

/* Two call sites of one function, or of two, share one counter. */
static void nothing_twice(void)
{
	struct dlens_facts facts = { .mib[M(UDP_RCVBUF)].last_60s = 46 };
	struct dlens_shares shares;

	dlens_shares_begin(&shares, &facts);
	expect(all_of(&shares, "", "udp_queue_rcv_one_skb+0x1", 30) == 30, "the first");
	expect(all_of(&shares, "", "udp_queue_rcv_one_skb+0x9", 30) == 16, "the second");
	expect(all_of(&shares, "", "__udp_queue_rcv_skb+0x1", 30) == 0, "the third");
}

/* What the kernel itself gives a reason for is no longer the counter's to tell. */
static void some_have_reasons(void)
{
	struct dlens_facts facts = {
		.mib[M(UDP_RCVBUF)].last_60s = 46, .devices_dropped_60s = 50,
	};
	struct dlens_shares shares;

	dlens_shares_begin(&shares, &facts);
	dlens_share_given(&shares, "SOCKET_RCVBUFF", "udp_queue_rcv_one_skb+0x1", 40,
			  C(SOCKET_BUFFER));
	/* neither at another place, nor for another cause, nor without a reason */
	dlens_share_given(&shares, "SOCKET_RCVBUFF", "sock_queue_rcv_skb_reason", 40,
			  C(SOCKET_BUFFER));
	dlens_share_given(&shares, "SOCKET_FILTER", "udp_queue_rcv_one_skb+0x1", 40, C(OTHER));
	dlens_share_given(&shares, "", "udp_queue_rcv_one_skb+0x1", 40, C(SOCKET_BUFFER));
	expect(all_of(&shares, "SOCKET_RCVBUFF", "udp_queue_rcv_one_skb+0x1", 40) == 0,
	       "a reason is the reason");
	expect(all_of(&shares, "~SOCKET_RCVBUFF", "udp_queue_rcv_one_skb+0x1", 40) == 0,
	       "an inferred one likewise");
	expect(all_of(&shares, "NOT_SPECIFIED", "udp_queue_rcv_one_skb+0x1", 40) == 6,
	       "six have none");
	dlens_share_given(&shares, "UNHANDLED_PROTO", "__netif_receive_skb_core+0x1", 60,
			  DLENS_CHECKS);
	expect(all_of(&shares, "", "__netif_receive_skb_core+0x1", 40) == 0, "more than counted");
	facts.devices_dropped_60s = DLENS_ABSENT;
	dlens_shares_begin(&shares, &facts);
	dlens_share_given(&shares, "UNHANDLED_PROTO", "__netif_receive_skb_core+0x1", 60,
			  DLENS_CHECKS);
	expect(shares.left[BY_DEVICES] == DLENS_ABSENT, "the unknown stays unknown");
}

static void absent_counters(void)
{
	struct dlens_facts facts = {};
	struct dlens_shares shares;

	facts.mib[M(UDP_RCVBUF)] = (struct dlens_moved){ DLENS_ABSENT, 5000 };
	dlens_shares_begin(&shares, &facts);
	expect(all_of(&shares, "", "udp_queue_rcv_one_skb+0x1", 40) == 0, "no such counter");
}

/* A function that dlens_blame() gives to nobody has no cause but those that are counted. */
static void tables(void)
{
	bool met[ARRAY_SIZE(by_counter)] = {};
	char function[64];
	size_t r, i, k;
	u8 rest;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(function, sizeof(function), "%.*s",
			 (int)strcspn(cases[i].location, ".+"), cases[i].location);
		for (r = 0; r < ARRAY_SIZE(by_counter); r++)
			for (k = 0; k < PARTS; k++)
				met[r] |= naive_match(by_counter[r].pattern, function) &&
					  cases[i].counters[k].counter == by_counter[r].counter;
		if (dlens_shared_by("", cases[i].location) == DLENS_SHARED_BY_NONE)
			continue;
		expect(dlens_shared_by("NOT_SPECIFIED", cases[i].location) !=
		       DLENS_SHARED_BY_NONE &&
		       dlens_shared_by("NO_SOCKET", cases[i].location) == DLENS_SHARED_BY_NONE,
		       "%s", function);
		rest = dlens_blame("", cases[i].location, DLENS_UNKNOWN, DLENS_LAYER_OTHER);
		expect(rest < DLENS_CHECKS || !strcmp(function, "__udp4_lib_rcv"), "%s", function);
	}
	for (r = 0; r < ARRAY_SIZE(by_counter); r++)
		expect(met[r], "no case for %s", by_counter[r].pattern);
	expect(dlens_shared_by("", "nf_hook_slow+0x1") == DLENS_SHARED_BY_NONE &&
	       dlens_shared_by("", "") == DLENS_SHARED_BY_NONE, "one cause");
	expect(dlens_shared_by("", "__dev_queue_xmit+0x1") == DLENS_SHARED_BY_DEVICES &&
	       dlens_shared_by("", "ip_rcv_finish+0x1") == M(RP_FILTER), "by whom");
}

static const struct test tests[] = {
	{ "what counters tell, and what is left", every_case },
	{ "a counter that this kernel does not have", no_counter },
	{ "no packet is told of twice", nothing_twice },
	{ "kernels that give some reasons", some_have_reasons },
	{ "a counter that is absent tells nothing", absent_counters },
	{ "every row is reached", tables },
};

int main(void)
{
	return run_tests("shares", tests, ARRAY_SIZE(tests));
}
