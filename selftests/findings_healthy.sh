#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# No false alarm: first a host at rest, then one that works hard and loses nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

need nft ping taskset chrt
droplens_load
QUIET_S=${DROPLENS_QUIET_S:-70}
CONNECTIONS=${DROPLENS_CONNECTIONS:-100000}
BULK=33554432
BULKS=${DROPLENS_BULKS:-32}
# emulated CPUs, shared with other guests
LIMIT_S=900
# the pause of who looks, so that looking is not what keeps the host busy
WATCH_S=1
# Both ends of a connection on one CPU, and neither wakes up in the middle of the
# other's batch: emulated, an interrupt to another CPU costs more than a connection.
on_first=(taskset -c 0 chrt -b 0)
on_last=(taskset -c $(($(nproc) - 1)) chrt -b 0)

place web
place store
watch_findings
now_ms
quiet_end=$((now + QUIET_S * 1000))

quiet_is_over()
{
	now_ms
	[ $now -ge $quiet_end ]
}
WAIT_S=$((QUIET_S + 30)) until_true quiet_is_over
say "healthy: at rest for $QUIET_S s | $(judge_log count '')"

# An emulated CPU stands still whenever its host has other work, often for longer than
# a turn of NAPI may last: without this, that is what time_squeeze would count.
set_sysctl net/core/netdev_budget_usecs 200000 2> /dev/null
# What such a host is given: room for its connections, and conntrack on both paths.
set_sysctl net/netfilter/nf_conntrack_max 262144 2> /dev/null
in_ns_sysctl $OUT ipv4/tcp_max_tw_buckets=262144 "ipv4/ip_local_port_range=10240 65535" || exit 1
in_ns_sysctl dl-web ipv4/tcp_max_tw_buckets=262144 || exit 1
for ns in dl-web dl-store; do
	in_ns $ns nft -f - <<-EOF2 || exit 1
		table ip droplens {
			chain in {
				type filter hook input priority 0;
				ct state established,related accept
				ct state new accept
			}
		}
	EOF2
done
set_sysctl net/netfilter/nf_conntrack_max 262144 || exit 1
hold dl-web "${on_first[@]}" tcp_load -l 10.9.1.2 8000 8 || exit 1
hold dl-web "${on_last[@]}" tcp_load -l 10.9.1.2 8010 8 || exit 1
hold dl-store tcp_load -l 10.9.2.2 9000 1 || exit 1
hold dl-web tcp_crowd -l 10.9.1.2 7000 || exit 1
hold $OUT tcp_crowd -k 10.9.1.2 7000 100 || exit 1
# not in_ns: it is the ping that has to be stopped
ip netns exec $OUT ping -qi 0.5 10.9.2.2 > /dev/null &
ping=$!
at_exit "kill $ping 2> /dev/null"
now_ms
busy_from=$now
in_ns $OUT "${on_first[@]}" tcp_load 10.9.1.2 8000 8 200 $((CONNECTIONS / 2)) $LIMIT_S > "$TMP/short1" &
load=($!)
in_ns $OUT "${on_last[@]}" tcp_load 10.9.1.2 8010 8 200 $((CONNECTIONS / 2)) $LIMIT_S > "$TMP/short2" &
load=("${load[@]}" $!)
in_ns $OUT tcp_load 10.9.2.2 9000 1 $BULK "$BULKS" $LIMIT_S > "$TMP/bulk" &
wait "${load[@]}" $!
now_ms
busy_s=$(((now - busy_from) / 1000))
connections=$(cat "$TMP"/short* | awk '{ n += $1 } END { print n }')
read -r _ bytes < "$TMP/bulk"
time_wait=$(in_ns $OUT awk '$1 == "TCP:" { print $7 }' /proc/net/sockstat)
# a look after all is done
quiet_end=$((now + 12000))
WAIT_S=20 until_true quiet_is_over
kill $ping
say "healthy: $connections short TCP connections and $((bytes >> 20)) MiB over veth in $busy_s s, a keepalive a second on 100 connections, two pings a second, conntrack loaded | $(judge_log count '')"
say "$time_wait of them in TIME_WAIT at the end"

worked()
{
	same "short connections" "$connections" "$CONNECTIONS"
	same "bytes in bulk" "$bytes" $((BULKS * BULK))
}

# Every check has a row for the first namespace or the host, and none is in doubt
# of what 4.12 removed.
all_checks_listed()
{
	local ids

	ids=$(awk 'NF && NR > 1 { print $2 }' $D/findings | sort -u | wc -l)
	same "checks in findings" "$ids" 28
}

recycle_is_gone()
{
	[ -e /proc/sys/net/ipv4/tcp_tw_recycle ] && { why="this kernel has tcp_tw_recycle"; return $SKIP; }
	awk '$2 == "tw_recycle" { n++; if ($1 != "ok" || !/removed in 4.12/) bad = 1 }
		END { exit bad || !n }' $D/findings || fail "tw_recycle is not ok"
}

plan 5
run all_checks_listed
run recycle_is_gone
run worked
run no_false_alarm
run severity_file
