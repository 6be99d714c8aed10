// SPDX-License-Identifier: GPL-2.0
/* Classes and layers by the reason's name. */
#include <ctype.h>
#include <glob.h>

/* As a whole, since its tables are looked at too. */
#include "../../module/logic/classify.c"
#include "match.h"
#include "reasons.h"
#include "test.h"

static const char *words(struct dlens_verdict v)
{
	static char text[2][64];
	static int which;

	which = !which;
	snprintf(text[which], sizeof(text[which]), "%s/%s", dlens_class_name(v.class),
		 dlens_layer_name(v.layer));
	return text[which];
}

static void every_known_reason(void)
{
	struct dlens_verdict got, want;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected_reasons); i++) {
		want.class = expected_reasons[i].class;
		want.layer = expected_reasons[i].layer;
		/* a reason counts, whatever the call site */
		got = dlens_classify(expected_reasons[i].name, i & 1 ? "consume_skb" : "");
		expect(got.class == want.class && got.layer == want.layer, "%s is %s, not %s",
		       expected_reasons[i].name, words(got), words(want));
	}
}

/* The drop classes that were agreed on. */
static const struct {
	const char *pattern;
	u8 class;
} agreed[] = {
	{ "QUEUE_PURGE", DLENS_NORMAL }, { "SOCKET_CLOSE", DLENS_NORMAL },
	{ "UNIX_*", DLENS_NORMAL }, { "TCP_OLD_DATA", DLENS_NORMAL },
	{ "TCP_OFOMERGE", DLENS_NORMAL }, { "TCP_OLD_ACK", DLENS_NORMAL },
	{ "TCP_OLD_SEQUENCE", DLENS_NORMAL }, { "TCP_CLOSE", DLENS_NORMAL },
	{ "TCP_RESET", DLENS_NORMAL }, { "TCP_ABORT_ON_DATA", DLENS_NORMAL },
	{ "OTHERHOST", DLENS_NORMAL }, { "UNHANDLED_PROTO", DLENS_NORMAL },
	{ "SKB_CONSUMED", DLENS_NORMAL },
	{ "NETFILTER_DROP", DLENS_POLICY }, { "SOCKET_FILTER", DLENS_POLICY },
	{ "XDP", DLENS_POLICY }, { "TC_*", DLENS_POLICY }, { "XFRM_POLICY", DLENS_POLICY },
	{ "BPF_CGROUP_EGRESS", DLENS_POLICY }, { "SECURITY_HOOK", DLENS_POLICY },
	{ "CPU_BACKLOG", DLENS_RESOURCE }, { "SOCKET_RCVBUFF", DLENS_RESOURCE },
	{ "SOCKET_BACKLOG", DLENS_RESOURCE }, { "PROTO_MEM", DLENS_RESOURCE },
	{ "FULL_RING", DLENS_RESOURCE }, { "NOMEM", DLENS_RESOURCE },
	{ "QDISC_*", DLENS_RESOURCE }, { "TCP_LISTEN_OVERFLOW", DLENS_RESOURCE },
	{ "PFMEMALLOC", DLENS_RESOURCE }, { "TCP_OFO_QUEUE_PRUNE", DLENS_RESOURCE },
	{ "*_CSUM", DLENS_ERROR }, { "*_HDR", DLENS_ERROR }, { "PKT_TOO_SMALL", DLENS_ERROR },
	{ "PKT_TOO_BIG", DLENS_ERROR }, { "IP_RPFILTER", DLENS_ERROR },
	{ "IP_INNOROUTES", DLENS_ERROR }, { "IP_OUTNOROUTES", DLENS_ERROR },
	{ "NEIGH_*", DLENS_ERROR }, { "TCP_RFC7323_*", DLENS_ERROR }, { "FRAG_*", DLENS_ERROR },
	{ "NO_SOCKET", DLENS_ERROR },
};

