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
place stranger
place bridged
place unplugged
in_ns_sysctl dl-strict ipv4/conf/all/rp_filter=1 ipv4/conf/eth0/rp_filter=1 || exit 1
ip -n dl-path link set dev eth1 mtu 600 || exit 1
in_ns_sysctl dl-lost ipv4/ip_forward=1 || exit 1
in_ns_sysctl dl-stranger ipv4/ip_forward=0 || exit 1
ip -n $OUT route add 10.77.0.0/16 via 10.9.4.2 || exit 1
ip -n $OUT route add 239.7.7.7 dev o7 || exit 1
ip -n $OUT route add 10.78.0.0/16 via 10.9.8.2 || exit 1
# as overlays have it: a port that takes less than what the others send
ip -n dl-bridged -batch - <<-EOF2 || skip_all "no bridge, or no dummy"
	link add name br0 type bridge
	link add name far0 mtu 1000 type dummy
	link set dev eth0 master br0
	link set dev far0 master br0
	link set dev far0 up
	link set dev br0 up
EOF2
ip -n $OUT link set dev o10 down || exit 1

# the kernel looks at carriers once a second, and only then takes the queue away
is_unplugged()
{
	[[ $(ip -n dl-unplugged link show dev eth0) = *"state LOWERLAYERDOWN"* ||
	   $(ip -n dl-unplugged link show dev eth0) = *"state DOWN"* ]]
}
until_true is_unplugged || exit 1
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
expect stranger info route "${inode[stranger]}" "37 packets a minute now need " for others, not forwarding
in_ns $OUT udp_send -c 37 10.78.0.5 5000
expect bridged warn mtu "${inode[bridged]}:far0" "make them the same" too large for a port of a bridge
in_ns $OUT raw_send -c 38 -s 1200 o9 02:00:00:09:09:77 10.9.9.1 10.9.9.77 5000
expect unplugged warn qdisc "${inode[unplugged]}:eth0" "ip -d link show dev eth0 shows its state now.* its other end up" no carrier
in_ns dl-unplugged udp_send -c 100 10.9.10.1 5000
seen strict narrow path no_route ttl silent corrupt stranger bridged unplugged
ip -n dl-narrow link set dev eth0 mtu 1500
over strict narrow path no_route ttl silent corrupt stranger bridged unplugged
cleared
judge_all
