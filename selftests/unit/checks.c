// SPDX-License-Identifier: GPL-2.0
/* The checks: evidence in, verdict out; of all checks, not only the one meant. */
#include "check_rows.h"
#include "test.h"

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
		expect(severity_of(rows[i].check, &facts) == rows[i].severity,
		       "row %zu, not %s: %s", i, dlens_severity_name(rows[i].severity),
		       words(rows[i].check, &facts));
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
	size_t i, k, offset;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].severity < DLENS_WARN || rows[i].facts[1].size)
			continue;
		facts = unknown();
		for (k = 0; k < DLENS_MIB_FACTS; k++) {
			offset = offsetof(struct dlens_facts, mib[k].last_60s);
			if (rows[i].facts[0].offset == offset)
				facts.mib[k].total = 1000;
		}
		facts.backlog_dropped.total = 1;
		facts.squeezed.total = 1;
		facts.flow_limited.total = 1;
		facts.ct_drop.total = 1;
		facts.ct_early_drop.total = 1;
		facts.ct_insert_failed.total = 1;
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

/* Nor what happened to be written beside an absent total, or no reason at all. */
static void nothing_to_see_with(void)
{
	struct dlens_facts facts = healthy();
	int i;

	for (i = 0; i < DLENS_MIB_FACTS; i++)
		facts.mib[i] = (struct dlens_moved){ DLENS_ABSENT, 5000 };
	expect(severity_of(C(SYN_QUEUE), &facts) == DLENS_UNCLEAR, "%s",
	       words(C(SYN_QUEUE), &facts));
	expect(severity_of(C(CHECKSUM), &facts) == DLENS_OK, "%s", words(C(CHECKSUM), &facts));
	facts.reasons_absent = true;
	expect(severity_of(C(CHECKSUM), &facts) == DLENS_UNCLEAR, "%s", words(C(CHECKSUM), &facts));
	expect(severity_of(C(MEMORY), &facts) == DLENS_UNCLEAR, "%s", words(C(MEMORY), &facts));
	/* their call sites tell, without what the device's own counter has */
	expect(severity_of(C(TC_XDP), &facts) == DLENS_OK, "%s", words(C(TC_XDP), &facts));
	expect(severity_of(C(FIREWALL), &facts) == DLENS_OK, "%s", words(C(FIREWALL), &facts));
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
	facts.ct_drop.total = 0;
	facts.backlog_dropped.total = 0;
	facts.sockets.tw_recycle = 0;
	nothing_else(0, DLENS_CHECKS, &facts);
	/* history that is not kept is no zero either */
	for (i = 0; i < DLENS_MIB_FACTS; i++)
		facts.mib[i].last_60s = DLENS_ABSENT;
	expect(severity_of(C(SYN_QUEUE), &facts) == DLENS_UNCLEAR, "%s",
	       words(C(SYN_QUEUE), &facts));
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
	{ "neither counter nor reason", nothing_to_see_with },
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
