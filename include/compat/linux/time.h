/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_TIME_H
#define DROPLENS_COMPAT_LINUX_TIME_H

#include_next <linux/time.h>

/* 4.8 (e6c2682a1da3) */
#ifndef DLENS_HAVE_TIME64_TO_TM
#define time64_to_tm(seconds, offset, result) time_to_tm((time_t)(seconds), offset, result)
#endif

#endif
