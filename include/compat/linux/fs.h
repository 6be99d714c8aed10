/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_FS_H
#define DROPLENS_COMPAT_LINUX_FS_H

#include_next <linux/fs.h>

/* From the file's beginning; the position was a number up to 4.13. */
#ifdef DLENS_HAVE_KERNEL_READ_POS
#define dlens_kernel_read(file, buf, size) ({		\
	loff_t __pos = 0;				\
	kernel_read(file, buf, size, &__pos);		\
})
#else
#define dlens_kernel_read(file, buf, size) ((ssize_t)kernel_read(file, 0, buf, size))
#endif

#endif
