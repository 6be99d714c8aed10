#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# No false alarm: first a host at rest, then one that works hard and loses nothing.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

need nft ping
droplens_load
QUIET_S=${DROPLENS_QUIET_S:-70}
BUSY_S=${DROPLENS_BUSY_S:-40}
BULK=33554432

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
hold dl-web tcp_load -l 10.9.1.2 8000 8 || exit 1
hold dl-web tcp_load -l 10.9.1.2 8010 8 || exit 1
hold dl-store tcp_load -l 10.9.2.2 9000 1 || exit 1
hold dl-web tcp_crowd -l 10.9.1.2 7000 || exit 1
hold $OUT tcp_crowd -k 10.9.1.2 7000 100 || exit 1
in_ns $OUT ping -qi 0.5 -w "$BUSY_S" 10.9.2.2 > /dev/null &
in_ns $OUT tcp_load 10.9.2.2 9000 1 $BULK $((BUSY_S / 3)) > "$TMP/bulk"
for ports in 8000 8010; do
	in_ns $OUT tcp_load 10.9.1.2 $ports 8 200 $((BUSY_S * 2 / 3)) > "$TMP/short$ports" &
	churn=("${churn[@]}" $!)
done
wait "${churn[@]}"
connections=$(cat "$TMP"/short* | awk '{ n += $1 } END { print n }')
read -r _ bytes < "$TMP/bulk"
# a look after all is done
now_ms
quiet_end=$((now + 12000))
WAIT_S=20 until_true quiet_is_over
say "healthy: $connections short TCP connections and $((bytes >> 20)) MiB over veth in $BUSY_S s, a keepalive a second on 100 connections, two pings a second, conntrack loaded | $(judge_log count '')"

worked()
{
	[ "$connections" -ge 500 ] && [ "$bytes" -ge 67108864 ] || fail "not busy at all"
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
