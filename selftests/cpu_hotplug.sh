#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A CPU goes and comes back while drops are counted on it: totals never fall.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

CPU=/sys/devices/system/cpu/cpu1/online
need taskset
[ -w $CPU ] || skip_all "no second CPU that can be taken offline"
droplens_load
net_up

drops_on()
{
	in_ns $A taskset -c "$1" udp_send -c "$2" -s 100 10.0.1.2 5009
}

NO_PORT="$(drop_is error/socket NO_SOCKET) netns=$in_b dev=ba in=ba proto=ipv4"

counts_on_both()
{
	snapshot_before
	drops_on 0 5 && drops_on 1 6 || return
	assert_moved 11 "$NO_PORT"
}

offline_keeps_the_total()
{
	at_exit "echo 1 > $CPU"
	snapshot_before
	echo 0 > $CPU || return
	assert_unmoved
	drops_on 0 7 || return
	assert_moved 7 "$NO_PORT"
	[ -n "$(row softnet cpu=1 processed)" ] || fail "softnet lost the row of CPU 1"
}

online_keeps_the_total()
{
	snapshot_before
	echo 1 > $CPU || return
	assert_unmoved
	drops_on 1 8 || return
	assert_moved 8 "$NO_PORT"
}

never_falls()
{
	local last now n flood

	ip netns exec $A bash -c "exec udp_send -c 0 -s 20 10.0.1.2 5009" &
	flood=$!
	at_exit "kill $flood 2> /dev/null"
	last=0
	for n in 1 2 3 4 5 6; do
		echo $((n % 2)) > $CPU
		now=$(cat $S/drops)
		[ "$now" -ge "$last" ] || fail "drops fell from $last to $now"
		last=$now
		now=$(row drops netns="$in_b" dev=ba proto=ipv4 events)
		[ "${now:-0}" -ge "${row_last:-0}" ] || fail "the row fell from $row_last to $now"
		row_last=$now
	done
	kill $flood
	wait $flood 2> /dev/null
	echo 1 > $CPU
}

plan 4
run counts_on_both
run offline_keeps_the_total
run online_keeps_the_total
run never_falls
