/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_LEDGER_H
#define DROPLENS_LEDGER_H

#include <droplens/cells.h>
#include <droplens/snapshot.h>

struct dlens_row;

int dlens_ledger_init(void);
void dlens_ledger_exit(void);
size_t dlens_ledger_memory(void);

/* Under the snapshot's mutex, in process context, @second as dlens_uptime_s(). */
void dlens_ledger_take(u32 second);
void dlens_ledger_close(u32 second);
bool dlens_ledger_clear_up(u32 second);
void dlens_ledger_reset(u32 second);
void dlens_ledger_totals(struct dlens_totals *totals);
u32 dlens_ledger_over(u32 second);
void dlens_ledger_each(void (*act)(struct dlens_cell *cell, u32 second), u32 second);
struct dlens_row *dlens_ledger_row(struct dlens_cell *cell, u32 second);

/* module/drops.c */
int dlens_ledger_read(struct dlens_snapshot *snapshot, u32 second);

#endif
