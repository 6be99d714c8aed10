#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The conntrack table is full: new flows are dropped by conntrack itself, with the
# same reason as a firewall rule; only its counters tell them apart.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need nft
droplens_load
net_up

in_ns $B nft -f - <<-EOF || exit 1
	table ip droplens {
		chain in {
			type filter hook input priority 0;
			ct state invalid accept
		}
	}
EOF

usage_is()
{
	[ "$(row conntrack netns="$in_b" usage)" = "$1" ]
}

conntrack_full()
{
	local dropped

	# Established connections: the kernel evicts unanswered flows early, at random.
	hold $B tcp_listen 10.0.1.2 5001 8 || return
	hold $A tcp_connect -c 4 -k 10.0.1.2 5001 || return
	set_sysctl net/netfilter/nf_conntrack_max 4 || return
	# from 6.15 on every namespace has a limit of its own
	[ ! -w "/proc/sys/net/netfilter/nf_conntrack_max" ] ||
		in_ns $B bash -c 'echo 4 > /proc/sys/net/netfilter/nf_conntrack_max' 2> /dev/null

	dropped=$(row conntrack netns="$in_b" cpu=all drop)
	snapshot_before
	in_ns $A udp_send -f -c 10 -p 41000 -s 100 10.0.1.2 5000 || return
	assert_moved 10 size=100 "$(drop_is policy/netfilter NETFILTER_DROP)" \
		location=nf_hook_slow netns="$in_b" dev=ba in=ba proto=ipv4

	until_true usage_is 100 || fail "usage never reached 100"
	same count "$(row conntrack netns="$in_b" count)" 4
	same max "$(row conntrack netns="$in_b" max)" 4
	same "sysfs conntrack_usage" "$(cat $S/conntrack_usage)" 100
	same drop "$(row conntrack netns="$in_b" cpu=all drop)" $((${dropped:-0} + 10))
	same early_drop "$(row conntrack netns="$in_b" cpu=all early_drop)" 0
}

plan 1
run conntrack_full
