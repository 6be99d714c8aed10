// SPDX-License-Identifier: GPL-2.0
/* What drops mean and what may be done: words, rules of advice, limits. */
#include <droplens/classify.h>

/* As a whole, since every entry of their tables is read. */
#include "../../module/logic/causes.c"
#include "../../module/logic/losses.c"
#include "match.h"
#include "reasons.h"
#include "test.h"

static const struct dlens_evidence nothing_known = {
	.reason = "NOT_SPECIFIED",
	.location = "somewhere+0x10",
	.class = DLENS_UNKNOWN,
	.max_backlog = DLENS_ABSENT,
	.hook_60s = DLENS_ABSENT,
	.ct_drop = DLENS_ABSENT,
	.ct_drop_60s = DLENS_ABSENT,
	.ct_insert_failed = DLENS_ABSENT,
	.ct_count = DLENS_ABSENT,
	.ct_max = DLENS_ABSENT,
	.mtu_dev = "",
};

/* Advice that does harm, and what would overwrite a file. */
static void harmless(const char *where, const char *text)
{
	static const char * const harm[] = {
		"tcp_tw_recycle=1", "tcp_timestamps=0", "tcp_max_tw_buckets=", "> /", ">/", ">>",
		" tee ", "sed -i", " rm ", "iptables -F", "flush", "tcp_tw_recycle = 1",
		"tcp_timestamps = 0",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(harm); i++)
		expect(!strstr(text, harm[i]), "%s advises harm: %s", where, harm[i]);
	expect(*text && !strpbrk(text, "\n\t"), "%s: empty or more than a line", where);
}

static void all_words(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		harmless(causes[i].pattern, causes[i].what);
		harmless(causes[i].pattern, causes[i].next);
	}
	for (i = 0; i < ARRAY_SIZE(by_class); i++) {
		harmless(dlens_class_name(i), by_class[i].what);
		harmless(dlens_class_name(i), by_class[i].next);
	}
	for (i = 0; i < ARRAY_SIZE(losses); i++) {
		harmless(losses[i].counter, losses[i].what);
		harmless(losses[i].counter, losses[i].next);
		expect(dlens_loss_find(losses[i].counter) == &losses[i], "%s twice",
		       losses[i].counter);
		expect(!losses[i].told_by || dlens_loss_find(losses[i].told_by),
		       "%s is told by %s, which is not there", losses[i].counter,
		       losses[i].told_by);
	}
	expect(!dlens_loss_find("IpInReceives") && !dlens_loss_find(""), "a counter of no loss");
}

static void no_pattern_hides_another(void)
{
	char witness[128];
	size_t r, earlier;
	int head;

	for (r = 0; r < ARRAY_SIZE(causes); r++) {
		head = strcspn(causes[r].pattern, "*");
		snprintf(witness, sizeof(witness), "%.*s%s%s", head, causes[r].pattern,
			 causes[r].pattern[head] ? "~" : "",
			 causes[r].pattern[head] ? causes[r].pattern + head + 1 : "");
		expect(strchr(causes[r].pattern, '*') == strrchr(causes[r].pattern, '*'),
		       "%s: only one star is understood", causes[r].pattern);
		for (earlier = 0; earlier < r; earlier++)
			expect(!naive_match(causes[earlier].pattern, witness), "%s hides %s",
			       causes[earlier].pattern, causes[r].pattern);
	}
}

static void every_pattern_fits_some_reason(void)
{
	size_t r, i, s;
	bool met;

	for (r = 0; r < ARRAY_SIZE(causes); r++) {
		for (met = false, i = 0; i < ARRAY_SIZE(expected_reasons) && !met; i++)
			met = naive_match(causes[r].pattern, expected_reasons[i].name);
		for (s = 0; s < ARRAY_SIZE(synonyms) && !met; s++)
			met = !strcmp(causes[r].pattern, synonyms[s].reason);
		expect(met, "%s fits no reason of any kernel", causes[r].pattern);
	}
	for (s = 0; s < ARRAY_SIZE(synonyms); s++)
		expect(find(synonyms[s].reason), "%s stands for %s, which is not explained",
		       synonyms[s].function, synonyms[s].reason);
}

