// SPDX-License-Identifier: GPL-2.0
/*
 * Listeners: a refused SYN is consumed, not freed as a drop, so that the SNMP
 * counters are the evidence.
 */
#include <droplens/judge.h>

/* The kernel's default since 5.4; what older ones lack. */
#define SOMAXCONN_DEFAULT 4096
/* Older kernels keep a listener's limit in 16 bits. */
#define SOMAXCONN_LARGEST 65535
#define SYN_BACKLOG_DEFAULT 1024
#define SYN_BACKLOG_LARGEST 262144
/*
 * tcp_syncookies that does not wait for a full queue; the counter of full queues has
 * them all the same (tcp_syn_flood_action()).
 */
#define COOKIES_ALWAYS 2
/* A full accept queue holds back half-open ones as well, but not so many. */
#define FLOOD 10

static bool is_known(const struct dlens_socket_facts *s)
{
	return s->listen_worst_queue != DLENS_ABSENT && s->listen_worst_backlog != DLENS_ABSENT &&
	       s->listen_worst_port != DLENS_ABSENT;
}

/*
 * A queue that ran over may be empty again, and the fullest one another listener's: of
 * that nothing is proposed unless it is more than half full.
 */
static bool is_it(const struct dlens_socket_facts *s)
{
	return is_known(s) && s->listen_worst_queue > s->listen_worst_backlog / 2;
}

static const char *worst(char *buf, size_t size, const struct dlens_socket_facts *s)
{
	buf[0] = '\0';
	if (is_it(s))
		scnprintf(buf, size, "; the fullest is port %llu: %llu waiting, its limit is %llu",
			  s->listen_worst_port, s->listen_worst_queue, s->listen_worst_backlog);
	else if (is_known(s))
		scnprintf(buf, size, "; none is full any more");
	return buf;
}

/* listen() is capped by somaxconn: only one of the two is too small. */
static void advise_accept(const struct dlens_facts *facts, struct dlens_finding *f)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	u64 now = s->somaxconn;
	u64 next = dlens_double(now, SOMAXCONN_DEFAULT, SOMAXCONN_LARGEST);
	char inside[DLENS_INSIDE_LEN];

	dlens_inside(inside, facts);
	if (now == DLENS_ABSENT)
		DLENS_ADVISE(f,
			     "%sss -lnt: Recv-Q above Send-Q shows which; let the application accept faster or give listen() a larger backlog; sysctl net.core.somaxconn shows now what caps it; leave tcp_abort_on_overflow at 0",
			     inside);
	else if (next == now)
		DLENS_ADVISE(f,
			     "%sss -lnt: Recv-Q above Send-Q shows which; let the application accept faster; net.core.somaxconn is %llu now, which is the most; leave tcp_abort_on_overflow at 0",
			     inside, now);
	else if (is_known(s) && !is_it(s))
		DLENS_ADVISE(f,
			     "%sss -lnt shows each listener's limit as Send-Q, net.core.somaxconn is %llu now: let the application whose clients come in bursts listen() with %llu, or accept faster; leave tcp_abort_on_overflow at 0",
			     inside, now, now);
	else if (s->listen_worst_backlog < now)
		DLENS_ADVISE(f,
			     "%slisten() was given %llu and net.core.somaxconn is %llu now: let the application listen() with %llu, or accept faster; ss -lnt shows which; leave tcp_abort_on_overflow at 0",
			     inside, s->listen_worst_backlog, now, now);
	else
		DLENS_ADVISE(f,
			     "%snet.core.somaxconn is %llu now; proposed: sysctl -w net.core.somaxconn=%llu, the same in the application's listen(), then restart it; ss -lnt shows which; leave tcp_abort_on_overflow at 0",
			     inside, now, next);
}

/* No queue is too short: tcp_conn_request() and tcp_v4_syn_recv_sock() name these causes. */
static void advise_refused(const struct dlens_facts *facts, struct dlens_finding *f)
{
	char inside[DLENS_INSIDE_LEN];

	DLENS_ADVISE(f,
		     "%sss -nt state syn-recv shows who asks now: are the addresses real, and is there a route back (ip route get ADDRESS); dmesg for failed allocations; does a security module or BPF program refuse them; a longer queue does not help",
		     dlens_inside(inside, facts));
}

/* ListenDrops counts every refusal: what has a counter of its own is taken off. */
static u64 other_refusals(const struct dlens_facts *facts, u64 overflows)
{
	u64 left = dlens_less(dlens_mib_gain(facts, DLENS_MIB_LISTEN_DROPS), overflows);

	left = dlens_less(left, dlens_mib_gain(facts, DLENS_MIB_PAWS_PASSIVE));
	left = dlens_less(left, dlens_mib_gain(facts, DLENS_MIB_REQQ_FULL_DROP));
	/* up to 4.4 a SYN answered with a cookie counts too */
	return dlens_less(left, dlens_mib_gain(facts, DLENS_MIB_REQQ_FULL_COOKIES));
}

/*
 * Without cookies the kernel refuses SYNs once three quarters of tcp_max_syn_backlog
 * are half open (tcp_conn_request), and counts that in ListenDrops alone.
 */
static bool without_cookies(const struct dlens_facts *facts)
{
	return !facts->sockets.syncookies;
}

