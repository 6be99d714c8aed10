// SPDX-License-Identifier: GPL-2.0
/* The input is a reason and a function; the same tables, searched naively. */
#include "../../module/logic/classify.c"
#include "../unit/match.h"
#include "fuzz.h"

static struct dlens_verdict naive(const char *reason, const char *function)
{
	struct dlens_verdict verdict = { DLENS_UNKNOWN, DLENS_LAYER_OTHER };
	bool unspecified = strcmp(reason, "NOT_SPECIFIED") == 0;
	/* what was inferred from the call site is judged by it */
	bool by_name = strlen(reason) > 0 && !unspecified && reason[0] != DLENS_INFERRED;
	const struct rule *rule = by_name ? by_reason : by_function;
	size_t left = by_name ? ARRAY_SIZE(by_reason) : ARRAY_SIZE(by_function);
	const char *name = by_name ? reason : function;
	/* without offset, suffix and module */
	char *cut = strndup(name, strcspn(name, "+.["));

	for (size_t i = 0; unspecified && i < ARRAY_SIZE(by_unspecified); i++)
		if (naive_match(by_unspecified[i].pattern, cut)) {
			free(cut);
			return (struct dlens_verdict){ by_unspecified[i].class,
						       by_unspecified[i].layer };
		}
	char *at = strndup(function, strcspn(function, "+.["));

	for (size_t i = 0; !strcmp(reason, "NO_SOCKET") && i < ARRAY_SIZE(by_copy); i++)
		if (naive_match(by_copy[i].pattern, at))
			verdict = (struct dlens_verdict){ by_copy[i].class, by_copy[i].layer };
	free(at);
	if (verdict.class != DLENS_UNKNOWN) {
		free(cut);
		return verdict;
	}
	for (; left && !naive_match(rule->pattern, cut); left--)
		rule++;
	free(cut);
	if (left)
		return (struct dlens_verdict){ rule->class, rule->layer };
	if (by_name)
		verdict.class = DLENS_ERROR;
	return verdict;
}

int fuzz_one(const u8 *data, size_t size)
{
	/* exactly as long as they are, so that a byte too many is seen */
	char *reason = strndup((const char *)data, size);
	size_t length = strlen(reason);
	char *function = length < size ? strndup((const char *)data + length + 1,
						 size - length - 1) : strdup("");
	struct dlens_verdict got, want;
	int turn;

	/* as a reason and as a function, whatever it looks like */
	for (turn = 0; turn < 3; turn++) {
		const char *r = turn == 1 ? "" : turn == 2 ? "NOT_SPECIFIED" : reason;
		const char *f = turn == 1 ? reason : function;

		got = dlens_classify(r, f);
		want = naive(r, f);
		if (got.class >= DLENS_CLASSES || got.layer >= DLENS_LAYERS)
			must("a verdict that is none");
		if (got.class != want.class || got.layer != want.layer)
			must("another verdict than the naive one");
		if (!*dlens_class_name(got.class) || !*dlens_layer_name(got.layer))
			must("a verdict without a name");
	}
	free(reason);
	free(function);
	return 0;
}
