#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The risk flag in sysfs: rises by itself, wakes who polls it, falls when nothing was
# rejected for three minutes; and where the option is gone it is no finding.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

# as in dlens_risk_holds, and a look more
HOLD_S=180
LOOK_S=6

droplens_load
net_up
[ "$(row tw_recycle key=tcp_tw_recycle value)" = removed ] ||
	skip_all "this kernel has tcp_tw_recycle: what its flag says is another scenario's"
[ "$(row tw_recycle key=observed value)" = yes ] ||
	skip_all "SYNs are not observed: $(grep '^observed' $D/tw_recycle)"
# a client's address that no host has: nobody but tcp_clock answers for it
ip -n $B neighbour replace 10.0.1.66 lladdr "$(mac_of ab)" dev ba nud permanent || exit 1
hold $B tcp_clock -l 10.0.1.2 5001 || exit 1
server=$held

flag_is()
{
	[ "$(cat $S/tw_recycle_risk)" = "$1" ]
}

# of the view, which looks anew
view_says()
{
	[ "$(awk 'NR == 1 { print $2 }' $D/tw_recycle)" = "$1" ]
}

quiet()
{
	WAIT_S=$LOOK_S until_true flag_is none || fail "the flag is $(cat $S/tw_recycle_risk)"
	view_says none || fail "$(head -1 $D/tw_recycle)"
	hold $A sysfs_poll $S/tw_recycle_risk "$TMP/woken" || return
}

# One client, whose clock goes on: closed by us, so that a stamp is there.
one_clock()
{
	in_ns $A tcp_clock -s "$server" ab 10.0.1.66 40000 10.0.1.2 5001 \
		server:5000000 syn:5000100 syn:5000100 server:5000200 syn:5000199 > "$TMP/fates" || return
	same answered "$(grep -c answered "$TMP/fates")" 5
	view_says none || fail "$(head -1 $D/tw_recycle)"
	# the first one is why there is an entry
	same syns "$(row tw_recycle netns="$in_b" peer=10.0.1.66 syns)" 4
	same older "$(row tw_recycle netns="$in_b" peer=10.0.1.66 older)" 0
}

# And another one behind its address, an hour younger.
two_clocks()
{
	in_ns $A tcp_clock ab 10.0.1.66 41000 10.0.1.2 5001 syn:1400200 syn:1400300 > "$TMP/fates" ||
		return
	now_ms
	began=$now
	same answered "$(grep -c answered "$TMP/fates")" 2
	same older "$(row tw_recycle netns="$in_b" peer=10.0.1.66 older)" 2
	view_says latent || fail "$(head -1 $D/tw_recycle)"
	same namespace "$(row tw_recycle netns="$in_b" risk)" latent
	same others "$(row tw_recycle netns="$in_a" risk | grep -v none)" ""
	same number "$(row tw_recycle key=namespaces_latent value)" 1
}

# Nobody reads but who waits: a look is made all the same.
rises_and_wakes()
{
	WAIT_S=$LOOK_S until_true grep -q . "$TMP/woken" || fail "nobody was woken in $LOOK_S s"
	same woken "$(cat "$TMP/woken")" latent
	flag_is latent || fail "the flag is $(cat $S/tw_recycle_risk)"
}

# tw_recycle's row for b, up to its evidence
finding()
{
	grep " tw_recycle  *$in_b " $D/findings
}

no_finding()
{
	[ "$(finding | awk '{ print $1 }')" = ok ] || fail "$(finding)"
	finding | grep -q '"this kernel has no tcp_tw_recycle.*SYNs of 1 host ' || fail "$(finding)"
	! grep -q tw_recycle $D/summary || fail "the summary has it"
}

in_words()
{
	head -1 $D/tw_recycle | grep -q '^tw_recycle_risk latent ".*more than one clock.*" "do: .*"$' ||
		fail "$(head -1 $D/tw_recycle)"
	! grep -qE 'tcp_timestamps ?= ?0|tcp_tw_recycle ?= ?1' $D/tw_recycle || fail "harmful advice"
}

off_is_unknown()
{
	echo 0 > $S/enabled || return
	flag_is unknown || fail "off, and the flag is $(cat $S/tw_recycle_risk)"
	WAIT_S=$LOOK_S until_true grep -q unknown "$TMP/woken" || fail "nobody was woken"
	echo 1 > $S/enabled
	WAIT_S=$LOOK_S until_true flag_is latent || fail "the flag is $(cat $S/tw_recycle_risk)"
}

falls()
{
	WAIT_S=$((HOLD_S + 2 * LOOK_S)) until_true flag_is none ||
		fail "the flag is $(cat $S/tw_recycle_risk)"
	now_ms
	say "fell after $(((now - began) / 1000)) s"
	[ $((now - began)) -ge $(((HOLD_S - 2) * 1000)) ] || fail "too early"
	[ $((now - began)) -le $(((HOLD_S + LOOK_S + 2) * 1000)) ] || fail "too late"
	WAIT_S=$LOOK_S until_true awk 'END { exit $0 != "none" }' "$TMP/woken" ||
		fail "not woken for it: $(cat "$TMP/woken")"
}

plan 8
run quiet
run one_clock
run two_clocks
run rises_and_wakes
run no_finding
run in_words
run off_is_unknown
run falls
