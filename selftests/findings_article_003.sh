#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Article 003, in its order: in a container's namespace a statistic rule drops 30 %;
# that is found and deleted. Still packets are lost: its MTU is 100; found, set right.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

need iptables
droplens_load
place box
hold dl-box udp_sink 10.9.1.2 5000 1000000 || exit 1
watch_findings
rule="INPUT -p udp -m statistic --mode random --probability 0.3 -j DROP"
arrived=

delivered()
{
	in_ns dl-box awk '$1 == "Ip:" && $2 ~ /[0-9]/ { print $10 }' /proc/net/snmp
}

all_delivered()
{
	[ "$(delivered)" -ge "$1" ]
}

# mended: how many of 100 arrive now
mended()
{
	local before

	before=$(delivered)
	in_ns $OUT udp_send -c 100 -s 200 10.9.1.2 5000
	until_true all_delivered $((before + 100))
	arrived="$arrived $(($(delivered) - before))"
}

all_arrive_once_mended()
{
	same "arrived of 100 after each repair" "$arrived" " 100 100"
}

# shellcheck disable=SC2086 # a rule is words
in_ns dl-box iptables -A $rule || exit 1
expect statistic warn firewall "${inode[box]}" "in namespace ${inode[box]}: .*iptables -nvL.*statistic match" "article 003: statistic, 30 %"
in_ns $OUT udp_send -c 200 10.9.1.2 5000
seen statistic
# shellcheck disable=SC2086
in_ns dl-box iptables -D $rule || exit 1
over statistic
mended
cleared

expect mtu_100 warn mtu "${inode[box]}:eth0" "MTU of eth0 is 100 now; proposed: ip link set eth0 mtu 1500" "article 003: then MTU 100"
ip -n dl-box link set dev eth0 mtu 100
in_ns $OUT udp_send -c 50 -s 500 10.9.1.2 5000
seen mtu_100
ip -n dl-box link set eth0 mtu 1500
over mtu_100
mended
cleared
judge_all all_arrive_once_mended
