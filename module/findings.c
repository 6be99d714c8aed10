// SPDX-License-Identifier: GPL-2.0
/*
 * Every check in every scope: the host, and each namespace that has anything to
 * say. Of the others the first few are shown, so that a reader sees all checks;
 * the rest is counted.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include <droplens/control.h>
#include <droplens/facts.h>
#include <droplens/findings.h>
#include <droplens/loud.h>
#include <droplens/nets.h>
#include <droplens/opened.h>

/* More findings than this in one table help nobody; a row has 700 bytes. */
#define ROWS_MAX 2048

/* Too large for the stack; under the snapshot's mutex. */
static struct dlens_facts facts;
static struct dlens_finding finding;

static u8 severity;
static u32 announced;

/* Devices tell of these, and the drops of those are at one. */
static const char *device_of(u8 check)
{
	switch (check) {
	case DLENS_CHECK_NIC_DROPPED:
		return dlens_nic_dropper(&facts)->dev;
	case DLENS_CHECK_NIC_RING:
	case DLENS_CHECK_NIC_ERRORS:
		return facts.nic[check - DLENS_CHECK_NIC_RING].dev;
	case DLENS_CHECK_MTU:
		return facts.small_mtu ? facts.small_mtu_dev : facts.dropped[check].dev;
	case DLENS_CHECK_QDISC:
		return facts.dropped[check].dev;
	case DLENS_CHECK_RP_FILTER:
		return facts.dropped[check].in;
	default:
		return "";
	}
}

static u64 change_of(const struct dlens_found *found)
{
	return found->finding.change_60s == DLENS_ABSENT ? 0 : found->finding.change_60s;
}

static int worse_first(const void *a, const void *b)
{
	const struct dlens_found *x = *(const struct dlens_found * const *)a;
	const struct dlens_found *y = *(const struct dlens_found * const *)b;

	if (x->finding.severity != y->finding.severity)
		return x->finding.severity < y->finding.severity ? 1 : -1;
	if (x->finding.check != y->finding.check)
		return x->finding.check < y->finding.check ? -1 : 1;
	if (change_of(x) != change_of(y))
		return change_of(x) < change_of(y) ? 1 : -1;
	if (x->finding.net != y->finding.net)
		return x->finding.net < y->finding.net ? -1 : 1;
	return 0;
}

/* Sorted are pointers: what is found is large. */
static int put_in_order(struct dlens_snapshot *snapshot)
{
	const struct dlens_found **order;
	struct dlens_found *sorted;
	u32 i;

	if (!snapshot->nr_found)
		return 0;
	sorted = kvcalloc(snapshot->nr_found, sizeof(*sorted) + sizeof(*order), GFP_KERNEL);
	if (!sorted)
		return -ENOMEM;
	order = (const struct dlens_found **)(sorted + snapshot->nr_found);
	for (i = 0; i < snapshot->nr_found; i++)
		order[i] = &snapshot->found[i];
	sort(order, snapshot->nr_found, sizeof(*order), worse_first, NULL);
	for (i = 0; i < snapshot->nr_found; i++)
		sorted[i] = *order[i];
	kvfree(snapshot->found);
	snapshot->found = sorted;
	return 0;
}

/* Return: where to put a finding when the table is full; NULL if all there is worse. */
static struct dlens_found *least(struct dlens_snapshot *snapshot)
{
	struct dlens_found *found = snapshot->found;
	u32 i;

	for (i = 1; i < snapshot->nr_found; i++)
		if (snapshot->found[i].finding.severity < found->finding.severity)
			found = &snapshot->found[i];
	return found->finding.severity < finding.severity ? found : NULL;
}

static int add(struct dlens_snapshot *snapshot, u32 *room, bool gone, u32 since_ago_s)
{
	struct dlens_found *found;
	const char *dev = "";

	if (snapshot->nr_found == ROWS_MAX) {
		snapshot->cut++;
		found = least(snapshot);
		if (!found)
			return 0;
	} else {
		if (dlens_rows_room(&snapshot->found, snapshot->nr_found, room,
				    snapshot->nr_found + 1, sizeof(*found)))
			return -ENOMEM;
		found = &snapshot->found[snapshot->nr_found++];
	}
	if (finding.severity > DLENS_OK)
		dev = device_of(finding.check);
	found->finding = finding;
	found->host = facts.host;
	found->net_gone = gone;
	found->since_ago_s = since_ago_s;
	memset(found->dev, 0, sizeof(found->dev));
	memcpy(found->dev, dev, strnlen(dev, IFNAMSIZ - 1));
	return 0;
}

/* Of the dead and the unknown only drops are known: what else is ok there says nothing. */
static bool is_there(const struct dlens_part *part)
{
	return part->netns && !part->gone;
}

