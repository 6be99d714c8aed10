/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_KALLSYMS_H
#define DROPLENS_COMPAT_LINUX_KALLSYMS_H

#include_next <linux/kallsyms.h>

/*
 * A global int of the kernel's that it does not export: found by name, once for each
 * place that asks. Only settings that were global up to 4.11 need it, and all those
 * kernels export kallsyms_lookup_name(), as later ones do not. Without
 * CONFIG_KALLSYMS_ALL there is nothing to find.
 */
#define dlens_kernel_int(name) ({					\
	static unsigned long __at;					\
									\
	if (!__at)							\
		__at = kallsyms_lookup_name(name) ?: 1;			\
	__at == 1 ? DLENS_ABSENT :					\
		(u64)(unsigned int)READ_ONCE(*(const int *)__at);	\
})

#endif
