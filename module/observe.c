// SPDX-License-Identifier: GPL-2.0
/*
 * Looks at SYNs and closes through kprobes, on and off while loaded. Off, the
 * kernel's text is as it was.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <net/inet_timewait_sock.h>

#include <droplens/observe.h>

/* two for SYNs, two for closes, one for what is opened anew */
#define PROBES 5

/* Keeps on and off in turn. */
static DEFINE_MUTEX(switching);
static struct kprobe probes[PROBES];
static unsigned int nr_probes;
static unsigned long missed;
static bool wanted = true;
static bool enabled;
static const char *why_not = "it was not begun";
#define NO_PROBES "SYNs, for tw_recycle: no CONFIG_KPROBES in this kernel, or its CPU is not known"
#define NO_SYNS "SYNs, for tw_recycle: this kernel lets no probe see tcp_conn_request()"
#define NO_CLOSES "closes, for tw_recycle: this kernel lets no probe see inet_twsk_schedule()"

/* Why this kernel can not; once found out, it stays. */
static const char *unable;

#define arg(regs, n) ((const void *)dlens_kprobe_arg(regs, n))

/* tcp_conn_request(rsk_ops, af_ops, sk, skb): 3.17 */
static int conn_request(struct kprobe *probe, struct pt_regs *regs)
{
	dlens_see_syn(arg(regs, 2), arg(regs, 3));
	return 0;
}

/* tcp_v4_conn_request(sk, skb), before */
static int conn_request_v4(struct kprobe *probe, struct pt_regs *regs)
{
	dlens_see_syn(arg(regs, 0), arg(regs, 1));
	return 0;
}

/* tcp_v6_conn_request(sk, skb), which hands IPv4 on to the former */
static int conn_request_v6(struct kprobe *probe, struct pt_regs *regs)
{
	const struct sk_buff *skb = arg(regs, 1);

	if (skb->protocol != htons(ETH_P_IP))
		dlens_see_syn(arg(regs, 0), skb);
	return 0;
}

/* inet_twsk_hashdance_schedule(tw, sk, hashinfo, timeo): 6.11; from tcp_time_wait() only */
static int hashdance(struct kprobe *probe, struct pt_regs *regs)
{
	dlens_see_close(arg(regs, 0));
	return 0;
}

/* __inet_twsk_schedule(tw, timeo, rearm): 4.3; not rearm: from the former, or inlined there */
static int rearm(struct kprobe *probe, struct pt_regs *regs)
{
	if (dlens_kprobe_arg(regs, 2) & 1)
		dlens_see_late_fin(arg(regs, 0));
	return 0;
}

/* the same before 6.11, when tcp_time_wait() itself called it */
static int schedule_or_rearm(struct kprobe *probe, struct pt_regs *regs)
{
	if (dlens_kprobe_arg(regs, 2) & 1)
		dlens_see_late_fin(arg(regs, 0));
	else
		dlens_see_close(arg(regs, 0));
	return 0;
}

/* inet_twsk_schedule(tw, ...), before: it does not say */
static int schedule_untold(struct kprobe *probe, struct pt_regs *regs)
{
	const struct inet_timewait_sock *tw = arg(regs, 0);

	if (dlens_twsk_scheduled(tw))
		dlens_see_late_fin(tw);
	else
		dlens_see_close(tw);
	return 0;
}

/* inet_twsk_deschedule_put(tw): 4.3; inet_twsk_deschedule(tw, ...) before */
static int deschedule(struct kprobe *probe, struct pt_regs *regs)
{
	dlens_see_reopen(arg(regs, 0));
	return 0;
}

static int add(const char *symbol, int (*handler)(struct kprobe *probe, struct pt_regs *regs))
{
	struct kprobe *probe = probes + nr_probes;
	int err;

	if (!DLENS_KPROBE_ARGS)
		return -EOPNOTSUPP;
	if (WARN_ON_ONCE(nr_probes == PROBES))
		return -ENOSPC;
	/* what the last registration left in it would be refused */
	memset(probe, 0, sizeof(*probe));
	probe->symbol_name = symbol;
	probe->pre_handler = handler;
	err = register_kprobe(probe);
	if (!err)
		nr_probes++;
	return err;
}

