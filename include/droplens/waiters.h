/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_WAITERS_H
#define DROPLENS_WAITERS_H

#include <linux/poll.h>
#include <linux/types.h>

extern bool dlens_waiters_wanted;

void dlens_waiters_ring(void);
void dlens_waiters_wake(u64 sum);
bool dlens_waiters_newer(u64 sum);
int dlens_waiters_look(void);
int dlens_waiters_wait(u64 sum);
void dlens_waiters_poll(struct file *file, poll_table *wait);
void dlens_waiters_exit(void);

/* The drop path: somebody waits for the record that is there now. */
static __always_inline void dlens_waiters_tell(void)
{
	if (unlikely(READ_ONCE(dlens_waiters_wanted)))
		dlens_waiters_ring();
}

#endif