static int look(struct dlens_snapshot *snapshot, u32 *room, bool all, const struct dlens_part *part)
{
	bool counted = !part || is_there(part);
	u32 second = snapshot->uptime_s, since;
	int check, err = 0;

	dlens_opened_was(facts.net, facts.netns, facts.was);
	for (check = 0; check < DLENS_CHECKS && !err; check++) {
		if (dlens_check_is_host(check) != facts.host)
			continue;
		dlens_check(check, &facts, &finding);
		if (finding.severity <= DLENS_OK && !counted)
			continue;
		snapshot->nr_of[finding.severity]++;
		snapshot->severity = max(snapshot->severity, finding.severity);
		since = second;
		if (finding.severity > DLENS_OK)
			since = dlens_opened_keep(&finding, second);
		if (snapshot->want & DLENS_WANT_FINDINGS && (all || finding.severity > DLENS_OK))
			err = add(snapshot, room, part && part->gone, second - since);
	}
	return err;
}

static int look_at_net(struct dlens_snapshot *snapshot, const struct dlens_parts *parts,
		       const struct dlens_part *part, u32 *room, u32 *shown)
{
	/* of one that was left out, and counted, at most drops are known */
	bool there = is_there(part) && part->sockets;
	bool first = part->netns == snapshot->init_netns;
	bool all = snapshot->want & DLENS_WANT_FINDINGS && there &&
		   (first || *shown < DLENS_SHOWN_NETS);
	u8 was[DLENS_CHECKS];

	cond_resched();
	snapshot->nr_nets += there;
	snapshot->quiet_nets += there && !all;
	if (!all && !first && !dlens_opened_was(part->net, part->netns, was) &&
	    !dlens_facts_any(parts, part))
		return 0;
	*shown += all && !first;
	dlens_facts_net(&facts, parts, part);
	return look(snapshot, room, all, part);
}

static int look_everywhere(struct dlens_snapshot *snapshot, const struct dlens_parts *parts)
{
	u32 room = 0, shown = 0, i;
	int err;

	/* what is shown anyway, so that a large table need not grow often */
	if (snapshot->want & DLENS_WANT_FINDINGS &&
	    dlens_rows_room(&snapshot->found, 0, &room,
			    DLENS_CHECKS * min_t(u32, parts->nr, 1 + DLENS_SHOWN_NETS),
			    sizeof(*snapshot->found)))
		return -ENOMEM;
	dlens_facts_host(&facts, parts);
	err = look(snapshot, &room, true, NULL);
	for (i = 0; i < parts->nr && !err; i++)
		err = look_at_net(snapshot, parts, &parts->part[i], &room, &shown);
	return err;
}

/**
 * dlens_findings_read() - judge a snapshot
 * @snapshot: with all its tables; gets @severity, @nr_of and the numbers of
 *	namespaces, and if its reader wants findings, @found
 *
 * Bounded by the snapshot: one pass over each of its tables, some 20 checks for
 * each namespace that has anything to say.
 *
 * Context: process, under the snapshot's mutex; sleeps.
 * Return: 0, or -ENOMEM: then the last verdict stands.
 */
int dlens_findings_read(struct dlens_snapshot *snapshot)
{
	struct dlens_parts parts;
	int err;

	err = dlens_parts_build(&parts, snapshot);
	if (!err) {
		snapshot->severity = DLENS_UNCLEAR;
		snapshot->cut += parts.cut;
		dlens_opened_begin();
		err = look_everywhere(snapshot, &parts);
	}
	dlens_parts_free(&parts);
	if (err)
		return err;
	dlens_opened_end();
	WRITE_ONCE(severity, snapshot->severity);
	return put_in_order(snapshot);
}

/**
 * dlens_severity() - the worst of all findings when they were last looked at
 *
 * Return: an enum dlens_severity; DLENS_UNCLEAR if nobody looks.
 */
u8 dlens_severity(void)
{
	return dlens_enabled() ? READ_ONCE(severity) : DLENS_UNCLEAR;
}

/**
 * dlens_findings_announce() - wake those who wait for another severity
 *
 * Context: process, without the snapshot's mutex; sleeps.
 */
void dlens_findings_announce(void)
{
	u32 now = dlens_severity();

	if (xchg(&announced, now) != now)
		dlens_sysfs_severity_changed();
}

/**
 * dlens_findings_memory() - what is remembered from one look to the next
 *
 * Return: bytes.
 */
size_t dlens_findings_memory(void)
{
	return dlens_opened_memory() + sizeof(facts) + sizeof(finding);
}

/**
 * dlens_findings_init() - nothing has been found yet
 *
 * Return: 0.
 */
int dlens_findings_init(void)
{
	dlens_facts_init();
	dlens_opened_init();
	return 0;
}
