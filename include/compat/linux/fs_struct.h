/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_FS_STRUCT_H
#define DROPLENS_COMPAT_LINUX_FS_STRUCT_H

#include_next <linux/fs_struct.h>

/* Up to 7.2 kernel threads have the first process's root, from 7.3 on an empty one. */
#ifndef scoped_with_init_fs
#define scoped_with_init_fs()
#endif

#endif
