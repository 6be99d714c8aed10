// SPDX-License-Identifier: GPL-2.0
/* The risk flag: what is known of a namespace, and the word for it. */
#include <droplens/risk.h>

#include "test.h"

#define NONE DLENS_RISK_NONE
#define LATENT DLENS_RISK_LATENT
#define EXPOSED DLENS_RISK_EXPOSED
#define ACTIVE DLENS_RISK_ACTIVE
#define NEVER DLENS_NEVER
#define ABSENT DLENS_ABSENT

static const struct row {
	u8 want;
	struct dlens_risk_facts facts;
} rows[] = {
	/* removed, recycle, timestamps, refused_60s, refused_ago_s, reject_ago_s */
	{ NONE,    { true, ABSENT, 1, ABSENT, NEVER, NEVER } },
	{ NONE,    { true, ABSENT, 0, ABSENT, NEVER, NEVER } },
	{ LATENT,  { true, ABSENT, 1, ABSENT, NEVER, 0 } },
	{ LATENT,  { true, ABSENT, 1, ABSENT, NEVER, 179 } },
	{ NONE,    { true, ABSENT, 1, ABSENT, NEVER, 180 } },
	{ NONE,    { true, ABSENT, 1, ABSENT, NEVER, NEVER - 1 } },
	/* what a removed option is said to be does not matter */
	{ LATENT,  { true, 1, 1, 7, 0, 0 } },

	{ NONE,    { false, 0, 1, 0, NEVER, NEVER } },
	{ LATENT,  { false, 0, 1, 0, NEVER, 3 } },
	{ NONE,    { false, 0, 1, 0, NEVER, 200 } },
	{ NONE,    { false, 0, 0, 0, NEVER, NEVER } },
	{ EXPOSED, { false, 1, 1, 0, NEVER, NEVER } },
	{ EXPOSED, { false, 1, 2, 0, NEVER, NEVER } },
	{ EXPOSED, { false, 2, 1, ABSENT, NEVER, 180 } },
	/* not to be read is as good as on, which is how it comes */
	{ EXPOSED, { false, 1, ABSENT, 0, NEVER, NEVER } },
	{ ACTIVE,  { false, 1, 1, 1, 0, NEVER } },
	{ ACTIVE,  { false, 1, 1, 1, NEVER, NEVER } },
	{ ACTIVE,  { false, 1, 1, 0, NEVER, 0 } },
	{ ACTIVE,  { false, 1, ABSENT, 0, NEVER, 5 } },
	/* the last minute is over, the clients may come again */
	{ ACTIVE,  { false, 1, 1, 0, 179, NEVER } },
	{ ACTIVE,  { false, 1, 1, ABSENT, 179, NEVER } },
	{ EXPOSED, { false, 1, 1, 0, 180, NEVER } },
	/* no timestamps, nothing to be judged by; but for a minute they are refused */
	{ NONE,    { false, 1, 0, 0, NEVER, NEVER } },
	{ LATENT,  { false, 1, 0, 0, NEVER, 5 } },
	{ ACTIVE,  { false, 1, 0, 3, 0, NEVER } },
	{ ACTIVE,  { false, 1, 0, 0, 70, NEVER } },
	/* switched off: at once nobody is refused, whatever the counters remember */
	{ NONE,    { false, 0, 1, 9, 10, NEVER } },
	{ LATENT,  { false, 0, 1, 9, 10, 10 } },
	/* its value can not be read, but PAWSPassive moves for nothing else */
	{ ACTIVE,  { false, ABSENT, 1, 1, 0, NEVER } },
	{ NONE,    { false, ABSENT, 1, 0, NEVER, NEVER } },
	{ LATENT,  { false, ABSENT, 1, ABSENT, NEVER, 1 } },
};

static void every_row(void)
{
	size_t i;
	u8 got;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		got = dlens_risk_of(&rows[i].facts);
		expect(got == rows[i].want, "row %zu: %s instead of %s", i, dlens_risk_name(got),
		       dlens_risk_name(rows[i].want));
	}
}

static struct dlens_risk_facts any_facts(void)
{
	static const u64 values[] = { 0, 1, 2, 1000, DLENS_ABSENT };
	static const u32 ages[] = { 0, 1, 59, 60, 179, 180, 181, 86400, NEVER - 1, NEVER };

	return (struct dlens_risk_facts){
		.removed = any_below(2),
		.recycle = values[any_below(5)],
		.timestamps = values[any_below(5)],
		.refused_60s = values[any_below(5)],
		.refused_ago_s = ages[any_below(10)],
		.reject_ago_s = ages[any_below(10)],
	};
}

/* More rejects never lower it, and without the option it is never loud. */
static void in_order(void)
{
	struct dlens_risk_facts facts, worse;
	u8 flag;
	int i;

	for (i = 0; i < 100000; i++) {
		facts = any_facts();
		flag = dlens_risk_of(&facts);
		worse = facts;
		worse.reject_ago_s = 0;
		expect(dlens_risk_of(&worse) >= flag, "a reject lowers it");
		worse = facts;
		worse.refused_60s = 5;
		worse.refused_ago_s = 0;
		expect(dlens_risk_of(&worse) >= flag, "a refusal lowers it");
		expect(!facts.removed || flag <= LATENT, "an option that is not there");
		expect(facts.recycle || flag <= LATENT, "an option that is off");
		facts.refused_60s = 0;
		facts.refused_ago_s = NEVER;
		facts.reject_ago_s = NEVER;
		flag = dlens_risk_of(&facts);
		expect(flag == NONE || flag == EXPOSED, "%s of nothing", dlens_risk_name(flag));
	}
}

static void what_is_said(void)
{
	static const char * const harm[] = {
		"tcp_tw_recycle=1", "tcp_timestamps=0", "tcp_max_tw_buckets", "sysctl.conf", "\"",
	};
	u8 risk, other;
	size_t i;

	for (risk = 0; risk < DLENS_RISKS; risk++) {
		for (other = 0; other < risk; other++)
			expect(strcmp(dlens_risk_name(risk), dlens_risk_name(other)), "a word twice");
		expect(*dlens_risk_meaning(risk) && *dlens_risk_advice(risk), "no words");
		for (i = 0; i < ARRAY_SIZE(harm); i++)
			expect(!strstr(dlens_risk_advice(risk), harm[i]) &&
			       !strstr(dlens_risk_meaning(risk), harm[i]), "%s: %s",
			       dlens_risk_name(risk), harm[i]);
		expect(strstr(dlens_risk_advice(risk), "tcp_timestamps at 1"), "%s",
		       dlens_risk_advice(risk));
	}
	expect(!strcmp(dlens_risk_name(DLENS_RISKS), "unknown"), "what is none has a name");
}

static const struct test tests[] = {
	{ "rows by hand", every_row },
	{ "rejects raise it, nothing else is loud", in_order },
	{ "what is said does no harm", what_is_said },
};

int main(void)
{
	return run_tests("risk", tests, ARRAY_SIZE(tests));
}
