#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What timestamps still cost on a kernel without tcp_tw_recycle: a SYN with an old one
# that meets a TIME_WAIT socket of its ports is acknowledged instead of answered. The
# kernel's counters move, and tw_recycle shows which and how far.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up 6
# a client's address that no host has: nobody but tcp_clock answers for it
ip -n $B neighbour replace 10.0.1.66 lladdr "$(mac_of ab)" dev ba nud permanent || exit 1
ip -n $B neighbour replace fd00:1::66 lladdr "$(mac_of ab)" dev ba nud permanent || exit 1
# else one acknowledgment in half a second
in_ns_sysctl $B ipv4/tcp_invalid_ratelimit=0 || exit 1
hold $B tcp_clock -l 10.0.1.2 5001 || exit 1
server=$held
hold $B tcp_clock -l fd00:1::2 5002 || exit 1

# PAWSEstab up to 6.16, a counter of its own after
if [ "$(row tw_recycle key=PAWSTimewait value)" = - ]; then
	COUNTER=PAWSEstab
else
	COUNTER=PAWSTimewait
fi
KEYS="PAWSEstab PAWSActive PAWSOldAck PAWSTimewait TSEcrRejected PAWSPassive"

value()
{
	row tw_recycle key="$1" value
}

values()
{
	local key

	for key in $KEYS; do
		echo "$key $(value "$key") $(value "${key}_60s")"
	done
}

# as_far_as N: the one counter is N further than in $TMP/values, all others are not
as_far_as()
{
	values > "$TMP/now"
	awk -v n="$1" -v counter="$COUNTER" '
		NR == FNR { was[$1] = $2; was_60s[$1] = $3; next }
		$2 == "-" { bad += was[$1] != "-" || $3 != "-"; next }
		{ gain = $1 == counter ? n : 0
		  bad += $2 - was[$1] != gain || $3 - was_60s[$1] != gain }
		END { exit bad > 0 }' "$TMP/values" "$TMP/now"
}

# assert_gain N: since forged
assert_gain()
{
	until_true as_far_as "$1" || {
		diff "$TMP/values" "$TMP/now" | sed 's/^/# /'
		fail "$COUNTER did not gain exactly $1"
	}
}

# forged FROM PORT TO PORT TSVAL FATE...: a connection that b closes first, so that its end
# is in TIME_WAIT there, with the stamp 5000000; then SYNs from the same port.
forged()
{
	local from="$1 $2 $3 $4"

	shift 4
	values > "$TMP/values"
	# shellcheck disable=SC2086 # four words
	in_ns $A tcp_clock -s "$server" ab $from server:5000000 > /dev/null || return
	while [ $# -gt 0 ]; do
		# one at a time: no late answer is taken for another one's
		# shellcheck disable=SC2086
		same "a SYN of $1" "$(in_ns $A tcp_clock ab $from "syn:$1")" "syn $1 $2"
		shift 2
	done
}

old_stamp()
{
	forged 10.0.1.66 40000 10.0.1.2 5001 4999000 ack 4000000 ack 1 ack || return
	assert_gain 3
	if [ $COUNTER = PAWSTimewait ]; then
		same reason "$(value TCP_RFC7323_TW_PAWS)" 3
	fi
}

old_stamp_ipv6()
{
	forged fd00:1::66 40000 fd00:1::2 5002 4999000 ack 4000000 ack || return
	assert_gain 2
}

# A later one may have the ports at once.
new_stamp()
{
	forged 10.0.1.66 41000 10.0.1.2 5001 5001000 answered || return
	assert_gain 0
}

# An established connection's segment: another counter's place, the same view.
established()
{
	COUNTER=PAWSEstab
	values > "$TMP/values"
	hold $A tcp_forge -c 4 -a 100000 10.0.1.2 5003 || return
	assert_gain 4
	if [ -n "$(value TCP_RFC7323_PAWS)" ]; then
		same reason "$(value TCP_RFC7323_PAWS)" 4
	fi
}

# Only the namespace that rejected them counted them.
whose()
{
	counter_is "$in_b" TcpExtPAWSEstab "$(value PAWSEstab)" ||
		fail "$(counter "$in_b" TcpExtPAWSEstab) in b"
	same "in a" "$(counter "$in_a" TcpExtPAWSEstab)" 0
}

# Without the option no flag follows from any of this.
no_option()
{
	[ "$(value tcp_tw_recycle)" = removed ] || { why="this kernel has tcp_tw_recycle"; return $SKIP; }
	same exposed "$(value namespaces_exposed)" 0
	same active "$(value namespaces_active)" 0
	same "tcp_metrics_fresh" "$(value tcp_metrics_fresh)" -
	case $(cat $S/tw_recycle_risk) in
	none | latent) ;;
	*) fail "the flag is $(cat $S/tw_recycle_risk)" ;;
	esac
}

hold $B tcp_listen 10.0.1.2 5003 8 || exit 1
settle

plan 6
run old_stamp
run old_stamp_ipv6
run new_stamp
run established
run whose
run no_option
