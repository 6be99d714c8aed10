#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What network devices count, by devices that count what they are told.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

if [ ! -d /sys/module/dlens_nic ]; then
	insmod /droplens/netdev/dlens_nic.ko 2> /dev/null || modprobe dlens_nic 2> /dev/null ||
		skip_all "the test device dlens_nic is not there: selftests/netdev/build makes it"
	at_exit 'rmmod dlens_nic'
fi
droplens_load
for name in missed overrun errors wire dropped; do
	place $name
	ip -n dl-$name link add name nic0 type dlens_nic || exit 1
	ip -n dl-$name link set dev nic0 up || exit 1
done
# Bonding tells the sum of its members, who have the rings.
place bonded
bonds() { ip -n dl-bonded link add name bond0 type bond mode active-backup fail_over_mac active 2> /dev/null; }
if bonds; then
	for nic in nic0 nic1; do
		ip -n dl-bonded link add name $nic type dlens_nic &&
		ip -n dl-bonded link set dev $nic master bond0 || exit 1
	done
	ip -n dl-bonded link set dev bond0 up || exit 1
	bonded=bonded
else
	say "this kernel has no bonding"
fi
place foreign
watch_findings

# no finding: what no protocol wants, as LLDP, is counted as rx_dropped
in_ns $OUT frame_send o7 02:00:00:09:07:02 0x88cc 1 100 || exit 1
# count NAME[:NIC] COUNTER N...: as a driver counts, the sum beside the detail
count()
{
	local name=${1%:*} nic=nic0

	[ "$name" = "$1" ] || nic=${1#*:}
	shift
	# shellcheck disable=SC2016 # expanded by the inner shell
	in_ns "dl-$name" bash -c 'nic=$1; shift; while [ $# -gt 0 ]; do
		echo "$1 $2" > "/sys/class/net/$nic/count/add" || exit 1; shift 2; done' count "$nic" "$@"
}

expect missed warn nic_ring "${inode[missed]}:nic0" "ethtool -g nic0 .*ethtool -G nic0 rx" ring full: rx_missed_errors
count missed rx_missed_errors 50 rx_errors 50
expect overrun warn nic_ring "${inode[overrun]}:nic0" "ethtool -G nic0 rx" ring full: rx_fifo_errors
count overrun rx_fifo_errors 51 rx_over_errors 51 rx_errors 51
expect errors warn nic_errors "${inode[errors]}:nic0" "ethtool -S nic0.*cable" bad frames: rx_crc_errors
count errors rx_crc_errors 52 rx_errors 52
expect wire warn nic_errors "${inode[wire]}:nic0" "duplex" duplex mismatch: collisions, tx_carrier_errors
count wire collisions 53 tx_carrier_errors 20 tx_errors 20
expect dropped warn nic_dropped "${inode[dropped]}:nic0" "no other check explains them; ip -s -s link show dev nic0" rx_dropped that nothing else explains
count dropped rx_dropped 100
if [ "$bonded" ]; then
	expect bonded warn nic_ring "${inode[bonded]}:nic0" "ethtool -G nic0 rx" ring full at two members of a bond
	count bonded:nic0 rx_missed_errors 54
	count bonded:nic1 rx_missed_errors 44
fi
seen missed overrun errors wire dropped $bonded
over missed overrun errors wire dropped $bonded
cleared
judge_all
