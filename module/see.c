// SPDX-License-Identifier: GPL-2.0
/*
 * What a SYN and a close say of the clock at the other end. Nothing here is on
 * the path of an established connection's packets.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <net/inet_connection_sock.h>
#include <net/inet_timewait_sock.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/tcp.h>

#include <droplens/hosts.h>
#include <droplens/observe.h>
#include <droplens/tcp_options.h>

/**
 * struct reopened - the TIME_WAIT socket that this CPU unscheduled last
 * @pair: its addresses
 * @ports: its ports, as the peer's header has them
 * @at: jiffies, when
 *
 * A SYN that a TIME_WAIT socket lets pass ends that socket and goes on to the
 * listener in the same breath, and per-host PAWS does not look at it. That it came
 * so is in TCP_SKB_CB() or in a variable of the CPU, here lost on the way (4.15 to
 * 6.9), there not exported: so the two events are put together here.
 */
struct reopened {
	struct dlens_pair pair;
	__be16 ports[2];
	unsigned long at;
};

static DEFINE_PER_CPU(struct reopened, reopened);

/*
 * The SYN comes at once, unless its virtual CPU is made to stand still in between; an
 * RST that ended the socket may be long ago.
 */
#define AT_ONCE HZ

static void pair_v4(struct dlens_pair *pair, __be32 peer, __be32 local)
{
	pair->family = 4;
	pair->peer[0] = (__force u32)peer;
	pair->local[0] = (__force u32)local;
}

static void pair_v6(struct dlens_pair *pair, const struct in6_addr *peer,
		    const struct in6_addr *local)
{
	pair->family = 6;
	memcpy(pair->peer, peer, sizeof(pair->peer));
	memcpy(pair->local, local, sizeof(pair->local));
}

/* As the kernel does, an IPv4 peer of an IPv6 socket is taken for what it is. */
static void pair_of_timewait(struct dlens_pair *pair, const struct inet_timewait_sock *tw)
{
	const struct in6_addr *peer = NULL;

	if (tw->tw_family == AF_INET6)
		peer = dlens_twsk_peer6(tw);
	if (peer && !ipv6_addr_v4mapped(peer))
		pair_v6(pair, peer, dlens_twsk_local6(tw));
	else
		pair_v4(pair, tw->tw_daddr, tw->tw_rcv_saddr);
}

static void pair_of_packet(struct dlens_pair *pair, const struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		pair_v4(pair, ip_hdr(skb)->saddr, ip_hdr(skb)->daddr);
	else
		pair_v6(pair, &ipv6_hdr(skb)->saddr, &ipv6_hdr(skb)->daddr);
}

static bool reopens(const struct dlens_pair *pair, const struct tcphdr *th)
{
	struct reopened *r = this_cpu_ptr(&reopened);
	bool same;

	if (likely(!r->pair.family))
		return false;
	same = r->ports[0] == th->source && r->ports[1] == th->dest &&
	       time_before(jiffies, r->at + AT_ONCE) && !memcmp(&r->pair, pair, sizeof(*pair));
	r->pair.family = 0;
	return same;
}

/* As tcp_conn_request() decides before it comes to PAWS: a cookie, or no answer. */
static bool passes_by(const struct sock *sk)
{
	return inet_csk_reqsk_queue_is_full(sk) || dlens_syncookies(sock_net(sk)) == 2 ||
	       dlens_accept_refuses(sk);
}

static bool heeds_timestamps(const struct net *net)
{
	return dlens_timestamps(net);
}

/**
 * dlens_see_init() - look for what an old kernel does not export
 *
 * Context: process, before any probe.
 */
void dlens_see_init(void)
{
	/* found by name the first time, which is not for a probe to do */
	heeds_timestamps(&init_net);
}

static void read_clock(struct dlens_syn *syn, const struct sock *sk, const struct tcphdr *th,
		       const struct sk_buff *skb)
{
	unsigned int length = th->doff * 4 - sizeof(*th);
	const u8 *options = (const u8 *)(th + 1);
	u32 tsecr;

	/* TCP pulled it and checked doff before; should that ever change, nothing is read */
	if (th->doff < sizeof(*th) / 4 || options + length > skb_tail_pointer(skb))
		return;
	if (heeds_timestamps(sock_net(sk)))
		syn->stamped = dlens_tcp_timestamp(options, length, &syn->tsval, &tsecr);
}

