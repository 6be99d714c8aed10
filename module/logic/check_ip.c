// SPDX-License-Identifier: GPL-2.0
/* Addresses, routes, sizes and checksums. */
#include <droplens/judge.h>

#define MTU_ETHERNET 1500
#define GC_THRESH3_USUAL 4096
#define GC_THRESH3_LARGEST 1048576

static const char *entrance(const struct dlens_dropped *dropped)
{
	return dlens_paste(dropped->in && *dropped->in ? dropped->in : dropped->dev, "DEV");
}

static void advise_rp_filter(const struct dlens_facts *facts, struct dlens_finding *f,
			     const char *dev)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	/* sysctl takes a dot for the next level: eth0.100 needs the other spelling */
	char dot = strchr(dev, '.') ? '/' : '.', inside[DLENS_INSIDE_LEN], now[96];

	scnprintf(now, sizeof(now), "sysctl -a -r rp_filter shows the values now");
	if (s->rp_filter_dev != DLENS_ABSENT && s->rp_filter_all != DLENS_ABSENT)
		scnprintf(now, sizeof(now), "rp_filter is %llu there and %llu in conf.all now",
			  s->rp_filter_dev, s->rp_filter_all);
	else if (s->rp_filter_all != DLENS_ABSENT)
		scnprintf(now, sizeof(now), "rp_filter is %llu in conf.all now", s->rp_filter_all);
	DLENS_ADVISE(f,
		     "%sip route get ADDRESS iif %s: does the way back lead elsewhere; %s; strict is 1, loose is 2, proposed if both ways are meant: sysctl -w net%cipv4%cconf%c%s%crp_filter=2",
		     dlens_inside(inside, facts), dev,
		     now, dot, dot, dot, dev, dot);
}

DLENS_CHECK_FN(rp_filter)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	char where[DLENS_WHERE_LEN];

	f->change_60s = dlens_most(dlens_drops(facts, f->check),
				   dlens_mib_gain(facts, DLENS_MIB_RP_FILTER));
	if (!dlens_judge(f, DLENS_AT_RP_FILTER, f->change_60s, facts->was[f->check]))
		return;
	DLENS_PROVE(f,
		    "%llu packets in the last minute came in where the way back to their source does not lead%s",
		    f->value, dlens_where(where, dropped));
	advise_rp_filter(facts, f, entrance(dropped));
}

static void advise_mtu(const struct dlens_facts *facts, struct dlens_finding *f)
{
	const char *dev = dlens_paste(facts->small_mtu_dev, "DEV");
	char inside[DLENS_INSIDE_LEN];

	if (facts->small_mtu >= DLENS_MTU_IPV4)
		DLENS_ADVISE(f,
			     "%sthe MTU of %s is %u now; proposed: ip link set %s mtu %d, or %d if it is no tunnel, and the same at its other end",
			     dlens_inside(inside, facts), dev, facts->small_mtu, dev,
			     DLENS_MTU_IPV6, MTU_ETHERNET);
	else if (facts->small_mtu)
		DLENS_ADVISE(f,
			     "%sthe MTU of %s is %u now; proposed: ip link set %s mtu %d, and the same at its other end",
			     dlens_inside(inside, facts), dev, facts->small_mtu, dev, MTU_ETHERNET);
	else
		DLENS_ADVISE(f,
			     "%sip link shows the MTUs now, %d is usual: make them the same at both ends of a link: ip link set DEV mtu %d; let ICMP \"fragmentation needed\" and \"packet too big\" through firewalls; tracepath ADDRESS finds the path's",
			     dlens_inside(inside, facts), MTU_ETHERNET, MTU_ETHERNET);
}

/*
 * The kernel counts a datagram there too if one of its fragments was dropped by a queue
 * or a rule on its way out (ip_do_fragment()); what was too large is seen as a drop.
 */
static u64 not_fragmented(const struct dlens_facts *facts)
{
	u64 left = dlens_less(dlens_mib_gain(facts, DLENS_MIB_FRAG_FAILS),
			      dlens_drops(facts, DLENS_CHECK_QDISC));

	left = dlens_less(left, dlens_drops(facts, DLENS_CHECK_TC_XDP));
	return dlens_less(left, dlens_drops(facts, DLENS_CHECK_FIREWALL));
}

