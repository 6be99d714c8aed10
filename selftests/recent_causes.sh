#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets of ordinary sockets, dropped where packets are: each line against what its
# sender did.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_recent.sh"

need nft taskset
droplens_load
net_up 6
echo 100 > $S/record || exit 1
at_exit "[ ! -e $S/record ] || echo 2 > $S/record"

PLAIN="vlan=- tunnels=0 tsval=- tsecr=- arp=- part=- state=-"

# Did the line's clocks run between $began and now, and its CPU and command were ours.
witness()
{
	local at up

	at=$(date -u -d "$(recent_cell time)Z" +%s)
	[ "$at" -ge "$began" ] && [ "$at" -le "$(date +%s)" ] || fail "time $(recent_cell time)"
	up=$(recent_cell uptime)
	[ "${up%.*}" -ge "$began_up" ] || fail "uptime $up, not after $began_up"
	same cpu "$(recent_cell cpu)" 1
	same context "$(recent_cell context)" "$2"
	# what the sender's softirq left is ksoftirqd's: that is what a bystander is
	case $2:$(recent_cell comm) in
	"$2:$1"|softirq:ksoftirqd/1) ;;
	*) fail "comm is '$(recent_cell comm)' instead of '$1'" ;;
	esac
	[ "$(recent_cell pid)" -gt 1 ] || fail "pid $(recent_cell pid)"
}

on_cpu1()
{
	began=$(date +%s)
	read -r began_up _ < /proc/uptime
	began_up=${began_up%.*}
	in_ns $A taskset -c 1 "$@"
}

udp_closed_port()
{
	on_cpu1 udp_send -p 2001 -s 100 10.0.1.2 5009 || return
	assert_recent source=10.0.1.1:2001 : $PLAIN "$(drop_is error NO_SOCKET)" netns="$in_b" dev=ba \
		in=ba proto=ipv4 ip=udp dest=10.0.1.2:5009 flags=- seq=- icmp=- len=108 \
		'location=__udp4_lib_rcv|udp_rcv'
	witness udp_send softirq
	on_cpu1 udp_send -p 2002 -s 100 fd00:1::2 5009 || return
	assert_recent 'source=[fd00:1::1]:2002' : $PLAIN "$(drop_is error NO_SOCKET)" netns="$in_b" \
		dev=ba in=ba proto=ipv6 ip=udp 'dest=[fd00:1::2]:5009' flags=- seq=- icmp=- len=108 \
		'location=__udp6_lib_rcv|udpv6_rcv|udp6_rcv'
	witness udp_send softirq
}

# raw_send numbers its SYNs 1000
tcp_closed_port()
{
	on_cpu1 raw_send -t -p 2003 ab "$(mac_of ba)" 10.0.1.1 10.0.1.2 5009 || return
	assert_recent source=10.0.1.1:2003 : $PLAIN "$(drop_is error NO_SOCKET)" netns="$in_b" dev=ba \
		in=ba proto=ipv4 ip=tcp dest=10.0.1.2:5009 flags=S seq=1000 icmp=- len=20 \
		location=tcp_v4_rcv
	witness raw_send softirq
	on_cpu1 raw_send -t -p 2004 ab "$(mac_of ba)" fd00:1::1 fd00:1::2 5009 || return
	assert_recent 'source=[fd00:1::1]:2004' : $PLAIN "$(drop_is error NO_SOCKET)" netns="$in_b" \
		dev=ba in=ba proto=ipv6 ip=tcp 'dest=[fd00:1::2]:5009' flags=S seq=1000 icmp=- \
		len=20 location=tcp_v6_rcv
}

# The sender's own rule, in its own context, with its own socket: a task, no bystander.
own_output()
{
	in_ns $A nft 'add table inet dl; add chain inet dl out { type filter hook output priority 0; }
		add rule inet dl out udp dport 5010 drop; add rule inet dl out tcp dport 5010 drop
		add rule inet dl out icmp type echo-request drop' || return
	on_cpu1 udp_send -p 2005 -s 100 10.0.1.2 5010 2> /dev/null
	assert_recent source=10.0.1.1:2005 : "$(drop_is policy NETFILTER_DROP)" netns="$in_a" in=- \
		proto=ipv4 ip=udp dest=10.0.1.2:5010 len=128 'state=close|established' flags=-
	witness udp_send task
	on_cpu1 timeout 1 tcp_connect 10.0.1.2 5010 > /dev/null 2>&1
	assert_recent dest=10.0.1.2:5010 ip=tcp : "$(drop_is policy NETFILTER_DROP)" netns="$in_a" \
		in=- proto=ipv4 state=syn_sent flags=S part=- tunnels=0
	# its clock was ticking, and there is nobody to echo yet
	[ "$(recent_cell tsval)" != - ] || fail "a SYN without a timestamp"
	same tsecr "$(recent_cell tsecr)" 0
	if command -v ping > /dev/null; then
		on_cpu1 ping -c 1 -W 1 10.0.1.2 > /dev/null 2>&1
		assert_recent ip=icmp dest=10.0.1.2 : "$(drop_is policy NETFILTER_DROP)" \
			netns="$in_a" proto=ipv4 source=10.0.1.1 icmp=8/0 len=84 flags=-
	fi
	in_ns $A nft delete table inet dl
}

# A segment with an old timestamp on a connection: what is refused is what is told.
paws()
{
	hold $B tcp_listen 10.0.1.2 5011 5 || return
	# the first may overtake the handshake's last segment on another CPU
	hold $A tcp_forge -c 5 -a 100000 10.0.1.2 5011 || return
	if reason_names | grep -q '"TCP_RFC7323_PAWS"'; then
		# before 6.11 the namespace is told only if no other has that interface index
		assert_recent reason=TCP_RFC7323_PAWS : netns="$in_b|-" proto=ipv4 ip=tcp \
			dest=10.0.1.2:5011 flags=A tsecr=0 location=tcp_validate_incoming class=error
		[ "$(recent_cell tsval)" -gt 0 ] || fail "tsval $(recent_cell tsval)"
	else
		why="this kernel gives no such reason: what TCP drops there never reaches the tracepoint"
		return $SKIP
	fi
}

too_big_to_forward()
{
	ip -n $R link set rb mtu 600 || return
	on_cpu1 udp_send -D -p 2006 -s 1000 10.0.3.2 5009 || return
	assert_recent source=10.0.2.1:2006 : $PLAIN "$(drop_is error PKT_TOO_BIG)" netns="$in_r" in=ra \
		proto=ipv4 ip=udp dest=10.0.3.2:5009 len=1028 flags=-
	on_cpu1 udp_send -t 1 -p 2007 -s 10 10.0.3.2 5009 || return
	assert_recent source=10.0.2.1:2007 : $PLAIN netns="$in_r" in=ra proto=ipv4 ip=udp \
		dest=10.0.3.2:5009 location=ip_forward len=38
}

plan 5
run udp_closed_port
run tcp_closed_port
run own_output
run paws
run too_big_to_forward
