// SPDX-License-Identifier: GPL-2.0
/* The checks: evidence in, verdict out; of all checks, not only the one meant. */
#include "checks.h"
#include "test.h"

#define C(check) DLENS_CHECK_##check

/* What differs from a healthy host, which check says so, and how loudly. */
static const struct row {
	u8 check;
	u8 severity;
	struct fact facts[FACTS_MAX];
} rows[] = {
	{ C(NIC_RING), DLENS_WARN, { NIC(RING, 1) } },
	{ C(NIC_RING), DLENS_CRIT, { NIC(RING, 6000) } },
	{ C(NIC_ERRORS), DLENS_WARN, { NIC(ERRORS, 3) } },
	{ C(NIC_DROPPED), DLENS_OK, { NIC(DROPPED, 19) } },
	{ C(NIC_DROPPED), DLENS_INFO, { NIC(DROPPED, 20) } },
	{ C(NIC_DROPPED), DLENS_WARN, { NIC(DROPPED, 100) } },
	{ C(NIC_DROPPED), DLENS_WARN, { DROPS(NIC_DROPPED, 100) } },
	{ C(NIC_DROPPED), DLENS_OK, { NIC(DROPPED, 100), F(unhandled_60s, 95) } },
	{ C(NIC_DROPPED), DLENS_WARN, { NIC(DROPPED, 100), F(unhandled_60s, DLENS_ABSENT) } },

	/* what a device counts once more is blamed on the cause alone */
	{ C(SOFTNET_BACKLOG), DLENS_WARN, { NIC(DROPPED, 93), DROPS(SOFTNET_BACKLOG, 93) } },
	{ C(MTU), DLENS_WARN, { NIC(DROPPED, 100), DROPS(MTU, 100) } },
	{ C(TC_XDP), DLENS_INFO, { NIC(DROPPED, 100), DROPS(TC_XDP, 100) } },
	{ C(NIC_DROPPED), DLENS_OK, { NIC(DROPPED, 100), F(everywhere_60s[C(MTU)], 100) } },
	{ C(NIC_DROPPED), DLENS_WARN, { NIC(DROPPED, 100), F(everywhere_60s[C(MTU)], 50) } },

	{ C(SOFTNET_BACKLOG), DLENS_WARN, { F(backlog_dropped.last_60s, 1) } },
	{ C(SOFTNET_BACKLOG), DLENS_WARN, { F(backlog_dropped.last_60s, 93), DROPS(SOFTNET_BACKLOG, 93) } },
	{ C(SOFTNET_BACKLOG), DLENS_CRIT, { DROPS(SOFTNET_BACKLOG, 9999) } },
	{ C(SOFTNET_SQUEEZE), DLENS_OK, { F(squeezed.last_60s, 1199) } },
	{ C(SOFTNET_SQUEEZE), DLENS_INFO, { F(squeezed.last_60s, 1200) } },
	{ C(SOFTNET_SQUEEZE), DLENS_WARN, { F(squeezed.last_60s, 60000) } },
	/* packets of the flow limit are in the other counter too */
	{ C(SOFTNET_SQUEEZE), DLENS_WARN, { F(flow_limited.last_60s, 40), F(backlog_dropped.last_60s, 40), DROPS(SOFTNET_BACKLOG, 40) } },

	{ C(QDISC), DLENS_INFO, { DROPS(QDISC, 10) } },
	{ C(QDISC), DLENS_WARN, { DROPS(QDISC, 600) } },
	{ C(QDISC), DLENS_INFO, { DROPS(QDISC, 10), MIB(UDP_SNDBUF, 10) } },
	{ C(FIREWALL), DLENS_OK, { DROPS(FIREWALL, 4) } },
	{ C(FIREWALL), DLENS_WARN, { DROPS(FIREWALL, 10) } },
	{ C(FIREWALL), DLENS_WARN, { DROPS(FIREWALL, 300), F(ct_loaded, false) } },
	{ C(FIREWALL), DLENS_WARN, { DROPS(FIREWALL, 300), F(ct_drop.last_60s, DLENS_ABSENT) } },
	{ C(TC_XDP), DLENS_INFO, { DROPS(TC_XDP, 100000) } },

	/* all, none but the noise of reading twice, and part of a firewall's drops */
	{ C(CONNTRACK_FULL), DLENS_CRIT, { DROPS(FIREWALL, 7), F(ct_drop.last_60s, 7), F(ct_count, 65536) } },
	{ C(CONNTRACK_FULL), DLENS_CRIT, { DROPS(FIREWALL, 1000), F(ct_drop.last_60s, 990) } },
	{ C(CONNTRACK_FULL), DLENS_CRIT, { DROPS(FIREWALL, 1000), F(ct_drop.last_60s, 1200) } },
	{ C(CONNTRACK_FULL), DLENS_OK, { F(ct_count, 58982) } },
	{ C(CONNTRACK_FULL), DLENS_WARN, { F(ct_count, 58983) } },
	{ C(CONNTRACK_FULL), DLENS_WARN, { F(ct_early_drop.last_60s, 1) } },
	{ C(CONNTRACK_FULL), DLENS_OK, { F(ct_max, 0), F(ct_count, 90000) } },
	/* a clash is no full table; it counts in both, or in one */
	{ C(CONNTRACK_FULL), DLENS_INFO, { F(ct_insert_failed.last_60s, 20), F(ct_drop.last_60s, 20), DROPS(FIREWALL, 20) } },
	{ C(CONNTRACK_FULL), DLENS_INFO, { F(ct_insert_failed.last_60s, 20), DROPS(FIREWALL, 20) } },
	{ C(CONNTRACK_FULL), DLENS_CRIT, { F(ct_insert_failed.last_60s, 5), F(ct_drop.last_60s, 20), F(ct_count, 65536) } },

	{ C(RP_FILTER), DLENS_WARN, { DROPS(RP_FILTER, 10), MIB(RP_FILTER, 10) } },
	{ C(RP_FILTER), DLENS_WARN, { MIB(RP_FILTER, 10) } },
	/* without reasons the counter takes its packets off the call site */
	{ C(RP_FILTER), DLENS_WARN, { MIB(RP_FILTER, 50), DROPS(ROUTE, 50), F(dropped[C(ROUTE)].reason, 0) } },
	{ C(ROUTE), DLENS_INFO, { DROPS(ROUTE, 10) } },
	{ C(ROUTE), DLENS_OK, { DROPS(ROUTE, 3), MIB(IN_NO_ROUTES, 3) } },
	{ C(ROUTE), DLENS_WARN, { DROPS(ROUTE, 100), MIB(IN_NO_ROUTES, 100) } },
	{ C(ROUTE), DLENS_OK, { MIB(OUT_NO_ROUTES, 599) } },
	{ C(ROUTE), DLENS_INFO, { MIB(OUT_NO_ROUTES, 5000) } },
	{ C(MTU), DLENS_WARN, { DROPS(MTU, 10), MIB(FRAG_FAILS, 10) } },
	{ C(MTU), DLENS_WARN, { F(small_mtu, 100) } },
	{ C(MTU), DLENS_OK, { DROPS(MTU, 4) } },
	{ C(CHECKSUM), DLENS_WARN, { DROPS(CHECKSUM, 10), MIB(IN_CSUM, 10) } },
	{ C(NEIGHBOUR), DLENS_INFO, { DROPS(NEIGHBOUR, 9) } },
	{ C(NEIGHBOUR), DLENS_WARN, { SOCK(neigh_table_fulls_60s, 1) } },
	{ C(NEIGHBOUR), DLENS_WARN, { SOCK(neigh_entries, 1000) } },

	{ C(ACCEPT_QUEUE), DLENS_WARN, { MIB(LISTEN_OVERFLOWS, 5), MIB(LISTEN_DROPS, 5) } },
	{ C(ACCEPT_QUEUE), DLENS_CRIT, { MIB(LISTEN_OVERFLOWS, 900), MIB(LISTEN_DROPS, 900), DROPS(ACCEPT_QUEUE, 900) } },
	{ C(ACCEPT_QUEUE), DLENS_INFO, { MIB(LISTEN_DROPS, 20) } },
	/* half-open connections wait behind those that nobody accepts */
	{ C(ACCEPT_QUEUE), DLENS_WARN, { MIB(LISTEN_OVERFLOWS, 50), MIB(LISTEN_DROPS, 90), MIB(REQQ_FULL_DROP, 40) } },
	{ C(SYN_QUEUE), DLENS_WARN, { MIB(REQQ_FULL_DROP, 1), MIB(LISTEN_DROPS, 1) } },
	{ C(SYN_QUEUE), DLENS_INFO, { MIB(REQQ_FULL_COOKIES, 100) } },
	{ C(SYN_QUEUE), DLENS_INFO, { MIB(REQQ_FULL_COOKIES, 100), MIB(LISTEN_DROPS, 100) } },
	{ C(SYN_QUEUE), DLENS_WARN, { MIB(REQQ_FULL_COOKIES, 6000) } },

	{ C(TW_RECYCLE), DLENS_OK, { SOCK(tw_recycle, 0) } },
	{ C(TW_RECYCLE), DLENS_OK, { SOCK(tw_recycle, 1), SOCK(timestamps, 0) } },
	{ C(TW_RECYCLE), DLENS_WARN, { SOCK(tw_recycle, 1) } },
	{ C(TW_RECYCLE), DLENS_WARN, { SOCK(tw_recycle, 1), SOCK(timestamps, DLENS_ABSENT) } },
	{ C(TW_RECYCLE), DLENS_CRIT, { SOCK(tw_recycle, 1), F(mib[DLENS_MIB_PAWS_PASSIVE].total, 9), MIB(PAWS_PASSIVE, 9), MIB(LISTEN_DROPS, 9) } },
	{ C(TW_RECYCLE), DLENS_UNCLEAR, { F(mib[DLENS_MIB_PAWS_PASSIVE].total, 9), MIB(PAWS_PASSIVE, 0) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_ESTAB, 10), DROPS(PAWS, 10) } },
	{ C(PAWS), DLENS_OK, { MIB(PAWS_OLD_ACK, 1000) } },
	/* before 6.14 reordered ACKs are in the same counter */
	{ C(PAWS), DLENS_OK, { MIB(PAWS_ESTAB, 10), DROPS(PAWS, 10), NO_MIB(PAWS_OLD_ACK) } },
	{ C(PAWS), DLENS_INFO, { MIB(PAWS_ESTAB, 30), NO_MIB(PAWS_OLD_ACK) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_TIMEWAIT, 5), NO_MIB(PAWS_OLD_ACK) } },
	{ C(PAWS), DLENS_WARN, { MIB(PAWS_ACTIVE, 5) } },

	{ C(SOCKET_BUFFER), DLENS_WARN, { DROPS(SOCKET_BUFFER, 46), MIB(UDP_RCVBUF, 46) } },
	{ C(SOCKET_BUFFER), DLENS_WARN, { MIB(UDP_RCVBUF, 46) } },
	{ C(SOCKET_BUFFER), DLENS_WARN, { MIB(UDP_SNDBUF, 46) } },
	{ C(SOCKET_BUFFER), DLENS_OK, { MIB(PRUNE_CALLED, 5000) } },
	{ C(SOCKET_BUFFER), DLENS_WARN, { MIB(TCP_RCVQ_DROP, 46), MIB(RCV_PRUNED, 46) } },
	/* one reason for two causes: told apart by the memory that all share */
	{ C(SOCKET_BUFFER), DLENS_WARN, { DROPS(TCP_MEM, 46), MIB(TCP_RCVQ_DROP, 46) } },
	{ C(TCP_MEM), DLENS_WARN, { DROPS(TCP_MEM, 46), MIB(TCP_RCVQ_DROP, 46), SOCK(tcp_mem_pages, 101000) } },
	{ C(TCP_MEM), DLENS_WARN, { DROPS(TCP_MEM, 46), MIB(UDP_MEM, 46) } },
	{ C(TCP_MEM), DLENS_WARN, { MIB(TCP_MEMORY_PRESSURES, 1) } },
	{ C(TCP_MEM), DLENS_CRIT, { SOCK(tcp_mem_pages, 150000) } },
	{ C(SOCKET_BACKLOG), DLENS_WARN, { DROPS(SOCKET_BACKLOG, 9), MIB(TCP_BACKLOG_DROP, 9) } },

	{ C(TW_OVERFLOW), DLENS_WARN, { MIB(TW_OVERFLOW, 1) } },
	{ C(TW_OVERFLOW), DLENS_OK, { SOCK(time_wait, 58982) } },
	{ C(TW_OVERFLOW), DLENS_WARN, { SOCK(time_wait, 58983) } },
	{ C(PORT_EXHAUSTION), DLENS_OK, { SOCK(ports_used, 23997) } },
	{ C(PORT_EXHAUSTION), DLENS_WARN, { SOCK(ports_used, 23998) } },
	{ C(PORT_EXHAUSTION), DLENS_CRIT, { SOCK(ports_used, 28232) } },
	{ C(PORT_EXHAUSTION), DLENS_UNCLEAR, { SOCK(ports_low, 2), SOCK(ports_high, 1) } },
	{ C(FIN_WAIT2), DLENS_WARN, { SOCK(fin_wait2, 1000) } },
	{ C(FIN_WAIT2), DLENS_WARN, { SOCK(orphans, 30000) } },
	{ C(CLOSE_WAIT), DLENS_INFO, { SOCK(close_wait, 100) } },
	{ C(CLOSE_WAIT), DLENS_WARN, { SOCK(close_wait, 1000) } },
	{ C(NO_SOCKET), DLENS_OK, { DROPS(NO_SOCKET, 1), MIB(NO_PORTS, 1) } },
	{ C(NO_SOCKET), DLENS_INFO, { DROPS(NO_SOCKET, 10), MIB(NO_PORTS, 10) } },
	{ C(NO_SOCKET), DLENS_INFO, { DROPS(NO_SOCKET, 1000000) } },
	{ C(MEMORY), DLENS_WARN, { DROPS(MEMORY, 1) } },
	{ C(MEMORY), DLENS_WARN, { MIB(PFMEMALLOC_DROP, 1) } },
	{ C(OTHER), DLENS_OK, { DROPS(OTHER, 9) } },
	{ C(OTHER), DLENS_INFO, { DROPS(OTHER, 10) } },
	{ C(OTHER), DLENS_WARN, { DROPS(OTHER, 600) } },
	/* many kinds, each of them rare */
	{ C(OTHER), DLENS_INFO, { DROPS(OTHER, 100), F(dropped[C(OTHER)].top_60s, 5) } },
};

