#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Unloading: refused while a file is open, harmless in a flood.
# guest: turns

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up

busy_while_open()
{
	local file

	for file in $(tables); do
		exec 9< "$file" || return
		if rmmod droplens 2> "$TMP/said"; then
			exec 9<&-
			fail "unloaded while $file was open"
			droplens_insert
			return 1
		fi
		grep -qi "in use\|busy" "$TMP/said" || fail "rmmod said: $(cat "$TMP/said")"
		head -c 100 <&9 > /dev/null || fail "$file is dead after the refused unload"
		exec 9<&-
	done
	droplens_loaded || fail "the module is gone"
}

unloads_once_closed()
{
	rmmod droplens || fail "still refused" || return
	[ ! -e $D ] && [ ! -e $S ] || fail "files stay behind"
	droplens_insert
}

flooded()
{
	local n

	for n in 1 2; do
		# one sender per CPU, and drops all the time
		hold_flood $n || return
	done
	for n in 1 2 3 4 5 6 7 8 9 10; do
		droplens_loaded || droplens_insert || return
		# every other time with all that is done only if it is asked for
		[ $((n % 2)) = 0 ] || asked_for || fail "round $n: it can not be switched on" || return
		until_true counted || fail "round $n: nothing was counted" || return
		rmmod droplens || return
	done
	kill "${floods[@]}"
	wait "${floods[@]}" 2> /dev/null
	droplens_insert || return
	snapshot_before
	in_ns $A udp_send -c 5 -s 100 10.0.1.2 5009 || return
	assert_moved 5 size=100 "$(drop_is error/socket NO_SOCKET)" netns="$in_b" dev=ba
}

asked_for()
{
	local t

	echo 1 > $S/observe_flows && echo 1 > $S/capture_stack || return
	for t in /sys/kernel/tracing /sys/kernel/debug/tracing; do
		[ ! -w $t/events/droplens/drop/enable ] || echo 1 > $t/events/droplens/drop/enable
	done
}

floods=()
hold_flood()
{
	# exec: the pid must be the sender's own, as it is what gets killed
	ip netns exec $A bash -c "exec udp_send -c 0 -s 20 10.0.1.2 500$1" &
	floods+=($!)
	at_exit "kill $! 2> /dev/null"
}

counted()
{
	[ "$(cat $S/drops)" -gt 50 ]
}

plan 3
run busy_while_open
run unloads_once_closed
run flooded
