/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_MATCH_H
#define DROPLENS_MATCH_H

#include <stdbool.h>

/* Stars stand for any text, however many there are: as slow as it is plain. */
static inline bool naive_match(const char *pattern, const char *name)
{
	if (*pattern == '*')
		return naive_match(pattern + 1, name) || (*name && naive_match(pattern, name + 1));
	if (*pattern != *name)
		return false;
	return !*pattern || naive_match(pattern + 1, name + 1);
}

#endif
