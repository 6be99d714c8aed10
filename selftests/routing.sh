#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a router refuses to forward: no route, hop limit used up, too big.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up 6

# ip6_forward lets the packet change sides before it drops some, hence dev.
# refuse N SIZE COUNTER "OPTIONS-OF-udp_send" DESTINATION what the row is...
refuse()
{
	local n=$1 size=$2 mib=$3 options=$4 to=$5 before

	shift 5
	before=$(counter "$in_r" "$mib")
	snapshot_before
	# shellcheck disable=SC2086 # options are words
	in_ns $A udp_send -c "$n" -s "$size" $options "$to" 5000 || return
	assert_moved "$n" size="$size" "$@" netns="$in_r" 'dev=ra|rb' in=ra
	assert_counter "$in_r" "$mib" "$before" "$n"
}

no_route()
{
	refuse 10 100 IpExtInNoRoutes "" 10.9.9.9 "$(drop_is error/ip IP_INNOROUTES)" \
		location=ip_error proto=ipv4
}

no_route6()
{
	refuse 10 100 Ip6InNoRoutes "" fd00:9::9 "$(drop_is error/ip IP_INNOROUTES)" \
		'location=ip6_pkt_drop|ip6_pkt_discard' proto=ipv6
}

ttl()
{
	refuse 8 100 IpInHdrErrors "-t 1" 10.0.3.2 "$(drop_is error/ip IP_INHDR)" \
		location=ip_forward proto=ipv4
}

hop_limit()
{
	refuse 8 100 Ip6InHdrErrors "-t 1" fd00:3::2 "$(drop_is error/ip IP_INHDR)" \
		location=ip6_forward proto=ipv6
}

pkt_too_big()
{
	ip -n $R link set dev rb mtu 600 || return
	refuse 6 1200 IpFragFails "-D" 10.0.3.2 "$(drop_is error/ip PKT_TOO_BIG)" \
		location=ip_forward proto=ipv4
	ip -n $R link set dev rb mtu 1500
}

pkt_too_big6()
{
	ip -n $R link set dev rb mtu 1280 || return
	refuse 6 1400 Ip6InTooBigErrors "-D" fd00:3::2 "$(drop_is error/ip PKT_TOO_BIG)" \
		location=ip6_forward proto=ipv6
	ip -n $R link set dev rb mtu 1500
}

plan 6
run no_route
run no_route6
run ttl
run hop_limit
# in this order: an MTU below 1280 takes IPv6 off the device
run pkt_too_big6
run pkt_too_big
