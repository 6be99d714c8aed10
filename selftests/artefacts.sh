#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the kernel frees as if it had been dropped, and nothing was lost: the fragments of
# large datagrams that are put together and read, and what a new device is tried with.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need ncat
droplens_load
net_up 6

received()
{
	[ "$(stat -c %s "$TMP/got")" -ge "$1" ]
}

listens()
{
	in_ns $B grep -q ":138A " /proc/net/udp /proc/net/udp6
}

delivered()
{
	local address=$1 reader

	: >"$TMP/got"
	ip netns exec $B ncat -u -l --recv-only "$address" 5002 >"$TMP/got" &
	reader=$!
	at_exit "kill $reader 2> /dev/null"
	until_true listens || fail "nobody listens" || return
	snapshot_before
	in_ns $A udp_send -c 5 -s 4000 "$address" 5002 || return
	until_true received 20000 || fail "$(stat -c %s "$TMP/got") bytes of 20000 arrived" || return
	assert_unmoved
	kill $reader
	wait $reader 2> /dev/null
	return 0
}

fragments()
{
	delivered 10.0.1.2
}

fragments6()
{
	delivered fd00:1::2
}

# Each of its NAPIs takes a packet to see where its head is from, and gives it back (6.0).
new_device()
{
	ip -n $A link add before type gretap local 10.0.1.1 remote 10.0.1.2 ||
		{ why="this kernel has no gretap"; return $SKIP; }
	snapshot_before
	ip -n $A link add after type gretap local 10.0.1.1 remote 10.0.1.3 || return
	settle
	assert_unmoved
}

plan 3
run fragments
run fragments6
run new_device
