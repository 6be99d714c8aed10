#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Everybody reads everything while packets drop and the switches are thrown.
# guest: turns

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up
at_exit "[ ! -e $S/enabled ] || echo 1 > $S/enabled"

# A table with a torn row has another number of cells than its header.
read_all()
{
	local file n

	for n in 1 2 3; do
		for file in $(tables); do
			cat "$file" > "$TMP/reader.$1" || return 1
			case ${file##*/} in
			summary | metrics) continue ;;
			esac
			sed 's/"[^"]*"/quoted/g' "$TMP/reader.$1" |
				awk '!NF { w = 0; next } !w { w = NF; next }
				     NF != w { print; bad = 1 } END { exit bad }' > "$TMP/torn.$1" ||
				{ say "torn: $file: $(head -1 "$TMP/torn.$1")"; return 1; }
		done
		for file in "$S"/*; do
			case ${file##*/} in
			reset) continue ;;
			# there may be no conntrack
			conntrack_usage) cat "$file" > /dev/null 2>&1 ;;
			*) cat "$file" > /dev/null || return 1 ;;
			esac
		done
	done
}

parallel()
{
	local n pids=() flood rounds=0 running

	ip netns exec $A bash -c "exec udp_send -c 0 -s 20 10.0.1.2 5009" &
	flood=$!
	at_exit "kill $flood 2> /dev/null"
	for n in 1 2 3 4 5 6 7 8; do
		read_all "$n" &
		pids+=($!)
	done
	running=1
	while [ $running -eq 1 ]; do
		echo 1 > $S/reset || fail reset
		echo 0 > $S/enabled || fail disable
		echo 1 > $S/enabled || fail enable
		rounds=$((rounds + 1))
		running=0
		for n in "${pids[@]}"; do
			[ -d "/proc/$n" ] && running=1
		done
	done
	for n in "${pids[@]}"; do
		wait "$n" || fail "a reader failed"
	done
	kill $flood
	wait $flood 2> /dev/null
	say "$rounds rounds of reset, disable, enable"
	[ $rounds -gt 3 ] || fail "the writer hardly ran"
}

sane_afterwards()
{
	echo 1 > $S/reset
	snapshot_before
	in_ns $A udp_send -c 5 -s 100 10.0.1.2 5009 || return
	assert_moved 5 size=100 "$(drop_is error/socket NO_SOCKET)" netns="$in_b" dev=ba
}

plan 2
run parallel
run sane_afterwards
