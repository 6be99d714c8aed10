/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_POLL_H
#define DROPLENS_COMPAT_LINUX_POLL_H

#include_next <linux/poll.h>

/* 4.16: a plain number before, of the same bits under other names (8ced390c2b18) */
#ifndef DLENS_HAVE_POLL_T
#include <linux/eventpoll.h>

#define __poll_t unsigned int

#ifndef EPOLLIN
#define EPOLLIN POLLIN
#define EPOLLERR POLLERR
#endif
#ifndef EPOLLRDNORM
#define EPOLLRDNORM POLLRDNORM
#endif
#endif

#endif