static int add_syn(void)
{
	int err = add("tcp_conn_request", conn_request);

	if (!err)
		return 0;
	err = add("tcp_v4_conn_request", conn_request_v4);
	/* a kernel may have no IPv6 */
	if (!err)
		add("tcp_v6_conn_request", conn_request_v6);
	return err;
}

static int add_close(void)
{
	if (!add("inet_twsk_hashdance_schedule", hashdance))
		return add("__inet_twsk_schedule", rearm);
	if (!add("__inet_twsk_schedule", schedule_or_rearm))
		return 0;
	return add("inet_twsk_schedule", schedule_untold);
}

static void stop(void)
{
	struct kprobe *all[PROBES];
	unsigned int i;

	for (i = 0; i < nr_probes; i++)
		all[i] = probes + i;
	/* no handler runs when it returns */
	unregister_kprobes(all, nr_probes);
	while (nr_probes)
		missed += probes[--nr_probes].nmissed;
}

static int start(void)
{
	int err;

	dlens_see_init();
	err = IS_ENABLED(CONFIG_KPROBES) ? add_syn() : -EOPNOTSUPP;
	if (err) {
		unable = IS_ENABLED(CONFIG_KPROBES) && DLENS_KPROBE_ARGS ? NO_SYNS : NO_PROBES;
		return err;
	}
	err = add_close();
	if (err) {
		stop();
		unable = NO_CLOSES;
		return err;
	}
	/* without it a few SYNs too many are judged */
	if (add("inet_twsk_deschedule_put", deschedule))
		add("inet_twsk_deschedule", deschedule);
	unable = NULL;
	return 0;
}

/* Under @switching: as it should be. */
static int follow(void)
{
	int err = 0;

	if (!wanted || !enabled)
		stop();
	else if (!nr_probes)
		err = start();
	WRITE_ONCE(why_not, nr_probes ? NULL : unable ?: enabled ? "observe_syn is 0" :
		   "enabled is 0");
	return err;
}

/**
 * dlens_observing() - are SYNs and closes being looked at
 *
 * Return: true if they are; it takes observe_syn, enabled and a kernel that can.
 */
bool dlens_observing(void)
{
	return !READ_ONCE(why_not);
}

/**
 * dlens_observe_why_not() - why SYNs and closes are not being looked at
 *
 * Return: a constant, or NULL if they are.
 */
const char *dlens_observe_why_not(void)
{
	return READ_ONCE(why_not);
}

/**
 * dlens_observe_unable() - what this kernel can not tell of SYNs and closes
 *
 * Return: a constant, or NULL if it can, or was not asked yet.
 */
const char *dlens_observe_unable(void)
{
	return READ_ONCE(unable);
}

/**
 * dlens_observe_wanted() - was it asked for
 *
 * Return: what observe_syn shows.
 */
bool dlens_observe_wanted(void)
{
	return READ_ONCE(wanted);
}

/**
 * dlens_observe() - look at SYNs and closes, or leave the kernel as it was
 * @on: which; while enabled is 0 this is only kept in mind
 *
 * Counts and hosts stay.
 *
 * Context: process; sleeps.
 * Return: 0, also if it is so already, or the error of a kernel that can not.
 */
int dlens_observe(bool on)
{
	bool before;
	int err;

	mutex_lock(&switching);
	before = wanted;
	WRITE_ONCE(wanted, on);
	err = follow();
	if (err)
		WRITE_ONCE(wanted, before);
	mutex_unlock(&switching);
	return err;
}

/**
 * dlens_observe_enable() - follow the switch of all of droplens
 * @on: enabled
 *
 * A kernel that can not is no error here, but a blind spot.
 *
 * Context: process; sleeps.
 */
void dlens_observe_enable(bool on)
{
	mutex_lock(&switching);
	enabled = on;
	if (follow())
		WRITE_ONCE(wanted, false);
	mutex_unlock(&switching);
}

/**
 * dlens_observe_missed() - what the probes themselves missed
 *
 * Context: process; sleeps.
 * Return: SYNs and closes since load.
 */
u64 dlens_observe_missed(void)
{
	unsigned int i;
	u64 sum;

	mutex_lock(&switching);
	sum = missed;
	for (i = 0; i < nr_probes; i++)
		sum += probes[i].nmissed;
	mutex_unlock(&switching);
	return sum;
}
