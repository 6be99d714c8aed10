// SPDX-License-Identifier: GPL-2.0
/* The input is a line; what is understood must be understood again as it is kept. */
#include <droplens/classify.h>

#include "../unit/filter_oracle.h"
#include "fuzz.h"

static struct dlens_filter filter, again;

static const char *check(void)
{
	struct dlens_filtered kind = { .reason = "A", .dev = "B", .in = "" };
	struct dlens_packet packet = { .family = 4 };
	u32 key, values = 0;

	for (key = 0; key < DLENS_FILTER_KEYS; key++)
		values += filter.nr[key];
	if (!values != !filter.line[0])
		return "a line without a value, or a value without a line";
	if (!dlens_filter_parse(&again, filter.line))
		return "refused when it is read again";
	if (memcmp(&filter, &again, sizeof(filter)))
		return "another filter when it is read again";
	for (kind.class = 0; kind.class < DLENS_CLASSES; kind.class++)
		if (dlens_filter_fits(&filter, &kind) && !(filter.classes & 1 << kind.class))
			return "a class that was not asked for";
	if (dlens_filter_fits_packet(&filter, &packet) && filter.nr[DLENS_FILTER_PORT])
		return "a port that is not there";
	return NULL;
}

int fuzz_one(const u8 *data, size_t size)
{
	char *line = malloc(size + 1);

	memcpy(line, data, size);
	line[size] = '\0';
	must(prefix_check(line));
	if (dlens_filter_parse(&filter, line))
		must(check());
	free(line);
	return 0;
}
