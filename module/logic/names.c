// SPDX-License-Identifier: GPL-2.0
#include <droplens/names.h>

/*
 * Not by looking for the end beforehand: of the many patterns that are tried most
 * begin otherwise.
 */
static bool ends(char c)
{
	return !c || c == '+' || c == '.' || c == '[';
}

/**
 * dlens_name_fits() - does a pattern fit a reason or a call site
 * @pattern: a name, in which each '*' stands for any text, also for none
 * @name: a reason's name, or a call site: what follows '+', '.' or '[' (offset,
 *	the compiler's suffix as in .isra.0, module) is not looked at
 *
 * Context: any.
 * Return: true if it fits.
 */
bool dlens_name_fits(const char *pattern, const char *name)
{
	const char *star = NULL, *retry = NULL;

	while (!ends(*name)) {
		if (*pattern == '*') {
			star = pattern++;
			retry = name;
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star) {
			/* let the last star stand for one character more */
			pattern = star + 1;
			name = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
