#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The old iptables: its DROP is carried out by the hook, on every kernel.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need iptables-legacy
droplens_load
net_up

in_ns $B iptables-legacy -w 10 -A INPUT -p udp --dport 5000 -j DROP ||
	skip_all "this kernel has no legacy iptables"

rule_packets()
{
	in_ns $B iptables-legacy -w 10 -nvxL INPUT | awk '/DROP/ { print $1 }'
}

iptables_legacy_drop()
{
	snapshot_before
	in_ns $A udp_send -c 12 -s 200 10.0.1.2 5000 || return
	assert_moved 12 size=200 "$(drop_is policy/netfilter NETFILTER_DROP)" \
		location=nf_hook_slow netns="$in_b" dev=ba in=ba proto=ipv4
	same "the rule's counter" "$(rule_packets)" 12
}

plan 1
run iptables_legacy_drop
