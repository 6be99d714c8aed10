#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What there is too little of: memory for packets, places for connections, for
# neighbours; and two connections that want one place.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

need nft
if [ ! -d /sys/module/dlens_nic ]; then
	insmod /droplens/netdev/dlens_nic.ko 2> /dev/null || modprobe dlens_nic 2> /dev/null ||
		skip_all "the test device dlens_nic is not there: selftests/netdev/build makes it"
	at_exit 'rmmod dlens_nic'
fi
[ "$(nproc)" -ge 2 ] || skip_all "needs two CPUs: two packets of one connection have to meet"
droplens_load
place reserve
place thrown
place clash
place crowd
first=$(stat -L -c %i /proc/self/ns/net)

ip -n dl-reserve link add name nic0 type dlens_nic || exit 1
ip -n dl-reserve address add 10.7.1.2/24 dev nic0 && ip -n dl-reserve link set dev nic0 up || exit 1
hold dl-reserve udp_sink 10.7.1.2 5000 65536 || exit 1
for ns in dl-thrown dl-clash; do
	in_ns $ns nft -f - <<-EOF2 || exit 1
		table ip droplens {
			chain out {
				type filter hook output priority 0;
				ct state invalid accept
			}
		}
	EOF2
done
watch_findings

# Two packets of a new connection on two CPUs: each finds none and makes one; the later
# one is dropped, as no two entries of ICMP are merged.
twins_met()
{
	in_ns dl-clash icmp_twins 10.9.3.77 200
	all_seen clash
}

expect clash info conntrack_full "${inode[clash]}" "insert_failed; nf_conntrack_max is [0-9]+ now and is not the matter" conntrack: connections clash
met=clash
WAIT_S=120 until_true twins_met || { met=; sed -i '/^clash|/d' "$TMP/expected"; }

# as the kernel does when nothing but its reserve is left: a socket refuses such packets
expect memory warn memory host "MiB now: .*vm.min_free_kbytes is [0-9]+ now" "no memory: packets from the reserve"
# shellcheck disable=SC2016 # expanded by the inner shell
in_ns dl-reserve bash -c 'echo "10.7.1.1 10.7.1.2 5000 30" > /sys/class/net/nic0/count/scarce' || exit 1

seen memory $met

# So few buckets that in any eight there is somebody who was not answered: he goes.
read -r old < /proc/sys/net/netfilter/nf_conntrack_max
set_sysctl net/netfilter/nf_conntrack_buckets 512 || exit 1
set_sysctl net/netfilter/nf_conntrack_max 1500 || exit 1
[ ! -w /proc/sys/net/netfilter/nf_conntrack_max ] ||
	in_ns dl-thrown bash -c 'echo 1500 > /proc/sys/net/netfilter/nf_conntrack_max' 2> /dev/null
expect thrown warn conntrack_full "${inode[thrown]}" "nf_conntrack_max is 1500 now; proposed, on the host: sysctl -w net.netfilter.nf_conntrack_max=[0-9]+; nf_conntrack_buckets is 512 now: .*timeout_established is [0-9]+ s now" conntrack full: early drop
in_ns dl-thrown udp_send -f -c 1600 -p 20000 10.9.2.77 5000

read -r places < /proc/sys/net/ipv4/neigh/default/gc_thresh3
set_sysctl net/ipv4/neigh/default/gc_thresh3 8 || exit 1
expect crowd warn neighbour "${inode[crowd]}" "neigh.default.gc_thresh3 is 8 now; proposed, on the host: sysctl -w net.ipv4.neigh.default.gc_thresh3=4096" neighbour table full
# one table serves all: the first namespace tells of it too
expect table warn neighbour "$first" "gc_thresh3 is 8 now" "neighbour table full, on the host"
# At once: who has been asked for five seconds ago has to make room. Some are refused.
# shellcheck disable=SC2016 # expanded by the inner shell
in_ns dl-crowd bash -c 'for i in {101..120}; do echo > /dev/udp/10.9.4.$i/5000; done' 2> /dev/null
seen thrown crowd table
echo "$old" > /proc/sys/net/netfilter/nf_conntrack_max
in_ns dl-thrown bash -c "echo $old > /proc/sys/net/netfilter/nf_conntrack_max" 2> /dev/null
echo "$places" > /proc/sys/net/ipv4/neigh/default/gc_thresh3
over memory $met thrown crowd table
cleared

# The checks say the same of several causes: it was these.
said()
{
	grep -qE " row .* $2 .*$3" "$TMP/log" || fail "$1: nobody said '$3'"
}

evidence()
{
	said memory memory "no memory for 30 packets in the last minute" &&
	said thrown conntrack_full "connections thrown out for new ones" &&
	said crowd neighbour "the neighbour table was full [0-9]+ times"
}

clashes()
{
	[ -n "$met" ] || { why="the two CPUs were never at it together"; return $SKIP; }
	said clash conntrack_full "[0-9]+ new connections clashed"
}

judge_all evidence clashes
