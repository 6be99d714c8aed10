/* SPDX-License-Identifier: GPL-2.0 */
/* Facts that no host has, but some host might: any numbers, any names. */
#ifndef ANYTHING_H
#define ANYTHING_H

#include "checks.h"
#include "test.h"

/* Of packets, pages and sockets: more than any host has. */
#define LARGEST 999999999999ULL

static const u64 values[] = {
	0, 1, 2, 5, 10, 30, 100, 600, 1000, 4096, 6000, 32768, 60999, 65535, 65536, 90000,
	100000, 262144, 1000000, 67108864, 0x7fffffff, 0x80000000, 0xffffffff, LARGEST,
	DLENS_ABSENT, DLENS_ABSENT, DLENS_ABSENT,
};

/* Whoever is root in a container names the devices there. */
static const char * const bad_names[] = {
	"a;reboot", "$(reboot)", "`reboot`", "a|sh", "a&b", "a>b", "'x", "\"x", "a\\b", "*",
	"-force", "a#b", "a\tb", "a\nb", "e\xc3\xa9", "a(b)", "{a,b}", "~root", "a=b", "a%sb", "a/b",
};

static const char * const good_names[] = { "eth0", "veth1a2b@if3", "br-lan", "eth0.100", "" };

/* No name of any kernel, as long as a row of the snapshot can hold. */
#define REASON_LONGEST "MAC80211_UNUSABLE:RX_DROP_U_REASON_OF_TOMORROW_"
#define LOCATION_LONGEST "a_function_with_a_name_that_is_long+0x1ffff[a_module_with_another"
#define DEV_LONGEST "fifteen-letters"
#define PORTS_TO_LONGEST "[2001:0db8:1111:2222:3333:4444:5555:6666]:65535"

static u64 any_value(void)
{
	return values[any_below(ARRAY_SIZE(values))];
}

static const char *any_name(void)
{
	return any_below(4) ? good_names[any_below(ARRAY_SIZE(good_names))] :
	       bad_names[any_below(ARRAY_SIZE(bad_names))];
}

static void any_names(struct dlens_facts *facts)
{
	int i;

	for (i = 0; i < DLENS_CHECKS; i++) {
		facts->dropped[i].dev = any_name();
		facts->dropped[i].in = any_name();
		if (!any_below(4))
			facts->dropped[i].reason = any_below(2) ? "NOT_SPECIFIED" : "SECURITY_HOOK";
		if (!any_below(4))
			facts->dropped[i].location = any_below(2) ? "kfree_skb_list+0x1" : "";
	}
	for (i = 0; i < 3; i++)
		facts->nic[i].dev = any_name();
	for (i = 0; i < DLENS_DROPPERS; i++)
		facts->dropper[i].dev = any_name();
	if (!any_below(4))
		facts->qdisc = any_below(2) ? "pfifo_fast" : any_name();
	facts->small_mtu_dev = any_name();
	/* nobody's choice: printed from an address and a port */
	snprintf(facts->sockets.ports_to, sizeof(facts->sockets.ports_to), "%s",
		 any_below(2) ? "10.0.0.1:80" : any_below(2) ? PORTS_TO_LONGEST : "");
}

static void any_numbers(struct dlens_facts *facts)
{
	u64 *first = (u64 *)&facts->sockets, *text = (u64 *)facts->sockets.ports_to, *number;
	int i, seldom = 1 + any_below(20);

	for (i = 0; i < DLENS_MIB_FACTS; i++)
		if (!any_below(seldom))
			facts->mib[i].last_60s = any_value();
	for (i = 0; i < DLENS_CHECKS; i++) {
		if (!any_below(seldom))
			facts->dropped[i].last_60s = any_value();
		if (!any_below(seldom))
			facts->dropped[i].top_60s = any_value();
		if (!any_below(seldom))
			facts->dropped[i].last_1s = any_value();
		facts->was[i] = any_below(DLENS_SEVERITIES);
	}
	if (!any_below(seldom))
		facts->strays.last_60s = any_value();
	for (i = 0; i < 3; i++)
		if (!any_below(seldom))
			facts->nic[i].last_60s = any_value();
	for (i = 0; i < DLENS_DROPPERS; i++)
		facts->dropper[i].last_60s = any_below(seldom) ? 0 : any_value();
	for (number = first; number < (u64 *)(&facts->sockets + 1); number++)
		if ((number < text || number >= text + sizeof(facts->sockets.ports_to) / 8) &&
		    !any_below(seldom))
			*number = any_value();
	for (number = &facts->max_backlog; number <= &facts->netdev_budget; number++)
		if (!any_below(seldom))
			*number = any_value();
	for (number = &facts->ct_count; number <= &facts->ct_chaintoolong.last_60s; number++)
		if (!any_below(seldom))
			*number = any_value();
	if (!any_below(seldom))
		facts->backlog_dropped.last_60s = any_value();
	if (!any_below(seldom))
		facts->squeezed.last_60s = any_value();
	if (!any_below(seldom))
		facts->flow_limited.last_60s = any_value();
	if (!any_below(seldom))
		facts->ram_bytes = any_value();
	if (!any_below(seldom))
		facts->min_free_kb = any_value();
	if (!any_below(seldom))
		facts->qdisc_limit = any_value();
	if (!any_below(seldom))
		facts->txqueuelen = any_value();
	if (!any_below(seldom))
		facts->small_mtu = any_below(1280);
	if (!any_below(seldom))
		facts->mib[DLENS_MIB_PAWS_PASSIVE].total = 1;
	if (!any_below(seldom))
		facts->reject_ago_s = any_below(400);
	if (!any_below(seldom))
		facts->refused_ago_s = any_below(400);
	if (!any_below(seldom))
		facts->rejecting = any();
	if (!any_below(seldom))
		facts->mib[DLENS_MIB_PAWS_OLD_ACK].total = DLENS_ABSENT;
}

#endif
