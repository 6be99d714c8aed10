// SPDX-License-Identifier: GPL-2.0
/*
 * Who follows the drops waits here. A drop may come with any lock held and from NMI,
 * where nobody can be woken: so it rings once, by an interrupt of its own CPU, that has
 * the records taken over in process context, and that wakes. Who does not wait costs a
 * drop nothing.
 */
#include <linux/cache.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <droplens/control.h>
#include <droplens/recent.h>
#include <droplens/waiters.h>

/* Ring at the next record; a tick finds what was missed in a race. */
bool dlens_waiters_wanted __read_mostly;

static DECLARE_WAIT_QUEUE_HEAD(waiters);
/* Low bits of what dlens_waiters_wake() was told: read without the mutex. */
static unsigned long newest;

static void arm(void)
{
	WRITE_ONCE(dlens_waiters_wanted, true);
	/* before looking for records: one that comes later rings */
	smp_mb();
}

static void drain(struct work_struct *unused)
{
	mutex_lock(&dlens_looking);
	dlens_recent_drain(dlens_uptime_s());
	mutex_unlock(&dlens_looking);
	/* what came may not have been asked for */
	if (waitqueue_active(&waiters))
		arm();
}

static DECLARE_WORK(work, drain);

static void rang(struct irq_work *unused)
{
	schedule_work(&work);
}

static struct irq_work bell = { .func = rang };

/**
 * dlens_waiters_ring() - have the records taken over
 *
 * Context: any, also NMI; preemption off.
 */
void dlens_waiters_ring(void)
{
	WRITE_ONCE(dlens_waiters_wanted, false);
	irq_work_queue(&bell);
}

/**
 * dlens_waiters_wake() - wake those who wait, if there is news
 * @sum: dlens_followed_sum() of all there is
 *
 * Context: process, under the snapshot's mutex.
 */
void dlens_waiters_wake(u64 sum)
{
	if (newest == (unsigned long)sum)
		return;
	WRITE_ONCE(newest, (unsigned long)sum);
	wake_up_interruptible(&waiters);
}

/**
 * dlens_waiters_newer() - is there news
 * @sum: dlens_followed_sum() of what was seen
 *
 * Context: any.
 * Return: true if there is.
 */
bool dlens_waiters_newer(u64 sum)
{
	return READ_ONCE(newest) != (unsigned long)sum;
}

/**
 * dlens_waiters_wait() - wait for news
 * @sum: dlens_followed_sum() of what was seen
 *
 * Context: process, without the snapshot's mutex; sleeps.
 * Return: 0 once there is another, or -ERESTARTSYS for a signal.
 */
int dlens_waiters_wait(u64 sum)
{
	return wait_event_interruptible(waiters, dlens_waiters_newer(sum));
}

/**
 * dlens_waiters_look() - take over what there is; what comes later rings
 *
 * Context: process; sleeps.
 * Return: 0 with the snapshot's mutex held, or -ERESTARTSYS for a signal.
 */
int dlens_waiters_look(void)
{
	arm();
	if (mutex_lock_interruptible(&dlens_looking))
		return -ERESTARTSYS;
	dlens_recent_drain(dlens_uptime_s());
	return 0;
}

/**
 * dlens_waiters_poll() - have poll() woken by the next record
 * @file: of poll()
 * @wait: likewise
 */
void dlens_waiters_poll(struct file *file, poll_table *wait)
{
	poll_wait(file, &waiters, wait);
}

/**
 * dlens_waiters_exit() - nobody waits any more
 *
 * Context: process, after the probe's grace period; sleeps.
 */
void dlens_waiters_exit(void)
{
	irq_work_sync(&bell);
	cancel_work_sync(&work);
}
