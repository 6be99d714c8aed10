/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_SCHED_SIGNAL_H
#define DROPLENS_COMPAT_LINUX_SCHED_SIGNAL_H

#ifdef DLENS_HAVE_SCHED_SIGNAL
#include_next <linux/sched/signal.h>
#else
#include <linux/sched.h>
#endif

#endif
