/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_PERCPU_H
#define DROPLENS_COMPAT_LINUX_PERCPU_H

#include_next <linux/percpu.h>

/* 3.15 (b3ca1c10d7b3) */
#ifndef raw_cpu_ptr
#define raw_cpu_ptr(pointer) __this_cpu_ptr(pointer)
#endif

#endif
