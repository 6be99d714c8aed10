/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_HALVES_H
#define DROPLENS_HALVES_H

#include <linux/types.h>

void dlens_halves_look(u32 second);

#endif
