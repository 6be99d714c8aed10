/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_STACK_H
#define DROPLENS_STACK_H

#include <droplens/plain.h>

u32 dlens_stack_cut(unsigned long *frame, u32 room, const unsigned long *raw, u32 nr,
		    unsigned long location);

#endif
