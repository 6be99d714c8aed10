// SPDX-License-Identifier: GPL-2.0
/*
 * What an operator may do: on, off, begin anew.
 */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mutex.h>

#include <droplens/control.h>
#include <droplens/findings.h>
#include <droplens/flow_tables.h>
#include <droplens/hosts.h>
#include <droplens/ledger.h>
#include <droplens/observe.h>
#include <droplens/probe.h>
#include <droplens/recent.h>
#include <droplens/recorder.h>
#include <droplens/scope.h>
#include <droplens/source.h>
#include <droplens/stacks.h>
#include <droplens/table.h>
#include <droplens/ticker.h>

/* Keeps on and off in turn; taken before dlens_looking. */
static DEFINE_MUTEX(switching);
static bool enabled;
static u64 loaded_ns, loaded_boot_ns;
static u32 reset_s;

/**
 * dlens_uptime_ms() - time since load
 *
 * Return: milliseconds.
 */
u64 dlens_uptime_ms(void)
{
	return div_u64(ktime_get_ns() - loaded_ns, NSEC_PER_MSEC);
}

/**
 * dlens_age_ms() - time since load, and what the host was suspended since
 *
 * Return: milliseconds.
 */
u64 dlens_age_ms(void)
{
	return div_u64(ktime_to_ns(ktime_get_boottime()) - loaded_boot_ns, NSEC_PER_MSEC);
}

/**
 * dlens_uptime_fast_ms() - time since load, for probes
 *
 * Context: any, also NMI. May differ from dlens_uptime_ms() by a tick.
 * Return: milliseconds, never 0.
 */
u64 dlens_uptime_fast_ms(void)
{
	s64 ns = ktime_get_mono_fast_ns() - loaded_ns;

	return ns < NSEC_PER_MSEC ? 1 : div_u64(ns, NSEC_PER_MSEC);
}

/**
 * dlens_uptime_s() - time since load
 *
 * Return: whole seconds.
 */
u32 dlens_uptime_s(void)
{
	return div_u64(ktime_get_ns() - loaded_ns, NSEC_PER_SEC);
}

/**
 * dlens_reset_s() - when the counts began
 *
 * Return: uptime of the last reset, 0 if there was none.
 */
u32 dlens_reset_s(void)
{
	return READ_ONCE(reset_s);
}

/**
 * dlens_enabled() - are drops being counted
 *
 * Return: true if they are.
 */
bool dlens_enabled(void)
{
	return READ_ONCE(enabled);
}

/**
 * dlens_enable() - count drops, or leave the tracepoint as it was before load
 * @on: which
 *
 * Off ends the ticks too, after one that closes the last second; counts stay.
 *
 * Context: process; sleeps.
 * Return: 0, also if it is so already, or the tracepoint's error.
 */
int dlens_enable(bool on)
{
	int err = 0;

	mutex_lock(&switching);
	if (on && !enabled)
		err = dlens_probe_start();
	else if (!on && enabled)
		dlens_probe_stop();
	if (!err) {
		WRITE_ONCE(enabled, on);
		dlens_observe_enable(on);
	}
	mutex_unlock(&switching);
	dlens_ticker_kick();
	/* a host that is not watched has no severity */
	dlens_findings_announce();
	dlens_risk_announce();
	return err;
}

/**
 * dlens_reset() - begin the counts anew
 *
 * Context: process; sleeps.
 */
void dlens_reset(void)
{
	mutex_lock(&dlens_looking);
	WRITE_ONCE(reset_s, dlens_uptime_s());
	dlens_ledger_reset(reset_s);
	dlens_hosts_reset();
	dlens_flows_reset(reset_s);
	dlens_stacks_reset(reset_s);
	mutex_unlock(&dlens_looking);
}

/**
 * dlens_record() - say how much is recorded
 * @drops: of each cause, in a second, at most DLENS_TOKENS_MAX; 0: nothing
 *
 * Context: process; sleeps.
 */
void dlens_record(u32 drops)
{
	mutex_lock(&dlens_looking);
	dlens_tokens_set(drops, dlens_uptime_s());
	mutex_unlock(&dlens_looking);
}

/**
 * dlens_totals() - sums of drops up to now
 * @totals: filled in
 *
 * Context: process; sleeps.
 */
void dlens_totals(struct dlens_totals *totals)
{
	mutex_lock(&dlens_looking);
	dlens_ledger_take(dlens_uptime_s());
	dlens_ledger_totals(totals);
	mutex_unlock(&dlens_looking);
}

/**
 * dlens_memory() - what droplens holds, all of it since load but for flows and stacks
 *
 * Return: bytes.
 */
size_t dlens_memory(void)
{
	return dlens_table_memory() + dlens_scope_memory() + dlens_ledger_memory() +
	       dlens_sources_memory() + dlens_findings_memory() + dlens_stamps_memory() +
	       dlens_recent_memory();
}

/**
 * dlens_control_init() - begin
 *
 * Context: when all that a drop or a tick touches is there.
 * Return: 0 or a negative error.
 */
int dlens_control_init(void)
{
	int err = dlens_enable(true);

	if (!err)
		dlens_ticker_start();
	return err;
}

/**
 * dlens_control_exit() - end: no probe and no tick runs after it
 */
void dlens_control_exit(void)
{
	dlens_enable(false);
	dlens_ticker_stop();
}

/**
 * dlens_clock_init() - uptime begins
 *
 * Return: 0.
 */
int dlens_clock_init(void)
{
	loaded_ns = ktime_get_ns();
	loaded_boot_ns = ktime_to_ns(ktime_get_boottime());
	return 0;
}
