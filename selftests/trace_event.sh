#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The trace event droplens:drop: its fields are what was sent; nobody who listens,
# nothing is decoded.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need nft taskset
droplens_load
net_up 6

T=/sys/kernel/tracing
[ -d $T/events/skb ] || mount -t tracefs none $T 2> /dev/null
[ -d $T/events/skb ] || T=/sys/kernel/debug/tracing
[ -d $T/events/droplens/drop ] || { say "no event droplens:drop"; exit 1; }
at_exit "echo 0 > $T/events/droplens/drop/enable"

in_ns $B nft -f - <<-EOF || exit 1
	table inet droplens {
		chain in {
			type filter hook input priority 0;
			udp dport 5000 counter drop
			tcp dport 5000 counter drop
		}
	}
EOF

on()
{
	settle
	echo > $T/trace
	echo 1 > $T/events/droplens/drop/enable
}

off()
{
	echo 0 > $T/events/droplens/drop/enable
}

# events PORT: the lines of drops at our rule
events()
{
	grep " drop: " $T/trace | grep "netns=$in_b " | grep " dport=$1 "
}

nr_events_is()
{
	[ "$(events "$1" | wc -l)" = "$2" ]
}

# event KEY=VALUE...: each line has all of them
all_have()
{
	local field

	for field; do
		if grep -qvF -- " $field" <<< "$lines"; then
			fail "not everywhere $field: $(head -1 <<< "$lines")"
		fi
	done
}

reason()
{
	if reason_names | grep -q '"NETFILTER_DROP"'; then
		echo reason=NETFILTER_DROP
	else
		echo "reason= "
	fi
}

fields()
{
	local source=$1 dest=$2 protocol=$3

	on
	in_ns $A udp_send -c 5 -s 200 -p 4321 "$dest" 5000
	until_true nr_events_is 5000 5 || fail "$(events 5000 | wc -l) events of 5 drops"
	off
	lines=$(events 5000)
	all_have "$(reason)" "protocol=$protocol" proto=17 "saddr=$source" "daddr=$dest_text" sport=4321 \
		"len=$4" "iif=$(in_ns $B cat /sys/class/net/ba/ifindex) " tcp_flags=0x00
	grep -qE 'location=(nft_do_chain|nf_hook_slow)\+' <<< "$lines" || fail "$(head -1 <<< "$lines")"
}

udp_over_ipv4()
{
	dest_text=::ffff:10.0.1.2 fields ::ffff:10.0.1.1 10.0.1.2 0x0800 228
}

udp_over_ipv6()
{
	dest_text=fd00:1::2 fields fd00:1::1 fd00:1::2 0x86dd 248
}

tcp_syn()
{
	on
	in_ns $A raw_send -t -c 1 -s 0 -p 777 ab "$(mac_of ba)" 10.0.1.9 10.0.1.2 5000
	until_true nr_events_is 5000 1 || fail "$(events 5000 | wc -l) events of one SYN"
	off
	lines=$(events 5000)
	all_have proto=6 saddr=::ffff:10.0.1.9 daddr=::ffff:10.0.1.2 sport=777 tcp_flags=0x02 seq=1000 len=40
}

# From the second drop of its kind on the class is known: of its kind on its CPU, once
# the ticker has met the first.
class_is_told()
{
	on
	until_true has_class || fail "no class: $(events 5000 | tail -n 1)"
	off
	same "events of another class" "$(events 5000 | grep -cvE ' class=(policy|-) ')" 0
}

# a CPU knows it a second after its first drop of the kind
has_class()
{
	in_ns $A taskset -c 0 udp_send -c 1 10.0.1.2 5000
	events 5000 | tail -n 1 | grep -qF ' class=policy '
}

# enabled=0 detaches the probe, and with it the event.
not_when_droplens_is_off()
{
	on
	echo 0 > $S/enabled
	in_ns $A udp_send -c 1 10.0.1.2 5000
	echo 1 > $S/enabled
	in_ns $A udp_send -c 1 10.0.1.2 5000
	until_true nr_events_is 5000 1 || fail "$(events 5000 | wc -l) events instead of one"
	off
}

# The module goes while the event is enabled; the event goes with it.
unloads_while_traced()
{
	on
	if rmmod droplens 2> /dev/null; then
		droplens_insert || fail "droplens does not load again"
	fi
	off
	droplens_loaded || fail "droplens is gone"
	on
	in_ns $A udp_send -c 1 10.0.1.2 5000
	until_true nr_events_is 5000 1 || fail "no event after it was loaded again"
	off
}

# who reads events elsewhere knows no names of ours
format_has_numbers()
{
	grep -q ' class' $T/events/droplens/drop/format || fail "no class in the format"
	! grep -q DLENS_ $T/events/droplens/drop/format ||
		fail "a name in the format: $(grep DLENS_ $T/events/droplens/drop/format)"
}

plan 7
run format_has_numbers
run udp_over_ipv4
run udp_over_ipv6
run tcp_syn
run class_is_told
run not_when_droplens_is_off
run unloads_while_traced
