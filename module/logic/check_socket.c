// SPDX-License-Identifier: GPL-2.0
/* Sockets' buffers and the memory that all of them share. */
#include <droplens/judge.h>

#define RMEM_USUAL 4194304ULL
#define RMEM_LARGEST 67108864ULL

static bool above(u64 value, u64 limit)
{
	return value != DLENS_ABSENT && limit != DLENS_ABSENT && limit && value >= limit;
}

/**
 * dlens_memory_short() - is it the shared memory that lacks, not one socket's buffer
 * @facts: of a scope
 *
 * TCP gives one reason, PROTO_MEM, and one counter for both.
 *
 * Return: true if some limit of all sockets together was at work.
 */
bool dlens_memory_short(const struct dlens_facts *facts)
{
	const struct dlens_socket_facts *s = &facts->sockets;

	return above(s->tcp_mem_pages, s->tcp_mem_pressure) ||
	       above(s->tcp_mem_pages, s->tcp_mem_max) ||
	       dlens_known(dlens_mib_gain(facts, DLENS_MIB_TCP_MEMORY_PRESSURES)) ||
	       dlens_known(dlens_mib_gain(facts, DLENS_MIB_UDP_MEM));
}

static void advise_buffer(const struct dlens_facts *facts, struct dlens_finding *f, bool tcp)
{
	u64 now = tcp ? facts->sockets.tcp_rmem_max : facts->sockets.rmem_max;
	u64 next = dlens_double(now, RMEM_USUAL, RMEM_LARGEST);
	char inside[DLENS_INSIDE_LEN];

	dlens_inside(inside, facts);
	if (next == now)
		DLENS_ADVISE(f,
			     "%sss -tuanmp: the socket whose skmem d rises or whose Recv-Q is large: its program reads too slowly; sysctl net.core.rmem_max net.ipv4.tcp_rmem shows the limits now",
			     inside);
	else if (tcp)
		DLENS_ADVISE(f,
			     "%sss -tanmp: the socket with a large Recv-Q: its program reads too slowly; the last of the three of net.ipv4.tcp_rmem is %llu now; proposed: %llu in its place",
			     inside, now, next);
	else
		DLENS_ADVISE(f,
			     "%sss -uanmp: the socket whose skmem d rises: its program reads too slowly; net.core.rmem_max is %llu now; proposed, on the host: sysctl -w net.core.rmem_max=%llu, and SO_RCVBUF in that program",
			     inside, now, next);
}

static void advise_send_buffer(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 now = facts->sockets.wmem_max;
	u64 next = dlens_double(now, RMEM_USUAL, RMEM_LARGEST);
	char inside[DLENS_INSIDE_LEN];

	dlens_inside(inside, facts);
	if (next == now)
		DLENS_ADVISE(f,
			     "%sss -uanmp: the socket with a large Send-Q; let its program wait until it may send; sysctl net.core.wmem_max shows the limit now",
			     inside);
	else
		DLENS_ADVISE(f,
			     "%sss -uanmp: the socket with a large Send-Q; let its program wait until it may send; net.core.wmem_max is %llu now; proposed, on the host: sysctl -w net.core.wmem_max=%llu, and SO_SNDBUF in that program",
			     inside, now, next);
}

/* The same packets are counted in more than one place: the largest is the number. */
static u64 tcp_losses(const struct dlens_facts *facts)
{
	if (dlens_memory_short(facts))
		return DLENS_ABSENT;
	return dlens_most(dlens_drops(facts, DLENS_CHECK_TCP_MEM),
			  dlens_most(dlens_mib_gain(facts, DLENS_MIB_TCP_RCVQ_DROP),
				     dlens_most(dlens_mib_gain(facts, DLENS_MIB_RCV_PRUNED),
						dlens_mib_gain(facts, DLENS_MIB_OFO_PRUNED))));
}

DLENS_CHECK_FN(socket_buffer)
{
	u64 tcp = tcp_losses(facts), udp = dlens_mib_gain(facts, DLENS_MIB_UDP_RCVBUF);
	u64 seen = dlens_drops(facts, f->check);
	/* a full qdisc is counted as a send buffer's fault too */
	u64 unsent = dlens_less(dlens_mib_gain(facts, DLENS_MIB_UDP_SNDBUF),
				dlens_known(facts->dropped[DLENS_CHECK_QDISC].last_60s));
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	char where[DLENS_WHERE_LEN];

	if (!dlens_known(seen))
		dropped = &facts->dropped[DLENS_CHECK_TCP_MEM];
	f->change_60s = dlens_most(seen, dlens_plus(tcp, udp));
	if (dlens_judge(f, DLENS_AT_SOCKET_BUFFER, f->change_60s, facts->was[f->check])) {
		DLENS_PROVE(f, "receive buffers had no room for %llu packets in the last minute%s",
			    f->value, dlens_where(where, dropped));
		advise_buffer(facts, f, dlens_known(tcp) > dlens_known(udp) &&
			      dlens_known(tcp) >= dlens_known(seen));
	}
	if (dlens_judge(f, DLENS_AT_SOCKET_BUFFER, unsent, facts->was[f->check])) {
		f->change_60s = unsent;
		DLENS_PROVE(f,
			    "%llu datagrams could not be sent in the last minute: send buffers were full (UdpSndbufErrors)",
			    unsent);
		advise_send_buffer(facts, f);
	}
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "RcvbufErrors and TCPRcvQDrop");
}

