// SPDX-License-Identifier: GPL-2.0
/* Per-host PAWS beside what real 4.9 and RHEL 7 kernels did, and by rows. */
#include <droplens/shadow.h>

#include "test.h"

#define NOW 100000
#define UP 5000000ULL

/* the host's stamp, a SYN's TSval less that, and what a kernel did (measured on 3.10 to 4.11) */
static const struct {
	s64 ahead;
	bool answered;
} measured[] = {
	{ 5, true }, { 1, true }, { 0, true }, { -1, true },
	{ -2, false }, { -3, false }, { -1000, false },
	{ -0x7fffffffLL, false }, { -0x80000000LL, true },
};

static const u32 clocks[] = { 0, 1, 2, 1000, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe,
			      0xffffffff };

static void as_kernels_did(void)
{
	struct dlens_shadow host = { .t1_s = NOW };
	struct dlens_syn syn = { .stamped = true };
	enum dlens_fate fate;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(clocks); i++) {
		for (j = 0; j < ARRAY_SIZE(measured); j++) {
			host.t1 = clocks[i];
			syn.tsval = clocks[i] + (u32)measured[j].ahead;
			fate = dlens_shadow_judge(&host, &syn, NOW);
			expect(fate == (measured[j].answered ? DLENS_ANSWERED : DLENS_OLDER),
			       "T1 %u, T2 - T1 = %lld: %d", clocks[i], measured[j].ahead, fate);
		}
	}
}

static void sixty_seconds(void)
{
	struct dlens_shadow host = { .t1 = 1000, .t1_s = NOW };
	struct dlens_syn older = { true, 10 }, none = { false, 0 };
	u32 age;

	for (age = 0; age <= 130; age++) {
		expect(dlens_shadow_judge(&host, &older, NOW + age) ==
		       (age < 60 ? DLENS_OLDER : DLENS_UNJUDGED), "older, age %u", age);
		expect(dlens_shadow_judge(&host, &none, NOW + age) ==
		       (age < 60 ? DLENS_MISSING : DLENS_UNJUDGED), "missing, age %u", age);
	}
	/* the seconds wrap too */
	host.t1_s = 0xfffffff0;
	expect(dlens_shadow_judge(&host, &older, 43) == DLENS_OLDER, "59 s over the wrap");
	expect(dlens_shadow_judge(&host, &older, 44) == DLENS_UNJUDGED, "60 s over the wrap");
}

/* What a host does, line by line: at a second it closes or sends a SYN. */
enum deed { CLOSE, SYN, BARE };

struct step {
	u32 s;
	enum deed deed;
	u32 tsval;
	/* the stamp after CLOSE, the fate of a SYN */
	u32 becomes;
};