/* Where a wildcard of the agreement is too wide, and what the enum says of it. */
static const struct {
	const char *name;
	const char *why;
} finer[] = {
	{ "TC_COOKIE_ERROR", "an error occurred whilst processing a tc ext cookie" },
	{ "TC_CHAIN_NOTFOUND", "tc chain lookup failed" },
	{ "TC_RECLASSIFY_LOOP", "tc exceeded max reclassify loop iterations" },
	{ "NEIGH_CREATEFAIL", "failed to create neigh entry: the table is full" },
	{ "NEIGH_QUEUEFULL", "arp_queue for neigh entry is full" },
	{ "TCP_RFC7323_PAWS_ACK", "old ACK, common with reordering" },
};

static bool is_finer(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(finer); i++)
		if (!strcmp(finer[i].name, name))
			return true;
	return false;
}

static void the_agreement(void)
{
	unsigned int met, used = 0;
	struct dlens_verdict got;
	const char *name;
	size_t a, i;

	for (a = 0; a < ARRAY_SIZE(agreed); a++) {
		met = 0;
		for (i = 0; i < ARRAY_SIZE(expected_reasons); i++) {
			name = expected_reasons[i].name;
			if (!naive_match(agreed[a].pattern, name))
				continue;
			met++;
			got = dlens_classify(name, "");
			if (is_finer(name) && got.class != agreed[a].class)
				used++;
			else
				expect(got.class == agreed[a].class, "%s (%s) is %s, not %s", name,
				       agreed[a].pattern, words(got),
				       dlens_class_name(agreed[a].class));
		}
		expect(met, "no kernel has a reason that fits %s", agreed[a].pattern);
	}
	expect(used == ARRAY_SIZE(finer), "%u of %zu exceptions are still needed", used,
	       ARRAY_SIZE(finer));
}

static void every_pattern_is_reached(void)
{
	const char *pattern;
	size_t r, i;
	bool met;

	for (r = 0; r < ARRAY_SIZE(by_reason); r++) {
		pattern = by_reason[r].pattern;
		met = false;
		for (i = 0; i < ARRAY_SIZE(expected_reasons) && !met; i++)
			/* a family may have better rules for all that it has today */
			met = strchr(pattern, '*') ?
			      naive_match(pattern, expected_reasons[i].name) :
			      find(by_reason, ARRAY_SIZE(by_reason), expected_reasons[i].name) ==
			      &by_reason[r];
		expect(met, "%s fits no reason of any kernel", pattern);
		expect(strchr(pattern, '*') == strrchr(pattern, '*'),
		       "%s: only one star is understood", pattern);
	}
}

static void no_reason(void)
{
	struct dlens_verdict got;

	got = dlens_classify("NOT_SPECIFIED", "enqueue_to_backlog");
	expect(got.class == DLENS_RESOURCE && got.layer == DLENS_LAYER_DEVICE,
	       "NOT_SPECIFIED: %s", words(got));
	got = dlens_classify("", "enqueue_to_backlog");
	expect(got.class == DLENS_RESOURCE, "empty: %s", words(got));
	got = dlens_classify("NOT_SPECIFIED", "");
	expect(got.class == DLENS_UNKNOWN && got.layer == DLENS_LAYER_OTHER, "neither: %s",
	       words(got));
	got = dlens_classify("NOT_SPECIFIED", "a_function_of_tomorrow");
	expect(got.class == DLENS_UNKNOWN && got.layer == DLENS_LAYER_OTHER, "unknown: %s",
	       words(got));
}

static void new_reasons_are_not_hidden(void)
{
	static const char * const names[] = {
		"A_REASON_OF_TOMORROW", "NOT_SPECIFIED_AT_ALL", "not_specified", "77",
		"FUTURE:196611", "QUEUE_PURGED", "XQUEUE_PURGE", "XDP_", "NOMEMORY", "*", " ",
	};
	struct dlens_verdict got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		got = dlens_classify(names[i], "unix_stream_connect");
		expect(got.class == DLENS_ERROR && got.layer == DLENS_LAYER_OTHER, "%s is %s",
		       names[i], words(got));
	}
	got = dlens_classify("TCP_NEW", "");
	expect(got.class == DLENS_ERROR && got.layer == DLENS_LAYER_TCP, "TCP_NEW is %s",
	       words(got));
}

