// SPDX-License-Identifier: GPL-2.0
#include <droplens/window.h>

static u32 total_at(const struct dlens_window *w, u32 second)
{
	/* After @w->second nothing moved, or it would have been written. */
	if ((u32)(w->second - second) >= DLENS_WINDOW_S)
		second = w->second;
	return w->at[second % DLENS_WINDOW_S];
}

/**
 * dlens_window_start() - forget the past of a counter
 * @w: the window
 * @second: the last second that is over
 * @total: the counter now
 */
void dlens_window_start(struct dlens_window *w, u32 second, u64 total)
{
	unsigned int i;

	for (i = 0; i < DLENS_WINDOW_S; i++)
		w->at[i] = (u32)total;
	w->second = second;
}

/**
 * dlens_window_close() - write down a counter at the end of a second
 * @w: the window
 * @second: the second that ends; never before the one written last
 * @total: the counter now
 *
 * Seconds skipped since the last call get the total of that time.
 */
void dlens_window_close(struct dlens_window *w, u32 second, u64 total)
{
	u32 before = w->at[w->second % DLENS_WINDOW_S];
	u32 missed = second - w->second;
	u32 i;

	if (missed > DLENS_WINDOW_S)
		missed = DLENS_WINDOW_S;
	for (i = 1; i < missed; i++)
		w->at[(second - i) % DLENS_WINDOW_S] = before;
	w->at[second % DLENS_WINDOW_S] = (u32)total;
	w->second = second;
}

/**
 * dlens_window_change() - what a counter gained lately
 * @w: the window
 * @second: the last second that is over
 * @length_s: how far to look back, 1 to DLENS_WINDOW_S - 1
 * @total: the counter now
 *
 * Return: the gain since @length_s seconds before the end of @second: what
 * the running second has seen already is in it.
 */
u32 dlens_window_change(const struct dlens_window *w, u32 second, u32 length_s, u64 total)
{
	return (u32)total - total_at(w, second - length_s);
}

/**
 * dlens_window_last() - what a counter gained in the last whole second
 * @w: the window
 * @second: the last second that is over
 *
 * Return: the gain.
 */
u32 dlens_window_last(const struct dlens_window *w, u32 second)
{
	return total_at(w, second) - total_at(w, second - 1);
}
