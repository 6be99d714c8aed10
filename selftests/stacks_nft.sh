#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# stacks: the call stack of a packet that an nft rule dropped, beside the one that
# the kernel's own tracer takes of the same drops; and that a flood is sampled only.
# guest: turns

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need nft
droplens_load
net_up

T=/sys/kernel/tracing
[ -d $T/events/skb ] || mount -t tracefs none $T 2> /dev/null
[ -d $T/events/skb ] || T=/sys/kernel/debug/tracing
at_exit "[ ! -e $S/capture_stack ] || echo 0 > $S/capture_stack"

in_ns $B nft -f - <<-EOF || exit 1
	table inet droplens {
		chain in {
			type filter hook input priority 0;
			udp dport 5000 counter drop
		}
	}
EOF

RULE=$(drop_is policy NETFILTER_DROP)

off_says_so()
{
	same capture_stack "$(cat $S/capture_stack)" 0
	grep -q capture_stack $D/stacks || fail "stacks does not tell how to switch it on"
	[ "$(wc -l < $D/stacks)" = 1 ] || fail "stacks shows rows while it is off"
	echo 1 > $S/capture_stack || fail "it can not be switched on"
	same capture_stack "$(cat $S/capture_stack)" 1
}

samples()
{
	# shellcheck disable=SC2086
	row stacks $RULE netns="$in_b" samples
}

samples_are()
{
	[ "$(samples)" = "$1" ]
}

# The frames of the first row that fits, one a line, as function names.
frames()
{
	awk -v netns="$in_b" '/^\t/ { if (on) { sub(/[+.].*/, "", $1); print $1 } next }
		{ on = !done && $4 == netns; if (on) done = 1 }' $D/stacks
}

# What ftrace takes of the same drop, from the caller of kfree_skb on.
traced()
{
	sed -n 's/^ => \([^ +.]*\).*/\1/p' "$TMP/trace" | awk '/^kfree_skb|^sk_skb_reason_drop|^__traceiter/ { on = 1; next } on'
}

as_ftrace_has_it()
{
	local mine theirs

	settle
	echo 1 > $S/reset
	echo > $T/trace
	echo stacktrace > $T/events/skb/kfree_skb/trigger || { why="no stacktrace trigger here"; return $SKIP; }
	in_ns $A udp_send -c 1 10.0.1.2 5000
	echo '!stacktrace' > $T/events/skb/kfree_skb/trigger
	until_true samples_are 1 || fail "'$(samples)' samples of one drop" || return
	awk '/<stack trace>/ { n++; text[n] = "" } n { text[n] = text[n] $0 "\n" }
		END { for (i = 1; i <= n; i++) if (text[i] ~ /nf_hook_slow/) { printf "%s", text[i]; exit } }' $T/trace > "$TMP/trace"
	mine=$(frames | head -8 | tr '\n' ' ')
	theirs=$(traced | head -8 | tr '\n' ' ')
	say "stacks: $mine"
	case $mine in
	*nf_hook_slow*ip_local_deliver*) ;;
	*) fail "no nf_hook_slow below ip_local_deliver" ;;
	esac
	case $(frames | head -1) in
	nft_do_chain|nf_hook_slow) ;;
	*) fail "the first frame is $(frames | head -1)" ;;
	esac
	# a trigger's stack begins where the event is, droplens' at the call site
	[ -n "$theirs" ] || fail "ftrace has no such stack" || return
	same "ftrace's stack" "$theirs" "$mine"
}

passed()
{
	sed -n 's/^sampled: \([0-9]*\) .* the cost: \([0-9]*\);.*/\1 \2/p' $D/stacks
}

# Every drop is sampled or told not to be.
a_flood_is_sampled()
{
	local took left

	settle
	echo 1 > $S/reset
	in_ns $A udp_send -c 3000 -s 20 10.0.1.2 5000 || return
	settle
	read -r took left <<< "$(passed)"
	say "of 3000 drops $took were sampled, $left were not"
	# four a second and CPU, of which the test before may have had one
	[ "$took" -ge 3 ] || fail "only $took samples"
	[ "$took" -le 100 ] || fail "$took samples bound no cost"
	[ $((took + left)) -ge 3000 ] && [ $((took + left)) -le 3020 ] ||
		fail "$took and $left are not 3000"
	[ "$(samples)" -le "$took" ] || fail "a stack has more samples than there are"
}

# A cause that is rare gets its stack beside the flood.
a_rare_one_has_its_stack()
{
	settle
	echo 1 > $S/reset
	in_ns $A udp_send -c 1000 -s 20 10.0.1.2 5000 || return
	in_ns $A udp_send -c 1 10.0.1.2 5999 || return
	in_ns $A udp_send -c 1000 -s 20 10.0.1.2 5000 || return
	settle
	awk '/__udp4_lib_rcv|udp_rcv/ { found = 1 } END { exit !found }' $D/stacks ||
		fail "no stack of the packet to a closed port"
}

switched_under_a_flood()
{
	local i pid

	in_ns $A udp_send -c 40000 -s 20 10.0.1.2 5000 &
	pid=$!
	for i in {1..10}; do
		echo $((i % 2)) > $S/capture_stack || fail "write $i"
		cat $D/stacks > "$TMP/stacks" || fail "read $i"
	done
	wait $pid
	same capture_stack "$(cat $S/capture_stack)" 0
}

plan 5
run off_says_so
run as_ftrace_has_it
run a_flood_is_sampled
run a_rare_one_has_its_stack
run switched_under_a_flood
