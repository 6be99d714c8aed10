#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Datagrams to a port where nobody listens.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up 6

closed()
{
	local address=$1 proto=$2 function=$3 before

	before=$(counter "$in_b" "$4") || return
	snapshot_before
	in_ns $A udp_send -c 10 -s 100 "$address" 5009 || return
	assert_moved 10 size=100 "$(drop_is error/socket NO_SOCKET)" "location=$function" \
		netns="$in_b" dev=ba in=ba proto="$proto"
	assert_counter "$in_b" "$4" "$before" 10
}

udp4_closed_port()
{
	closed 10.0.1.2 ipv4 '__udp4_lib_rcv|udp_rcv' UdpNoPorts
}

udp6_closed_port()
{
	closed fd00:1::2 ipv6 '__udp6_lib_rcv|udpv6_rcv|udp6_rcv' Udp6NoPorts
}

plan 2
run udp4_closed_port
run udp6_closed_port