static const char *words(u8 check, const struct dlens_facts *facts)
{
	static char text[DLENS_EVIDENCE_LEN + DLENS_ADVICE_LEN + 40];
	struct dlens_finding finding;

	dlens_check(check, facts, &finding);
	snprintf(text, sizeof(text), "%s %s: %s | %s", dlens_check_name(check),
		 dlens_severity_name(finding.severity), finding.evidence, finding.advice);
	return text;
}

static void nothing_else(size_t row, u8 but, const struct dlens_facts *facts)
{
	u8 check;

	for (check = 0; check < DLENS_CHECKS; check++)
		if (check != but)
			expect(severity_of(check, facts) == DLENS_OK, "row %zu: %s", row,
			       words(check, facts));
}

static void every_row(void)
{
	struct dlens_facts facts;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		facts = healthy();
		set_all(&facts, rows[i].facts);
		facts.small_mtu_dev = facts.small_mtu ? "veth1" : "";
		expect(severity_of(rows[i].check, &facts) == rows[i].severity, "row %zu, not %s: %s",
		       i, dlens_severity_name(rows[i].severity), words(rows[i].check, &facts));
		nothing_else(i, rows[i].check, &facts);
		if (getenv("DLENS_VERBOSE"))
			printf("# %s\n", words(rows[i].check, &facts));
	}
}