DLENS_CHECK_FN(mtu)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	u64 counted = not_fragmented(facts);
	u64 lost = dlens_most(dlens_drops(facts, f->check), counted);
	char where[DLENS_WHERE_LEN];
	bool ipv4;

	f->change_60s = lost;
	/* a veth says the same of what is too large and of an other end that is down */
	if (!facts->mtu_carrier && !dlens_known(counted) && !facts->small_mtu) {
		dlens_judge_carrier(facts, f);
		return;
	}
	if (dlens_judge(f, DLENS_AT_MTU, lost, facts->was[f->check])) {
		DLENS_PROVE(f, "%llu packets in the last minute were larger than an MTU%s", lost,
			    dlens_where(where, dropped));
		advise_mtu(facts, f);
	}
	if (!facts->small_mtu)
		return;
	ipv4 = facts->small_mtu < DLENS_MTU_IPV4;
	dlens_judge(f, ipv4 ? DLENS_AT_SMALL_MTU : DLENS_AT_SMALL_MTU6, facts->small_mtu,
		    facts->was[f->check]);
	f->value = facts->small_mtu;
	f->limit = ipv4 ? DLENS_MTU_IPV4 : DLENS_MTU_IPV6;
	DLENS_PROVE(f,
		    "%s is up with an MTU of %u, less than the %llu that IPv%d counts on; packets too large in the last minute: %llu",
		    dlens_paste(facts->small_mtu_dev, "a device"), facts->small_mtu, f->limit,
		    ipv4 ? 4 : 6, dlens_known(lost));
	advise_mtu(facts, f);
}

DLENS_CHECK_FN(checksum)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	const char *dev = entrance(dropped);
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];

	f->change_60s = dlens_most(dlens_drops(facts, f->check),
				   dlens_mib_gain(facts, DLENS_MIB_IN_CSUM));
	if (!dlens_judge(f, DLENS_AT_CHECKSUM, f->change_60s, facts->was[f->check]))
		return;
	DLENS_PROVE(f, "%llu packets with a wrong checksum in the last minute%s", f->value,
		    dlens_where(where, dropped));
	DLENS_ADVISE(f,
		     "%sethtool -S %s for errors, ethtool -k %s for the offloads now; capture at the sender too: wrong there already means an offload or a program, right there a middlebox, cable or card",
		     dlens_inside(inside, facts), dev, dev);
}

/* ip_error() gives this reason only where forwarding is off. */
static bool is_no_router(const struct dlens_dropped *dropped)
{
	return dropped->reason && !strcmp(dropped->reason, "IP_INADDRERRORS") &&
	       dropped->location && !strncmp(dropped->location, "ip_error+", strlen("ip_error+"));
}

static void say_no_way(const struct dlens_facts *facts, struct dlens_finding *f)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];

	dlens_inside(inside, facts);
	dlens_where(where, dropped);
	if (is_no_router(dropped)) {
		DLENS_PROVE(f,
			    "%llu packets in the last minute were for others, and nothing is forwarded here%s",
			    f->value, where);
		DLENS_ADVISE(f,
			     "%stcpdump -nvi %s for whom; sysctl -a -r 'ipv4.*forwarding' shows the values now: %llu packets a minute now need 1 if this is a router (VPN, NAT, containers), else their sender needs another next hop or address; another subnet's broadcasts do no harm",
			     inside, entrance(dropped), f->value);
		return;
	}
	DLENS_PROVE(f, "%llu packets had no way on in the last minute%s", f->value, where);
	DLENS_ADVISE(f,
		     "%stcpdump -nvi %s for the addresses and TTLs, then ip route get ADDRESS; ip rule; ip route show table all | grep -E 'unreachable|blackhole|prohibit' (ip -6 for IPv6); sysctl net.ipv4.ip_forward: %llu packets a minute now need a route, or their sender a better one",
		     inside, entrance(dropped), f->value);
}

