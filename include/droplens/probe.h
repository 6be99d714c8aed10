/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PROBE_H
#define DROPLENS_PROBE_H

int dlens_probe_start(void);
void dlens_probe_stop(void);
void dlens_probe_wait(void);

#endif