static void every_check_is_caused(void)
{
	u8 check;
	size_t i;

	for (check = 0; check < DLENS_CHECKS; check++) {
		for (i = 0; i < ARRAY_SIZE(rows); i++)
			if (rows[i].check == check && rows[i].severity >= DLENS_INFO)
				break;
		expect(i < ARRAY_SIZE(rows), "no row causes %s", dlens_check_name(check));
	}
}

static void a_healthy_host(void)
{
	/* what an interface that comes up, and a day's few stray packets, leave behind */
	static const struct fact noise[FACTS_MAX] = {
		DROPS(ROUTE, 3), DROPS(OTHER, 5), DROPS(NO_SOCKET, 2), DROPS(NEIGHBOUR, 2),
		MIB(IN_NO_ROUTES, 3), MIB(NO_PORTS, 1), NIC(DROPPED, 4),
		F(squeezed.last_60s, 12),
	};
	struct dlens_facts facts = healthy();

	nothing_else(0, DLENS_CHECKS, &facts);
	set_all(&facts, noise);
	nothing_else(1, DLENS_CHECKS, &facts);
	set(&facts, &(struct fact)MIB(PAWS_ESTAB, 20));
	set(&facts, &(struct fact)NO_MIB(PAWS_OLD_ACK));
	nothing_else(2, DLENS_CHECKS, &facts);
}

