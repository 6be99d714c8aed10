// SPDX-License-Identifier: GPL-2.0
/*
 * The list of all checks. A new one is an id in check.h, a function in a check_*.c with
 * its line in judge.h, and a row here.
 */
#include <droplens/judge.h>

/**
 * struct check - one check
 * @name: its id, which users see and which never changes
 * @host: it looks at what all namespaces share
 * @run: gives the finding; everything in it but @check, @net and @netns is absent before
 */
struct check {
	const char *name;
	bool host;
	void (*run)(const struct dlens_facts *facts, struct dlens_finding *finding);
};

#define NET(fn) { #fn, false, dlens_check_##fn }
#define HOST(fn) { #fn, true, dlens_check_##fn }

static const struct check checks[DLENS_CHECKS] = {
	[DLENS_CHECK_NIC_RING] = NET(nic_ring),
	[DLENS_CHECK_NIC_ERRORS] = NET(nic_errors),
	[DLENS_CHECK_NIC_DROPPED] = NET(nic_dropped),
	[DLENS_CHECK_SOFTNET_BACKLOG] = HOST(softnet_backlog),
	[DLENS_CHECK_SOFTNET_SQUEEZE] = HOST(softnet_squeeze),
	[DLENS_CHECK_QDISC] = NET(qdisc),
	[DLENS_CHECK_FIREWALL] = NET(firewall),
	[DLENS_CHECK_CONNTRACK_FULL] = NET(conntrack_full),
	[DLENS_CHECK_RP_FILTER] = NET(rp_filter),
	[DLENS_CHECK_SYN_QUEUE] = NET(syn_queue),
	[DLENS_CHECK_ACCEPT_QUEUE] = NET(accept_queue),
	[DLENS_CHECK_TW_RECYCLE] = NET(tw_recycle),
	[DLENS_CHECK_PAWS] = NET(paws),
	[DLENS_CHECK_SOCKET_BUFFER] = NET(socket_buffer),
	[DLENS_CHECK_SOCKET_BACKLOG] = NET(socket_backlog),
	[DLENS_CHECK_TCP_MEM] = HOST(tcp_mem),
	[DLENS_CHECK_MTU] = NET(mtu),
	[DLENS_CHECK_TW_OVERFLOW] = NET(tw_overflow),
	[DLENS_CHECK_PORT_EXHAUSTION] = NET(port_exhaustion),
	[DLENS_CHECK_FIN_WAIT2] = NET(fin_wait2),
	[DLENS_CHECK_CLOSE_WAIT] = NET(close_wait),
	[DLENS_CHECK_CHECKSUM] = NET(checksum),
	[DLENS_CHECK_ROUTE] = NET(route),
	[DLENS_CHECK_NEIGHBOUR] = NET(neighbour),
	[DLENS_CHECK_NO_SOCKET] = NET(no_socket),
	[DLENS_CHECK_TC_XDP] = NET(tc_xdp),
	[DLENS_CHECK_MEMORY] = HOST(memory),
	[DLENS_CHECK_OTHER] = NET(other),
};

/**
 * dlens_check_is_host() - the scope of a check
 * @check: an enum dlens_check_id
 *
 * Return: true if it is to be run once, with the facts of the host; false if
 * once for every namespace.
 */
bool dlens_check_is_host(u8 check)
{
	return check < DLENS_CHECKS && checks[check].host;
}

/**
 * dlens_check_name() - a check's id in words
 * @check: an enum dlens_check_id
 *
 * Return: "conntrack_full"; never NULL.
 */
const char *dlens_check_name(u8 check)
{
	return check < DLENS_CHECKS ? checks[check].name : "none";
}

/**
 * dlens_severity_name() - a severity in words
 * @severity: an enum dlens_severity
 *
 * Return: "unknown", "ok", "info", "warn" or "crit".
 */
const char *dlens_severity_name(u8 severity)
{
	static const char * const names[DLENS_SEVERITIES] = {
		[DLENS_UNCLEAR] = "unknown",
		[DLENS_OK] = "ok",
		[DLENS_INFO] = "info",
		[DLENS_WARN] = "warn",
		[DLENS_CRIT] = "crit",
	};

	return names[severity < DLENS_SEVERITIES ? severity : DLENS_UNCLEAR];
}

/**
 * dlens_check() - let one check look at the facts of one scope
 * @check: an enum dlens_check_id
 * @facts: all of them, of one moment
 * @finding: filled in
 *
 * Context: any.
 */
void dlens_check(u8 check, const struct dlens_facts *facts, struct dlens_finding *finding)
{
	static const char quiet[] = "nothing in the last minute";

	/* not all of it to zero, which would take longer than the check */
	finding->evidence[0] = '\0';
	finding->advice[0] = '\0';
	finding->check = check;
	finding->net = facts->net;
	finding->netns = facts->netns;
	finding->severity = DLENS_UNCLEAR;
	finding->value = DLENS_ABSENT;
	finding->limit = DLENS_ABSENT;
	finding->change_60s = DLENS_ABSENT;
	if (check < DLENS_CHECKS)
		checks[check].run(facts, finding);
	if (*finding->evidence)
		return;
	if (finding->severity == DLENS_OK && !dlens_known(finding->change_60s))
		memcpy(finding->evidence, quiet, sizeof(quiet));
	else if (finding->severity == DLENS_OK)
		DLENS_PROVE(finding,
			    "%llu in the last minute, which is noise", finding->change_60s);
	else
		DLENS_PROVE(finding,
			    "can not tell: nobody counts drops now, or this kernel has neither a drop reason nor a counter for it");
}
