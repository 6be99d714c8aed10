#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The same drops at the same time, as droplens tells them and as `perf record -g` and
# bpftrace do: the same packets, at the same call sites. In a guest with these tools:
# selftests/qemu/guest -r bench -m 1536 -- selftests/hit_peers.sh

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need perf bpftrace
droplens_load
net_up 6

mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
export WAIT_S=120
at_exit "[ ! -e $S/capture_stack ] || echo 0 > $S/capture_stack"
at_exit "[ ! -e $S/observe_flows ] || echo 0 > $S/observe_flows"

probe_port=5998

in_background()
{
	"$@" > "$TMP/${1##*/}.out" 2> "$TMP/${1##*/}.err" &
	pids="$pids $!"
	at_exit "kill $! 2> /dev/null"
}

lose_one()
{
	in_ns $A udp_send -c 1 10.0.1.2 $probe_port
}

bpftrace_listens()
{
	lose_one
	grep -q '^drop ' "$TMP/bpftrace.out"
}

perf_listens()
{
	[ -s "$TMP/perf.data" ]
}

tcpdrop_listens()
{
	grep -q 'TIME' "$TMP/tcpdrop.bt.out"
}

# Every kind that the kernel has an address for, IPv4 and IPv6, with and without a socket.
lose()
{
	in_ns $A udp_send -c 6 -p 4001 10.0.1.2 5001
	in_ns $A udp_send -c 4 -p 4002 fd00:1::2 5002
	in_ns $A tcp_connect -c 3 10.0.1.2 5003
	in_ns $A udp_send -c 2 -p 4004 10.77.0.1 5004
	hold $A tcp_forge -c 5 -a 100000 10.0.1.2 5005
}

forged()
{
	[ "$(row drops reason=TCP_RFC7323_PAWS events)" = 5 ]
}

listen()
{
	pids=
	hold $B tcp_listen 10.0.1.2 5005 8 || return
	echo 1 > $S/observe_flows && echo 1 > $S/capture_stack || return
	in_background perf record -a -g -e skb:kfree_skb -e droplens:drop -o "$TMP/perf.data"
	in_background bpftrace -B line -e 'tracepoint:skb:kfree_skb { printf("drop %llx\n%s\n", args->skbaddr, kstack(8)); }'
	if [ -x /usr/sbin/tcpdrop.bt ]; then
		in_background /usr/sbin/tcpdrop.bt
		until_true tcpdrop_listens || say "tcpdrop.bt does not start: $(head -3 "$TMP/tcpdrop.bt.err" | tr '\n' ' ')"
	fi
	until_true perf_listens || fail "perf does not start: $(tail -3 "$TMP/perf.err")"
	until_true bpftrace_listens || fail "bpftrace does not start: $(tail -3 "$TMP/bpftrace.err")"
	settle
	echo 1 > $S/reset
	lose > "$TMP/lost"
	until_true forged || say "PAWS: $(row drops reason=TCP_RFC7323_PAWS events)"
	settle
	cat $D/flows > "$TMP/flows"
	cat $D/stacks > "$TMP/stacks"
	cat $D/drops > "$TMP/drops"
	# shellcheck disable=SC2086
	kill -INT $pids 2> /dev/null
	# shellcheck disable=SC2086
	wait $pids
	perf script -i "$TMP/perf.data" > "$TMP/script" 2> "$TMP/script.err" || fail "perf script: $(head -2 "$TMP/script.err")"
	[ -s "$TMP/script" ] || fail "perf has recorded nothing"
}

# perf_sites EVENT: "address site" of each event; the site is who called what frees
perf_sites()
{
	awk -v event="$1:" '
		/skbaddr=/ { want = index($0, event); match($0, /skbaddr=(0x)?[0-9a-f]+/)
			addr = substr($0, RSTART + 8, RLENGTH - 8); sub(/^0x/, "", addr); frees = 0; next }
		want && NF { f = $2; sub(/[+.].*/, "", f)
			if (f ~ /^(kfree_skb|sk_skb_reason_drop)/) { frees = 1; next }
			if (frees) { print addr, f; want = 0 } }' "$TMP/script"
}

bpftrace_sites()
{
	awk '/^drop / { addr = $2; want = 1; frees = 0; next }
		want && NF { f = $1; sub(/[+.].*/, "", f)
			if (f ~ /^(kfree_skb|sk_skb_reason_drop)/) { frees = 1; next }
			if (frees) { print addr, f; want = 0 } }' "$TMP/bpftrace.out"
}

# at SITE FILE: how many of the list are there
at()
{
	awk -v site="$1" '$2 ~ "^(" site ")$" { n++ } END { print n + 0 }' "$2"
}