/* Never a zero, never a finding. */
static void absent_is_not_zero(void)
{
	struct dlens_facts facts = unknown();
	struct dlens_finding finding;
	u8 check;

	for (check = 0; check < DLENS_CHECKS; check++) {
		dlens_check(check, &facts, &finding);
		if (check == C(TW_RECYCLE))
			continue;
		expect(finding.severity == DLENS_UNCLEAR, "%s", words(check, &facts));
		expect(strstr(finding.evidence, "can not tell"), "%s", words(check, &facts));
		expect(!*finding.advice, "%s", words(check, &facts));
		expect(finding.value == DLENS_ABSENT, "%s has a value", dlens_check_name(check));
	}
	expect(severity_of(C(TW_RECYCLE), &facts) == DLENS_OK &&
	       strstr(words(C(TW_RECYCLE), &facts), "no tcp_tw_recycle (removed in 4.12)"), "%s",
	       words(C(TW_RECYCLE), &facts));
}

/* What is known counts, though the rest is not. */
static void part_of_the_evidence(void)
{
	struct dlens_facts facts;
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].severity < DLENS_WARN || rows[i].facts[1].size)
			continue;
		facts = unknown();
		for (k = 0; k < DLENS_MIB_FACTS; k++)
			if (rows[i].facts[0].offset == offsetof(struct dlens_facts, mib[k].last_60s))
				facts.mib[k].total = 1000;
		facts.backlog_dropped.total = facts.squeezed.total = facts.flow_limited.total = 1;
		facts.ct_drop.total = facts.ct_early_drop.total = facts.ct_insert_failed.total = 1;
		facts.ct_max = 65536;
		facts.sockets.max_tw_buckets = 65536;
		facts.sockets.max_orphans = 32768;
		facts.sockets.ports_low = 32768;
		facts.sockets.ports_high = 60999;
		facts.sockets.tcp_mem_max = 150000;
		facts.sockets.neigh_gc_thresh3 = 1024;
		if (rows[i].check == C(TW_RECYCLE))
			facts.sockets.timestamps = 1;
		set_all(&facts, rows[i].facts);
		expect(severity_of(rows[i].check, &facts) >= DLENS_INFO, "row %zu: %s", i,
		       words(rows[i].check, &facts));
	}
}

