// SPDX-License-Identifier: GPL-2.0
/*
 * How many drops are recorded: a few a second of every cause, whatever the number of
 * CPUs, so that a flood can not push out the rare drop. The probe spends a cell's
 * tokens; here they are dealt out, once a second, row by row.
 *
 * All of it under the snapshot's mutex.
 */
#include <linux/kernel.h>

#include <droplens/ledger.h>
#include <droplens/recent.h>
#include <droplens/recorder.h>
#include <droplens/rows.h>
#include <droplens/table.h>

/* Enough to see that a cause goes on, and who is hit. */
static u32 rate = 2;

/* A cell may save up this many seconds, so that a cause's first drops are all there. */
#define SAVED_S 2

/**
 * dlens_tokens_for() - are drops of a cause to be recorded
 * @row: of the cause
 *
 * Return: true if its cells get tokens.
 */
bool dlens_tokens_for(const struct dlens_row *row)
{
	return rate && row->recordable;
}

static void deal(struct dlens_cell *cell, u32 second)
{
	u32 tokens = READ_ONCE(cell->tokens), give;
	struct dlens_row *row;

	/* until its row is known a cell has what it began with */
	if (cell->row == DLENS_NO_ROW)
		return;
	row = dlens_row(cell->row);
	if (!dlens_tokens_for(row)) {
		if (tokens)
			WRITE_ONCE(cell->tokens, 0);
		return;
	}
	if (row->dealt_s != second) {
		row->dealt_s = second;
		row->to_deal = rate;
	}
	if (tokens >= rate * SAVED_S)
		return;
	give = min_t(u32, row->to_deal, rate * SAVED_S - tokens);
	row->to_deal -= give;
	if (give)
		WRITE_ONCE(cell->tokens, tokens + give);
}

/**
 * dlens_tokens_deal() - deal out what may be recorded in a second
 * @second: uptime
 */
void dlens_tokens_deal(u32 second)
{
	dlens_ledger_each(deal, second);
}

/* What was saved up at a higher rate goes; what the new one gives begins at once. */
static void cut(struct dlens_cell *cell, u32 second)
{
	if (READ_ONCE(cell->tokens) > rate * SAVED_S)
		WRITE_ONCE(cell->tokens, rate * SAVED_S);
	if (cell->row != DLENS_NO_ROW)
		dlens_row(cell->row)->dealt_s = second - 1;
}

/**
 * dlens_tokens_set() - say how much is recorded
 * @drops: of each cause, in a second; 0: nothing; at most DLENS_TOKENS_MAX
 * @second: uptime
 */
void dlens_tokens_set(u32 drops, u32 second)
{
	/* what was dropped until now */
	dlens_ledger_take(second);
	dlens_recent_drain(second);
	rate = drops;
	dlens_table_burst(rate * SAVED_S);
	dlens_ledger_each(cut, second);
	if (rate)
		dlens_ledger_each(deal, second);
}

/**
 * dlens_tokens_rate() - how much is recorded
 *
 * Return: drops of each cause in a second, 0: nothing.
 */
u32 dlens_tokens_rate(void)
{
	return READ_ONCE(rate);
}