DLENS_CHECK_FN(accept_queue)
{
	u64 overflows = dlens_most(dlens_mib_gain(facts, DLENS_MIB_LISTEN_OVERFLOWS),
				   dlens_known(dlens_drops(facts, f->check)) ?: DLENS_ABSENT);
	u64 others = other_refusals(facts, overflows);
	char text[120];

	f->change_60s = overflows;
	if (dlens_judge(f, DLENS_AT_ACCEPT_QUEUE, overflows, facts->was[f->check])) {
		DLENS_PROVE(f, "%llu connection%s found an accept queue full in the last minute%s",
			    overflows, dlens_s(overflows),
			    worst(text, sizeof(text), &facts->sockets));
		advise_accept(facts, f);
	}
	if (!without_cookies(facts) &&
	    dlens_judge(f, DLENS_AT_LISTEN_DROPS, others, facts->was[f->check])) {
		f->change_60s = others;
		DLENS_PROVE(f,
			    "listeners refused %llu connections in the last minute, not for a full queue (ListenDrops)",
			    others);
		advise_refused(facts, f);
	}
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "ListenOverflows and ListenDrops");
}

static void advise_syn(const struct dlens_facts *facts, struct dlens_finding *f)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	u64 now = s->max_syn_backlog;
	u64 next = dlens_double(now, SYN_BACKLOG_DEFAULT, SYN_BACKLOG_LARGEST);
	u64 next_max = dlens_double(s->somaxconn, SOMAXCONN_DEFAULT, SOMAXCONN_LARGEST);
	char inside[DLENS_INSIDE_LEN], more[72], more_max[56];

	dlens_inside(inside, facts);
	more[0] = '\0';
	if (next > now)
		scnprintf(more, sizeof(more), "sysctl -w net.ipv4.tcp_max_syn_backlog=%llu; ",
			  next);
	more_max[0] = '\0';
	if (next_max > s->somaxconn)
		scnprintf(more_max, sizeof(more_max), "sysctl -w net.core.somaxconn=%llu; ",
			  next_max);
	if (!s->syncookies)
		DLENS_ADVISE(f,
			     "%snet.ipv4.tcp_syncookies is 0 now; proposed: sysctl -w net.ipv4.tcp_syncookies=1; ss -nt state syn-recv shows if this is a SYN flood; else a larger listen() backlog",
			     inside);
	else if (now == DLENS_ABSENT || s->somaxconn == DLENS_ABSENT)
		DLENS_ADVISE(f,
			     "%sss -nt state syn-recv shows if this is a SYN flood; else a larger listen() backlog; sysctl net.ipv4.tcp_max_syn_backlog net.core.somaxconn net.ipv4.tcp_syncookies shows the limits now",
			     inside);
	else
		DLENS_ADVISE(f,
			     "%sss -nt state syn-recv: a SYN flood? else a larger listen() backlog; tcp_max_syn_backlog is %llu, somaxconn %llu now; %s%s%sleave tcp_syncookies at 1",
			     inside, now, s->somaxconn, *more || *more_max ? "proposed: " : "",
			     more, more_max);
}

DLENS_CHECK_FN(syn_queue)
{
	u64 overflows = dlens_known(dlens_mib_gain(facts, DLENS_MIB_LISTEN_OVERFLOWS));
	u64 drop = dlens_mib_gain(facts, DLENS_MIB_REQQ_FULL_DROP);
	u64 cookies = dlens_mib_gain(facts, DLENS_MIB_REQQ_FULL_COOKIES);
	bool always = facts->sockets.syncookies == COOKIES_ALWAYS && dlens_known(cookies);
	u64 all = dlens_plus(drop, cookies);
	u8 was = facts->was[f->check];

	if (without_cookies(facts)) {
		drop = dlens_plus(drop, other_refusals(facts, overflows));
		all = dlens_plus(drop, cookies);
	}
	f->change_60s = all;
	if (all == DLENS_ABSENT) {
		dlens_no_history(f, "TCPReqQFullDrop and TCPReqQFullDoCookies");
		return;
	}
	if (overflows && all && div_u64(all, FLOOD) <= overflows) {
		f->severity = DLENS_OK;
		f->value = all;
		DLENS_PROVE(f,
			    "%llu SYN%s found no room in the last minute because connections wait to be accepted: see accept_queue",
			    all, dlens_s(all));
		return;
	}
	if (dlens_judge(f, DLENS_AT_SYN_DROP, drop, was))
		DLENS_PROVE(f,
			    "a listener's SYN queue was full and syncookies are off: %llu SYN%s refused in the last minute",
			    drop, dlens_s(drop));
	if (dlens_judge(f, DLENS_AT_SYN_COOKIES, always ? 0 : cookies, was))
		DLENS_PROVE(f,
			    "a listener's SYN queue was full: %llu SYNs were answered with cookies in the last minute, %llu refused",
			    cookies, dlens_known(drop));
	if (always && f->severity == DLENS_OK)
		DLENS_PROVE(f,
			    "tcp_syncookies is %u: every SYN is answered with a cookie, %llu in the last minute",
			    COOKIES_ALWAYS, cookies);
	if (f->severity >= DLENS_INFO)
		advise_syn(facts, f);
}
