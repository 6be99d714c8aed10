#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An nft rule in a router drops what passes through.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need nft
droplens_load
net_up 6

in_ns $R nft -f - <<-EOF || exit 1
	table inet droplens {
		chain forward {
			type filter hook forward priority 0;
			udp dport 5000 drop
		}
	}
EOF

dropped()
{
	snapshot_before
	in_ns $A udp_send -c 12 -s 200 "$1" 5000 || return
	assert_moved 12 size=200 "$(drop_is policy/netfilter NETFILTER_DROP)" \
		'location=nft_do_chain|nf_hook_slow' netns="$in_r" dev=ra in=ra proto="$2"
}

nft_drop_forward()
{
	dropped 10.0.3.2 ipv4
}

nft6_drop_forward()
{
	dropped fd00:3::2 ipv6
}

plan 2
run nft_drop_forward
run nft6_drop_forward
