#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Queueing disciplines: netem loses everything, tbf what is above its limit. Up to
# 6.1 the kernel reports the function that frees a list, not the one that dropped.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need tc
droplens_load
net_up

QDISC='location=__dev_queue_xmit|__dev_xmit_skb|kfree_skb_list_reason|kfree_skb_list|__tcf_kfree_skb_list|tcf_kfree_skb_list'

qdisc_dropped()
{
	in_ns $A tc -s qdisc show dev ab root |
		awk '/dropped/ { sub(/.*dropped /, ""); sub(/,.*/, ""); print; exit }'
}

# queue N QDISC...: sends N datagrams of 1000 bytes through it
queue()
{
	local n=$1 lost

	shift
	in_ns $A tc qdisc replace dev ab root "$@" || return
	snapshot_before
	in_ns $A udp_send -c "$n" -s 1000 10.0.1.2 5000 || return
	lost=$(qdisc_dropped)
	[ "$lost" -gt 0 ] || fail "the qdisc dropped nothing" || return
	say "$lost of $n lost"
	assert_moved "$lost" size=1000 "$(drop_is resource/qdisc QDISC_DROP QDISC_OVERLIMIT)" \
		"$QDISC" netns="$in_a" dev=ab in=- proto=ipv4
	in_ns $A tc qdisc del dev ab root
}

netem_loss()
{
	queue 20 netem loss 100%
}

tbf_limit()
{
	# what is not lost at once stays in the queue for longer than the test lasts
	hold $B udp_sink 10.0.1.2 5000 1000000 || return
	queue 20 tbf rate 1kbit burst 1600 limit 4000
}

plan 2
run netem_loss
run tbf_limit
