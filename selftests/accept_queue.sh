#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A listener that does not accept. The kernel consumes the SYN as if it had been
# taken, so the tracepoint says nothing on any version: only the counters tell.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up

accept_queue()
{
	local overflows drops

	hold $B tcp_listen 10.0.1.2 5001 0 || return
	hold $A tcp_connect -k 10.0.1.2 5001 || return
	overflows=$(counter "$in_b" TcpExtListenOverflows)
	drops=$(counter "$in_b" TcpExtListenDrops)
	snapshot_before
	# SYNs made by hand: nobody repeats them after a second
	in_ns $A raw_send -t -c 6 ab "$(mac_of ba)" 10.0.1.1 10.0.1.2 5001 || return
	assert_counter "$in_b" TcpExtListenOverflows "$overflows" 6
	assert_counter "$in_b" TcpExtListenDrops "$drops" 6
	assert_unmoved
}

plan 1
run accept_queue
