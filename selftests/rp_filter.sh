#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A source address that would be answered through another device.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up
in_ns_sysctl $B ipv4/conf/all/rp_filter=1 ipv4/conf/ba/rp_filter=1 || exit 1

rp_filter()
{
	local before

	before=$(counter "$in_b" TcpExtIPReversePathFilter)
	snapshot_before
	in_ns $A raw_send -c 9 -s 100 ab "$(mac_of ba)" 10.0.3.77 10.0.1.2 5000 || return
	assert_moved 9 size=100 "$(drop_is error/ip IP_RPFILTER)" \
		'location=ip_rcv_finish_core|ip_rcv_finish' netns="$in_b" dev=ba in=ba proto=ipv4
	assert_counter "$in_b" TcpExtIPReversePathFilter "$before" 9
}

plan 1
run rp_filter