static void conntrack_not_loaded(void)
{
	struct dlens_facts facts = unknown();

	facts.ct_loaded = false;
	expect(severity_of(C(CONNTRACK_FULL), &facts) == DLENS_OK, "%s",
	       words(C(CONNTRACK_FULL), &facts));
}

/* A counter that went back gained nothing, as whoever fills in the facts says. */
static void wrapped_counters(void)
{
	struct dlens_facts facts = healthy();
	int i;

	for (i = 0; i < DLENS_MIB_FACTS; i++) {
		facts.mib[i].total = i & 1 ? 0 : ~0U;
		facts.mib[i].last_60s = 0;
	}
	facts.ct_drop.total = facts.backlog_dropped.total = 0;
	facts.sockets.tw_recycle = 0;
	nothing_else(0, DLENS_CHECKS, &facts);
	/* history that is not kept is no zero either */
	for (i = 0; i < DLENS_MIB_FACTS; i++)
		facts.mib[i].last_60s = DLENS_ABSENT;
	expect(severity_of(C(SYN_QUEUE), &facts) == DLENS_UNCLEAR, "%s", words(C(SYN_QUEUE), &facts));
	expect(severity_of(C(ACCEPT_QUEUE), &facts) == DLENS_UNCLEAR, "%s",
	       words(C(ACCEPT_QUEUE), &facts));
}

