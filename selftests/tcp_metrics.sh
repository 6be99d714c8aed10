#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The file tcp_metrics beside ip(8), field by field, in several namespaces, IPv4 and
# IPv6: the same entries, the same numbers, and ages of the same moment.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need ip
droplens_load
net_up 6
ip -n $A tcp_metrics show > /dev/null 2>&1 || skip_all "ip(8) knows no tcp_metrics"

# "peer local rtt rttvar ssthresh cwnd reordering age", "-" for what is not there
of_ip()
{
	ip -n "$1" tcp_metrics show | awk '
		{ delete v
		  for (i = 2; i < NF; i++)
			if ($i ~ /^(age|rtt|rttvar|ssthresh|cwnd|reordering|source)$/)
				v[$i] = $(i + 1)
		  for (k in v)
			sub(/(us|sec|ms)$/, "", v[k])
		  n = split("source rtt rttvar ssthresh cwnd reordering age", order, " ")
		  line = $1
		  for (i = 1; i <= n; i++)
			line = line " " (order[i] in v ? v[order[i]] : "-")
		  print line }' | sort
}

of_us()
{
	awk -v netns="$1" '!NF { exit }
		NR == 1 { for (i = 1; i <= NF; i++) { sub(/\[.*/, "", $i); at[$i] = i } next }
		$(at["netns"]) == netns {
			print $(at["peer"]), $(at["local"]), $(at["rtt"]), $(at["rttvar"]),
			      $(at["ssthresh"]), $(at["cwnd"]), $(at["reordering"]), $(at["age"]) }' \
		$D/tcp_metrics | sort
}

# Ages are of a moment, and that of ip(8) is the later one.
same_entries()
{
	local ns=$1 inode=$2 least=$3

	now_ms
	took=$now
	of_us "$inode" > "$TMP/ours"
	of_ip "$ns" > "$TMP/theirs"
	now_ms
	took=$((now - took))
	say "$ns: $(wc -l < "$TMP/ours") entries, read twice in $took ms"
	awk -v took=$took '
		NR == FNR { n++; age[n] = $8; $8 = ""; line[n] = $0; next }
		{ m++; later = $8; $8 = ""
		  if ($0 != line[m]) {
			print "# ip(8): " $0 "\n# we:    " line[m]
			bad++
		  }
		  # a jiffy is 4 ms or 10 ms, and what changed meanwhile is younger
		  if (later < age[m] - 0.02 || later > age[m] + took / 1000 + 0.02) {
			print "# ages " age[m] " and " later
			bad++
		  } }
		END { exit n != m || bad }' "$TMP/ours" "$TMP/theirs" ||
		fail "$ns: ip(8) and the file differ"
	[ "$(wc -l < "$TMP/ours")" -ge "$least" ] ||
		fail "$ns: $(wc -l < "$TMP/ours") entries, at least $least were made"
}

made()
{
	hold $B tcp_clock -l 10.0.1.2 5001 &&
	hold $B tcp_clock -l fd00:1::2 5002 &&
	hold $A tcp_clock -l 10.0.2.1 5003 &&
	hold $R tcp_clock -l fd00:2::fe 5004 || return
	in_ns $A tcp_connect -c 5 10.0.1.2 5001 > /dev/null &&
	in_ns $A tcp_connect -c 5 fd00:1::2 5002 > /dev/null &&
	in_ns $R tcp_connect -c 5 10.0.2.1 5003 > /dev/null &&
	in_ns $A tcp_connect -c 5 fd00:2::fe 5004 > /dev/null || return
	until_true settled || fail "no entries"
}

# Entries are written when connections end: not before all have.
settled()
{
	[ "$(of_ip $A | wc -l)" -ge 3 ] && [ "$(of_ip $R | wc -l)" -ge 1 ] &&
	[ -z "$(in_ns $A ss -Htn state established state fin-wait-1 state last-ack)" ]
}

in_each()
{
	same_entries $A "$in_a" 3
	same_entries $R "$in_r" 1
	same_entries $B "$in_b" 0
}

# Other numbers than those of a first connection: slow starts that ended, round trip
# times of a line of its own.
after_losses()
{
	command -v tc > /dev/null || { why="needs tc"; return $SKIP; }
	hold $B tcp_load -l 10.0.1.2 5005 1 || return
	# not kept unless asked for, from 5.0 on
	[ ! -e /proc/sys/net/ipv4/tcp_no_ssthresh_metrics_save ] ||
		in_ns_sysctl $A ipv4/tcp_no_ssthresh_metrics_save=0 || return
	in_ns $A tc qdisc add dev ab root netem delay 15ms loss 3% ||
		{ why="no netem"; return $SKIP; }
	in_ns $A tcp_load 10.0.1.2 5005 1 200000 1000 4 > /dev/null || fail "no load"
	in_ns $A tc qdisc del dev ab root
	until_true rested || fail "connections that never end"
	same_entries $A "$in_a" 3
	row tcp_metrics netns="$in_a" peer=10.0.1.2 ssthresh | grep -q '[0-9]' ||
		fail "no slow start ended"
}

rested()
{
	[ -z "$(in_ns $A ss -Htn state established state fin-wait-1 state fin-wait-2 state last-ack)" ]
}

youngest_first()
{
	awk '!NF { exit } NR == 1 { for (i = 1; i <= NF; i++) { sub(/\[.*/, "", $i); at[$i] = i } next }
		$(at["age"]) < last { exit 1 } { last = $(at["age"]) }' $D/tcp_metrics ||
		fail "not in order"
}

# Nothing of a namespace that has ended.
ended()
{
	ip netns add dl-brief && ip -n dl-brief link set lo up || return
	hold dl-brief tcp_clock -l 127.0.0.1 5001 || return
	in_ns dl-brief tcp_connect -c 3 127.0.0.1 5001 > /dev/null
	brief=$(inode_of dl-brief)
	until_true there || fail "no entries to begin with"
	kill "$held"
	ip netns del dl-brief
	until_true gone || fail "a namespace that has ended has entries"
}

there()
{
	[ -n "$(of_us "$brief")" ]
}

gone()
{
	[ -z "$(of_us "$brief")" ]
}

# The youngest 1,024, and how many more there are: as many as ip(8) counts.
many()
{
	local cut all listed

	in_ns $R tcp_peers 1500 || return
	until_true all_counted || fail "cut: '$cut' instead of '$((all - 1024)) $all'"
	listed=$(awk '!NF { exit } NR > 1' "$TMP/page" | wc -l)
	same listed "$listed" 1024
	[ "$all" -ge 3000 ] || fail "only $all entries"
	# all of the listed ones are of the last connections
	same "youngest" "$(of_us "$in_r" | grep -c ' 127\.')" 1024
}

# ip(8) asks namespace by namespace: the kernel may add one of the last connections between.
all_counted()
{
	# the view is of all namespaces, the first one too
	all=$({ for ns in $A $B $R; do of_ip $ns; done; ip tcp_metrics show; } | wc -l)
	cat $D/tcp_metrics > "$TMP/page"
	cut=$(sed -n 's/^cut: \([0-9]*\) older ones of \([0-9]*\) are not listed$/\1 \2/p' "$TMP/page")
	[ "$cut" = "$((all - 1024)) $all" ]
}

forgotten()
{
	ip -n $A tcp_metrics flush || return
	same entries "$(of_us "$in_a")" ""
	[ -n "$(of_ip $R)" ] || fail "another namespace's are gone too"
}

plan 7
run made
run in_each
run after_losses
run youngest_first
run ended
run many
run forgotten