DLENS_CHECK_FN(route)
{
	u64 unsent = dlens_mib_gain(facts, DLENS_MIB_OUT_NO_ROUTES);
	u64 seen = dlens_drops(facts, f->check);
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];

	f->change_60s = dlens_most(seen, dlens_mib_gain(facts, DLENS_MIB_IN_NO_ROUTES));
	if (dlens_judge(f, DLENS_AT_ROUTE, f->change_60s, facts->was[f->check]))
		say_no_way(facts, f);
	if (dlens_judge(f, DLENS_AT_ROUTE_OUT, unsent, facts->was[f->check])) {
		f->change_60s = unsent;
		DLENS_PROVE(f,
			    "programs here asked %llu times in the last minute for a destination without a route (OutNoRoutes)",
			    unsent);
		DLENS_ADVISE(f,
			     "%sip route get ADDRESS; ip -6 route; ip rule; ip -br link: is the interface up; %llu times a minute now",
			     dlens_inside(inside, facts), unsent);
	}
	if (dlens_judge(f, DLENS_AT_ROUTE_STRAY, facts->strays.last_60s, facts->was[f->check])) {
		f->change_60s = f->value;
		DLENS_PROVE(f,
			    "%llu packets in the last minute had an address that can not be, or of multicast that nobody here has joined%s",
			    f->value, dlens_where(where, &facts->strays));
		DLENS_ADVISE(f,
			     "%stcpdump -nvi %s shows which, %llu packets a minute now: multicast does no harm; else who sends from such an address",
			     dlens_inside(inside, facts), entrance(&facts->strays), f->value);
	}
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "InNoRoutes");
	else if (f->severity == DLENS_OK && dlens_known(f->change_60s))
		DLENS_PROVE(f, "%llu packet%s had no way on in the last minute, which is noise",
			    f->change_60s, dlens_s(f->change_60s));
}

static void advise_table(const struct dlens_facts *facts, struct dlens_finding *f)
{
	u64 now = facts->sockets.neigh_gc_thresh3;
	u64 next = dlens_double(now, GC_THRESH3_USUAL, GC_THRESH3_LARGEST);
	/* each has its limit: what is more for one may be less for the other */
	int family = facts->sockets.neigh_family == 6 ? 6 : 4;

	if (next == now)
		DLENS_ADVISE(f,
			     "ip neigh | wc -l; sysctl net.ipv4.neigh.default.gc_thresh3 net.ipv6.neigh.default.gc_thresh3 shows the limits now; smaller subnets need fewer entries");
	else
		DLENS_ADVISE(f,
			     "net.ipv%d.neigh.default.gc_thresh3 is %llu now; proposed, on the host: sysctl -w net.ipv%d.neigh.default.gc_thresh3=%llu; smaller subnets need fewer entries",
			     family, now, family, next);
}

DLENS_CHECK_FN(neighbour)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	u64 usage = dlens_percent(s->neigh_entries, s->neigh_gc_thresh3);
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];
	u8 was = facts->was[f->check];

	f->change_60s = dlens_drops(facts, f->check);
	if (dlens_judge(f, DLENS_AT_NEIGH_FULL, s->neigh_table_fulls_60s, was)) {
		f->value = s->neigh_entries;
		f->limit = s->neigh_gc_thresh3;
		f->change_60s = s->neigh_table_fulls_60s;
		DLENS_PROVE(f,
			    "the neighbour table was full %llu time%s in the last minute; entries now: %llu",
			    s->neigh_table_fulls_60s, dlens_s(s->neigh_table_fulls_60s),
			    dlens_known(s->neigh_entries));
		advise_table(facts, f);
	}
	if (dlens_judge(f, DLENS_AT_NEIGH_USAGE, usage, was)) {
		f->value = s->neigh_entries;
		f->limit = s->neigh_gc_thresh3;
		DLENS_PROVE(f, "%llu of %llu neighbour entries are in use (%llu %%)",
			    s->neigh_entries, s->neigh_gc_thresh3, usage);
		advise_table(facts, f);
	}
	if (dlens_judge(f, DLENS_AT_NEIGHBOUR, dlens_drops(facts, f->check), was)) {
		f->limit = DLENS_ABSENT;
		f->change_60s = f->value;
		DLENS_PROVE(f,
			    "%llu packets in the last minute had a next hop that does not answer%s",
			    f->value, dlens_where(where, dropped));
		DLENS_ADVISE(f,
			     "%sip neigh show nud failed; ip neigh show nud incomplete: is the address right, the peer up, the VLAN the same; %llu packets a minute now go to it",
			     dlens_inside(inside, facts), f->value);
	}
}
