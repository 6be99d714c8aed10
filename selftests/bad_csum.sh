#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Checksums that are wrong: of UDP, of TCP, of the IP header.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up 6

# corrupt COUNTER N OPTIONS-OF-raw_send SOURCE DESTINATION what the row is...
corrupt()
{
	local mib=$1 n=$2 options=$3 from=$4 to=$5 before

	shift 5
	before=$(counter "$in_b" "$mib")
	snapshot_before
	# shellcheck disable=SC2086 # options are words
	in_ns $A raw_send -c "$n" $options ab "$(mac_of ba)" "$from" "$to" 5009 || return
	assert_moved "$n" "$@" netns="$in_b" dev=ba in=ba
	assert_counter "$in_b" "$mib" "$before" "$n"
}

udp_bad_csum()
{
	corrupt UdpInCsumErrors 6 "-b l4 -s 100" 10.0.1.1 10.0.1.2 size=100 \
		"$(drop_is error/udp UDP_CSUM)" 'location=__udp4_lib_rcv|udp_rcv' proto=ipv4
}

# Here the kernel looks for a socket first and then keeps that reason; the counter
# knows better.
udp6_bad_csum()
{
	corrupt Udp6InCsumErrors 6 "-b l4 -s 100" fd00:1::1 fd00:1::2 size=100 \
		"$(drop_is "error/socket|udp" UDP_CSUM NO_SOCKET)" \
		'location=__udp6_lib_rcv|udpv6_rcv|udp6_rcv' proto=ipv6
}

tcp_bad_csum()
{
	corrupt TcpInCsumErrors 5 "-t -b l4" 10.0.1.1 10.0.1.2 size=20 \
		"$(drop_is error/tcp TCP_CSUM)" location=tcp_v4_rcv proto=ipv4
}

tcp6_bad_csum()
{
	corrupt TcpInCsumErrors 5 "-t -b l4" fd00:1::1 fd00:1::2 size=20 \
		"$(drop_is error/tcp TCP_CSUM)" location=tcp_v6_rcv proto=ipv6
}

ip_bad_csum()
{
	corrupt IpExtInCsumErrors 4 "-b ip -s 100" 10.0.1.1 10.0.1.2 size=100 \
		"$(drop_is error/ip IP_CSUM)" 'location=ip_rcv_core|ip_rcv' proto=ipv4
}

plan 5
run udp_bad_csum
run udp6_bad_csum
run tcp_bad_csum
run tcp6_bad_csum
run ip_bad_csum
