#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The same drops at the same time, as droplens tells them and as `perf record -g`,
# bpftrace and its tcpdrop.bt do: the same packets, at the same call sites. In a guest
# with these tools: selftests/qemu/guest -r bench -m 1536 -t 1500 -- selftests/hit_peers.sh

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need perf bpftrace tc taskset
droplens_load
net_up 6

mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
# a compiler starts in each bpftrace
export WAIT_S=240
for switch in capture_stack observe_flows; do
	at_exit "[ ! -e $S/$switch ] || echo 0 > $S/$switch"
done
at_exit "[ ! -e $S/record ] || echo 2 > $S/record"

# Whatever the packet's headers say, as tcpdrop does it for sockets.
cat > "$TMP/look.bt" <<-'EOF'
	tracepoint:skb:kfree_skb /args->protocol == 0x0800/ {
		$skb = (struct sk_buff *)args->skbaddr;
		$ip = (struct iphdr *)($skb->head + $skb->network_header);
		$to = (struct udphdr *)($skb->head + $skb->network_header + 20);
		printf("drop %llx %d %s:%d %s:%d\n", args->skbaddr, $ip->protocol,
		       ntop($ip->saddr), bswap($to->source), ntop($ip->daddr), bswap($to->dest));
		printf("%s\n", kstack(8));
	}
	tracepoint:skb:kfree_skb /args->protocol == 0x86dd/ {
		$skb = (struct sk_buff *)args->skbaddr;
		$ip6 = (struct ipv6hdr *)($skb->head + $skb->network_header);
		$to = (struct udphdr *)($skb->head + $skb->network_header + 40);
		printf("drop %llx %d %s:%d %s:%d\n", args->skbaddr, $ip6->nexthdr,
		       ntop($ip6->saddr.in6_u.u6_addr8), bswap($to->source),
		       ntop($ip6->daddr.in6_u.u6_addr8), bswap($to->dest));
		printf("%s\n", kstack(8));
	}
	EOF

# in_background NAME COMMAND...
in_background()
{
	local name=$1

	shift
	"$@" > "$TMP/$name" 2> "$TMP/$name.err" &
	pids="$pids $!"
	at_exit "kill $! 2> /dev/null"
}

look_listens()
{
	in_ns $A udp_send -c 1 10.0.1.2 5998
	grep -q '^drop ' "$TMP/look"
}
# it waits for events only once it has switched them on
perf_listens() { grep -q poll "/proc/$perf/wchan" 2> /dev/null; }
tcpdrop_listens() { grep -q TIME "$TMP/tcpdrop"; }
events_are() { [ "$(row drops reason="$1" events | awk '{ n += $1 } END { print n + 0 }')" = "$2" ]; }
perf_ended() { [ ! -d "/proc/$perf" ]; }
# what bpftrace tells comes line by line, a moment later
caught_up()
{
	recent_list > "$TMP/recent.list"
	[ "$(look_list | wc -l)" -ge "$(wc -l < "$TMP/recent.list")" ] &&
		[ "$(tcpdrop_list | wc -l)" -ge "$own" ]
}

queue_lost()
{
	in_ns $A tc -s qdisc show dev ab root | sed -n 's/.*dropped \([0-9]*\),.*/\1/p' | head -n 1
}
queue_loses() { [ "$(queue_lost)" -ge 3 ]; }

# What is known by its socket alone: segments on the way out that a queue loses, and
# that TCP sends again.
lose_own()
{
	mkfifo "$TMP/go" || return
	in_ns $A bash -c 'exec 3<> /dev/tcp/10.0.1.2/5006 && read -r && echo data >&3 && read -r' < "$TMP/go" &
	at_exit "kill $! 2> /dev/null"
	exec 7> "$TMP/go"
	in_ns $A tc qdisc replace dev ab root netem loss 100% || return
	echo >&7
	until_true queue_loses || fail "the queue lost $(queue_lost)"
	own=$(queue_lost)
	in_ns $A tc qdisc del dev ab root
}

# Every kind that the kernel has an address for, IPv4 and IPv6, with and without a socket.
lose()
{
	in_ns $A udp_send -c 6 -p 4001 10.0.1.2 5001 &&
	in_ns $A udp_send -c 4 -p 4002 fd00:1::2 5002 &&
	in_ns $A tcp_connect -c 3 10.0.1.2 5003 &&
	in_ns $A udp_send -c 2 -p 4004 10.77.0.1 5004 &&
	hold $A taskset -c 0 tcp_forge -c 5 -a 100000 10.0.1.2 5005 &&
	lose_own
}

