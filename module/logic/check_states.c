// SPDX-License-Identifier: GPL-2.0
/* Connections that pile up in one state; no packet is dropped by that. */
#include <droplens/judge.h>

/* Both are an int in the kernel. */
#define LARGEST 0x7fffffffULL
/* A TIME_WAIT socket takes about so much, an orphan up to so much. */
#define TIME_WAIT_BYTES 256
#define ORPHAN_BYTES 65536
/* Below it are ports that services listen on. */
#define PORT_LEAST 10240
#define PORT_LAST 65535
#define FIN_TIMEOUT_LEAST 15

/* Never more than an eighth of the host's memory. */
static u64 by_memory(const struct dlens_facts *facts, u64 now, u32 bytes)
{
	u64 most = div_u64(facts->ram_bytes >> 3, bytes);

	if (most > LARGEST || facts->ram_bytes == DLENS_ABSENT)
		most = LARGEST;
	return dlens_double(now, 0, most);
}

static void advise_time_wait(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 now = facts->sockets.max_tw_buckets, next;
	char inside[DLENS_INSIDE_LEN];

	dlens_inside(inside, facts);
	next = by_memory(facts, now, TIME_WAIT_BYTES);
	if (next == now)
		DLENS_ADVISE(f,
			     "%skeep connections open longer (keep-alive, pools), or let the clients close first; sysctl net.ipv4.tcp_max_tw_buckets shows the limit now; do not lower it",
			     inside);
	else
		DLENS_ADVISE(f,
			     "%snet.ipv4.tcp_max_tw_buckets is %llu now; proposed: sysctl -w net.ipv4.tcp_max_tw_buckets=%llu; keep connections open longer (keep-alive, pools); on clients net.ipv4.tcp_tw_reuse=1",
			     inside, now, next);
}

DLENS_CHECK_FN(tw_overflow)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	u64 usage = dlens_percent(s->time_wait, s->max_tw_buckets);
	u64 overflows = dlens_mib_gain(facts, DLENS_MIB_TW_OVERFLOW);
	u8 was = facts->was[f->check];

	f->change_60s = overflows;
	if (dlens_judge(f, DLENS_AT_TW_OVERFLOW, overflows, was)) {
		DLENS_PROVE(f,
			    "%llu connection%s had no TIME_WAIT in the last minute, which keeps old packets off new ones: the limit is reached",
			    overflows, dlens_s(overflows));
		advise_time_wait(facts, f);
	}
	if (dlens_judge(f, DLENS_AT_TW_USAGE, usage, was)) {
		DLENS_PROVE(f, "%llu of %llu TIME_WAIT sockets are in use (%llu %%)", s->time_wait,
			    s->max_tw_buckets, usage);
		advise_time_wait(facts, f);
	}
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "TIME_WAIT sockets and TCPTimeWaitOverflow");
	else if (f->severity == DLENS_OK && usage != DLENS_ABSENT)
		DLENS_PROVE(f, "%llu of %llu TIME_WAIT sockets are in use", s->time_wait,
			    s->max_tw_buckets);
	if (usage != DLENS_ABSENT) {
		f->value = s->time_wait;
		f->limit = s->max_tw_buckets;
	}
}

static const char *reuse(char *buf, size_t size, const struct dlens_socket_facts *s)
{
	buf[0] = '\0';
	if (s->tw_reuse == DLENS_ABSENT)
		scnprintf(buf, size,
			  "; sysctl net.ipv4.tcp_tw_reuse shows its value now, 1 is good");
	else if (s->tw_reuse != 1)
		scnprintf(buf, size,
			  "; net.ipv4.tcp_tw_reuse is %llu now; proposed: sysctl -w net.ipv4.tcp_tw_reuse=1",
			  s->tw_reuse);
	return buf;
}

static void advise_ports(const struct dlens_facts *facts, struct dlens_finding *f)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	char inside[DLENS_INSIDE_LEN], more[112];
	u64 low = s->ports_low < PORT_LEAST ? s->ports_low : PORT_LEAST;
	u64 high = s->ports_high > PORT_LAST ? s->ports_high : PORT_LAST;

	dlens_inside(inside, facts);
	reuse(more, sizeof(more), s);
	if (low == s->ports_low && high == s->ports_high)
		DLENS_ADVISE(f,
			     "%sip_local_port_range is %llu %llu now, which is all there is: keep connections open (keep-alive, pools), connect from or to more addresses%s",
			     inside, s->ports_low, s->ports_high, more);
	else
		DLENS_ADVISE(f,
			     "%sip_local_port_range is %llu %llu now; proposed: sysctl -w net.ipv4.ip_local_port_range=\"%llu %llu\"; reserve services' ports in it first (sysctl net.ipv4.ip_local_reserved_ports shows them now); keep connections open%s",
			     inside, s->ports_low, s->ports_high, low, high, more);
}

DLENS_CHECK_FN(port_exhaustion)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	u64 range = DLENS_ABSENT, usage;

	if (s->ports_low != DLENS_ABSENT && s->ports_high != DLENS_ABSENT &&
	    s->ports_high >= s->ports_low)
		range = s->ports_high - s->ports_low + 1;
	usage = dlens_percent(s->ports_used, range);
	f->limit = range;
	if (dlens_judge(f, DLENS_AT_PORT_USAGE, usage, facts->was[f->check])) {
		DLENS_PROVE(f, "%llu of %llu local ports are in use towards %s (%llu %%)",
			    s->ports_used, range, *s->ports_to ? s->ports_to : "one destination",
			    usage);
		advise_ports(facts, f);
	}
	if (f->severity == DLENS_UNCLEAR)
		DLENS_PROVE(f,
			    "can not tell: this kernel gives no safe way to count ports by destination");
	else
		f->value = s->ports_used;
}

