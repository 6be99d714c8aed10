#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Large datagrams arrive in fragments, are put together and read: the kernel frees the
# fragments as if they had been dropped, and nothing was lost.

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

plan 2
run fragments
run fragments6