static void reasons_of_loss_are_explained(void)
{
	const struct dlens_cause *cause;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected_reasons); i++) {
		cause = dlens_cause_find(expected_reasons[i].name, "x", expected_reasons[i].class);
		expect(cause && *cause->what, "%s: nothing", expected_reasons[i].name);
		if (expected_reasons[i].class == DLENS_RESOURCE && getenv("DLENS_VERBOSE") &&
		    !*cause->pattern)
			printf("# %s: only its class is explained\n", expected_reasons[i].name);
	}
	cause = dlens_cause_find("A_REASON_OF_TOMORROW", "x", DLENS_ERROR);
	expect(cause == &by_class[DLENS_ERROR], "a new reason: %s", cause->what);
	cause = dlens_cause_find("A_REASON_OF_TOMORROW", "x", 200);
	expect(cause == &by_class[DLENS_UNKNOWN], "no class: %s", cause->what);
}

static void call_sites_are_explained(void)
{
	static const struct {
		const char *location;
		const char *reason;
	} want[] = {
		{ "enqueue_to_backlog+0x1f", "CPU_BACKLOG" },
		{ "enqueue_to_backlog.isra.0+0x1f", "CPU_BACKLOG" },
		{ "nft_do_chain+0x3a1[nf_tables]", "NETFILTER_DROP" },
		{ "nft_do_chain.constprop.0+0x3a1[nf_tables]", "NETFILTER_DROP" },
		{ "nf_hook_slow+0xa2", "NETFILTER_DROP" },
		{ "neigh_invalidate.part.0+0x2", "NEIGH_FAILED" },
		{ "tcp_add_backlog+0x0", "SOCKET_BACKLOG" },
		{ "ip_error+0x71", "IP_INNOROUTES" },
	};
	const struct dlens_cause *cause;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(want); i++) {
		cause = dlens_cause_find("NOT_SPECIFIED", want[i].location, DLENS_UNKNOWN);
		expect(cause == find(want[i].reason), "%s is explained as %s", want[i].location,
		       *cause->pattern ? cause->pattern : cause->what);
	}
	cause = dlens_cause_find("", "enqueue_to_backlogs+0x1", DLENS_UNKNOWN);
	expect(cause == &by_class[DLENS_UNKNOWN], "another function: %s", cause->what);
	cause = dlens_cause_find("XDP", "enqueue_to_backlog+0x1f", DLENS_POLICY);
	expect(cause == find("XDP"), "the reason counts before the call site");
}

static void hooks(void)
{
	expect(dlens_is_hook("nf_hook_slow+0x3d"), "nf_hook_slow");
	expect(dlens_is_hook("nf_hook_slow.part.0+0x3d"), "nf_hook_slow.part.0");
	expect(dlens_is_hook("nf_hook_slow_list+0x3d"), "nf_hook_slow_list");
	expect(!dlens_is_hook("nft_do_chain+0x3d[nf_tables]"), "nft_do_chain");
	expect(!dlens_is_hook("gone") && !dlens_is_hook(""), "no function");
}

static void shares(void)
{
	static const struct {
		u64 ct_drop, ct_drop_60s, hook_60s;
		enum dlens_share want;
	} rows[] = {
		{ DLENS_ABSENT, DLENS_ABSENT, 10, DLENS_SHARE_NONE },
		{ 0, 0, 10, DLENS_SHARE_NONE },
		{ 5, 0, 10, DLENS_SHARE_PAST },
		{ 5, DLENS_ABSENT, 10, DLENS_SHARE_PAST },
		{ 5, 5, 0, DLENS_SHARE_PAST },
		{ 5, 5, 10, DLENS_SHARE_PART },
		{ 10, 10, 10, DLENS_SHARE_ALL },
		{ 1000, 990, 1000, DLENS_SHARE_ALL },
		{ 1000, 900, 1000, DLENS_SHARE_PART },
		{ 1, 1, 1, DLENS_SHARE_ALL },
	};
	struct dlens_evidence evidence = nothing_known;
	enum dlens_share got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		evidence.location = "nf_hook_slow+0x3d";
		evidence.ct_drop = rows[i].ct_drop;
		evidence.ct_drop_60s = rows[i].ct_drop_60s;
		evidence.hook_60s = rows[i].hook_60s;
		got = dlens_conntrack_share(&evidence);
		expect(got == rows[i].want, "row %zu: %d, not %d", i, got, rows[i].want);
		expect(dlens_explain(&evidence) && *dlens_explain(&evidence)->what, "row %zu", i);
		evidence.location = "nft_do_chain+0x3d[nf_tables]";
		expect(dlens_conntrack_share(&evidence) == DLENS_SHARE_NONE,
		       "row %zu: a rule's drop is conntrack's", i);
	}
}

static struct dlens_evidence full_table(void)
{
	struct dlens_evidence evidence = nothing_known;

