/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_REASON_H
#define DROPLENS_REASON_H

#include <linux/types.h>

void dlens_reason_name(u32 reason, char *name, size_t size);
bool dlens_reasons_absent(void);
bool dlens_tcp_untraced(void);
void dlens_location_name(unsigned long location, char *name, size_t size);

#endif
