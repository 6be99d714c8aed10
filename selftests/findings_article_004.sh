#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Article 004's problems, as far as a kernel after 4.12 has them: TIME_WAIT overflow,
# ports used up, CLOSE_WAIT, FIN_WAIT2, the conntrack table and the accept queue full.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

need nft
droplens_load
place brief
place ports
place half
place leak 2
place table
place slow
in_ns_sysctl dl-brief ipv4/tcp_max_tw_buckets=20 || exit 1
in_ns_sysctl dl-ports "ipv4/ip_local_port_range=20000 20099" || exit 1
in_ns dl-table nft -f - <<-EOF2 || exit 1
	table ip droplens {
		chain in {
			type filter hook input priority 0;
			ct state invalid accept
		}
	}
EOF2
hold $OUT tcp_crowd -l 10.9.2.1 6001 || exit 1
server=$held
hold dl-half tcp_crowd -l 10.9.3.2 6002 || exit 1
leaker=$held
hold dl-table tcp_listen 10.9.5.2 5001 8 || exit 1
hold dl-slow tcp_listen 10.9.6.2 5001 0 || exit 1
watch_findings

expect time_wait warn tw_overflow "${inode[brief]}" "tcp_max_tw_buckets is 20 now; proposed: sysctl -w net.ipv4.tcp_max_tw_buckets=[0-9]+" article 004: TIME_WAIT buckets used up
hold dl-brief tcp_states 127.0.0.1 5001 60 CSx
expect ports warn port_exhaustion "${inode[ports]}" "ip_local_port_range is 20000 20099 now" article 004: ports to one destination used up
hold dl-ports tcp_crowd 10.9.2.1 6001 90
client=$held
expect fin_wait2 warn fin_wait2 "$(inode_of $OUT)" "tcp_fin_timeout is 60 now" article 004: FIN_WAIT2 pile up
expect close_wait warn close_wait "${inode[half]}" "1100 now" article 004: CLOSE_WAIT pile up
hold $OUT tcp_crowd -f 10.9.3.2 6002 1100
closer=$held
hold $OUT tcp_connect -c 4 -k 10.9.5.2 5001
# full is a finding of its own, before the first packet is lost
expect conntrack crit conntrack_full "${inode[table]}" "nf_conntrack_max is 4 now; proposed, on the host: sysctl -w net.netfilter.nf_conntrack_max=[0-9]+" article 004: conntrack table full
read -r old < /proc/sys/net/netfilter/nf_conntrack_max
set_sysctl net/netfilter/nf_conntrack_max 4 || exit 1
[ ! -w /proc/sys/net/netfilter/nf_conntrack_max ] ||
	in_ns dl-table bash -c 'echo 4 > /proc/sys/net/netfilter/nf_conntrack_max' 2> /dev/null
in_ns $OUT udp_send -f -c 40 -p 41000 10.9.5.2 5000
hold $OUT tcp_connect -k 10.9.6.2 5001
expect accept warn accept_queue "${inode[slow]}" "somaxconn is [0-9]+ now: let the application listen" article 004: accept queue full
in_ns $OUT tcp_connect -c 3 -t 1500 10.9.6.2 5001 > /dev/null
seen time_wait ports fin_wait2 close_wait conntrack accept
in_ns_sysctl dl-brief ipv4/tcp_max_tw_buckets=4096
# One end after the other: if both close at once, emulated CPUs let FINs overtake ACKs by
# whole turns, and those ACKs then find a TIME_WAIT that refuses them, or nobody at all.
all_finished()
{
	[ "$(in_ns $OUT grep -c ' 08 ' /proc/net/tcp)" -ge 90 ]
}
kill "$client"
until_true all_finished || say "not every connection of the client was closed"
kill "$server" "$closer" "$leaker"
echo "$old" > /proc/sys/net/netfilter/nf_conntrack_max
in_ns dl-table bash -c "echo $old > /proc/sys/net/netfilter/nf_conntrack_max" 2> /dev/null
over time_wait ports fin_wait2 close_wait conntrack accept
cleared
judge_all
