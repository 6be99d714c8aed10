#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An nft rule drops what is for this host; the rule's own counter is the witness.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need nft
droplens_load
net_up 6

in_ns $B nft -f - <<-EOF || exit 1
	table inet droplens {
		chain in {
			type filter hook input priority 0;
			udp dport 5000 counter drop
		}
	}
EOF

rule_packets()
{
	in_ns $B nft list table inet droplens | awk '{ for (i = 1; i < NF; i++) if ($i == "packets") print $(i + 1) }'
}

dropped()
{
	local address=$1 proto=$2 before

	before=$(rule_packets)
	snapshot_before
	in_ns $A udp_send -c 12 -s 200 "$address" 5000 || return
	assert_moved 12 size=200 "$(drop_is policy/netfilter NETFILTER_DROP)" \
		'location=nft_do_chain|nf_hook_slow' netns="$in_b" dev=ba in=ba proto="$proto"
	same "the rule's counter" "$(rule_packets)" $((before + 12))
}

nft_drop_input()
{
	dropped 10.0.1.2 ipv4
}

nft6_drop_input()
{
	dropped fd00:1::2 ipv6
}

plan 2
run nft_drop_input
run nft6_drop_input
