// SPDX-License-Identifier: GPL-2.0
/*
 * Once a second: what the last minute was is known only to who looks each second.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include <droplens/control.h>
#include <droplens/ledger.h>
#include <droplens/source.h>
#include <droplens/ticker.h>

static struct workqueue_struct *queue;
static struct delayed_work work;

static void again(void)
{
	/* whole seconds of uptime, whatever a tick took */
	queue_delayed_work(queue, &work, msecs_to_jiffies(1000 - dlens_uptime_ms() % 1000) + 1);
}

static void tick(struct work_struct *unused)
{
	u32 second = dlens_uptime_s();

	mutex_lock(&dlens_looking);
	dlens_ledger_take(second);
	dlens_ledger_close(second - 1);
	dlens_sources_tick(second);
	dlens_ledger_clear_up(second);
	mutex_unlock(&dlens_looking);
	again();
}

/**
 * dlens_ticker_start() - begin to look each second
 *
 * Context: process; not while it runs.
 */
void dlens_ticker_start(void)
{
	again();
}

/**
 * dlens_ticker_stop() - look no more
 *
 * Context: process, without dlens_looking; sleeps until a tick under way ends.
 */
void dlens_ticker_stop(void)
{
	cancel_delayed_work_sync(&work);
}

/**
 * dlens_ticker_init() - get a queue of our own
 *
 * Unbound: a tick may wait for a grace period and belongs to no CPU.
 *
 * Return: 0 or -ENOMEM.
 */
int dlens_ticker_init(void)
{
	INIT_DELAYED_WORK(&work, tick);
	queue = alloc_workqueue("droplens", WQ_UNBOUND | WQ_FREEZABLE, 1);
	return queue ? 0 : -ENOMEM;
}

/**
 * dlens_ticker_exit() - give the queue back
 */
void dlens_ticker_exit(void)
{
	destroy_workqueue(queue);
}
