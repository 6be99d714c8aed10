/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_OBSERVE_H
#define DROPLENS_OBSERVE_H

#include <linux/types.h>

/* Process context; what each does is said where it is defined. */
bool dlens_observing(void);
int dlens_observe(bool on);

#endif