listen()
{
	pids=
	hold $B tcp_listen 10.0.1.2 5005 8 && hold $B tcp_listen 10.0.1.2 5006 8 || return
	echo 1 > $S/observe_flows && echo 1 > $S/capture_stack && echo 1000 > $S/record || return
	# the script asks for a header of the C library, which a host need not have
	mkdir -p "$TMP/include/sys"
	printf '#define AF_INET 2\n#define AF_INET6 10\n' > "$TMP/include/sys/socket.h"
	in_background tcpdrop bpftrace -I "$TMP/include" -B line /usr/sbin/tcpdrop.bt
	in_background look bpftrace -B line "$TMP/look.bt"
	until_true tcpdrop_listens || fail "tcpdrop.bt does not start: $(head -3 "$TMP/tcpdrop.err")" || return
	until_true look_listens || fail "bpftrace does not start: $(tail -3 "$TMP/look.err")" || return
	in_background perf perf record -a -g -e skb:kfree_skb -e droplens:drop -o "$TMP/perf.data"
	perf=$!
	until_true perf_listens || fail "perf does not start: $(tail -3 "$TMP/perf.err")" || return
	settle
	echo 1 > $S/reset
	lose > "$TMP/lost" || fail "not all was sent" || return
	until_true events_are TCP_RFC7323_PAWS 5 || fail "the old timestamps did not come"
	settle
	for table in flows stacks drops recent; do
		cat $D/$table > "$TMP/$table"
	done
	until_true caught_up || say "bpftrace told $(look_list | wc -l) and $(tcpdrop_list | wc -l)"
	kill -INT $perf
	until_true perf_ended || fail "perf does not end"
	# a signal that does not find it waiting is lost on bpftrace; it need not end well
	# shellcheck disable=SC2086
	{ kill -KILL $pids; wait $pids; } 2> /dev/null
	perf script -i "$TMP/perf.data" > "$TMP/script" 2> "$TMP/script.err" || fail "perf script: $(head -2 "$TMP/script.err")"
	[ -s "$TMP/script" ] || fail "perf has recorded nothing"
}

# The first function of a stack that does not free: who dropped.
site='function site(f) { sub(/[+.].*/, "", f)
	return f ~ /^(kfree_skb|kfree_skb_reason|sk_skb_reason_drop|__traceiter_kfree_skb)$/ ? "" : f }'

# Lists of "IP-protocol source dest call-site" to the ports of lose(), an own one of each.
to_ports() { grep -E ' \S+:500[1-6] ' | sort; }
look_list()
{
	awk "$site"' /^drop / { head = $3 " " $4 " " $5; want = 1; next }
		want && NF { f = site($1); if (f != "") { print head, f; want = 0 } }' "$TMP/look" | to_ports
}
recent_list()
{
	awk 'NR == 1 { for (i = 1; i <= NF; i++) { n = $i; sub(/\[.*/, "", n); col[n] = i } next }
		!NF { exit }
		{ f = $col["location"]; sub(/[+.].*/, "", f); p = $col["ip"] == "tcp" ? 6 : $col["ip"] == "udp" ? 17 : 0
		  gsub(/[][]/, ""); print p, $col["source"], $col["dest"], f }' "$TMP/recent" | to_ports
}
# of the event that carries what droplens has decoded
event_list()
{
	awk "$site"' /droplens:drop: / { want = 1; p = s = d = ""
			for (i = 1; i <= NF; i++) { n = $i; sub(/=.*/, "", n); v[n] = substr($i, length(n) + 2) }
			sub(/^::ffff:/, "", v["saddr"]); sub(/^::ffff:/, "", v["daddr"])
			head = v["proto"] " " v["saddr"] ":" v["sport"] " " v["daddr"] ":" v["dport"]; next }
		/skb:kfree_skb: / { want = seen = 0 }
		want && NF { f = site($2)
			if (f != "" && seen) { print head, f; want = seen = 0 } else if (f == "") seen = 1 }' "$TMP/script" | to_ports
}
# what tcpdrop prints of a socket: its own side first
tcpdrop_list()
{
	awk "$site"' /^[0-9][0-9]:[0-9]/ { head = 6 " " $(NF - 2) " " $(NF - 1); want = 1; state = $NF; next }
		want && NF { f = site($1); if (f != "") { print head, f, state; want = 0 } }' "$TMP/tcpdrop" | to_ports
}

# perf_sites EVENT: "address site" of each event
perf_sites()
{
	awk -v event="$1:" "$site"'
		/skbaddr=/ { want = index($0, event); seen = 0; match($0, /skbaddr=(0x)?[0-9a-f]+/)
			addr = substr($0, RSTART + 8, RLENGTH - 8); sub(/^0x/, "", addr); next }
		want && NF { f = site($2)
			if (f == "") seen = 1; else if (seen) { print addr, f; want = 0 } }' "$TMP/script"
}

# to PORT FILE [SITE]: lines of a list
to() { awk -v port=":$1" 'substr($3, length($3) - length(port) + 1) == port { n++ } END { print n + 0 }' "$2"; }

