#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A flood of one cause: a few of it are told and the rest is counted, and what is rare
# stays, however long the flood lasts.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_recent.sh"

need hex_send taskset
droplens_load
net_up
at_exit "[ ! -e $S/record ] || echo 2 > $S/record"
FLOOD="dest=10.0.1.2:5009 netns=$in_b"
closed_row() { row drops 'location=__udp4_lib_rcv|udp_rcv' netns="$in_b" "$1"; }

rare() { in_ns $A raw_send -t -p "$1" ab "$(mac_of ba)" 10.0.1.1 10.0.1.2 5010; }
rare_told() { recent_has source=10.0.1.1:"$1" ip=tcp; }

# become COLUMN: of the table below the rows
become()
{
	awk -v want="$1" '!NF { below = 1; next }
		below && !c { for (i = 1; i <= NF; i++) { name = $i; sub(/\[.*/, "", name); if (name == want) c = i } next }
		below { print $c }' "$D/recent"
}

REAL='class=policy|resource|error|unknown'
sum_of() { row drops "$@" | awk '{ n += $1 } END { print n + 0 }'; }

# What became of the drops, held against the rows of drops: of real ones what was not
# recorded was too many, of the others nobody asked.
sums_are_right()
{
	local all real recorded

	settle
	real=$(sum_of "$REAL" events)
	all=$((real + $(sum_of 'class=normal|artefact' events)))
	recorded=$(sum_of "$REAL" recorded)
	same "counted" "$(become counted)" "$all"
	same "told" "$(become told)" "$recorded"
	same "rate limited and without room" "$(($(become rate_limited) + $(become no_room)))" $((real - recorded))
	same "not asked for" "$(become not_asked)" $((all - real))
}

# two a second of each cause, and twice that at the beginning on each CPU
rate_is_kept()
{
	local began told events most

	settle
	echo 1 > $S/reset
	rare 3001 || return
	now_ms
	began=$now
	in_ns $A udp_send -c 20000 -s 10 10.0.1.2 5009 || return
	rare 3002 || return
	until_true rare_told 3001 || fail "the rare drop before the flood is not told"
	until_true rare_told 3002 || fail "the rare drop after the flood is not told"
	events=$(closed_row events)
	same "counted" "$events" 20000
	now_ms
	most=$((4 * $(nproc) + 2 * ((now - began) / 1000 + 2)))
	told=$(recent_count "$FLOOD")
	say "$told of $events told in $((now - began)) ms"
	[ "$told" -ge 4 ] && [ "$told" -le $most ] || fail "$told told, not 4 to $most"
	same "told, and counted as told" "$told" "$(closed_row recorded)"
	sums_are_right
	same "without room" "$(become no_room)" 0
}

# More records than there is room for in all: the oldest of the most go.
store_is_fair()
{
	local told total

	echo 1 > $S/reset
	echo 1000 > $S/record || return
	rare 3003 || return
	until_true rare_told 3003 || fail "not told" || return
	total=0
	while [ $total -lt 3000 ]; do
		in_ns $A udp_send -c 60 -s 10 10.0.1.2 5009 || return
		cat $D/recent > /dev/null
		total=$(closed_row recorded)
	done
	told=$(recent_count "$FLOOD")
	say "$told of $total records are kept"
	[ "$told" -ge 1500 ] && [ "$told" -le 2048 ] || fail "$told are kept"
	rare_told 3003 || fail "the rare drop had to go"
	sums_are_right
	same "made room" "$(become made_room)" "$(($(become told) - $(awk '!NF { exit } END { print NR - 2 }' $D/recent)))"
	awk '!NF { exit } NR > 1 { if ($2 + 0 < last) exit 1; last = $2 + 0 }' $D/recent || fail "not newest last"
	echo 2 > $S/record
}

# Off is off, and turning it on again is no wait.
off_and_on()
{
	local before

	echo 0 > $S/record || return
	echo 1 > $S/reset
	in_ns $A udp_send -c 50 -s 10 10.0.1.2 5009 || return
	same "told while off" "$(recent_count "$FLOOD")" 0
	same "counted while off" "$(closed_row events)" 50
	same "recorded while off" "$(closed_row recorded)" 0
	same "too many while off" "$(become rate_limited)" 0
	[ "$(become not_asked)" -ge 50 ] || fail "$(become not_asked) of 50 were not asked for"
	echo 3 > $S/record || return
	same "record" "$(cat $S/record)" 3
	in_ns $A taskset -c 0 udp_send -c 50 -s 10 10.0.1.2 5009 || return
	[ "$(recent_count "$FLOOD")" -ge 1 ] || fail "nothing is told after record was set"
	echo 2 > $S/record
}

# What the protocol does by itself is told only to who asks.
normal_on_request()
{
	local before

	reason_names | grep -q '"OTHERHOST"' ||
		{ why="this kernel frees bad packets where those for another host are, without a reason"; return $SKIP; }
	echo 1 > $S/reset
	in_ns $A raw_send -c 3 ab 02:00:00:00:77:77 10.0.1.1 10.0.1.2 5009 || return
	until_true closed_away 3 || fail "no packet for another host was counted" || return
	same "told" "$(recent_count "in=ba class=normal")" 0
	echo class=normal > $S/filter || return
	at_exit "[ ! -e $S/filter ] || echo > $S/filter"
	in_ns $A raw_send -p 3100 ab 02:00:00:00:77:77 10.0.1.1 10.0.1.2 5009 || return
	until_true recent_has source=10.0.1.1:3100 class=normal || fail "not told though asked for"
	before=$(become not_asked)
	in_ns $A udp_send -c 30 -s 10 10.0.1.2 5009 || return
	until_true not_asked $((before + 30)) || fail "not asked for: $(become not_asked), not $((before + 30))"
	same "too many of what is not asked for" "$(become rate_limited)" 0
	echo > $S/filter
}
not_asked() { [ "$(become not_asked)" = "$1" ]; }
closed_away() { [ "$(row drops class=normal in=ba netns="$in_b" events)" = "$1" ]; }

# on one CPU, or they may overtake the handshake
forge() { hold $A taskset -c 0 tcp_forge -c 3 -a 100000 10.0.1.2 6011; }
forged() { [ "$(sum_of 'location=tcp_validate_incoming|tcp_rcv_established|tcp_drop_reason|tcp_drop' events)" = "$1" ]; }

# Nor what is asked for but for its packets; before 6.11 these tell no namespace.
unfit_is_not_limited()
{
	local before

	if grep -q 'never reaches the tracepoint (before 5.18)' $D/summary; then
		why="this kernel tells nothing of what TCP drops behind its sockets"
		return $SKIP
	fi
	hold $B tcp_listen 10.0.1.2 6011 8 || return
	settle
	echo 1 > $S/reset
	forge || return
	until_true forged 3 || fail "3 segments: $(grep tcp_ $D/drops)" || return
	at_exit "[ ! -e $S/filter ] || echo > $S/filter"
	echo "netns=$in_b port=6999" > $S/filter || return
	before=$(become rate_limited)
	forge || return
	until_true forged 6 || fail "6 segments: $(grep tcp_ $D/drops)"
	same "too many of what does not fit" "$(become rate_limited)" "$before"
	echo > $S/filter
}

plan 5
run rate_is_kept
run store_is_fair
run off_and_on
run normal_on_request
run unfit_is_not_limited
