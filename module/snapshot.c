// SPDX-License-Identifier: GPL-2.0
/*
 * One consistent look at everything, for one reader.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

#include <droplens/control.h>
#include <droplens/findings.h>
#include <droplens/halves.h>
#include <droplens/ledger.h>
#include <droplens/loud.h>
#include <droplens/reason.h>
#include <droplens/recent.h>
#include <droplens/scope.h>
#include <droplens/source.h>

/*
 * Serialises all who look at the tables and sources: the ticker, readers
 * and reset; never the drop path. Whoever holds it may wait for a grace period,
 * and must not take rtnl.
 */
DEFINE_MUTEX(dlens_looking);

/* A verdict is made of all there is. */
#define EVIDENCE (BIT(DLENS_WANTS) - 1)
#define JUDGED (DLENS_WANT_FINDINGS | DLENS_WANT_SEVERITY)
#define FLAGGED (JUDGED | DLENS_WANT_RISK)

/**
 * dlens_snapshot_blind() - say what this kernel or host can not tell
 * @snapshot: being filled in
 * @sentence: constant; what is missing and what it hides
 */
void dlens_snapshot_blind(struct dlens_snapshot *snapshot, const char *sentence)
{
	int i;

	for (i = 0; i < DLENS_BLINDS; i++) {
		if (snapshot->blind[i])
			continue;
		snapshot->blind[i] = sentence;
		return;
	}
	WARN_ONCE(1, "DLENS_BLINDS is too small");
}

static void fill_head(struct dlens_snapshot *snapshot, u32 second)
{
	snapshot->enabled = dlens_enabled();
	snapshot->init_netns = dlens_inum(&init_net);
	snapshot->uptime_s = second;
	snapshot->reset_ago_s = second - dlens_reset_s();
	snapshot->untracked = dlens_scope_untracked(&snapshot->untracked_ever);
	snapshot->max_backlog = DLENS_ABSENT;
	dlens_ledger_totals(&snapshot->totals);
	if (dlens_reasons_absent())
		dlens_snapshot_blind(snapshot,
				     "this kernel gives no drop reasons (before 5.17): causes are told by call site, and reasons with a ~ are what the call site stands for");
	if (dlens_tcp_untraced())
		dlens_snapshot_blind(snapshot,
				     "what TCP drops behind its sockets' lookup never reaches the tracepoint (before 5.18): counters alone tell of it");
}

/* What somebody wants stands on other things. */
static u32 with_evidence(u32 want)
{
	bool recycles = dlens_stamps_kept();

	if (want & JUDGED)
		want |= EVIDENCE;
	if (want & DLENS_WANT_RISK)
		want |= DLENS_WANT_HOSTS | (recycles ? DLENS_WANT_COUNTERS : 0);
	if (want & DLENS_WANT_STAMPS && recycles)
		want |= DLENS_WANT_TCP_METRICS;
	return want;
}

static int read_all(struct dlens_snapshot *snapshot, u32 second)
{
	int err = 0;

	if (snapshot->want & DLENS_WANT_DROPS)
		err = dlens_ledger_read(snapshot, second);
	if (!err && snapshot->want & DLENS_WANT_RECENT)
		err = dlens_recent_read(snapshot);
	if (!err)
		err = dlens_sources_read(snapshot);
	if (!err && snapshot->want & FLAGGED)
		err = dlens_stamps_read(snapshot);
	dlens_loud_put(snapshot);
	if (!err && snapshot->want & JUDGED)
		err = dlens_findings_read(snapshot);
	return err;
}

/**
 * dlens_snapshot_take() - look at everything a reader wants
 * @want: DLENS_WANT_*
 *
 * Context: process; sleeps.
 * Return: a snapshot for dlens_snapshot_free(), or NULL if there is no memory or
 * the task is being killed.
 */
const struct dlens_snapshot *dlens_snapshot_take(u32 want)
{
	struct dlens_snapshot *snapshot = kzalloc(sizeof(*snapshot), GFP_KERNEL);
	u32 second;
	int err;

	if (!snapshot)
		return NULL;
	snapshot->want = with_evidence(want);

	/* a reader that is killed need not wait for a grace period */
	if (mutex_lock_killable(&dlens_looking)) {
		kfree(snapshot);
		return NULL;
	}
	second = dlens_uptime_s();
	dlens_ledger_take(second);
	dlens_halves_look(second);
	dlens_recent_drain(second);
	fill_head(snapshot, second);
	err = read_all(snapshot, second);
	mutex_unlock(&dlens_looking);
	if (want & JUDGED)
		dlens_findings_announce();
	if (want & FLAGGED)
		dlens_risk_announce();
	if (!err && snapshot->want & DLENS_WANT_TCP_METRICS)
		err = dlens_tcp_metrics_read(snapshot);

	if (!err)
		return snapshot;
	dlens_snapshot_free(snapshot);
	return NULL;
}

/**
 * dlens_snapshot_free() - give a snapshot back
 * @snapshot: from dlens_snapshot_take(), or NULL
 */
void dlens_snapshot_free(const struct dlens_snapshot *snapshot)
{
	if (!snapshot)
		return;
	kvfree(snapshot->drops);
	kvfree(snapshot->softnet);
	kvfree(snapshot->counters);
	kvfree(snapshot->conntrack);
	kvfree(snapshot->devices);
	kvfree(snapshot->found);
	kvfree(snapshot->sockets);
	kvfree(snapshot->hosts);
	kvfree(snapshot->risk.nets);
	kvfree(snapshot->metrics.peer);
	kvfree(snapshot->recent);
	kvfree(snapshot->hit.flows);
	kvfree(snapshot->hit.stacks);
	kfree(snapshot);
}