static void what_is_loss(void)
{
	expect(!dlens_class_is_loss(DLENS_NORMAL), "normal is a loss");
	expect(!dlens_class_is_loss(DLENS_ARTEFACT), "artefact is a loss");
	expect(dlens_class_is_loss(DLENS_POLICY) && dlens_class_is_loss(DLENS_RESOURCE) &&
	       dlens_class_is_loss(DLENS_ERROR) && dlens_class_is_loss(DLENS_UNKNOWN),
	       "a loss is none");
}

static void words_for_all(void)
{
	unsigned int i, k;

	for (i = 0; i < DLENS_CLASSES; i++)
		for (k = 0; k < i; k++)
			expect(strcmp(dlens_class_name(i), dlens_class_name(k)),
			       "classes %u and %u have one name", i, k);
	for (i = 0; i < DLENS_LAYERS; i++)
		for (k = 0; k < i; k++)
			expect(strcmp(dlens_layer_name(i), dlens_layer_name(k)),
			       "layers %u and %u have one name", i, k);
	expect(!strcmp(dlens_class_name(DLENS_CLASSES), "unknown"), "no class");
	expect(!strcmp(dlens_layer_name(DLENS_LAYERS), "other"), "no layer");
	expect(!strcmp(dlens_class_name(255), "unknown"), "class 255");
	expect(!strcmp(dlens_layer_name(255), "other"), "layer 255");
}

static unsigned int names_of_header(const char *path)
{
	bool qdisc = strstr(path, "dropreason-qdisc");
	char line[256], name[160], *from;
	unsigned int count = 0;
	size_t length;
	FILE *file;

	file = fopen(path, "r");
	expect(file, "can not read %s", path);
	while (file && fgets(line, sizeof(line), file)) {
		from = strstr(line, "FN(");
		if (!from || strstr(line, "#define") || !isupper((unsigned char)from[3]))
			continue;
		length = strcspn(from + 3, ")");
		snprintf(name, sizeof(name), "%s%.*s", qdisc ? "QDISC:" : "", (int)length,
			 from + 3);
		count++;
		if (strcmp(name, "NOT_SPECIFIED"))
			expect(find(by_reason, ARRAY_SIZE(by_reason), name), "%s of %s has no rule",
			       name, path);
	}
	if (file)
		fclose(file);
	return count;
}

/* Kernels newer than the list above, where their headers are at hand. */
static void installed_headers(void)
{
	char *patterns = strdup(getenv("DLENS_HEADERS") ?: ""), *pattern, *rest = patterns;
	unsigned int count, trees = 0;
	glob_t found;
	size_t i;

	while ((pattern = strtok_r(rest, " ", &rest))) {
		if (!glob(pattern, 0, NULL, &found)) {
			for (i = 0; i < found.gl_pathc; i++) {
				count = names_of_header(found.gl_pathv[i]);
				/* from 6.4 on dropreason.h itself has none */
				if (count)
					printf("# %u reasons in %s\n", count, found.gl_pathv[i]);
				trees += !!count;
			}
		}
		globfree(&found);
	}
	free(patterns);
	if (!trees)
		skip_reason = "no kernel headers with drop reasons are installed";
}

static const struct test tests[] = {
	{ "every reason that a kernel ever had", every_known_reason },
	{ "the classes that were agreed on", the_agreement },
	{ "every pattern fits some reason", every_pattern_is_reached },
	{ "without a reason the call site tells", no_reason },
	{ "a reason that is new is an error", new_reasons_are_not_hidden },
	{ "what is a loss", what_is_loss },
	{ "every class and layer has a word of its own", words_for_all },
	{ "every reason of the installed headers has a rule", installed_headers },
};

int main(void)
{
	return run_tests("reasons", tests, ARRAY_SIZE(tests));
}
