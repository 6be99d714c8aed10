#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The switches: nothing counts while disabled, and reset forgets everything.
# guest: turns

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up

BOTTOM="$(drop_is error/socket NO_SOCKET) netns=$in_b dev=ba in=ba proto=ipv4"

send()
{
	in_ns $A udp_send -c "$1" -s 100 10.0.1.2 5009
}

# The kernel's own count: it shows that the packets were dropped indeed.
no_ports()
{
	in_ns $B awk '$1 == "Udp:" && $2 ~ /[0-9]/ { print $3 }' /proc/net/snmp
}

counts_while_enabled()
{
	snapshot_before
	send 5 || return
	assert_moved 5 "$BOTTOM"
}

nothing_counts_while_disabled()
{
	local dropped

	dropped=$(no_ports)
	at_exit "[ ! -e $S/enabled ] || echo 1 > $S/enabled"
	echo 0 > $S/enabled || return
	same enabled "$(cat $S/enabled)" 0
	snapshot_before
	send 7 || return
	same "really dropped" "$(no_ports)" $((dropped + 7))
	assert_unmoved
	# twice is as good as once
	echo 0 > $S/enabled || return
	same enabled "$(cat $S/enabled)" 0
}

counts_again()
{
	echo 1 > $S/enabled && echo 1 > $S/enabled || return
	same enabled "$(cat $S/enabled)" 1
	snapshot_before
	send 4 || return
	assert_moved 4 "$BOTTOM"
}

reset_forgets()
{
	local no_port

	no_port=$(counter "$in_b" UdpNoPorts)
	settle
	[ "$(cat $S/drops)" -gt 0 ] || fail "nothing to forget" || return
	echo 1 > $S/reset || return
	same drops "$(cat $S/drops)" 0
	same drops_hidden "$(cat $S/drops_hidden)" 0
	same drops_lost "$(cat $S/drops_lost)" 0
	same "row" "$(row drops netns="$in_b" events)" ""
	same enabled "$(cat $S/enabled)" 1
	same "the kernel's own counter" "$(counter "$in_b" UdpNoPorts)" "$no_port"
	snapshot_before
	send 3 || return
	assert_moved 3 "$BOTTOM"
	same drops "$(cat $S/drops)" 3
}

reset_while_disabled()
{
	echo 0 > $S/enabled && echo 1 > $S/reset || return
	same enabled "$(cat $S/enabled)" 0
	same drops "$(cat $S/drops)" 0
	echo 1 > $S/enabled || return
	snapshot_before
	send 2 || return
	assert_moved 2 "$BOTTOM"
}

plan 5
run counts_while_enabled
run nothing_counts_while_disabled
run counts_again
run reset_forgets
run reset_while_disabled
