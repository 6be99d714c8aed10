#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A frame larger than the MTU of 100 of an interface in a namespace: it is lost at
# the border, by the sender's side of the veth.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up

mtu_oversize()
{
	local before

	ip -n $B link set dev ba mtu 100 || return
	before=$(row devices netns="$in_b" dev=ba rx_dropped)
	same "mtu in devices" "$(row devices netns="$in_b" dev=ba mtu)" 100
	snapshot_before
	in_ns $A udp_send -c 11 -s 500 10.0.1.2 5000 || return
	assert_moved 11 size=500 'reason=NOT_SPECIFIED|PKT_TOO_BIG|DEV_READY|-' 'class=error|unknown' \
		'location=__dev_forward_skb|__dev_forward_skb2|veth_xmit|veth_forward_skb' \
		netns="$in_a" dev=ab in=- proto=ipv4
	same "rx_dropped in devices" "$(row devices netns="$in_b" dev=ba rx_dropped)" $((before + 11))
}

plan 1
run mtu_oversize