/* Up, down into the gap, up again, out: as one sees it while the value moves. */
static void hysteresis(void)
{
	static const struct {
		u8 check;
		struct fact fact;
		u64 value[6];
		u8 want[6];
	} walks[] = {
#define O DLENS_OK
#define I DLENS_INFO
#define W DLENS_WARN
#define K DLENS_CRIT
		{ C(CONNTRACK_FULL), F(ct_count, 0),
		  { 57000, 59000, 55706, 55705, 57000, 59000 }, { O, W, W, O, O, W } },
		{ C(FIREWALL), DROPS(FIREWALL, 0), { 4, 5, 2, 1, 4, 5 }, { O, W, W, O, O, W } },
		{ C(CLOSE_WAIT), SOCK(close_wait, 0),
		  { 99, 100, 1000, 700, 699, 69 }, { O, I, W, W, I, O } },
		{ C(ACCEPT_QUEUE), MIB(LISTEN_OVERFLOWS, 0),
		  { 0, 600, 300, 299, 1, 0 }, { O, K, K, W, W, O } },
		{ C(PORT_EXHAUSTION), SOCK(ports_used, 0),
		  { 23997, 23998, 22586, 22585, 28232, 27000 }, { O, W, W, O, K, K } },
		{ C(TW_OVERFLOW), SOCK(time_wait, 0),
		  { 58982, 58983, 55706, 55705, 58982, 0 }, { O, W, W, O, O, O } },
#undef O
#undef I
#undef W
#undef K
	};
	struct dlens_facts facts;
	struct fact fact;
	size_t w, i;
	u8 got;

	for (w = 0; w < ARRAY_SIZE(walks); w++) {
		facts = healthy();
		for (i = 0; i < ARRAY_SIZE(walks[w].value); i++) {
			fact = walks[w].fact;
			fact.value = walks[w].value[i];
			set(&facts, &fact);
			got = severity_of(walks[w].check, &facts);
			expect(got == walks[w].want[i], "%s, step %zu (was %s): %s",
			       dlens_check_name(walks[w].check), i,
			       dlens_severity_name(facts.was[walks[w].check]),
			       words(walks[w].check, &facts));
			facts.was[walks[w].check] = got;
		}
	}
}

