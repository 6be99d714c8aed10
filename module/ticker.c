// SPDX-License-Identifier: GPL-2.0
/*
 * Once a second: what the last minute was is known only to who looks each second.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include <droplens/control.h>
#include <droplens/halves.h>
#include <droplens/ledger.h>
#include <droplens/recent.h>
#include <droplens/recorder.h>
#include <droplens/source.h>
#include <droplens/ticker.h>
#include <droplens/watch.h>

/* Seconds from one verdict to the next: at least, at most. */
#define JUDGE_S 5
#define JUDGE_RARELY_S 60
/* A verdict may take this part of the time: one percent of one CPU. */
#define JUDGE_SHARE 100

/* From one count of what has no place to the next. */
#define RECOUNT_S 10

static struct workqueue_struct *queue;
static struct delayed_work work;
static u32 ticked_s;
static u32 judge_s;
static u32 flag_s;

/* Under @arming: ticks may be queued. */
static DEFINE_MUTEX(arming);
static bool armed;

static void again(void)
{
	u32 into_ms;

	/* whole seconds of uptime, whatever a tick took */
	div_u64_rem(dlens_uptime_ms(), 1000, &into_ms);
	queue_delayed_work(queue, &work, msecs_to_jiffies(1000 - into_ms) + 1);
}

/*
 * What nobody reads is judged all the same, for those who wait for severity. The
 * more namespaces, the longer that takes, and the more rarely it is done; if there
 * is no memory, the last verdict stands. The risk flag comes with the verdict, and
 * where that is rare, by itself: it takes much less.
 */
static void judge(u32 second)
{
	u64 began = dlens_uptime_ms();
	u32 took_ms;

	if (second < judge_s && second < flag_s)
		return;
	flag_s = second + JUDGE_S;
	if (second < judge_s) {
		dlens_snapshot_free(dlens_snapshot_take(DLENS_WANT_RISK));
		return;
	}
	dlens_snapshot_free(dlens_snapshot_take(DLENS_WANT_SEVERITY));
	took_ms = dlens_uptime_ms() - began;
	judge_s = second + clamp_t(u32, took_ms * JUDGE_SHARE / 1000, JUDGE_S, JUDGE_RARELY_S);
}

/* Return: true if there is more to look after than what is counted. */
static bool look_after(u32 second)
{
	dlens_ledger_take(second);
	dlens_halves_look(second);
	dlens_ledger_close(second - 1);
	dlens_recent_drain(second);
	dlens_tokens_deal(second);
	if (dlens_enabled())
		dlens_sources_tick(second);
	if (second % RECOUNT_S == 0)
		dlens_watch_recount();
	return dlens_ledger_clear_up(second);
}

static void tick(struct work_struct *unused)
{
	bool more = true;
	u32 second;

	mutex_lock(&dlens_looking);
	/* not before: a reader may have made us wait */
	second = dlens_uptime_s();
	/*
	 * Jiffies that were behind make a tick early: it would end a second that has
	 * ended, and what was sampled then and what was counted would tell of two minutes.
	 */
	if (second != ticked_s)
		more = look_after(second);
	ticked_s = second;
	mutex_unlock(&dlens_looking);
	if (dlens_enabled())
		judge(second);
	if (more || dlens_enabled())
		again();
}

/**
 * dlens_ticker_kick() - there is something to look after
 *
 * While drops are counted a tick follows a tick; else they end when nothing is
 * left to clear up, and this begins them again.
 *
 * Context: process, without dlens_looking.
 */
void dlens_ticker_kick(void)
{
	mutex_lock(&arming);
	if (armed)
		again();
	mutex_unlock(&arming);
}

/**
 * dlens_ticker_start() - begin to look
 *
 * Context: process.
 */
void dlens_ticker_start(void)
{
	mutex_lock(&arming);
	armed = true;
	again();
	mutex_unlock(&arming);
}

/**
 * dlens_ticker_stop() - look no more
 *
 * Context: process, without dlens_looking; sleeps until a tick under way ends.
 */
void dlens_ticker_stop(void)
{
	mutex_lock(&arming);
	armed = false;
	mutex_unlock(&arming);
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
