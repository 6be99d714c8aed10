#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Connects to a port where nobody listens: one SYN each, answered by a RST.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up 6

refused()
{
	local address=$1 proto=$2 function=$3

	snapshot_before
	same "connects" "$(in_ns $A tcp_connect -c 7 "$address" 5009)" "accepted 0 refused 7 silent 0"
	assert_moved 7 size=20 "$(drop_is error/socket NO_SOCKET)" location="$function" \
		netns="$in_b" dev=ba in=ba proto="$proto"
}

tcp4_closed_port()
{
	refused 10.0.1.2 ipv4 tcp_v4_rcv
}

tcp6_closed_port()
{
	refused fd00:1::2 ipv6 tcp_v6_rcv
}

plan 2
run tcp4_closed_port
run tcp6_closed_port
