// SPDX-License-Identifier: GPL-2.0
/* The kernel's own counters and drop reasons that speak of TCP timestamps. */
#include <linux/kernel.h>
#include <linux/string.h>

#include <droplens/reason.h>
#include <droplens/settings.h>
#include <droplens/snapshot.h>
#include <droplens/source.h>

static const struct {
	const char *full;
	const char *name;
} counters[DLENS_PAWSES] = {
	[DLENS_PAWS_PASSIVE] = { "TcpExtPAWSPassive", "PAWSPassive" },
	[DLENS_PAWS_ESTAB] = { "TcpExtPAWSEstab", "PAWSEstab" },
	[DLENS_PAWS_ACTIVE] = { "TcpExtPAWSActive", "PAWSActive" },
	[DLENS_PAWS_OLD_ACK] = { "TcpExtPAWSOldAck", "PAWSOldAck" },
	[DLENS_PAWS_TIMEWAIT] = { "TcpExtPAWSTimewait", "PAWSTimewait" },
	[DLENS_PAWS_TSECR] = { "TcpExtTSEcrRejected", "TSEcrRejected" },
};

/* Set once. */
static bool present[DLENS_PAWSES];
static char reasons[DLENS_STAMP_REASONS][32];

/**
 * dlens_stamps_quiet() - do a namespace's settings let nobody be refused
 * @net: the namespace, not the first one; without hosts or refusals
 *
 * Return: true if it has no flag, and no row in the tw_recycle file.
 */
bool dlens_stamps_quiet(struct net *net)
{
	struct dlens_stamp_net row;

	dlens_settings_stamps(&row, net);
	return row.timestamps && (!row.recycle || row.recycle == DLENS_ABSENT);
}

/**
 * dlens_stamps_count() - what the kernel's own counters say of timestamps
 * @s: with counters; gets the sums and the names of reasons in @risk
 *
 * Context: under the snapshot's mutex.
 */
void dlens_stamps_count(struct dlens_snapshot *s)
{
	struct dlens_stamps *stamps = &s->risk;
	u32 i, j;

	for (j = 0; j < DLENS_PAWSES; j++) {
		stamps->name[j] = counters[j].name;
		stamps->total[j] = present[j] ? 0 : DLENS_ABSENT;
		stamps->last_60s[j] = present[j] ? 0 : DLENS_ABSENT;
	}
	for (i = 0; i < s->nr_counters; i++)
		for (j = 0; j < DLENS_PAWSES; j++) {
			if (strcmp(s->counters[i].name, counters[j].full))
				continue;
			stamps->total[j] += s->counters[i].total;
			/* as far as it is known */
			if (s->counters[i].last_60s != DLENS_ABSENT)
				stamps->last_60s[j] += s->counters[i].last_60s;
		}
	for (i = 0; i < DLENS_STAMP_REASONS && reasons[i][0]; i++)
		stamps->reason[i] = reasons[i];
}

/**
 * dlens_stamps_init() - find out which counters and reasons this kernel has
 *
 * Return: 0.
 */
int dlens_stamps_init(void)
{
	static const char prefix[] = "TCP_RFC7323_";
	char name[DLENS_REASON_LEN];
	u32 reason, nr = 0;
	int i;

	for (i = 0; i < DLENS_PAWSES; i++)
		present[i] = dlens_snmp_present(counters[i].full);
	/* more than the kernel itself has; another subsystem has none of these */
	for (reason = 0; reason < 512 && nr < DLENS_STAMP_REASONS; reason++) {
		dlens_reason_name(reason, name, sizeof(name));
		if (!strncmp(name, prefix, strlen(prefix)))
			scnprintf(reasons[nr++], sizeof(*reasons), "%s", name);
	}
	return 0;
}