DLENS_CHECK_FN(socket_backlog)
{
	char where[DLENS_WHERE_LEN];

	f->change_60s = dlens_most(dlens_drops(facts, f->check),
				   dlens_mib_gain(facts, DLENS_MIB_TCP_BACKLOG_DROP));
	if (!dlens_judge(f, DLENS_AT_SOCKET_BACKLOG, f->change_60s, facts->was[f->check]))
		return;
	DLENS_PROVE(f, "busy sockets had no room for %llu packets in the last minute%s", f->value,
		    dlens_where(where, &facts->dropped[f->check]));
	advise_buffer(facts, f, true);
}

static void advise_pages(const struct dlens_facts *facts, struct dlens_finding *f,
			 const char *name, char option, u64 pressure, u64 max)
{
	u64 largest = dlens_known(facts->ram_bytes) >> (facts->page_shift + 1);

	if (max == DLENS_ABSENT || pressure == DLENS_ABSENT || max > largest / 2)
		DLENS_ADVISE(f,
			     "sysctl net.ipv4.%s shows the limits in pages now, /proc/net/sockstat what is used; more than half of the host's memory helps nobody: ss -%canm: the sockets with large queues, or more memory",
			     name, option);
	else
		DLENS_ADVISE(f,
			     "net.ipv4.%s's last two are %llu %llu pages now; proposed: sysctl -w net.ipv4.%s=\"%llu %llu %llu\"; ss -%canm: the sockets with large queues",
			     name, pressure, max, name, pressure + pressure / 2, pressure * 2,
			     max * 2, option);
}

static void advise_memory(const struct dlens_facts *facts, struct dlens_finding *f, bool of_udp)
{
	const struct dlens_socket_facts *s = &facts->sockets;

	if (of_udp)
		advise_pages(facts, f, "udp_mem", 'u', s->udp_mem_pressure, s->udp_mem_max);
	else
		advise_pages(facts, f, "tcp_mem", 't', s->tcp_mem_pressure, s->tcp_mem_max);
}

static void prove_memory(const struct dlens_facts *facts, struct dlens_finding *f, u64 lost,
			 bool of_udp)
{
	const struct dlens_socket_facts *s = &facts->sockets;

	if (of_udp)
		DLENS_PROVE(f,
			    "UDP uses %llu of %llu pages (TCP %llu of %llu); packets lost in the last minute because no more was to be had: %llu",
			    dlens_known(s->udp_mem_pages), dlens_known(s->udp_mem_max),
			    dlens_known(s->tcp_mem_pages), dlens_known(s->tcp_mem_max), lost);
	else
		DLENS_PROVE(f,
			    "TCP uses %llu of %llu pages (pressure from %llu on) and came under pressure %llu time%s in the last minute; packets lost by it: %llu",
			    dlens_known(s->tcp_mem_pages), dlens_known(s->tcp_mem_max),
			    dlens_known(s->tcp_mem_pressure), dlens_known(f->change_60s),
			    dlens_s(f->change_60s), lost);
}

DLENS_CHECK_FN(tcp_mem)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	u64 entered = dlens_mib_gain(facts, DLENS_MIB_TCP_MEMORY_PRESSURES);
	u64 usage = dlens_percent(s->tcp_mem_pages, s->tcp_mem_max);
	u64 udp = dlens_known(dlens_mib_gain(facts, DLENS_MIB_UDP_MEM));
	u64 lost = dlens_most(dlens_known(facts->dropped[f->check].last_60s), udp);
	bool scarce = dlens_memory_short(facts), of_udp = false;
	u8 was = facts->was[f->check];

	f->change_60s = entered;
	if (above(s->tcp_mem_pages, s->tcp_mem_pressure))
		entered = dlens_plus(entered, 1);
	dlens_judge(f, DLENS_AT_MEM_USAGE, usage, was);
	dlens_judge(f, DLENS_AT_MEM_PRESSURE, entered, was);
	/* half: the drops and the counter are read one after the other */
	if (scarce && dlens_judge(f, DLENS_AT_MEM_DROP, lost, was))
		of_udp = udp && udp >= lost / 2;
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "TCP's memory and TCPMemoryPressures");
	else if (f->severity == DLENS_OK && usage != DLENS_ABSENT)
		DLENS_PROVE(f, "TCP uses %llu of %llu pages", s->tcp_mem_pages, s->tcp_mem_max);
	if (f->severity >= DLENS_INFO) {
		prove_memory(facts, f, lost, of_udp);
		advise_memory(facts, f, of_udp);
	}
	if (usage != DLENS_ABSENT) {
		f->value = of_udp ? s->udp_mem_pages : s->tcp_mem_pages;
		f->limit = of_udp ? s->udp_mem_max : s->tcp_mem_max;
	}
}

DLENS_CHECK_FN(no_socket)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];

	f->change_60s = dlens_most(dlens_drops(facts, f->check),
				   dlens_mib_gain(facts, DLENS_MIB_NO_PORTS));
	if (!dlens_judge(f, DLENS_AT_NO_SOCKET, f->change_60s, facts->was[f->check])) {
		/* freed where a segment for TIME_WAIT is, and counted nowhere */
		if (f->severity == DLENS_OK && facts->reasons_absent)
			DLENS_PROVE(f,
				    "%llu UDP packet%s in the last minute; of TCP's this kernel does not tell",
				    f->change_60s, dlens_s(f->change_60s));
		return;
	}
	DLENS_PROVE(f, "nobody listens for %llu packets of the last minute%s", f->value,
		    dlens_where(where, dropped));
	DLENS_ADVISE(f,
		     "%sa service is down, or somebody scans, %llu packets a minute now: ss -lntu; tcpdump -ni %s shows which port is asked for",
		     dlens_inside(inside, facts), f->value,
		     dlens_paste(dropped->in && *dropped->in ? dropped->in : dropped->dev, "DEV"));
}
