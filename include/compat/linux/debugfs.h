/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_DEBUGFS_H
#define DROPLENS_COMPAT_LINUX_DEBUGFS_H

#include_next <linux/debugfs.h>

/*
 * A file whose readers wait. From 4.7 to 4.14 debugfs waits for all who are in any file's
 * functions when any file is removed, by whomever (9fd4dcece43a; each for its own since
 * e9117a5a4bf6). Not of those who are in files that need no guard: what is open holds the
 * module, so that ours are not removed below a reader.
 */
#if defined(DLENS_HAVE_DEBUGFS_SRCU) && IS_ENABLED(CONFIG_DEBUG_FS)
#define dlens_debugfs_create_waiting(name, mode, parent, data, fops) \
	debugfs_create_file_unsafe(name, mode, parent, data, fops)
#else
#define dlens_debugfs_create_waiting(name, mode, parent, data, fops) \
	debugfs_create_file(name, mode, parent, data, fops)
#endif

#endif
