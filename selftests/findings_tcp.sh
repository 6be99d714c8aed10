#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Listeners and buffers: what TCP and UDP refuse for want of room, or for an old stamp.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

droplens_load
place nocookies
place cookies
place large
place paws
place udp
place tcp
place stuck
in_ns_sysctl dl-nocookies ipv4/tcp_syncookies=0 || exit 1
in_ns_sysctl dl-cookies ipv4/tcp_syncookies=1 || exit 1
in_ns_sysctl dl-large ipv4/tcp_syncookies=0 ipv4/tcp_max_syn_backlog=64 || exit 1
hold dl-nocookies tcp_listen 10.9.1.2 5001 8 || exit 1
hold dl-cookies tcp_listen 10.9.2.2 5001 8 || exit 1
hold dl-large tcp_listen 10.9.3.2 5001 1024 || exit 1
hold dl-paws tcp_listen 10.9.4.2 5001 8 || exit 1
hold dl-udp udp_sink 10.9.5.2 5000 2304 || exit 1
hold dl-stuck tcp_stuck 10.9.7.2 5001 || exit 1
stuck=$held
in_ns_sysctl dl-tcp "ipv4/tcp_rmem=4096 8192 8192" || exit 1
hold dl-tcp tcp_listen 10.9.6.2 5001 8 || exit 1
watch_findings

# flood N COUNT: SYNs from a host that never answers
flood()
{
	in_ns $OUT raw_send -t -c "$2" -p 20000 "o$1" "02:00:00:09:0$1:02" "10.9.$1.77" "10.9.$1.2" 5001
}

expect flood_off warn syn_queue "${inode[nocookies]}" "tcp_syncookies is 0 now.*tcp_syncookies=1" SYN flood, syncookies 0
flood 1 100
expect flood_on info syn_queue "${inode[cookies]}" "tcp_max_syn_backlog is .* somaxconn .* now" SYN flood, syncookies 1
flood 2 100
expect flood_large warn syn_queue "${inode[large]}" "tcp_syncookies is 0 now" SYN flood, syncookies 0, more than tcp_max_syn_backlog
flood 3 200
# PAWSEstab has no noise where reordered ACKs are counted apart, those of TIME_WAIT too
rejected=info
! grep -q 'PAWSOldAck.*PAWSTimewait' /proc/net/netstat || rejected=warn
expect old_stamp $rejected paws "${inode[paws]}" "leave net.ipv4.tcp_timestamps here at 1" old timestamps on a connection
hold $OUT tcp_forge -c 400 -a 100000 10.9.4.2 5001
expect udp_buffer warn socket_buffer "${inode[udp]}" "rmem_max is [0-9]+ now.*rmem_max=[0-9]+" UDP receive buffer full
in_ns $OUT udp_send -c 50 -s 500 10.9.5.2 5000
expect tcp_buffer warn socket_buffer "${inode[tcp]}" "tcp_rmem is [0-9]+ now" TCP receive buffer full
# each a byte from the one before, so that they can not be merged: 768 bytes hold ten
hold $OUT tcp_forge -c 60 -g 1 -s 10 10.9.6.2 5001
expect held_lock warn socket_backlog "${inode[stuck]}" "tcp_rmem is [0-9]+ now" a busy socket, its backlog full
hold $OUT tcp_forge -c 300 -b 3000 -s 1000 -w "$stuck" 10.9.7.2 5001
seen flood_off flood_on flood_large old_stamp udp_buffer tcp_buffer held_lock
kill "$stuck"
over flood_off flood_on flood_large old_stamp udp_buffer tcp_buffer held_lock
cleared
judge_all
