#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An address on the link that nobody answers for.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

droplens_load
net_up

# The kernel's own count of what did not fit: hexadecimal, a row per CPU.
unresolved_discards()
{
	local line names i sum=0 place

	read -r -a names < /proc/net/stat/arp_cache
	for i in "${!names[@]}"; do
		[ "${names[i]}" = unresolved_discards ] && place=$i
	done
	while read -r -a line; do
		[ "${line[0]}" = entries ] || sum=$((sum + 16#${line[place]}))
	done < /proc/net/stat/arp_cache
	echo $sum
}

neigh_failed()
{
	in_ns_sysctl $A ipv4/neigh/ab/retrans_time_ms=200 ipv4/neigh/ab/mcast_solicit=2 || return
	snapshot_before
	in_ns $A udp_send -c 3 -s 100 10.0.1.99 5000 || return
	assert_moved 3 size=100 "$(drop_is error/neigh NEIGH_FAILED)" \
		'location=neigh_invalidate|arp_error_report' netns="$in_a" dev=ab in=- proto=ipv4
}

neigh_queue_full()
{
	local before lost

	# What waits shall wait until the end of the test.
	in_ns_sysctl $A ipv4/neigh/ab/retrans_time_ms=100000 \
		ipv4/neigh/ab/unres_qlen_bytes=4096 || return
	before=$(unresolved_discards)
	snapshot_before
	in_ns $A udp_send -c 20 -s 500 10.0.1.98 5000 || return
	lost=$(( $(unresolved_discards) - before ))
	[ $lost -gt 0 ] && [ $lost -lt 20 ] || fail "$lost of 20 did not fit" || return
	assert_moved $lost size=500 "$(drop_is resource/neigh NEIGH_QUEUEFULL)" \
		location=__neigh_event_send netns="$in_a" dev=ab in=- proto=ipv4
}

plan 2
run neigh_failed
run neigh_queue_full
