/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_WINDOW_ORACLE_H
#define DROPLENS_WINDOW_ORACLE_H

/*
 * A counter's whole life, second by second, nothing wrapped and nothing left
 * out. Shared by the unit tests and the fuzzer, so faults are returned as text.
 */

#include <droplens/window.h>

#define ORACLE_S 4096

struct window_oracle {
	struct dlens_window window;
	u32 first;
	u64 start;
	u64 total;
	u64 end_of[ORACLE_S];
	u32 over;
};

/* @first is the last second that is over when the counter is started at @total */
static inline void window_oracle_start(struct window_oracle *o, u32 first, u64 total)
{
	memset(o, 0, sizeof(*o));
	/* what is not written by the start must not matter */
	memset(&o->window, 0xa5, sizeof(o->window));
	o->first = first;
	o->start = total;
	o->total = total;
	o->end_of[0] = total;
	dlens_window_start(&o->window, first, total);
}

static inline u64 window_oracle_total(const struct window_oracle *o, s64 since_first)
{
	return since_first < 0 ? o->start : o->end_of[since_first];
}

/* The running second ends. Returns false if the oracle's memory is full. */
static inline bool window_oracle_tick(struct window_oracle *o, bool even_if_still)
{
	if (o->over + 1 == ORACLE_S)
		return false;
	if (even_if_still || o->total != o->end_of[o->over])
		dlens_window_close(&o->window, o->first + o->over + 1, o->total);
	o->end_of[++o->over] = o->total;
	return true;
}

static inline const char *window_oracle_check(const struct window_oracle *o)
{
	u32 second = o->first + o->over, length, want;

	for (length = 1; length < DLENS_WINDOW_S; length++) {
		want = o->total - window_oracle_total(o, (s64)o->over - length);
		if (dlens_window_change(&o->window, second, length, o->total) != want)
			return "the change over some seconds is wrong";
	}
	want = window_oracle_total(o, o->over) - window_oracle_total(o, (s64)o->over - 1);
	if (dlens_window_last(&o->window, second) != want)
		return "the last whole second is wrong";
	return NULL;
}

#endif
