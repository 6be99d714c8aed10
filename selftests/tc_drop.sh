#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tc drops on the way in (in the receiver) and on the way out (in the sender).

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need tc
droplens_load
net_up

tc_ingress_drop()
{
	in_ns $B tc qdisc add dev ba clsact &&
	in_ns $B tc filter add dev ba ingress matchall action drop || return
	snapshot_before
	in_ns $A udp_send -c 12 -s 200 10.0.1.2 5000 || return
	assert_moved 12 size=200 "$(drop_is policy/tc TC_INGRESS)" \
		'location=__netif_receive_skb_core|sch_handle_ingress' \
		netns="$in_b" dev=ba in=ba proto=ipv4
	in_ns $B tc qdisc del dev ba clsact
}

tc_egress_drop()
{
	in_ns $A tc qdisc add dev ab clsact &&
	in_ns $A tc filter add dev ab egress matchall action drop || return
	snapshot_before
	in_ns $A udp_send -c 12 -s 200 10.0.1.2 5000 || return
	assert_moved 12 size=200 "$(drop_is policy/tc TC_EGRESS)" \
		'location=__dev_queue_xmit|sch_handle_egress' \
		netns="$in_a" dev=ab in=- proto=ipv4
	in_ns $A tc qdisc del dev ab clsact
}

plan 2
run tc_ingress_drop
run tc_egress_drop
