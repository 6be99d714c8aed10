/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_KPROBES_H
#define DROPLENS_COMPAT_LINUX_KPROBES_H

#include_next <linux/kprobes.h>
#include <linux/ptrace.h>

/*
 * The arguments that a function was called with, at its first instruction;
 * regs_get_kernel_argument() came in 4.20, and not to every architecture.
 */
#if defined(CONFIG_X86_64)
#define DLENS_KPROBE_ARGS 1
static inline unsigned long dlens_kprobe_arg(const struct pt_regs *regs, unsigned int n)
{
	switch (n) {
	case 0:
		return regs->di;
	case 1:
		return regs->si;
	case 2:
		return regs->dx;
	default:
		return regs->cx;
	}
}
#elif defined(CONFIG_ARM64)
#define DLENS_KPROBE_ARGS 1
#define dlens_kprobe_arg(args, n) ((unsigned long)(args)->regs[n])
#elif defined(CONFIG_S390)
/* regs_get_register() was not for modules */
#define DLENS_KPROBE_ARGS 1
#define dlens_kprobe_arg(args, n) ((args)->gprs[2 + (n)])
#elif defined(CONFIG_ARM)
#define DLENS_KPROBE_ARGS 1
#define dlens_kprobe_arg(args, n) ((args)->uregs[n])
#elif defined(CONFIG_PPC)
#define DLENS_KPROBE_ARGS 1
#define dlens_kprobe_arg(args, n) ((args)->gpr[3 + (n)])
#elif defined(CONFIG_HAVE_FUNCTION_ARG_ACCESS_API)
#define DLENS_KPROBE_ARGS 1
#define dlens_kprobe_arg(regs, n) regs_get_kernel_argument((struct pt_regs *)(regs), n)
#else
#define DLENS_KPROBE_ARGS 0
#define dlens_kprobe_arg(regs, n) 0UL
#endif

#endif
