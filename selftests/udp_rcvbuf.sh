#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A socket that nobody reads, with the smallest buffer: the kernel's count of the
# socket's own drops says how many of the datagrams did not fit.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up 6

# socket_drops FILE: the drops of the only socket, which end its line
socket_drops()
{
	in_ns $B awk 'NR > 1 { print $NF }' "/proc/net/$1"
}

in_buffer_or_dropped()
{
	[ "$(socket_drops "$1")" -gt 0 ] && [ "$(counter "$in_b" "$2")" -gt "$3" ]
}

overflow()
{
	local address=$1 proto=$2 file=$3 mib=$4 function=$5 before lost

	hold $B udp_sink "$address" 5000 2304 || return
	before=$(counter "$in_b" "$mib")
	snapshot_before
	in_ns $A udp_send -c 50 -s 500 "$address" 5000 || return
	until_true in_buffer_or_dropped "$file" "$mib" "$before" || fail "nothing was lost" || return
	settle
	lost=$(socket_drops "$file")
	[ "$lost" -lt 50 ] || fail "everything was lost" || return
	say "$lost of 50 lost"
	assert_moved "$lost" size=500 "$(drop_is resource/socket SOCKET_RCVBUFF)" \
		location="$function" netns="$in_b" dev=ba in=ba proto="$proto"
	assert_counter "$in_b" "$mib" "$before" "$lost"
}

udp_rcvbuf()
{
	overflow 10.0.1.2 ipv4 udp UdpRcvbufErrors \
		'udp_queue_rcv_one_skb|__udp_queue_rcv_skb|__udp_enqueue_schedule_skb'
}

udp6_rcvbuf()
{
	overflow fd00:1::2 ipv6 udp6 Udp6RcvbufErrors \
		'udpv6_queue_rcv_one_skb|__udpv6_queue_rcv_skb|__udp_enqueue_schedule_skb'
}

plan 2
run udp_rcvbuf
run udp6_rcvbuf
