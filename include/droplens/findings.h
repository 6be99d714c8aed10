/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FINDINGS_H
#define DROPLENS_FINDINGS_H

#include <droplens/snapshot.h>

int dlens_findings_init(void);
size_t dlens_findings_memory(void);

/* Under the snapshot's mutex. */
int dlens_findings_read(struct dlens_snapshot *snapshot);

/* Without it. */
u8 dlens_severity(void);
void dlens_findings_announce(void);

#endif
