/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_WINDOW_H
#define DROPLENS_WINDOW_H

#include <droplens/plain.h>

/*
 * Seconds remembered: the longest minute of the kernel's own counters, see
 * dlens_history_last_60s(), and the second that is running, rounded up to a power of two.
 */
#define DLENS_WINDOW_S 128

/**
 * struct dlens_window - a counter's last minute, second by second
 * @at: low 32 bits of the total at the end of each second, by second modulo
 *	DLENS_WINDOW_S; differences are right as long as less than 2^32 are
 *	counted in a window
 * @second: the second last written
 *
 * A counter that stands still costs nothing: the seconds it missed are filled
 * in when it moves again.
 */
struct dlens_window {
	u32 at[DLENS_WINDOW_S];
	u32 second;
};

void dlens_window_start(struct dlens_window *w, u32 second, u64 total);
void dlens_window_close(struct dlens_window *w, u32 second, u64 total);
u32 dlens_window_change(const struct dlens_window *w, u32 second, u32 length_s, u64 total);
u32 dlens_window_last(const struct dlens_window *w, u32 second);

#endif
