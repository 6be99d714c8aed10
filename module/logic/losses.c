// SPDX-License-Identifier: GPL-2.0
/*
 * Losses that skb:kfree_skb never tells of: the packet is consumed or never
 * made, and only a counter moves.
 */
#include <droplens/explain.h>

static const struct dlens_loss losses[] = {
	{ "TcpExtListenOverflows",
	  "A listener's accept queue was full: the application accepts too slowly.",
	  "ss -lnt: Recv-Q above Send-Q shows which; its listen() backlog is capped by: sysctl net.core.somaxconn",
	  NULL },
	{ "TcpExtTCPReqQFullDrop",
	  "A listener's SYN queue was full and SYN cookies are off: connections were refused; perhaps a SYN flood.",
	  "ss -nt state syn-recv; sysctl net.ipv4.tcp_syncookies net.ipv4.tcp_max_syn_backlog net.core.somaxconn",
	  NULL },
	{ "TcpExtTCPReqQFullDoCookies",
	  "A listener's SYN queue was full and SYN cookies were sent: nothing is lost yet; perhaps a SYN flood.",
	  "ss -nt state syn-recv; sysctl net.ipv4.tcp_max_syn_backlog net.core.somaxconn",
	  NULL },
	{ "TcpExtPAWSPassive",
	  "SYNs were refused because of an older connection's timestamp: clients behind NAT, and tcp_tw_recycle is on.",
	  "sysctl net.ipv4.tcp_tw_recycle: if it says 1, sysctl -w net.ipv4.tcp_tw_recycle=0; leave timestamps on",
	  NULL },
	{ "TcpExtListenDrops",
	  "A listener refused connections.",
	  "ss -lnt; the other TcpExt rows of counters may say why",
	  "TcpExtListenOverflows" },
	{ "TcpExtTCPFastOpenListenOverflow",
	  "A listener's TCP Fast Open queue was full.",
	  "the application's TCP_FASTOPEN queue length; ss -lnt",
	  NULL },
	{ "TcpExtTCPTimeWaitOverflow",
	  "Too many TIME_WAIT sockets: the newest were closed at once; no packet is lost by that.",
	  "compare tw in /proc/net/sockstat with: sysctl net.ipv4.tcp_max_tw_buckets; keep connections open longer",
	  NULL },
	{ "TcpExtTCPMemoryPressures",
	  "TCP came under memory pressure: buffers shrink and throughput falls.",
	  "compare mem in /proc/net/sockstat with: sysctl net.ipv4.tcp_mem",
	  NULL },
	{ "TcpExtTCPAbortOnMemory",
	  "TCP connections were cut: too many orphans, or TCP's memory was used up.",
	  "compare orphan and mem in /proc/net/sockstat with: sysctl net.ipv4.tcp_max_orphans net.ipv4.tcp_mem",
	  NULL },
	{ "TcpExtTCPWqueueTooBig",
	  "TCP could not split what it had to send: the socket's write queue was too long.",
	  "ss -tanmp: the sockets with a large Send-Q",
	  NULL },
	{ "UdpSndbufErrors",
	  "An application could not send: its UDP send buffer or the interface's queue was full.",
	  "ss -uanmp; tc -s qdisc; sysctl net.core.wmem_max",
	  NULL },
	{ "Udp6SndbufErrors",
	  "An application could not send: its UDP send buffer or the interface's queue was full.",
	  "ss -uanmp; tc -s qdisc; sysctl net.core.wmem_max",
	  NULL },
};

/**
 * dlens_loss_find() - the loss that only a counter tells of
 * @counter: as nstat prints it
 *
 * Context: any.
 * Return: the loss, or NULL if drops tell of it too, or it is none.
 */
const struct dlens_loss *dlens_loss_find(const char *counter)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(losses); i++)
		if (!strcmp(losses[i].counter, counter))
			return &losses[i];
	return NULL;
}
