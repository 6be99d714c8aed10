/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_CONTROL_H
#define DROPLENS_CONTROL_H

#include <droplens/snapshot.h>

#define DROPLENS_VERSION "0.1.0"

int dlens_clock_init(void);
int dlens_control_init(void);
void dlens_control_exit(void);

/* Process context; what each does is said where it is defined. */
bool dlens_enabled(void);
int dlens_enable(bool on);
void dlens_reset(void);
void dlens_record(u32 drops);
void dlens_totals(struct dlens_totals *totals);
size_t dlens_memory(void);
u32 dlens_uptime_s(void);
u64 dlens_uptime_ms(void);
u64 dlens_age_ms(void);
u64 dlens_uptime_fast_ms(void);
u32 dlens_reset_s(void);

int dlens_sysfs_init(void);
void dlens_sysfs_exit(void);
void dlens_sysfs_severity_changed(void);
void dlens_sysfs_risk_changed(void);

#endif