# Of a site, the frames of droplens' stacks, as one line
stack_has()
{
	awk -v site="$1" '/^\t/ { if (on) { f = $1; sub(/[+.].*/, "", f); text = text " " f } next }
		{ if (on && !done) done = 1; l = $NF; sub(/[+.].*/, "", l); on = !done && l ~ "^(" site ")$" }
		END { print text }' "$TMP/stacks"
}

agree()
{
	local what=$1 sent=$2 site=$3 flow=$4 perf bpf own row flows

	perf=$(at "$site" "$TMP/perf.sites")
	bpf=$(at "$site" "$TMP/bpf.sites")
	own=$(at "$site" "$TMP/own.sites")
	# shellcheck disable=SC2086
	flows=$(COL=events SPEC=$flow N='' SIZE='' rows get "$TMP/flows" | awk '{ n += $1 } END { print n + 0 }')
	row=$(awk -v site="$site" '{ l = $4; sub(/[+.].*/, "", l) } l ~ "^(" site ")$" { n += $9 } END { print n + 0 }' "$TMP/drops")
	say "| $what | $sent | $perf | $bpf | $own | $row | $flows |"
	same "perf record -g: $what" "$perf" "$sent"
	same "bpftrace: $what" "$bpf" "$sent"
	same "droplens:drop: $what" "$own" "$sent"
	same "flows: $what" "$flows" "$sent"
}

the_same_call_sites()
{
	perf_sites skb:kfree_skb > "$TMP/perf.sites"
	perf_sites droplens:drop > "$TMP/own.sites"
	bpftrace_sites > "$TMP/bpf.sites"
	say "| cause | sent | perf record -g | bpftrace | droplens:drop | drops | flows |"
	agree "UDP, closed port, IPv6" 4 '__udp6_lib_rcv|udp6_rcv' "dport=5002 proto=udp"
	agree "TCP, closed port" 3 tcp_v4_rcv "dport=5003 proto=tcp"
	agree "UDP, no route" 2 ip_error "dport=5004 proto=udp"
	agree "TCP, old timestamp" 5 tcp_validate_incoming "dport=5005 proto=tcp"
}

# Each packet that droplens:drop tells is one that skb:kfree_skb tells, in that order.
the_same_packets()
{
	local own all

	awk '{ print $1 }' "$TMP/own.sites" > "$TMP/own.addr"
	# of the sites that droplens takes for losses
	awk 'NR == FNR { loss[$2] = 1; next } $2 in loss { print $1 }' "$TMP/own.sites" "$TMP/perf.sites" > "$TMP/perf.addr"
	own=$(wc -l < "$TMP/own.addr")
	all=$(wc -l < "$TMP/perf.addr")
	say "$own packets of droplens:drop, $all of skb:kfree_skb at these sites"
	[ "$own" -ge 20 ] || fail "only $own packets"
	same "the packets" "$(cat "$TMP/own.addr")" "$(cat "$TMP/perf.addr")" || fail "they are not the same packets"
}

# perf's stack of the same call site, frame by frame.
the_same_stacks()
{
	local site mine theirs n=0

	for site in tcp_v4_rcv tcp_validate_incoming ip_error; do
		mine=$(stack_has $site | awk '{ for (i = 1; i <= NF && i <= 8; i++) printf "%s ", $i }')
		theirs=$(awk -v site=$site '/skb:kfree_skb:/ { if (got) exit; on = 1; text = ""; n = 0; next }
			!NF { on = 0 }
			on { f = $2; sub(/[+.].*/, "", f)
				if (f == site) got = 1
				if (got && n++ < 8) printf "%s ", f }' "$TMP/script")
		say "$site: $mine"
		same "perf's stack of $site" "$theirs" "$mine"
		n=$((n + 1))
	done
}

# What tcpdrop prints has a socket; addresses, ports and the call site are the same.
as_tcpdrop_has_it()
{
	local lines

	[ -x /usr/sbin/tcpdrop.bt ] || { why="no tcpdrop.bt"; return $SKIP; }
	[ -s "$TMP/tcpdrop.bt.out" ] || { why="tcpdrop.bt does not run here"; return $SKIP; }
	lines=$(grep -c ':5005\b' "$TMP/tcpdrop.bt.out")
	say "tcpdrop: $(grep -m 1 ':5005\b' "$TMP/tcpdrop.bt.out")"
	same "tcpdrop's lines of port 5005" "$lines" 5
	grep -q tcp_validate_incoming "$TMP/tcpdrop.bt.out" || fail "tcpdrop names another call site"
}

plan 5
run listen
run the_same_call_sites
run the_same_packets
run the_same_stacks
run as_tcpdrop_has_it
