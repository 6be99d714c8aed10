#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A namespace with counted drops dies: its drops stay, marked, and its successor
# does not inherit them. Then two hundred come and go.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need net_reuse
droplens_load
net_up

gone()
{
	[ -n "$(row drops netns="$in_b(gone)" events)" ]
}

dead_row_stays()
{
	local dead=$in_b before total

	snapshot_before
	in_ns $A udp_send -c 9 -s 100 10.0.1.2 5009 || return
	assert_moved 9 "$(drop_is error/socket NO_SOCKET)" netns="$dead" dev=ba in=ba || return
	before=$(row drops netns="$dead" dev=ba "$(drop_is error/socket NO_SOCKET | sed 's/ .*//')" events)
	total=$(cat $S/drops)
	net_down
	until_true gone || fail "the row is not marked (gone)"
	same "the dead row" "$(row drops netns="$dead(gone)" "layer=socket|udp" events)" "$before"
	[ "$(cat $S/drops)" -ge "$total" ] || fail "drops fell from $total to $(cat $S/drops)"
	same "a live row of the dead" "$(row drops netns="$dead" events)" ""
}

# The kernel may give the inode number of the dead to the next namespace.
successor_starts_at_zero()
{
	net_up
	snapshot_before
	in_ns $A udp_send -c 4 -s 100 10.0.1.2 5009 || return
	assert_moved 4 "$(drop_is error/socket NO_SOCKET)" netns="$in_b" dev=ba in=ba || return
	same "the row" "$(row drops netns="$in_b" "layer=socket|udp" events)" 4
}

# in one go each: a namespace, drops over its lo, its end
come_and_go()
{
	local n

	for ((n = 0; n < $1; n++)); do
		unshare -n bash -c 'ip link set dev lo up && exec udp_send -c 3 127.0.0.1 5009' ||
			return
	done
}

storm()
{
	local n before all=200 pids=()

	snapshot_before
	before=$(cat $S/drops $S/drops_lost | awk '{ n += $1 } END { print n }')
	for n in 1 2 3 4; do
		come_and_go $((all / 4)) &
		pids+=($!)
	done
	for n in "${pids[@]}"; do
		wait "$n" || fail "a namespace could not be made"
	done
	settle
	same "drops of $all namespaces" \
		$(( $(cat $S/drops $S/drops_lost | awk '{ n += $1 } END { print n }') - before )) \
		$((all * 3))
	same lost "$(cat $S/drops_lost)" "$lost_before"
}

# What only a socket tells the namespace of, also when that is gone.
told()
{
	awk 'NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
		!NF { exit }
		$col["comm"] == "net_reuse" { print $col["netns"], $col["state"], $col["dev"] }' \
		$D/recent
}
all_gone() { [ "$(told | grep -c '(gone) close -$')" = "$1" ]; }
sockets_tell()
{
	echo 1000 > $S/record || return
	at_exit "[ ! -e $S/record ] || echo 2 > $S/record"
	net_reuse 60 > "$TMP/made" || return
	until_true all_gone 60 || fail "$(told | wc -l) told of 60: $(told | head -2 | tr '\n' ' ')" || return
	same "numbers" "$(told | sed 's/(gone).*//')" "$(cut -d' ' -f2 "$TMP/made")"
	echo 2 > $S/record
}

plan 4
run dead_row_stays
run successor_starts_at_zero
run storm
run sockets_tell
