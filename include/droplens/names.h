/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_NAMES_H
#define DROPLENS_NAMES_H

#include <droplens/plain.h>

bool dlens_name_fits(const char *pattern, const char *name);

#endif