static void advise_orphans(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 now = facts->sockets.max_orphans, next = by_memory(facts, now, ORPHAN_BYTES);
	char inside[DLENS_INSIDE_LEN], more[72];

	if (now == DLENS_ABSENT) {
		DLENS_ADVISE(f,
			     "%sss -tan state fin-wait-1 and fin-wait-2 shows to whom; on the host: sysctl net.ipv4.tcp_max_orphans shows the limit now, /proc/net/sockstat those there are (orphan): let programs close less at once, or peers answer",
			     dlens_inside(inside, facts));
		return;
	}
	more[0] = '\0';
	if (next > now)
		scnprintf(more, sizeof(more), "; proposed: sysctl -w net.ipv4.tcp_max_orphans=%llu",
			  next);
	DLENS_ADVISE(f,
		     "%sss -tan state fin-wait-1 and fin-wait-2 shows to whom; net.ipv4.tcp_max_orphans is %llu now%s",
		     dlens_inside(inside, facts), now, *more ? more :
		     ", and more would take too much of this host's memory: let programs close less at once, or peers answer");
}

/* The kernel has one counter for two limits (tcp_check_oom()). */
static u64 orphans_cut(const struct dlens_facts *facts)
{
	return dlens_memory_short(facts) ? DLENS_ABSENT :
	       dlens_mib_gain(facts, DLENS_MIB_TCP_ABORT_ON_MEMORY);
}

DLENS_CHECK_FN(fin_wait2)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	u64 usage = dlens_percent(s->orphans, s->max_orphans);
	char inside[DLENS_INSIDE_LEN];
	u64 now = s->fin_timeout_s;

	dlens_inside(inside, facts);
	if (dlens_judge(f, DLENS_AT_FIN_WAIT2, s->fin_wait2, facts->was[f->check])) {
		DLENS_PROVE(f,
			    "%llu connections are in FIN_WAIT2: closed here, and the other side does not close",
			    s->fin_wait2);
		if (now == DLENS_ABSENT || now < 2 * FIN_TIMEOUT_LEAST)
			DLENS_ADVISE(f,
				     "%sss -tan state fin-wait-2 shows which peers do not close; sysctl net.ipv4.tcp_fin_timeout shows its value now; it governs FIN_WAIT2 without a process only, TIME_WAIT stays 60 s",
				     inside);
		else
			DLENS_ADVISE(f,
				     "%sss -tan state fin-wait-2 shows which peers do not close; net.ipv4.tcp_fin_timeout is %llu now; proposed: sysctl -w net.ipv4.tcp_fin_timeout=%u; it governs FIN_WAIT2 without a process only, TIME_WAIT stays 60 s",
				     inside, now, div_u64(now, 2) < FIN_TIMEOUT_LEAST ?
				     FIN_TIMEOUT_LEAST : (u32)div_u64(now, 2));
	}
	if (dlens_judge(f, DLENS_AT_ORPHAN_USAGE, usage, facts->was[f->check])) {
		f->value = s->orphans;
		f->limit = s->max_orphans;
		DLENS_PROVE(f,
			    "%llu of %llu connections without a process (orphans) are in use (%llu %%): at the limit they are reset",
			    s->orphans, s->max_orphans, usage);
		advise_orphans(facts, f);
	}
	if (dlens_judge(f, DLENS_AT_ORPHANS_CUT, orphans_cut(facts), facts->was[f->check])) {
		f->change_60s = f->value;
		f->limit = DLENS_ABSENT;
		DLENS_PROVE(f,
			    "%llu connection%s without a process (orphans) %s reset in the last minute, since there were too many (TCPAbortOnMemory)",
			    f->value, dlens_s(f->value), f->value == 1 ? "was" : "were");
		advise_orphans(facts, f);
	}
	if (f->severity == DLENS_UNCLEAR)
		DLENS_PROVE(f,
			    "can not tell: this kernel gives no safe way to count sockets by state");
	else if (f->severity == DLENS_OK && s->fin_wait2 != DLENS_ABSENT)
		DLENS_PROVE(f, "connections in FIN_WAIT2: %llu", s->fin_wait2);
}

DLENS_CHECK_FN(close_wait)
{
	char inside[DLENS_INSIDE_LEN];
	u64 count = facts->sockets.close_wait;

	if (dlens_judge(f, DLENS_AT_CLOSE_WAIT, count, facts->was[f->check])) {
		DLENS_PROVE(f,
			    "%llu connections are in CLOSE_WAIT: the other side has closed, the program here has not",
			    count);
		DLENS_ADVISE(f,
			     "%sss -tanp state close-wait shows which of the %llu now belong to which program: it must close them; no sysctl helps, restarting it does for a while",
			     dlens_inside(inside, facts), count);
	} else if (f->severity == DLENS_UNCLEAR) {
		DLENS_PROVE(f,
			    "can not tell: this kernel gives no safe way to count sockets by state");
	} else {
		DLENS_PROVE(f, "connections in CLOSE_WAIT: %llu", count);
	}
}
