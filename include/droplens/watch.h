/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_WATCH_H
#define DROPLENS_WATCH_H

int dlens_watch_init(void);
void dlens_watch_exit(void);
void dlens_watch_recount(void);

#endif
