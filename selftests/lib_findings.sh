# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # used by those who source this
# Sourced after lib.sh and lib_net.sh by scenarios that cause problems and hold
# `findings` to account for all the time between: what is not expected, in any scope
# at any read, is a false alarm.

# A minute, in looks ten seconds apart, and a little for who reads.
CLEAR_S=75
SEEN_S=45

OUT=dl-out
declare -A inode
place_nr=0

# place NAME: namespace dl-NAME with eth0 10.9.N.2, and the sender's end, oN 10.9.N.1,
# in the namespace OUT; legs "eth1 10.8.N.2" and "pN 10.8.N.1" on `place NAME 2`. The
# neighbour 10.9.N.77 is of another host: what is sent to it is gone without a trace.
place()
{
	local name=$1 legs=${2:-1} ns=dl-$1

	place_nr=$((place_nr + 1))
	n=$place_nr
	if [ $n -eq 1 ]; then
		need ip awk
		ip netns del $OUT 2> /dev/null
		ns_defaults $OUT 1 || exit 1
		at_exit "ip netns del $OUT"
		ip -n $OUT link set dev lo up
	fi
	ip netns del "$ns" 2> /dev/null
	ns_defaults "$ns" 1 || exit 1
	at_exit "ip -n $OUT link del o$n 2> /dev/null; ip netns del $ns"
	leg "$ns" eth0 "o$n" 9 "$n" || { say "no place $name"; exit 1; }
	if [ "$legs" = 2 ]; then
		leg "$ns" eth1 "p$n" 8 "$n" &&
		in_ns_sysctl "$ns" ipv4/ip_forward=1 &&
		ip -n $OUT route add "10.66.$n.0/24" via "10.9.$n.2" &&
		ip -n "$ns" route add "10.66.$n.0/24" via "10.8.$n.77" || exit 1
		at_exit "ip -n $OUT link del p$n 2> /dev/null"
	fi
	inode[$name]=$(inode_of "$ns")
}

leg()
{
	local ns=$1 dev=$2 far=$3 net=$4 n=$5

	ip -batch - <<-EOF2 &&
		link add name $far netns $OUT address 02:00:00:0$net:$(printf %02x "$n"):01 type veth peer name $dev netns $ns address 02:00:00:0$net:$(printf %02x "$n"):02
	EOF2
	ip -n "$ns" -batch - <<-EOF2 &&
		link set dev lo up
		address add 10.$net.$n.2/24 dev $dev
		link set dev $dev up
		neighbour replace 10.$net.$n.1 lladdr 02:00:00:0$net:$(printf %02x "$n"):01 dev $dev nud permanent
		neighbour replace 10.$net.$n.77 lladdr 02:00:00:0$net:$(printf %02x "$n"):77 dev $dev nud permanent
	EOF2
	ip -n $OUT -batch - <<-EOF2
		address add 10.$net.$n.1/24 dev $far
		link set dev $far up
		neighbour replace 10.$net.$n.2 lladdr 02:00:00:0$net:$(printf %02x "$n"):02 dev $far nud permanent
	EOF2
}

# The watcher reads as a user would, again and again, and keeps what is not ok.
watch_findings()
{
	local pid

	: > "$TMP/log"
	: > "$TMP/times"
	: > "$TMP/expected"
	(
		trap - EXIT
		while :; do
			now_ms
			awk -f "$HERE/findings/read.awk" -v now=$now -v severity=$S/severity \
				$D/findings >> "$TMP/log" || exit 1
			read -rt 0.2 -u "$nobody"
		done
	) &
	pid=$!
	at_exit "kill $pid 2> /dev/null; wait $pid 2> /dev/null"
	until_true read_once || { say "findings can not be read"; exit 1; }
}

read_once()
{
	grep -q ' read ' "$TMP/log"
}

# expect LABEL SEVERITY ID SCOPE ADVICE-REGEX TEXT...: what is to be found, and what the
# table calls its cause; `-` for TEXT: may be found with another one.
expect()
{
	local label=$1 severity=$2 id=$3 scope=$4 advice=$5

	shift 5
	echo "$label|$severity|$id|$scope|$advice|$*" >> "$TMP/expected"
	began "$label"
}

began()
{
	now_ms
	echo "$1 began $now" >> "$TMP/times"
}

# over LABEL...: its cause is gone
over()
{
	local label

	now_ms
	for label; do
		echo "$label over $now" >> "$TMP/times"
	done
}

judge_log()
{
	awk -f "$HERE/findings/judge.awk" -v MODE="$1" -v LABEL="$2" -v CLEAR_S=$CLEAR_S \
		FILES=1 "$TMP/expected" FILES=2 "$TMP/times" FILES=3 "$TMP/log"
}

all_seen()
{
	local label

	for label; do
		judge_log seen "$label" || return 1
	done
}

# seen LABEL...: waits until all of them are found, and the summary says so too
seen()
{
	local label id scope

	WAIT_S=$SEEN_S until_true all_seen "$@" || say "not found in $SEEN_S s: one of $*"
	now_ms
	cat $D/summary > "$TMP/summary"
	for label; do
		IFS='|' read -r _ _ id scope _ < <(grep "^$label|" "$TMP/expected")
		[ "$scope" = host ] && scope='this host' || scope="namespace ${scope%%:*}"
		if grep -q "^[A-Z]* $id  .*$scope" "$TMP/summary"; then
			echo "$label summary $now" >> "$TMP/times"
		else
			say "the summary does not name $id in $scope"
			sed 's/^/# /' "$TMP/summary"
		fi
	done
}

all_clear()
{
	judge_log clear ""
}

# cleared: waits until nothing is found any more
cleared()
{
	WAIT_S=$((CLEAR_S + 15)) until_true all_clear || say "not clear after $CLEAR_S s"
}

# verdict LABEL: says all that was seen of it; fails if anything is not as expected
verdict()
{
	judge_log verdict "$1" || fail "$1 is not as expected"
}

no_false_alarm()
{
	judge_log alarms "" || fail "false alarms"
}

severity_file()
{
	judge_log severity "" || fail "sysfs severity differs from findings"
}

# judge_all [TEST...]: a result for each of what was expected, two for all of them,
# and the script's own
judge_all()
{
	local label

	plan $(($(grep -vc '|-$' "$TMP/expected") + 2 + $#))
	while IFS='|' read -r label _; do
		eval "$label() { verdict $label; }"
		run "$label"
	done < <(grep -v '|-$' "$TMP/expected")
	run no_false_alarm
	run severity_file
	for label; do
		run "$label"
	done
}