	evidence.reason = "NETFILTER_DROP";
	evidence.location = "nf_hook_slow+0x3d";
	evidence.class = DLENS_POLICY;
	evidence.hook_60s = 7;
	evidence.ct_drop = 7;
	evidence.ct_drop_60s = 7;
	evidence.ct_insert_failed = 0;
	evidence.ct_count = 100000;
	evidence.ct_max = 100000;
	return evidence;
}

static const char *told(const struct dlens_evidence *evidence)
{
	static char text[256];
	bool any_limit = dlens_limit_text(text, sizeof(text), dlens_explain(evidence), evidence);

	expect(any_limit == !!*text, "says %d of '%s'", any_limit, text);
	if (*text)
		harmless("a limit", text);
	return text;
}

static void limits(void)
{
	struct dlens_evidence evidence = nothing_known;

	expect(!*told(&evidence), "a limit of nothing: %s", told(&evidence));
	evidence.reason = "CPU_BACKLOG";
	expect(!*told(&evidence), "an unknown limit: %s", told(&evidence));
	evidence.max_backlog = 1000;
	expect(strstr(told(&evidence), "is 1000 now") && strstr(told(&evidence), "backlog=2000"),
	       "backlog 1000: %s", told(&evidence));
	evidence.max_backlog = 5;
	expect(strstr(told(&evidence), "is 5 now") && strstr(told(&evidence), "backlog=1000"),
	       "backlog 5: %s", told(&evidence));
	evidence.max_backlog = 1000000;
	expect(strstr(told(&evidence), "is 1000000 now") && !strstr(told(&evidence), "sysctl -w"),
	       "backlog 1000000: %s", told(&evidence));

	evidence = full_table();
	expect(strstr(told(&evidence), "is 100000 now") && strstr(told(&evidence), "max=200000"),
	       "conntrack: %s", told(&evidence));
	evidence.ct_count = 3;
	evidence.ct_max = 3;
	expect(strstr(told(&evidence), "is 3 now") && strstr(told(&evidence), "max=65536"),
	       "conntrack of 3: %s", told(&evidence));
	evidence.ct_max = DLENS_ABSENT;
	expect(!strstr(told(&evidence), "1844674407370955"), "absent: %s", told(&evidence));
	evidence.ct_drop = DLENS_ABSENT;
	expect(!*told(&evidence), "conntrack that is not loaded: %s", told(&evidence));

	evidence = nothing_known;
	evidence.reason = "PKT_TOO_BIG";
	evidence.mtu_dev = "eth0";
	expect(!*told(&evidence), "an unknown MTU: %s", told(&evidence));
	evidence.mtu = 100;
	expect(strstr(told(&evidence), "100 now") && strstr(told(&evidence), "eth0 mtu 1500"),
	       "MTU 100: %s", told(&evidence));
	evidence.mtu = 1280;
	expect(strstr(told(&evidence), "1280 now") && !strstr(told(&evidence), "ip link set"),
	       "MTU 1280: %s", told(&evidence));
}

/* In a buffer of every size, allocated so that a byte too many is seen. */
static void small_buffers(void)
{
	struct dlens_evidence evidence[3] = { nothing_known, full_table(), nothing_known };
	char *text;
	size_t size, i;

	evidence[0].reason = "CPU_BACKLOG";
	evidence[0].max_backlog = 1000;
	evidence[2].reason = "DEV_READY";
	evidence[2].mtu = 100;
	evidence[2].mtu_dev = "a-long-name-16c";
	for (i = 0; i < ARRAY_SIZE(evidence); i++)
		for (size = 1; size < 300; size++) {
			text = malloc(size);
			dlens_limit_text(text, size, dlens_explain(&evidence[i]), &evidence[i]);
			expect(strnlen(text, size) < size, "not terminated in %zu bytes", size);
			free(text);
		}
}

static const struct test tests[] = {
	{ "no words advise harm", all_words },
	{ "no pattern hides a later one", no_pattern_hides_another },
	{ "every pattern fits some reason", every_pattern_fits_some_reason },
	{ "every reason is explained", reasons_of_loss_are_explained },
	{ "call sites, whatever the compiler appended", call_sites_are_explained },
	{ "hooks that conntrack may have dropped at", hooks },
	{ "whose drops are those at a hook", shares },
	{ "limits, now and proposed", limits },
	{ "texts that do not fit are cut", small_buffers },
};

int main(void)
{
	return run_tests("explain", tests, ARRAY_SIZE(tests));
}
