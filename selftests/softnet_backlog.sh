#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A CPU's backlog overflows: a burst released at once by the sender's netem meets
# netdev_max_backlog=5. How many survive is the scheduler's choice, so the kernel's
# own counters say how many were lost.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need tc
droplens_load
net_up

softnet_drops()
{
	local line sum=0

	while read -r _ line _; do
		sum=$((sum + 16#$line))
	done < /proc/net/softnet_stat
	echo $sum
}

ip_received()
{
	in_ns $B awk '$1 == "Ip:" && $2 ~ /[0-9]/ { print $4 }' /proc/net/snmp
}

burst_is_over()
{
	[ $(( $(softnet_drops) - dropped + $(ip_received) - received )) -eq 100 ]
}

softnet_backlog()
{
	local dropped received file_dropped lost sysfs

	hold $B udp_sink 10.0.1.2 5000 1000000 || return
	in_ns $A tc qdisc add dev ab root netem delay 50ms limit 1000 || return
	set_sysctl net/core/netdev_max_backlog 5 || return
	dropped=$(softnet_drops)
	received=$(ip_received)
	file_dropped=$(row softnet cpu=all dropped)
	sysfs=$(cat $S/softnet_dropped)
	same "softnet's dropped before" "$file_dropped" "$dropped"
	snapshot_before
	in_ns $A udp_send -c 100 -s 100 10.0.1.2 5000 || return
	until_true burst_is_over || fail "100 sent, but dropped + received is another number"
	lost=$(( $(softnet_drops) - dropped ))
	[ $lost -gt 0 ] || fail "nothing was lost" || return
	say "$lost of 100 lost"
	assert_moved $lost size=100 "$(drop_is resource/device CPU_BACKLOG)" \
		location=enqueue_to_backlog netns="$in_b" dev=ba in=- proto=ipv4
	same "softnet's dropped" "$(row softnet cpu=all dropped)" $((file_dropped + lost))
	same "sysfs softnet_dropped" "$(cat $S/softnet_dropped)" $((sysfs + lost))
}

plan 1
run softnet_backlog
