// SPDX-License-Identifier: GPL-2.0
/*
 * What drops mean, in words, and what may be looked at next. No step here may do
 * harm: commands read only; a value to change stands in the limit's text, together
 * with the present one.
 */
#include <droplens/classify.h>
#include <droplens/explain.h>
#include <droplens/names.h>

#define NONE DLENS_LIMIT_NONE
#define BACKLOG DLENS_LIMIT_BACKLOG
#define CONNTRACK DLENS_LIMIT_CONNTRACK
#define MTU DLENS_LIMIT_MTU

/* The first that fits counts. DEV stands for the interface, ADDRESS for a peer. */
static const struct dlens_cause causes[] = {
	{ "NETFILTER_DROP",
	  "A firewall rule (nftables, iptables) dropped the packets.",
	  "in that namespace: nft list ruleset; iptables -nvL: is the rule whose counter rises meant",
	  CONNTRACK },
	{ "CPU_BACKLOG",
	  "A CPU's input queue (backlog) was full: packets came faster than that CPU took them.",
	  "softnet shows which CPU; spread the load over CPUs (RPS, interrupt affinity)",
	  BACKLOG },
	{ "SOCKET_RCVBUFF",
	  "A socket's receive buffer was full: the application reads too slowly or the buffer is too small.",
	  "ss -uanmp: the socket whose skmem d rises; compare its rb with: sysctl net.core.rmem_max",
	  NONE },
	{ "SOCKET_BACKLOG",
	  "A socket was busy and its backlog was full: the application or its CPU can not keep up.",
	  "ss -anmp: the socket whose skmem d rises; compare its rb with: sysctl net.core.rmem_max",
	  NONE },
	{ "PROTO_MEM",
	  "The memory for all sockets of the protocol was used up.",
	  "compare the mem column of /proc/net/sockstat with: sysctl net.ipv4.tcp_mem net.ipv4.udp_mem",
	  NONE },
	{ "TCP_OFO_QUEUE_PRUNE",
	  "TCP threw away segments that came out of order, since the receive buffer was full.",
	  "ss -tanmp: the slow reader; look for loss before this host, which puts segments out of order",
	  NONE },
	{ "TCP_ZEROWINDOW",
	  "The sender went on though this side's TCP window was closed: the application reads too slowly.",
	  "ss -tanp: the socket with a large Recv-Q",
	  NONE },
	{ "TCP_LISTEN_OVERFLOW",
	  "A listener's accept queue was full: the application accepts too slowly.",
	  "ss -lnt: Recv-Q above Send-Q shows which; its listen() backlog is capped by: sysctl net.core.somaxconn",
	  NONE },
	{ "IP_RPFILTER",
	  "Reverse path filter: the way back to the source does not lead through the interface it came in on.",
	  "ip route get ADDRESS; sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.DEV.rp_filter: if it says 1 (strict) and the two ways are meant, 2 (loose) on that interface",
	  NONE },
	{ "(icmp)",
	  "An ICMP error came for a packet that no socket here knows any more.",
	  "usually none; if there are many, tcpdump -nvi DEV icmp or icmp6 shows what they complain of",
	  NONE },
	{ "NO_SOCKET",
	  "Nobody listens on the port: a service is down, or somebody scans.",
	  "ss -lntu in that namespace; tcpdump -ni DEV shows which port is asked for",
	  NONE },
	{ "UDP_CSUM",
	  "The UDP checksum is wrong: damaged on the way, or left out by an offload.",
	  "ethtool -S DEV for errors, ethtool -k DEV for offloads; capture at the sender too and compare",
	  NONE },
	{ "TCP_CSUM",
	  "The TCP checksum is wrong: damaged on the way, or left out by an offload.",
	  "ethtool -S DEV for errors, ethtool -k DEV for offloads; capture at the sender too and compare",
	  NONE },
	{ "ICMP_CSUM",
	  "The ICMP checksum is wrong: damaged on the way.",
	  "ethtool -S DEV for errors; capture at the sender too and compare",
	  NONE },
	{ "*_CSUM",
	  "The header's checksum is wrong: damaged on the way.",
	  "ethtool -S DEV for errors; capture at the sender too and compare",
	  NONE },
	{ "IP_INNOROUTES",
	  "There is no route for packets that came in, or the route says unreachable.",
	  "ip route get ADDRESS; ip rule; ip route show table all type unreachable",
	  NONE },
	{ "IP_OUTNOROUTES",
	  "There is no route for packets sent from here.",
	  "ip route get ADDRESS; ip rule; is the interface up: ip -br link",
	  NONE },
	{ "IP_INADDRERRORS",
	  "The address is not for this host and it does not forward, or it makes no sense here (martian).",
	  "sysctl net.ipv4.ip_forward net.ipv4.conf.all.log_martians; ip -br address",
	  NONE },
	{ "IP_INHDR",
	  "The IP header is bad, or the hop limit (TTL) ran out: a routing loop, or a traceroute.",
	  "tcpdump -nvi DEV 'ip[8] <= 1': one peer is a traceroute, many are a loop; then: ip route get ADDRESS",
	  NONE },
	{ "IP_*",
	  "The packet's IP header or addresses are not acceptable here.",
	  "tcpdump -nvi DEV shows who sends it; ip -br address",
	  NONE },
	{ "PKT_TOO_BIG",
	  "The packet is larger than the MTU of the way out and must not be cut.",
	  "compare ip link on both ends; let ICMP \"fragmentation needed\" and \"packet too big\" through firewalls",
	  MTU },
	{ "PKT_TOO_SMALL",
	  "The packet is shorter than its headers say.",
	  "tcpdump -nvi DEV shows who sends it",
	  NONE },
	{ "DEV_READY",
	  "The interface was down, or the packet was larger than the MTU of the one it was passed to.",
	  "ip -br link and ip link, also in the namespace of the other end",
	  MTU },
	{ "DEV_*",
	  "The interface's driver could not take the packet.",
	  "ip -s -s link show dev DEV; dmesg",
	  NONE },
	{ "NEIGH_FAILED",
	  "No answer to ARP or neighbour discovery: the next hop is not there.",
	  "ip neigh show nud failed; is the address right, the peer up, the VLAN the same",
	  NONE },
	{ "NEIGH_QUEUEFULL",
	  "Too many packets waited for an answer to ARP or neighbour discovery.",
	  "ip neigh show nud incomplete; is the next hop up",
	  NONE },
	{ "NEIGH_CREATEFAIL",
	  "The neighbour table is full, or there was no memory.",
	  "compare ip neigh | wc -l with: sysctl net.ipv4.neigh.default.gc_thresh3",
	  NONE },
	{ "NEIGH_*",
	  "The next hop's address could not be used.",
	  "ip neigh; ip -s neigh show nud failed",
	  NONE },
	{ "QDISC*",
	  "An interface's send queue (qdisc) was full, or it shapes, or loses on purpose (netem).",
	  "tc -s qdisc show dev DEV: rate, limit and dropped",
	  NONE },
	{ "(list)",
	  "A list of packets was freed: most often a send queue (qdisc) that is full, shapes or loses on purpose.",
	  "tc -s qdisc show dev DEV: if dropped rises there, it is that",
	  NONE },
	{ "FQ_*",
	  "The fq qdisc's limit for one flow or for all was reached.",
	  "tc -s qdisc show dev DEV: flow_limit, limit and dropped",
	  NONE },
	{ "FULL_RING",
	  "A tap or tun queue was full: the program behind it (VM, VPN) reads too slowly.",
	  "ip -s link show dev DEV; see if that program has a CPU of its own",
	  NONE },
	{ "TC_INGRESS",
	  "A tc filter or BPF program dropped the packets as they came in.",
	  "tc -s filter show dev DEV ingress; bpftool net",
	  NONE },
	{ "TC_EGRESS",
	  "A tc filter or BPF program dropped the packets as they went out.",
	  "tc -s filter show dev DEV egress; bpftool net",
	  NONE },
	{ "XDP",
	  "An XDP program dropped the packets.",
	  "ip link show dev DEV; bpftool net",
	  NONE },
	{ "SOCKET_FILTER",
	  "A filter on the socket, or a security module, refused the packets.",
	  "ss -anmpb: sockets with a BPF filter; the audit log for a security module",
	  NONE },
	{ "BPF_CGROUP_EGRESS",
	  "A BPF program on a control group refused to send.",
	  "bpftool cgroup tree",
	  NONE },
	{ "XFRM_*",
	  "IPsec policy or state did not let the packets through.",
	  "ip xfrm policy; ip -s xfrm state; cat /proc/net/xfrm_stat",
	  NONE },
	{ "TCP_RFC7323_*",
	  "The TCP timestamp is older than the connection's (PAWS): often a NAT or load balancer that mixes clients.",
	  "look for what mixes clients behind one address or toggles their timestamps; leave this host's timestamps on",
	  NONE },
	{ "TCP_MD5*",
	  "TCP MD5 signatures: one side has a key that the other lacks, or another one.",
	  "compare the keys of both peers (BGP configuration)",
	  NONE },
	{ "TCP_AO*",
	  "TCP authentication: one side has a key that the other lacks, or another one.",
	  "compare the keys of both peers (BGP configuration)",
	  NONE },
	{ "TCP_*",
	  "A TCP segment did not fit its connection.",
	  "ss -tani for the connection; tcpdump -ni DEV for the segments",
	  NONE },
	{ "FRAG_*",
	  "IP fragments: some never came, or too many were waiting.",
	  "nstat -az 'Ip*Reasm*'; sysctl net.ipv4.ipfrag_high_thresh; better make the sender's packets smaller",
	  NONE },
	{ "NOMEM",
	  "The kernel had no memory for the packet.",
	  "free -m; dmesg for page allocation failures",
	  NONE },
	{ "PFMEMALLOC",
	  "Memory was so short that the packet's had to be given back.",
	  "free -m; dmesg for page allocation failures",
	  NONE },
	{ "IPV6DISABLED",
	  "IPv6 is switched off on that interface.",
	  "sysctl net.ipv6.conf.all.disable_ipv6 net.ipv6.conf.DEV.disable_ipv6",
	  NONE },
	{ "OPENVSWITCH:*",
	  "Open vSwitch dropped the packets: a flow says so, or no flow fits.",
	  "ovs-appctl dpctl/dump-flows",
	  NONE },
	{ "MAC80211_*",
	  "The wireless stack could not use the frame.",
	  "iw dev DEV station dump",
	  NONE },
};

