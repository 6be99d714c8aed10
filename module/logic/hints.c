// SPDX-License-Identifier: GPL-2.0
/* What is known of drops that have no check of their own, in words. */
#include <droplens/classify.h>
#include <droplens/judge.h>
#include <droplens/names.h>

/**
 * struct hint - what drops mean, and where to look
 * @reason: as dlens_name_fits() takes it; NULL: of drops without a reason
 * @function: then their call site; else NULL
 * @text: one clause
 */
struct hint {
	const char *reason;
	const char *function;
	const char *text;
};

#define FRAGMENTS "parts of datagrams whose other parts never came: lost on the way, or a firewall or NAT lets first fragments through only (nstat -az 'IpReasm*')"
#define NO_ROOM "fragments that found no room (sysctl net.ipv4.ipfrag_high_thresh net.ipv4.ipfrag_time shows the limits now) or overlap (nstat -az 'IpReasm*')"
#define FILTER "the filter that a program put on its socket (SO_ATTACH_FILTER, BPF) refused them, its cgroup's (systemd's IPAddressDeny; bpftool cgroup tree) or a security module"
#define COPIES "copies for a program that captures (tcpdump, an IDS, a DHCP client) and whose buffer is full: what it looks at is not lost by this (ss -0pm; tcpdump -B)"
#define MD5 "TCP's MD5 signature (BGP): is it the same password at both ends, and for this address"
#define AO "TCP's authentication option (BGP): are the keys and their ids the same at both ends"
#define IPSEC "IPsec wants them otherwise, mostly encrypted: ip xfrm policy; ip xfrm state; cat /proc/net/xfrm_stat"
#define RESTARTED "SYNs on connections that are open here: a client that was restarted, or a NAT that gave its port away; its reset has to get through a firewall (ss -tan)"
#define VXLAN "VXLAN packets that no device here is for: ip -d link show type vxlan: are id, dstport and addresses those of the other end"
#define BRIDGE "the bridge did not pass them on: bridge -d link show: is the port forwarding; a frame that has to leave where it came in, as of a container that asks for its own published port, needs hairpin on"
#define VLAN "the bridge's VLAN filter: bridge vlan show: does the port have the frame's VLAN, or a pvid for those without a tag"
#define OVS "Open vSwitch: ovs-appctl dpctl/dump-flows shows which flow drops"

/* Told apart by its address, see dlens_is_copy(). */
static const char copies[] = COPIES;

/*
 * The first that fits counts. Call sites are given where kernels without reasons, or
 * without this one, free for hardly anything else (3.10 to 7.3).
 */
static const struct hint hints[] = {
	{ "FRAG_REASM_TIMEOUT",	NULL,			FRAGMENTS },
	{ NULL,			"ip_expire",		FRAGMENTS },
	{ NULL,			"ip_defrag",		NO_ROOM },
	{ "SOCKET_FILTER",	NULL,			FILTER },
	{ "PACKET_SOCK_ERROR",	NULL,			copies },
	{ NULL,			"packet_rcv*",		copies },
	{ NULL,			"tpacket_rcv",		copies },
	{ "TCP_MD5*",		NULL,			MD5 },
	{ "TCP_AO*",		NULL,			AO },
	{ "XFRM_*",		NULL,			IPSEC },
	{ "TCP_INVALID_SYN",	NULL,			RESTARTED },
	{ "VXLAN_*",		NULL,			VXLAN },
	{ NULL,			"vxlan_rcv",		VXLAN },
	{ "BRIDGE_*",		NULL,			BRIDGE },
	{ NULL,			"br_allowed_ingress",	VLAN },
	{ NULL,			"br_handle_vlan",	VLAN },
	{ NULL,			"br_handle_*",		BRIDGE },
	{ NULL,			"br_forward",		BRIDGE },
	{ NULL,			"__br_forward",		BRIDGE },
	{ "OPENVSWITCH:*",	NULL,			OVS },
};

/**
 * dlens_hint() - what a drop means that has no check of its own
 * @reason: its reason, "" or "NOT_SPECIFIED" where the kernel gives none
 * @location: its call site
 *
 * Return: a clause for an advice; "" if nothing more is known.
 */
const char *dlens_hint(const char *reason, const char *location)
{
	bool given;
	size_t i;

	/* what a call site stands for is said with a mark before it */
	if (*reason == DLENS_INFERRED)
		reason++;
	given = *reason && strcmp(reason, "NOT_SPECIFIED");
	for (i = 0; i < ARRAY_SIZE(hints); i++)
		if (given ? hints[i].reason && dlens_name_fits(hints[i].reason, reason) :
		    hints[i].function && dlens_name_fits(hints[i].function, location))
			return hints[i].text;
	return "";
}

/**
 * dlens_is_copy() - was it but a copy for somebody who looks on
 * @reason: the drop's reason, as dlens_hint() takes it
 * @location: its call site
 *
 * Return: true if the packet itself went its way.
 */
bool dlens_is_copy(const char *reason, const char *location)
{
	return dlens_hint(reason, location) == copies;
}
