// SPDX-License-Identifier: GPL-2.0
/* The input is evidence: no text is too long, no value too large. */
#include <droplens/classify.h>

#include "../../module/logic/explain.c"
#include "fuzz.h"

static u64 take_value(struct input *in)
{
	u8 how = take(in, 1);

	return how & 1 ? take(in, 8) : how & 2 ? DLENS_ABSENT : take(in, 3);
}

static char *take_text(struct input *in)
{
	size_t length = take(in, 1) & 63;
	char *text;

	if (length > in->size)
		length = in->size;
	text = strndup((const char *)in->data, length);
	take(in, length);
	return text;
}

int fuzz_one(const u8 *data, size_t size)
{
	struct input in = { data, size };
	struct dlens_evidence evidence = {
		.class = take(&in, 1), .max_backlog = take_value(&in),
		.hook_60s = take_value(&in), .ct_drop = take_value(&in),
		.ct_drop_60s = take_value(&in), .ct_insert_failed = take_value(&in),
		.ct_count = take_value(&in), .ct_max = take_value(&in),
		.mtu = take(&in, 2), .mtu_netns = take(&in, 4), .mtu_dev = "eth0",
	};
	size_t room = 1 + take(&in, 1);
	bool hook = take(&in, 1) & 1;
	char *reason = take_text(&in), *location = take_text(&in), *text = malloc(room);
	const struct dlens_cause *cause;
	bool told;

	evidence.reason = reason;
	evidence.location = hook ? "nf_hook_slow+0x3d" : location;
	cause = dlens_explain(&evidence);
	if (!cause || !*cause->what || !*cause->next)
		must("a cause without words");
	memset(text, 0xa5, room);
	told = dlens_limit_text(text, room, cause, &evidence);
	if (room > 1 && told != !!*text)
		must("a limit told but not written, or written but not told");
	if (strnlen(text, room) == room)
		must("a text that does not end");
	if (strstr(text, "18446744073709551615"))
		must("an absent value printed");
	free(reason);
	free(location);
	free(text);
	return 0;
}