agree()
{
	local what=$1 port=$2 sent=$3 site n

	site=$(awk -v port=":$port" 'substr($3, length($3) - length(port) + 1) == port { print $4; exit }' "$TMP/recent.list")
	same "perf record -g: $what" "$(awk -v s="$site" '$2 == s { n++ } END { print n + 0 }' "$TMP/perf.sites")" "$sent"
	n=$(COL=events SPEC="dport=$port" N='' SIZE='' rows get "$TMP/flows" | awk '{ n += $1 } END { print n + 0 }')
	say "| $what | $sent | $(awk -v s="$site" '$2 == s { n++ } END { print n + 0 }' "$TMP/perf.sites")" \
		"| $(to "$port" "$TMP/look.list") | $(to "$port" "$TMP/tcpdrop.list")" \
		"| $(to "$port" "$TMP/event.list") | $(to "$port" "$TMP/recent.list") | $n | \`$site\` |"
	same "recent: $what" "$(to "$port" "$TMP/recent.list")" "$sent"
	same "flows: $what" "$n" "$sent"
}

same_list()
{
	[ -s "$TMP/$1.list" ] || fail "nothing of $1"
	same "packets of $1 and of recent" "$(cat "$TMP/$1.list")" "$(cat "$TMP/recent.list")"
}

# Addresses, ports and call sites, packet by packet.
the_same_packets()
{
	local list

	for list in look recent event tcpdrop; do
		"${list}_list" > "$TMP/$list.list"
	done
	perf_sites skb:kfree_skb > "$TMP/perf.sites"
	say "| cause | sent | perf record -g | bpftrace | tcpdrop.bt | droplens:drop | recent | flows | call site |"
	agree "UDP, closed port" 5001 6
	agree "UDP, closed port, IPv6" 5002 4
	agree "TCP, closed port" 5003 3
	agree "UDP, no route" 5004 2
	agree "TCP, old timestamp" 5005 5
	agree "TCP, lost in a queue on the way out" 5006 "$own"
	same_list look
	same_list event
}

# Each packet that droplens:drop tells is one that skb:kfree_skb tells, in that order.
perf_has_them()
{
	perf_sites droplens:drop > "$TMP/own.sites"
	# of the sites that droplens takes for losses
	awk 'NR == FNR { loss[$2] = 1; next } $2 in loss' "$TMP/own.sites" "$TMP/perf.sites" > "$TMP/perf.losses"
	say "$(wc -l < "$TMP/own.sites") packets of droplens:drop, $(wc -l < "$TMP/perf.losses") of skb:kfree_skb at these sites"
	[ "$(wc -l < "$TMP/own.sites")" -ge 20 ] || fail "only $(wc -l < "$TMP/own.sites") packets"
	same "packets of droplens:drop and of skb:kfree_skb" "$(cat "$TMP/own.sites")" \
		"$(cat "$TMP/perf.losses")"
}

# Of a site, the frames of droplens' stacks, as one line
stack_has()
{
	awk -v site="$1" '/^\t/ { if (on) { f = $1; sub(/[+.].*/, "", f); text = text " " f } next }
		{ if (on) exit; l = $NF; sub(/[+.].*/, "", l); on = l == site }
		END { print text }' "$TMP/stacks"
}

# perf's stack of the same call site, frame by frame.
the_same_stacks()
{
	local one mine theirs

	for one in tcp_v4_rcv tcp_validate_incoming ip_error; do
		mine=$(stack_has $one | awk '{ for (i = 1; i <= NF && i <= 8; i++) printf "%s ", $i }')
		theirs=$(awk -v site=$one '/skb:kfree_skb:/ { if (got) exit; on = 1; n = 0; next }
			!NF { on = 0 }
			on { f = $2; sub(/[+.].*/, "", f)
				if (f == site) got = 1
				if (got && n++ < 8) printf "%s ", f }' "$TMP/script")
		say "$one: $mine"
		[ -n "$mine" ] || fail "no stack of $one"
		same "perf's stack of $one" "$theirs" "$mine"
	done
}

# tcpdrop.bt tells of packets that have a socket; on the way in the kernel takes it off
# before it drops. What it tells is what recent tells, with the socket's state.
as_tcpdrop_has_it()
{
	say "tcpdrop.bt: $(wc -l < "$TMP/tcpdrop.list") lines: $(head -n 1 "$TMP/tcpdrop.list")"
	[ -s "$TMP/tcpdrop.list" ] || fail "tcpdrop.bt tells nothing"
	same "packets of tcpdrop.bt" "$(cut -d' ' -f1-4 "$TMP/tcpdrop.list")" \
		"$(grep ':5006 ' "$TMP/recent.list")"
	same "states" "$(cut -d' ' -f5 "$TMP/tcpdrop.list" | sort -u | tr '[:upper:]' '[:lower:]')" \
		"$(COL=state SPEC='dest=10.0.1.2:5006' N='' SIZE='' rows get "$TMP/recent" | sort -u)"
}

plan 5
run listen
[ -z "$test_failed" ] || exit 1
run the_same_packets
run perf_has_them
run the_same_stacks
run as_tcpdrop_has_it