static const struct life {
	const char *what;
	struct step steps[12];
	unsigned int older, missing;
} lives[] = {
	{ "article 002: the server closed first, then a lower TSval",
	  { { 0, CLOSE, 5000, 5000 }, { 1, SYN, 4000, DLENS_OLDER },
	    { 2, SYN, 4999, DLENS_ANSWERED }, { 2, SYN, 4998, DLENS_OLDER },
	    { 59, SYN, 4000, DLENS_OLDER }, { 60, SYN, 4000, DLENS_UNJUDGED } }, 3, 0 },
	{ "one clock: never rejected",
	  { { 0, CLOSE, 100, 100 }, { 0, SYN, 100, DLENS_ANSWERED },
	    { 1, CLOSE, 350, 350 }, { 1, SYN, 351, DLENS_ANSWERED },
	    { 2, CLOSE, 600, 600 }, { 3, SYN, 850, DLENS_ANSWERED } },
	  0, 0 },
	{ "two clocks behind one address, 4000 apart: only the one behind",
	  { { 0, CLOSE, 9000, 9000 }, { 1, SYN, 5250, DLENS_OLDER },
	    { 1, SYN, 9250, DLENS_ANSWERED },
	    { 2, CLOSE, 9300, 9300 }, { 3, SYN, 5750, DLENS_OLDER } }, 2, 0 },
	{ "the stamp never goes back while fresh",
	  { { 0, CLOSE, 9000, 9000 }, { 10, CLOSE, 5000, 9000 }, { 60, CLOSE, 5000, 9000 },
	    { 60, SYN, 5000, DLENS_UNJUDGED }, { 61, CLOSE, 5000, 5000 },
	    { 62, SYN, 4000, DLENS_OLDER } }, 1, 0 },
	{ "an equal one is fresh again",
	  { { 0, CLOSE, 9000, 9000 }, { 50, CLOSE, 9000, 9000 }, { 100, SYN, 8000, DLENS_OLDER },
	    { 110, SYN, 8000, DLENS_UNJUDGED } }, 1, 0 },
	{ "the clock wraps: 0 is after 2^32 - 1",
	  { { 0, CLOSE, 0xffffffff, 0xffffffff }, { 1, SYN, 0, DLENS_ANSWERED },
	    { 1, CLOSE, 249, 249 }, { 2, SYN, 0xffffff00, DLENS_OLDER } }, 1, 0 },
	{ "timestamps 1 to 0: every SYN for a minute",
	  { { 0, CLOSE, 5000, 5000 }, { 1, BARE, 0, DLENS_MISSING }, { 30, BARE, 0, DLENS_MISSING },
	    { 59, BARE, 0, DLENS_MISSING }, { 60, BARE, 0, DLENS_UNJUDGED } }, 0, 3 },
	{ "timestamps 0 to 1: an offset that others of that address are ahead of",
	  { { 0, CLOSE, 5000, 5000 }, { 1, BARE, 0, DLENS_MISSING }, { 2, SYN, 900, DLENS_OLDER },
	    { 3, SYN, 1150, DLENS_OLDER }, { 61, SYN, 15000, DLENS_UNJUDGED } }, 2, 1 },
	{ "timestamps 2 to 1, the random offset lower than the raw clock",
	  { { 0, CLOSE, 0xf0000000, 0xf0000000 }, { 1, SYN, 0x90000000, DLENS_OLDER },
	    { 30, SYN, 0x90001c52, DLENS_OLDER } }, 2, 0 },
	{ "timestamps 1 to 2, the raw clock ahead",
	  { { 0, CLOSE, 0x90000000, 0x90000000 }, { 1, SYN, 0xf0000000, DLENS_ANSWERED } }, 0, 0 },
	{ "a clock for each connection: about every second one",
	  { { 0, CLOSE, 0x40000000, 0x40000000 }, { 1, SYN, 0x10000000, DLENS_OLDER },
	    { 1, SYN, 0x80000000, DLENS_ANSWERED }, { 1, CLOSE, 0x80000000, 0x80000000 },
	    { 2, SYN, 0x40000100, DLENS_OLDER }, { 2, SYN, 0xc0000000, DLENS_ANSWERED } }, 2, 0 },
};

static void one_life(const struct life *life)
{
	struct dlens_shadow host = {};
	struct dlens_syn syn;
	enum dlens_fate fate;
	const struct step *step;
	u32 now;

	for (step = life->steps; step < life->steps + ARRAY_SIZE(life->steps); step++) {
		now = NOW + step->s;
		if (step->deed == CLOSE && !step->tsval)
			break;
		if (step->deed == CLOSE) {
			dlens_shadow_remember(&host, step->tsval, now, now);
			expect(host.t1 == step->becomes, "%s, second %u: T1 is %u", life->what,
			       step->s, host.t1);
			continue;
		}
		syn.stamped = step->deed == SYN;
		syn.tsval = step->tsval;
		fate = dlens_shadow_syn(&host, &syn, now, UP + step->s * 1000ULL);
		expect(fate == (enum dlens_fate)step->becomes, "%s, second %u: fate %d", life->what,
		       step->s, fate);
	}
	expect(host.older == life->older && host.missing == life->missing,
	       "%s: %llu older, %llu missing", life->what, host.older, host.missing);
}

static void hosts_lives(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lives); i++)
		one_life(lives + i);
}

static void counts(void)
{
	struct dlens_shadow host = { .t1 = 1000, .t1_s = NOW };
	struct dlens_syn older = { true, 10 }, newer = { true, 2000 }, none = { false, 77 };

	dlens_shadow_syn(&host, &newer, NOW, UP);
	expect(host.syns == 1 && !host.reject_ms && host.t2 == 2000 && !host.t2_missing, "newer");
	dlens_shadow_syn(&host, &older, NOW, UP + 1);
	expect(host.older == 1 && host.reject_ms == UP + 1 && host.t2 == 10, "older");
	dlens_shadow_syn(&host, &none, NOW, UP + 2);
	expect(host.missing == 1 && host.reject_ms == UP + 2 && host.t2_missing && host.t2 == 10,
	       "none");
	dlens_shadow_syn(&host, &older, NOW + 60, UP + 3);
	expect(host.syns == 4 && host.older == 1 && host.syn_ms == UP + 3 &&
	       host.reject_ms == UP + 2 && !host.t2_missing, "stale");
	expect(host.t1 == 1000 && host.t1_s == NOW, "a SYN moved the stamp");
}

