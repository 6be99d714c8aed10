# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the demo: one function, one way to lose packets. The network is that
# of lib_net.sh, with a container behind the sender.

container_up()
{
	ip netns add container &&
	ip link add c0 netns $A address 02:00:00:00:04:01 type veth \
		peer name eth0 netns container address 02:00:00:00:04:02 &&
	ip -n $A address add 10.0.4.1/24 dev c0 &&
	ip -n container address add 10.0.4.2/24 dev eth0 &&
	ip -n $A link set c0 up &&
	ip -n container link set eth0 mtu 100 up &&
	ip -n $A neighbour replace 10.0.4.2 lladdr 02:00:00:00:04:02 dev c0 nud permanent &&
	at_exit 'ip netns del container'
}

nft_forward()
{
	in_ns $R nft 'table inet demo {
		chain forward { type filter hook forward priority 0; udp dport 5000 drop; }
	}' && in_ns $A udp_send -c 30 10.0.3.2 5000
}

iptables_input()
{
	in_ns $B iptables-legacy -A INPUT -p udp --dport 5002 -j DROP &&
	in_ns $A udp_send -c 20 10.0.1.2 5002
}

rp_filter()
{
	in_ns_sysctl $B ipv4/conf/all/rp_filter=1 ipv4/conf/ba/rp_filter=1 &&
	in_ns $A raw_send -c 25 ab "$(mac_of ba)" 10.0.3.77 10.0.1.2 5000
}

udp_buffer()
{
	hold $B udp_sink 10.0.1.2 5003 2304 &&
	in_ns $A udp_send -c 50 -s 500 10.0.1.2 5003
}

oversize()
{
	in_ns $A udp_send -c 15 -s 500 10.0.4.2 5000
}

overflows() { counter "$in_b" TcpExtListenOverflows; }
overflowed() { lost=$(($(overflows) - overflows_before)); [ "$lost" -ge 6 ]; }

# The kernel reports no drop here: only a counter of the namespace moves.
accept_queue()
{
	hold $B tcp_listen 10.0.1.2 5001 0 && hold $A tcp_connect -k 10.0.1.2 5001 || return
	overflows_before=$(overflows)
	seen=overflowed
	in_ns $A raw_send -t -c 6 ab "$(mac_of ba)" 10.0.1.1 10.0.1.2 5001
}

closed_port()
{
	in_ns $A udp_send -c 10 10.0.1.2 5009
}

# Established connections fill it: a full table evicts unanswered flows first.
conntrack_full()
{
	in_ns $B nft 'table ip demo {
		chain in { type filter hook input priority 0; ct state invalid accept; }
	}' && hold $B tcp_listen 10.0.1.2 5004 8 && hold $A tcp_connect -c 4 -k 10.0.1.2 5004 &&
	echo 4 >/proc/sys/net/netfilter/nf_conntrack_max || return
	in_ns $A udp_send -f -c 40 -p 41000 10.0.1.2 5005
}

# netem lets go of all packets at once; the receiver's backlog has room for a few.
backlog()
{
	hold $R udp_sink 10.0.2.254 5000 1000000 &&
	in_ns $A tc qdisc add dev ar root netem delay 50ms limit 1000 &&
	set_sysctl net/core/netdev_max_backlog 5 &&
	in_ns $A udp_send -c 200 10.0.2.254 5000
}