/**
 * dlens_see_syn() - a SYN is at a listening socket
 * @sk: the listener
 * @skb: the SYN; its network and transport headers are set
 *
 * Context: softirq, preemption off.
 */
void dlens_see_syn(const struct sock *sk, const struct sk_buff *skb)
{
	const struct tcphdr *th = tcp_hdr(skb);
	struct dlens_pair pair = {};
	struct dlens_syn syn = {};
	struct dlens_place place;

	dlens_syns_count(DLENS_SYNS_SEEN);
	if (!dlens_hosts_any() && likely(!this_cpu_ptr(&reopened)->pair.family)) {
		if (passes_by(sk))
			dlens_syns_count(DLENS_SYNS_BYPASSED);
		return;
	}
	pair_of_packet(&pair, skb);
	if (reopens(&pair, th) || passes_by(sk)) {
		dlens_syns_count(DLENS_SYNS_BYPASSED);
		return;
	}
	if (!dlens_scope_net((unsigned long)sock_net(sk), &place))
		return;
	pair.net = place.net;
	read_clock(&syn, sk, th, skb);
	dlens_hosts_syn(&pair, &syn, dlens_tcp_clock_s());
}

/* Other protocols have such sockets too, smaller ones. */
static const struct tcp_timewait_sock *tcp_timewait(const struct inet_timewait_sock *tw)
{
	if (tw->tw_prot->twsk_prot->twsk_obj_size < sizeof(struct tcp_timewait_sock))
		return NULL;
	return (const struct tcp_timewait_sock *)tw;
}

static void remember(const struct tcp_timewait_sock *tcp, const struct inet_timewait_sock *tw,
		     u32 now_s)
{
	struct dlens_pair pair = {};
	struct dlens_place place;

	/* no timestamps on that connection */
	if (!tcp->tw_ts_recent_stamp)
		return;
	dlens_syns_count(DLENS_SYNS_STAMPS);
	if (!dlens_scope_net((unsigned long)twsk_net(tw), &place)) {
		dlens_syns_count(DLENS_SYNS_NOT_KEPT);
		return;
	}
	pair_of_timewait(&pair, tw);
	pair.net = place.net;
	dlens_hosts_stamp(&pair, &place, tcp->tw_ts_recent, (u32)tcp->tw_ts_recent_stamp, now_s);
}

/**
 * dlens_see_close() - a connection that was closed here first lost its socket
 * @tw: what is left of it; all of it is set
 *
 * Context: BHs and preemption off.
 */
void dlens_see_close(const struct inet_timewait_sock *tw)
{
	const struct tcp_timewait_sock *tcp = tcp_timewait(tw);

	if (!tcp)
		return;
	dlens_syns_count(DLENS_SYNS_CLOSES);
	remember(tcp, tw, dlens_tcp_clock_s());
}

/**
 * dlens_see_late_fin() - a TIME_WAIT socket was given its time once more
 * @tw: the socket
 *
 * The FIN of a peer that was waited for leaves a stamp; so does nothing else that
 * a TIME_WAIT socket receives, though its time may begin anew. Only the FIN's stamp
 * was received just now: others are written after the time was given.
 *
 * Context: softirq, preemption off.
 */
void dlens_see_late_fin(const struct inet_timewait_sock *tw)
{
	const struct tcp_timewait_sock *tcp = tcp_timewait(tw);
	u32 now_s = dlens_tcp_clock_s();

	if (!tcp || tw->tw_substate != TCP_TIME_WAIT)
		return;
	if (now_s - (u32)tcp->tw_ts_recent_stamp <= 1)
		remember(tcp, tw, now_s);
}

/**
 * dlens_see_reopen() - a TIME_WAIT socket ends before its time
 * @tw: the socket
 *
 * Context: BHs and preemption off.
 */
void dlens_see_reopen(const struct inet_timewait_sock *tw)
{
	struct reopened *r = this_cpu_ptr(&reopened);

	memset(&r->pair, 0, sizeof(r->pair));
	pair_of_timewait(&r->pair, tw);
	r->ports[0] = tw->tw_dport;
	r->ports[1] = tw->tw_sport;
	r->at = jiffies;
}
