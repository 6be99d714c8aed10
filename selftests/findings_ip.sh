#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Addresses, routes, neighbours, sizes and checksums.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

droplens_load
place strict 2
place narrow
place path 2
place lost
place ttl 2
place silent
place corrupt
in_ns_sysctl dl-strict ipv4/conf/all/rp_filter=1 ipv4/conf/eth0/rp_filter=1 || exit 1
ip -n dl-path link set dev eth1 mtu 600 || exit 1
in_ns_sysctl dl-lost ipv4/ip_forward=1 || exit 1
ip -n $OUT route add 10.77.0.0/16 via 10.9.4.2 || exit 1
ip -n $OUT route add 239.7.7.7 dev o7 || exit 1
watch_findings

# no finding: multicast that nobody has joined, as on any network with VRRP or mDNS
in_ns $OUT udp_send -c 100 239.7.7.7 5353
expect strict warn rp_filter "${inode[strict]}:eth0" "rp_filter is 1 there and 1 in conf.all now.*eth0.rp_filter=2" source on the wrong device, rp_filter 1
in_ns $OUT raw_send -c 30 o1 02:00:00:09:01:02 10.8.1.55 10.9.1.2 5000
expect narrow warn mtu "${inode[narrow]}:eth0" "MTU of eth0 is 100 now; proposed: ip link set eth0 mtu 1500" MTU 100 on a veth
ip -n dl-narrow link set dev eth0 mtu 100
in_ns $OUT udp_send -c 31 -s 500 10.9.2.2 5000
expect path warn mtu "${inode[path]}:eth0" "mtu 1500" forwarded with DF to an MTU of 600
in_ns $OUT udp_send -c 32 -s 1200 -D 10.66.3.5 5000
expect no_route info route "${inode[lost]}" "33 packets a minute now need a route" no route to forward by
in_ns $OUT udp_send -c 33 10.77.0.5 5000
expect ttl info route "${inode[ttl]}" "34 packets a minute now" TTL expired
in_ns $OUT udp_send -c 34 -t 1 10.66.5.5 5000
expect silent info neighbour "${inode[silent]}" "ip neigh show nud failed.*35 packets" next hop does not answer
in_ns dl-silent udp_send -c 35 10.9.6.99 5000
expect corrupt warn checksum "${inode[corrupt]}" "ethtool -S eth0" wrong UDP checksum
in_ns $OUT raw_send -c 36 -b l4 o7 02:00:00:09:07:02 10.9.7.1 10.9.7.2 5000
seen strict narrow path no_route ttl silent corrupt
ip -n dl-narrow link set dev eth0 mtu 1500
over strict narrow path no_route ttl silent corrupt
cleared
judge_all
