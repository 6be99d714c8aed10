// SPDX-License-Identifier: GPL-2.0
/*
 * Names for what the probe saw as numbers: from the running kernel, never from
 * a table of ours.
 */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <trace/events/skb.h>

#include <droplens/reason.h>

/**
 * dlens_reason_name() - a drop reason's name
 * @reason: the number that the tracepoint gave
 * @name: "NETFILTER_DROP", "SUBSYSTEM:NAME", or the number if it has no name
 * @size: room at @name
 *
 * Context: any that may take the RCU read lock.
 */
void dlens_reason_name(u32 reason, char *name, size_t size)
{
	const char *subsystem, *found;

	rcu_read_lock();
	found = dlens_reason_lookup(reason, &subsystem);
	if (!found)
		scnprintf(name, size, "%s%s%u", subsystem ?: "", subsystem ? ":" : "", reason);
	else if (subsystem)
		scnprintf(name, size, "%s:%s", subsystem, found);
	else
		scnprintf(name, size, "%s", found);
	rcu_read_unlock();
}

/**
 * dlens_reasons_absent() - does this kernel give no drop reasons
 *
 * Return: true if only the call site tells.
 */
bool dlens_reasons_absent(void)
{
	return DLENS_NO_REASONS;
}

/**
 * dlens_tcp_untraced() - do drops behind TCP's socket lookup escape the tracepoint
 *
 * Return: true if only counters tell of them.
 */
bool dlens_tcp_untraced(void)
{
	return DLENS_TCP_UNTRACED;
}

/**
 * dlens_location_name() - a call site's name
 * @location: return address
 * @name: "function+0xOFF" or "function+0xOFF[module]", without a blank
 * @size: room at @name
 *
 * Context: process; looks through the symbol table.
 */
void dlens_location_name(unsigned long location, char *name, size_t size)
{
	char symbol[KSYM_SYMBOL_LEN];
	char *length, *module;

	/* "function+0xOFF/0xLEN [module]" */
	sprint_symbol(symbol, location);
	length = strchr(symbol, '/');
	module = strchr(symbol, ' ');
	if (length)
		*length = '\0';
	/* an address of a module that is gone; told apart, but not told where it was */
	if (!length)
		scnprintf(name, size, "gone");
	else
		scnprintf(name, size, "%s%s", symbol, module ? module + 1 : "");
}