/* Where no cause above fits: by class. */
static const struct dlens_cause by_class[DLENS_CLASSES] = {
	[DLENS_UNKNOWN] = { "",
		"The kernel gives no reason; the call site tells where it was.",
		"look the function up in the kernel's source; counters and devices may say more",
		NONE },
	[DLENS_NORMAL] = { "", "The protocol at work: no loss.", "nothing to do", NONE },
	[DLENS_ARTEFACT] = { "", "A packet that was not dropped: no loss.", "nothing to do", NONE },
	[DLENS_POLICY] = { "",
		"Somebody configured the kernel to drop these.",
		"ask if it is meant", NONE },
	[DLENS_RESOURCE] = { "",
		"A limit was reached.",
		"counters, softnet and devices may say which", NONE },
	[DLENS_ERROR] = { "",
		"The kernel could not use the packets: bad, or not fitting this host's configuration.",
		"tcpdump -nvi DEV shows who sends them", NONE },
};

/*
 * By call site: where the kernel gives no reason and the function frees for one
 * cause only, or where a reason means something else than it does elsewhere.
 */
static const struct {
	const char *function;
	const char *reason;
	const char *given;
} synonyms[] = {
	{ "icmp*rcv", "(icmp)", "NO_SOCKET" },
	{ "nf_hook_slow*", "NETFILTER_DROP" },
	{ "nft_do_chain", "NETFILTER_DROP" },
	{ "enqueue_to_backlog", "CPU_BACKLOG" },
	{ "__dev_forward_skb*", "DEV_READY" },
	{ "veth_forward_skb", "DEV_READY" },
	{ "neigh_invalidate", "NEIGH_FAILED" },
	{ "arp_error_report", "NEIGH_FAILED" },
	{ "kfree_skb_list*", "(list)" },
	{ "__tcf_kfree_skb_list", "QDISC_DROP" },
	{ "tcp_add_backlog", "SOCKET_BACKLOG" },
	{ "ip_error", "IP_INNOROUTES" },
};

static const struct dlens_cause *find(const char *reason)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++)
		if (dlens_name_fits(causes[i].pattern, reason))
			return &causes[i];
	return NULL;
}

/**
 * dlens_cause_find() - a cause in words
 * @reason: as in the drops file
 * @location: as in the drops file
 * @class: enum dlens_class
 *
 * Context: any.
 * Return: the cause, at least what its class means; never NULL.
 */
const struct dlens_cause *dlens_cause_find(const char *reason, const char *location, u8 class)
{
	const char *given = strcmp(reason, "NOT_SPECIFIED") ? reason : "";
	const struct dlens_cause *cause;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(synonyms); i++) {
		if (strcmp(given, synonyms[i].given ? synonyms[i].given : ""))
			continue;
		if (!dlens_name_fits(synonyms[i].function, location))
			continue;
		given = synonyms[i].reason;
		break;
	}
	cause = *given ? find(given) : NULL;
	return cause ? cause : &by_class[class < DLENS_CLASSES ? class : DLENS_UNKNOWN];
}
