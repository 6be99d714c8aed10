/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TOLD_H
#define DROPLENS_TOLD_H

#include <droplens/check.h>
#include "test.h"

/*
 * Every setting that is named has its value beside it, "NAME is N now" or the like, or
 * the words that say who tells it now: wherever it is named, once in its sentence.
 */
static inline bool value_is_told(const char *advice, const char *name, size_t length)
{
	const char *at, *end, *now;
	char text[64];

	snprintf(text, sizeof(text), "%.*s", (int)length, name);
	for (at = advice; (at = strstr(at, text)); at += length) {
		end = strchrnul(at, ';');
		now = strstr(at, " now");
		if (now && now < end)
			return true;
	}
	return false;
}

static inline void values_are_told(const struct dlens_finding *f)
{
	static const char * const trees[] = {
		"net.core.", "net.ipv4.", "net.ipv6.", "net.netfilter.", "vm.",
		"net/ipv4/conf/",
	};
	const char *at, *name;
	size_t i, length;

	for (i = 0; i < ARRAY_SIZE(trees); i++) {
		for (at = f->advice; (at = strstr(at, trees[i])); at = name) {
			name = at + strlen(trees[i]);
			length = strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789");
			/* conf.DEV.rp_filter: what counts is at the end */
			if (!strncmp(name, "conf", length) || i == ARRAY_SIZE(trees) - 1)
				expect(value_is_told(f->advice, "rp_filter", 9), "%s",
				       f->advice);
			/* to be left as it is, or other hosts' */
			else if (strncmp(at, "net.ipv4.tcp_timestamps here at 1", 33) &&
				 strncmp(at, "net.ipv4.tcp_timestamps at 1", 28) &&
				 strncmp(at - 11, "on clients net.ipv4.tcp_tw_reuse=1", 34))
				expect(value_is_told(f->advice, name, length),
				       "%.*s has no value: %s", (int)length, name, f->advice);
		}
	}
}

#endif
