#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# More cells than the table holds: every drop is in a row or in drops_lost. Each
# unknown ethertype makes a cell of its own.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need taskset
droplens_load
net_up

FIRST=0x2000
TYPES=3000
EACH=2

# Cells are per CPU, and a packet over a veth stays on its sender's.
frames()
{
	in_ns $A taskset -c 0 frame_send ab "$(mac_of ba)" $FIRST "$1" "$2"
}

# What is in no row and not lost was in a row that had to make room for another.
sums()
{
	local losses hidden

	read -r losses < $S/drops
	read -r hidden < $S/drops_hidden
	read -r lost < $S/drops_lost
	all=$((losses + hidden + lost))
	in_rows=$(row drops events | awk '{ n += $1 } END { print n + 0 }')
	forgotten=$((losses + hidden - in_rows))
	[ $all -ge $((TYPES * EACH)) ]
}

total_is_exact()
{
	settle
	echo 1 > $S/reset
	frames $TYPES $EACH || return
	until_true sums
	settle
	sums
	say "sent $((TYPES * EACH)): in rows $in_rows, lost $lost, forgotten $forgotten"
	same "drops + drops_hidden + drops_lost" $all $((TYPES * EACH))
	[ $forgotten -eq 0 ] || grep -qw $forgotten $D/summary ||
		fail "summary does not tell the $forgotten forgotten"
}

the_table_was_full()
{
	[ "$(cat $S/drops_lost)" -gt 0 ] || fail "$TYPES cells did not fill it"
}

lost_is_printed()
{
	grep -qw "$(cat $S/drops_lost)" $D/summary || fail "summary does not tell drops_lost"
}

# A cell that has its place keeps counting in a full table.
old_cells_still_count()
{
	local before after

	before=$(row drops netns="$in_b" dev=ba proto=0x2000 events)
	[ "$before" = $EACH ] || fail "the first cell has '$before'" || return
	frames 1 5 || return
	settle
	after=$(row drops netns="$in_b" dev=ba proto=0x2000 events)
	same "first cell" "$after" $((before + 5))
}

found_room()
{
	tried=$((tried + 1))
	in_ns $A taskset -c 0 udp_send -c 1 -s 100 10.0.1.2 5009
	[ -n "$(row drops netns="$in_b" dev=ba in=ba "layer=socket|udp" events)" ]
}

# A new cause waits for the cells that nobody needs any more: a minute at most,
# and until then it is among the lost.
idle_cells_make_room()
{
	local tried=0

	echo 1 > $S/reset
	WAIT_S=120 until_true found_room || fail "no room after two minutes" || return
	settle
	sums
	say "$tried packets, $lost of them while there was no room"
	same "drops + drops_lost" $all $tried
}

plan 5
run total_is_exact
run the_table_was_full
run lost_is_printed
run old_cells_still_count
run idle_cells_make_room
