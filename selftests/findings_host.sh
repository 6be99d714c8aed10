#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What all namespaces share: the CPUs' input queues, their budget, TCP's memory.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

need tc
droplens_load
place burst
place flood
place unread
watch_findings

# shared FILE VALUE: a setting of the host, until given_back
shared()
{
	read -r old < "/proc/sys/net/$1"
	set_sysctl "net/$1" "$2" || exit 1
}

given_back()
{
	echo "$old" > "/proc/sys/net/$1"
}

hold dl-burst udp_sink 10.9.1.2 5000 1000000 || exit 1
in_ns $OUT tc qdisc add dev o1 root netem delay 100ms limit 1000 || exit 1
shared core/netdev_max_backlog 5
expect burst warn softnet_backlog host "netdev_max_backlog is 5 now; proposed: sysctl -w net.core.netdev_max_backlog=[0-9]+" a burst, netdev_max_backlog 5
in_ns $OUT udp_send -c 150 10.9.1.2 5000
seen burst
given_back core/netdev_max_backlog
over burst
in_ns $OUT tc qdisc del dev o1 root

shared core/netdev_budget 1
expect budget info softnet_squeeze host "net.core.netdev_budget is [0-9]+ now; proposed: sysctl -w net.core.netdev_budget=[0-9]+" 4,000 packets one by one, netdev_budget 1
# of another host, as on a shared segment: nobody here wants them, nothing is lost
in_ns $OUT frame_send o2 02:00:00:09:02:77 0x0800 1 4000
seen budget
given_back core/netdev_budget
over budget

shared ipv4/tcp_mem "50 100 20000"
expect unread warn tcp_mem host "tcp_mem's last two are 100 20000 pages now" unread data, tcp_mem low
hold dl-unread tcp_stuff 127.0.0.1 5001 20 65536 20
seen unread
kill "$held"
given_back ipv4/tcp_mem
over unread
cleared
judge_all
