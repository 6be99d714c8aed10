// SPDX-License-Identifier: GPL-2.0
/* From which value on a number is a finding, and why from there. */
#include <droplens/thresholds.h>

const struct dlens_steps dlens_thresholds[DLENS_THRESHOLDS] = {
	/* a card that can keep up loses nothing; 6000 a minute are 100 a second */
	[DLENS_AT_NIC_RING] = { .warn = { 1, 1 }, .crit = { 6000, 3000 } },
	/* a good cable has none for months */
	[DLENS_AT_NIC_ERRORS] = { .warn = { 1, 1 }, .crit = { 6000, 3000 } },
	/* frames of LLDP, STP or a foreign VLAN count too: one in a few seconds is usual */
	[DLENS_AT_NIC_DROPPED] = { .info = { 20, 10 }, .warn = { 60, 30 } },
	/* the queue holds 1000 packets: when it runs over, it is by many */
	[DLENS_AT_BACKLOG] = { .warn = { 1, 1 }, .crit = { 6000, 3000 } },
	/* one turn takes 2 to 8 ms: at 100 a second the CPU does hardly anything else */
	[DLENS_AT_SQUEEZE] = { .info = { 1200, 600 }, .warn = { 6000, 3000 } },
	/* off unless somebody asked for it, and then each is a packet lost */
	[DLENS_AT_FLOW_LIMIT] = { .warn = { 1, 1 } },
	/* how TCP learns its speed: a few are no fault */
	[DLENS_AT_QDISC] = { .info = { 5, 2 }, .warn = { 600, 300 } },
	/* kernels without reasons free fragments of delivered packets there too */
	[DLENS_AT_QDISC_UNSURE] = { .info = { 60, 30 } },
	/* somebody announces himself there now and then; one a second wants to be delivered */
	[DLENS_AT_NO_CARRIER] = { .info = { 5, 2 }, .warn = { 60, 30 } },
	/* a rule that drops was meant, but the one who asks may not know it */
	[DLENS_AT_FIREWALL] = { .warn = { 5, 2 } },
	/* new connections fail, for all that is behind this host */
	[DLENS_AT_CT_DROP] = { .crit = { 1, 1 } },
	/* two packets of one new UDP flow raced; the sender repeats it */
	[DLENS_AT_CT_CLASH] = { .info = { 10, 5 }, .warn = { 600, 300 } },
	/* a chain has 50 to 80 entries then: chance does not make one */
	[DLENS_AT_CT_CHAIN] = { .warn = { 1, 1 } },
	/* it was full, and room was found */
	[DLENS_AT_CT_EARLY_DROP] = { .warn = { 1, 1 } },
	/* as the field articles have it */
	[DLENS_AT_CT_USAGE] = { .warn = { 90, 85 } },
	/* one misdirected packet now and then is a neighbour's fault */
	[DLENS_AT_RP_FILTER] = { .warn = { 5, 2 } },
	/* each is a client that waits a second or more */
	[DLENS_AT_SYN_DROP] = { .warn = { 1, 1 }, .crit = { 600, 300 } },
	/* nothing is lost: a burst of clients may do that once */
	[DLENS_AT_SYN_COOKIES] = { .info = { 10, 5 }, .warn = { 600, 300 } },
	/* each is a client that waits a second or more */
	[DLENS_AT_ACCEPT_QUEUE] = { .warn = { 1, 1 }, .crit = { 600, 300 } },
	/* for no reason that has a counter: a spoofed source, no route back */
	[DLENS_AT_LISTEN_DROPS] = { .info = { 10, 5 }, .warn = { 600, 300 } },
	/* old duplicates of a far connection: one in a while */
	[DLENS_AT_PAWS] = { .warn = { 5, 2 } },
	/*
	 * PAWSEstab counts reordered pure ACKs too up to 6.13: a healthy transfer over veth has
	 * dozens a minute, a card with many queues more; five a second are not chance
	 */
	[DLENS_AT_PAWS_NOISY] = { .info = { 300, 150 }, .warn = { 3000, 1500 } },
	/*
	 * PAWSTimewait (6.17) counts clients that are refused, but also an ACK that a FIN
	 * overtook: ninety connections closed at both ends at once left 35 of them
	 */
	[DLENS_AT_PAWS_TIMEWAIT] = { .info = { 60, 30 }, .warn = { 600, 300 } },
	/* a burst to a small receiver may overrun it by one or two */
	[DLENS_AT_SOCKET_BUFFER] = { .warn = { 5, 2 }, .crit = { 6000, 3000 } },
	[DLENS_AT_SOCKET_BACKLOG] = { .warn = { 5, 2 }, .crit = { 6000, 3000 } },
	/* at 100 % TCP cuts connections */
	[DLENS_AT_MEM_USAGE] = { .warn = { 90, 85 }, .crit = { 100, 95 } },
	/* the middle value of tcp_mem is passed only when something piles up */
	[DLENS_AT_MEM_PRESSURE] = { .warn = { 1, 1 } },
	/* or connections that were cut */
	[DLENS_AT_MEM_DROP] = { .warn = { 1, 1 }, .crit = { 600, 300 } },
	/* each new path to a smaller MTU costs one packet: that is how it is found */
	[DLENS_AT_MTU] = { .warn = { 5, 2 } },
	/* such a link breaks the protocol's own minimum, whether or not packets came */
	[DLENS_AT_SMALL_MTU] = { .warn = { 1, 1 } },
	/* a tunnel with less may be meant for IPv4 alone: the kernel has no IPv6 on it then */
	[DLENS_AT_SMALL_MTU6] = { .info = { 1, 1 } },
	/* every one is a TIME_WAIT that did not protect its connection */
	[DLENS_AT_TW_OVERFLOW] = { .warn = { 1, 1 } },
	[DLENS_AT_TW_USAGE] = { .warn = { 90, 85 } },
	/* odd ports are tried last: searching becomes slow before they run out */
	[DLENS_AT_PORT_USAGE] = { .warn = { 85, 80 }, .crit = { 98, 95 } },
	/* they live tcp_fin_timeout, 60 s: less than 17 a second are no pile */
	[DLENS_AT_FIN_WAIT2] = { .warn = { 1000, 700 } },
	/* the kernel starts to reset orphans at half of it when memory is short */
	[DLENS_AT_ORPHAN_USAGE] = { .warn = { 80, 70 } },
	/* what the kernel had yet to send to that client is lost */
	[DLENS_AT_ORPHANS_CUT] = { .warn = { 1, 1 }, .crit = { 600, 300 } },
	/* a program that closes has them for milliseconds */
	[DLENS_AT_CLOSE_WAIT] = { .info = { 100, 70 }, .warn = { 1000, 700 } },
	/* the sum is weak: where some are caught, others got through */
	[DLENS_AT_CHECKSUM] = { .warn = { 5, 2 } },
	/* an interface that comes up drops two or three of IPv6's own; mtr ends one a second */
	[DLENS_AT_ROUTE] = { .info = { 5, 4 }, .warn = { 600, 300 } },
	/* programs that try IPv6 first where there is none: nothing was sent */
	[DLENS_AT_ROUTE_OUT] = { .info = { 600, 300 } },
	/* cards without a filter bring VRRP and mDNS of the whole network: once a second each */
	[DLENS_AT_ROUTE_STRAY] = { .info = { 600, 300 } },
	/* a peer that was switched off: the first few packets to it */
	[DLENS_AT_NEIGHBOUR] = { .info = { 5, 2 }, .warn = { 60, 30 } },
	[DLENS_AT_NEIGH_FULL] = { .warn = { 1, 1 } },
	[DLENS_AT_NEIGH_USAGE] = { .warn = { 90, 85 } },
	/* late packets for sockets just closed */
	[DLENS_AT_NO_SOCKET] = { .info = { 10, 5 } },
	/* it was meant */
	[DLENS_AT_TC_XDP] = { .info = { 5, 2 } },
	/* a host with memory has none */
	[DLENS_AT_MEMORY] = { .warn = { 1, 1 }, .crit = { 600, 300 } },
	[DLENS_AT_OTHER_RESOURCE] = { .warn = { 10, 5 } },
	/* late or bad packets from afar; ten a second are more than that */
	[DLENS_AT_OTHER_ERROR] = { .info = { 10, 5 }, .warn = { 600, 300 } },
	/* as for errors, but meant */
	[DLENS_AT_OTHER_POLICY] = { .info = { 10, 5 } },
	/* kernels free packets without a reason that were no loss: one a second */
	[DLENS_AT_OTHER_UNKNOWN] = { .info = { 60, 30 } },
};

static bool reached(const struct dlens_step *step, u64 value, bool before)
{
	return step->raise && value >= (before ? step->fall : step->raise);
}

/**
 * dlens_level() - a number's severity
 * @at: what it is judged by
 * @value: the number; DLENS_ABSENT is DLENS_UNCLEAR
 * @was: the check's last severity in this scope
 *
 * Return: an enum dlens_severity.
 */
u8 dlens_level(enum dlens_threshold at, u64 value, u8 was)
{
	const struct dlens_steps *steps = &dlens_thresholds[at];

	if (value == DLENS_ABSENT)
		return DLENS_UNCLEAR;
	if (reached(&steps->crit, value, was >= DLENS_CRIT))
		return DLENS_CRIT;
	if (reached(&steps->warn, value, was >= DLENS_WARN))
		return DLENS_WARN;
	if (reached(&steps->info, value, was >= DLENS_INFO))
		return DLENS_INFO;
	return DLENS_OK;
}