/* What somebody asked for is told, what nobody understands is told late. */
static void others_by_class(void)
{
	static const struct {
		const char *reason;
		const char *location;
		u64 packets;
		u8 want;
	} kinds[] = {
		{ "TCP_MD5NOTFOUND", "tcp_inbound_hash+0x1", 10, DLENS_INFO },
		{ "TCP_MD5NOTFOUND", "tcp_inbound_hash+0x1", 600, DLENS_WARN },
		{ "SECURITY_HOOK", "sk_filter_trim_cap+0x1", 10, DLENS_INFO },
		{ "SECURITY_HOOK", "sk_filter_trim_cap+0x1", 100000, DLENS_INFO },
		{ "NOT_SPECIFIED", "br_forward+0x1", 59, DLENS_OK },
		{ "NOT_SPECIFIED", "br_forward+0x1", 60, DLENS_INFO },
		{ "NOT_SPECIFIED", "br_forward+0x1", 100000, DLENS_INFO },
		{ NULL, NULL, 60, DLENS_INFO },
	};
	struct dlens_facts facts = healthy();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		facts.dropped[C(OTHER)].reason = kinds[i].reason;
		facts.dropped[C(OTHER)].location = kinds[i].location;
		set(&facts, &(struct fact)DROPS(OTHER, kinds[i].packets));
		expect(severity_of(C(OTHER), &facts) == kinds[i].want, "kind %zu: %s", i,
		       words(C(OTHER), &facts));
	}
}

static void names(void)
{
	static const char * const severities[] = { "unknown", "ok", "info", "warn", "crit" };
	struct dlens_facts facts = healthy();
	struct dlens_finding finding;
	unsigned int a, b;

	for (a = 0; a < DLENS_CHECKS; a++) {
		expect(strspn(dlens_check_name(a), "abcdefghijklmnopqrstuvwxyz_2") ==
		       strlen(dlens_check_name(a)) && *dlens_check_name(a), "%u: %s", a,
		       dlens_check_name(a));
		for (b = 0; b < a; b++)
			expect(strcmp(dlens_check_name(a), dlens_check_name(b)), "%s twice",
			       dlens_check_name(a));
		dlens_check(a, &facts, &finding);
		expect(finding.check == a && finding.net == 7 && finding.netns == 4026532190U,
		       "%s: whose finding", dlens_check_name(a));
	}
	for (a = 0; a < DLENS_SEVERITIES; a++)
		expect(!strcmp(dlens_severity_name(a), severities[a]), "severity %u", a);
	expect(!strcmp(dlens_severity_name(200), "unknown"), "no severity");
	expect(!strcmp(dlens_check_name(DLENS_CHECKS), "none"), "no check");
	dlens_check(200, &facts, &finding);
	expect(finding.severity == DLENS_UNCLEAR, "no check");
	expect(dlens_check_is_host(C(SOFTNET_BACKLOG)) && dlens_check_is_host(C(TCP_MEM)) &&
	       !dlens_check_is_host(C(FIREWALL)) && !dlens_check_is_host(200), "scopes");
}

static const struct test tests[] = {
	{ "a cause raises its check and no other", every_row },
	{ "every check has a row that raises it", every_check_is_caused },
	{ "a healthy host has no findings", a_healthy_host },
	{ "what is absent is unknown, not zero", absent_is_not_zero },
	{ "part of the evidence is enough", part_of_the_evidence },
	{ "nf_conntrack that is not loaded", conntrack_not_loaded },
	{ "counters that wrapped or went back", wrapped_counters },
	{ "severity does not flap", hysteresis },
	{ "what no check explains, by its class", others_by_class },
	{ "names and scopes", names },
};

int main(void)
{
	return run_tests("checks", tests, ARRAY_SIZE(tests));
}
