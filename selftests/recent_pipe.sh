#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Following the drops: several readers, poll(), signals, and who is too slow.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_recent.sh"

need follow
droplens_load
net_up
echo 1000 > $S/record || exit 1
at_exit "[ ! -e $S/record ] || echo 2 > $S/record"
PIPE=$D/recent_pipe

open_in() { [ "$(readlink "/proc/$1/fd/0")" = "$PIPE" ]; }
has_lines() { [ "$(grep -c ":$2 " "$1")" -ge "$3" ]; }
gone() { [ ! -d "/proc/$1" ]; }

# reader FILE: its pid is in $reader
reader()
{
	cat < $PIPE > "$1" &
	reader=$!
	at_exit "kill $reader 2> /dev/null"
	until_true open_in $reader || fail "the reader did not open the pipe"
}

two_readers()
{
	local one two end

	settle
	reader "$TMP/one" && one=$reader && reader "$TMP/two" && two=$reader || return
	in_ns $A udp_send -c 40 -p 4001 -s 10 10.0.1.2 5009 || return
	until_true has_lines "$TMP/one" 4001 40 || fail "the first got $(grep -c :4001 "$TMP/one")"
	until_true has_lines "$TMP/two" 4001 40 || fail "the second got $(grep -c :4001 "$TMP/two")"
	same "lines of the first" "$(grep -c :4001 "$TMP/one")" 40
	same "headers" "$(grep -c '^time' "$TMP/one") $(grep -c '^time' "$TMP/two")" "1 1"
	cmp "$TMP/one" "$TMP/two" || fail "the two did not read the same"
	# both still wait, and a signal ends that
	kill $one $two
	until_true gone $one && until_true gone $two || fail "a reader does not die"
	# as the table tells it
	RECENT="$TMP/one" recent_has source=10.0.1.1:4001 || fail "no column source in the pipe"
	grep -qxF "$(cat "$TMP/line")" $D/recent || fail "the table tells otherwise"
}

# One drop wakes at once, not with the next tick.
wakes_at_once()
{
	local sent told i worst=0

	reader "$TMP/soon" || return
	for i in 1 2 3 4 5; do
		in_ns $A udp_send -p $((4100 + i)) -s 10 10.0.1.2 5009 || return
		now_ms
		sent=$now
		until_true has_lines "$TMP/soon" $((4100 + i)) 1 || fail "no line" || return
		now_ms
		[ $((now - sent)) -le $worst ] || worst=$((now - sent))
	done
	say "told within $worst ms"
	[ $worst -lt 700 ] || fail "$worst ms until a drop was told"
	kill $reader
}

polls()
{
	settle
	same "nothing there" "$(follow $PIPE read read poll 200)" "$(printf '1\nEAGAIN\nquiet')"
	follow $PIPE skip poll 10000 read read > "$TMP/polled" &
	until_true open_pipe $! || fail "not open"
	in_ns $A udp_send -p 4201 -s 10 10.0.1.2 5009 || return
	wait $!
	same "with a drop" "$(cat "$TMP/polled")" "$(printf 'ready\n1\nEAGAIN')"
}
# not wchan: up to 5.15 a kernel without frame pointers does not find it
open_pipe() { grep -q poll "/proc/$1/stack" 2> /dev/null; }

# A line in pieces of one and seven bytes is the same line.
in_pieces()
{
	exec 8< $PIPE 9< $PIPE
	in_ns $A udp_send -c 2 -p 4301 -s 10 10.0.1.2 5009 || return
	until_true recent_has source=10.0.1.1:4301 || fail "no drop"
	head -n 3 <&8 > "$TMP/whole" 2> /dev/null
	dd bs=7 count=20 <&9 > "$TMP/pieces" 2> /dev/null
	dd bs=1 count=$(($(wc -c < "$TMP/whole") - 140)) <&9 >> "$TMP/pieces" 2> /dev/null
	exec 8<&- 9<&-
	cmp "$TMP/whole" "$TMP/pieces" || fail "pieces differ from the whole"
}

# Who does not read is told how much went by.
slow_reader()
{
	local total=0 missed lines

	exec 8< $PIPE
	echo 1 > $S/reset
	while [ $total -lt 2500 ]; do
		in_ns $A udp_send -c 60 -s 10 10.0.1.2 5009 || return
		cat $D/recent > /dev/null
		total=$(row drops 'location=__udp4_lib_rcv|udp_rcv' netns="$in_b" recorded)
	done
	timeout 3 cat <&8 > "$TMP/slow"
	exec 8<&-
	missed=$(awk '/^# missed/ { sum += $3 } END { print sum + 0 }' "$TMP/slow")
	lines=$(grep -c ':5009 ' "$TMP/slow")
	say "$lines told, $missed missed of $total"
	[ "$missed" -gt 0 ] || fail "nothing missed"
	[ $((lines + missed)) -ge "$total" ] || fail "$lines told and $missed missed are not $total"
}

# What the rate leaves out, too: nothing is lost without a word.
limited() { awk '/^# rate limited/ { n += $4 } /^# missed/ { n += $3 } /:4401 / { n++ } END { print n + 0 }' "$1"; }
adds_up() { [ "$(limited "$1")" -ge "$2" ]; }
rate_is_told()
{
	settle
	echo 2 > $S/record
	reader "$TMP/flood" || return
	in_ns $A udp_send -c 5000 -p 4401 -s 10 10.0.1.2 5009 || return
	until_true adds_up "$TMP/flood" 5000 || fail "told of $(limited "$TMP/flood") of 5000"
	same "told and rate limited" "$(limited "$TMP/flood")" 5000
	[ "$(grep -c ':4401 ' "$TMP/flood")" -lt 100 ] || fail "$(grep -c ':4401 ' "$TMP/flood") told at 2 a second"
	kill $reader
	echo 1000 > $S/record
}

busy_while_open()
{
	reader "$TMP/busy" || return
	rmmod droplens 2> "$TMP/said" && { fail "unloaded while the pipe was open"; droplens_insert; return 1; }
	grep -qi "in use\|busy" "$TMP/said" || fail "rmmod said: $(cat "$TMP/said")"
	kill $reader
	until_true gone $reader
	rmmod droplens || fail "still refused"
	droplens_insert
}

plan 7
run two_readers
run wakes_at_once
run polls
run in_pieces
run slow_reader
run rate_is_told
run busy_while_open