/* A connection's last stamp may be older than its close: as tcp_remember_stamp() has it. */
static void late_closes(void)
{
	struct dlens_shadow host = { .t1 = 9000, .t1_s = NOW };

	dlens_shadow_remember(&host, 9500, NOW - 30, NOW + 1);
	expect(host.t1 == 9500 && host.t1_s == NOW - 30, "higher, received earlier: is taken");
	host.t1_s = NOW;
	dlens_shadow_remember(&host, 5000, NOW - 1, NOW + 61);
	expect(host.t1 == 9500, "lower, received before a stale one: is not");
	dlens_shadow_remember(&host, 5000, NOW, NOW + 61);
	expect(host.t1 == 5000 && host.t1_s == NOW, "lower, received no earlier: is");
}

static void whose_stamp(void)
{
	struct dlens_shadow ways[4] = {};
	struct dlens_pair pair = { .net = 3, .family = 4, .peer = { 1 }, .local = { 2 } }, other;

	ways[2].pair = pair;
	expect(dlens_shadow_find(ways, 4, &pair) == ways + 2, "not found");
	expect(!dlens_shadow_find(ways, 2, &pair), "beyond the ways");
#define DIFFERS(what, member, value) \
	other = pair; \
	other.member = value; \
	expect(!dlens_shadow_find(ways, 4, &other), "another " what)
	DIFFERS("namespace", net, 4);
	DIFFERS("family", family, 6);
	DIFFERS("peer", peer[0], 9);
	DIFFERS("peer's last word", peer[3], 9);
	DIFFERS("local address", local[0], 9);
	DIFFERS("local address's last word", local[3], 9);
}

static void who_makes_room(void)
{
	struct dlens_shadow ways[4] = {};
	unsigned int i;

	for (i = 0; i < 4; i++) {
		expect(dlens_shadow_victim(ways, 4, NOW, UP) == ways + i, "free way %u", i);
		ways[i].pair.net = 1;
		ways[i].t1_s = NOW - 10 * (i ^ 1);
	}
	expect(dlens_shadow_victim(ways, 4, NOW, UP) == ways + 2, "the stalest");
	ways[2].reject_ms = UP - DLENS_OFFENDER_MS + 1;
	expect(dlens_shadow_victim(ways, 4, NOW, UP) == ways + 3, "but no offender");
	for (i = 0; i < 4; i++)
		ways[i].reject_ms = UP;
	expect(!dlens_shadow_victim(ways, 4, NOW, UP), "offenders only");
	ways[1].reject_ms = UP - DLENS_OFFENDER_MS;
	expect(dlens_shadow_victim(ways, 4, NOW, UP) == ways + 1, "who was one an hour ago");
}

/* Any life beside the same rules in wide arithmetic. */
static void beside_wide_arithmetic(void)
{
	struct dlens_shadow host = {};
	u32 round, tsval, now = 1000, stamp, t1, t1_s;
	bool older, replaced;
	s64 behind;
	struct dlens_syn syn;

	for (round = 0; round < 300000; round++) {
		now += any_below(4) ? any_below(3) : any_below(100);
		tsval = any_below(3) ? host.t1 + any_below(7) - 3 : (u32)any();
		behind = ((s64)host.t1 - tsval) & 0xffffffffLL;
		behind = behind >= 0x80000000LL ? behind - 0x100000000LL : behind;
		if (any_below(2)) {
			syn.stamped = any_below(4);
			syn.tsval = tsval;
			older = dlens_shadow_judge(&host, &syn, now) >= DLENS_OLDER;
			expect(older == ((s64)now - host.t1_s < 60 && (behind > 1 || !syn.stamped)),
			       "round %u: rejected %d", round, older);
			continue;
		}
		stamp = now - any_below(80);
		replaced = behind <= 0 || ((s64)now - host.t1_s > 60 && host.t1_s <= stamp);
		t1 = replaced ? tsval : host.t1;
		t1_s = replaced ? stamp : host.t1_s;
		dlens_shadow_remember(&host, tsval, stamp, now);
		expect(host.t1 == t1 && host.t1_s == t1_s, "round %u: T1", round);
	}
}

static const struct test tests[] = {
	{ "T2 - T1 as measured on real kernels", as_kernels_did },
	{ "sixty seconds", sixty_seconds },
	{ "situations of article 002", hosts_lives },
	{ "what is counted", counts },
	{ "stamps older than their close", late_closes },
	{ "whose stamp it is", whose_stamp },
	{ "who makes room", who_makes_room },
	{ "any life, beside wide arithmetic", beside_wide_arithmetic },
};

int main(void)
{
	return run_tests("shadow", tests, ARRAY_SIZE(tests));
}
