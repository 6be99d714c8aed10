#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Clients that share an address, and clients that keep their own: behind a masquerade,
# over a DNAT and directly, real ones with the kernel's own clocks, over IPv6.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_observe.sh"

C=dl-c
need nft
droplens_load
observe_up 6
observed

at_exit "ip netns del $C 2> /dev/null"
ip netns add $C && ip link add cr netns $C type veth peer name rc netns $R &&
	ip -n $C address add 10.0.4.1/24 dev cr && ip -n $R address add 10.0.4.254/24 dev rc &&
	ip -n $C link set cr up && ip -n $R link set rc up && ip -n $C link set lo up &&
	ip -n $C route add default via 10.0.4.254 &&
	ip -n $R route add 10.8.1.0/24 via 10.0.2.1 && ip -n $R route add 10.8.2.0/24 via 10.0.4.1 &&
	ip -n $B route add 10.8.1.0/24 via 10.0.3.254 && ip -n $B route add 10.8.2.0/24 via 10.0.3.254 ||
	exit 1
in_ns $R nft -f - <<-EOF || skip_all "no NAT in this kernel"
	table ip nat {
		chain before {
			type nat hook prerouting priority -100;
			iifname "ra" ip daddr 10.0.2.254 tcp dport 7100 dnat to 10.0.3.2:7000
		}
		chain after {
			type nat hook postrouting priority 100;
			ip saddr { 10.8.1.1, 10.8.2.1, 10.0.2.1, 10.0.4.1 } oifname "rb" masquerade
		}
	}
EOF

# a WORD... and c WORD...: clients at either side of the router, to B through it
a()
{
	in_ns $A tcp_clock -s "$server" ar "$from_a" $port "${to:-10.0.3.2}" "${at:-7000}" "$@" \
		> "$TMP/said" && port=$((port + 100))
}

c()
{
	in_ns $C tcp_clock -s "$server" cr "$from_c" $port 10.0.3.2 7000 "$@" > "$TMP/said" &&
		port=$((port + 100))
}

two_clients_behind_one_address()
{
	local from_a=10.8.1.1 from_c=10.8.2.1

	a server:9000 && c syn:5000 server:5001 && a syn:9100 && c syn:5200 syn:- || return
	remembered 10.0.3.254 "5 3 1 9000" 10.0.3.2
	a server:9300 && c 10*syn:5300 && a 10*syn:9301 || return
	remembered 10.0.3.254 "26 13 1 9300" 10.0.3.2
	same "the flag" "$(awk 'NR == 1 { print $2 }' $D/tw_recycle)" latent
	same "the sum" "$(syns older) $(syns missing)" "13 1"
}

one_client_behind_the_same_address()
{
	local from_a=10.8.1.1

	echo 1 > $S/reset
	a server:9400 syn:9400 server:9500 10*syn:9600 || return
	remembered 10.0.3.254 "13 0 0 9500" 10.0.3.2
	same "the sum" "$(syns older) $(syns missing)" "0 0"
}

both_with_their_own_addresses()
{
	local from_a=10.8.1.2 from_c=10.8.2.2

	a server:9000 && c server:5000 && a 3*syn:9100 && c 3*syn:5100 || return
	remembered 10.8.1.2 "3 0 0 9000" 10.0.3.2
	remembered 10.8.2.2 "3 0 0 5000" 10.0.3.2
}

# a clock for each destination: the server sees one pair of addresses on both ways
dnat_and_directly()
{
	local from_a=10.8.1.3

	a server:90000 || return
	to=10.0.2.254 at=7100 a syn:5000 server:5250 || return
	answers answered answered
	a syn:90100 || return
	remembered 10.8.1.3 "3 2 0 90000" 10.0.3.2
}

# real NS ADDRESS PORT: one connection with the kernel's own clock
real()
{
	if [ "$3" = $CLIENT_FIRST ]; then
		in_ns "$1" tcp_connect "$2" "$3" > /dev/null
	else
		in_ns "$1" tcp_clock -c "$2" "$3" 1
	fi
}

real_clients_with_the_raw_clock()
{
	local n

	in_ns_sysctl $A ipv4/tcp_timestamps=2 && in_ns_sysctl $C ipv4/tcp_timestamps=2 || return
	echo 1 > $S/reset
	# forged stamps of before would be in the way: another server's address
	ip -n $B address add 10.0.3.3/24 dev br && ip -n $R neigh replace 10.0.3.3 \
		lladdr "$(mac_of br)" dev rb nud permanent || return
	for n in 1 2 3 4; do
		real $A 10.0.3.3 7000 && real $C 10.0.3.3 7000 || return
	done
	until_true host_counts "7 0 0" || fail "$(host "$in_b" 10.0.3.254 10.0.3.3 syns older missing)"
}

host_counts()
{
	[ "$(host "$in_b" 10.0.3.254 "${2:-10.0.3.3}" syns older missing)" = "$1" ]
}

# judged NS ADDRESS PORT PEER: one real connection; from the stamp before it and its
# own clock follows what the rule makes of it, whatever clocks this kernel gives.
judged()
{
	local before after t1 t2 want="0 0"

	read -r t1 before <<< "$(host "$in_b" "$4" "$2" t1 older missing)"
	real "$1" "$2" "$3" || return
	until_true another_syn "$4" "$2" $((${syns_of:-0} + 1)) || fail "no SYN of $4" || return
	read -r t2 after <<< "$(host "$in_b" "$4" "$2" t2 older missing)"
	if [ "$t2" = - ]; then
		want="0 1"
	else
		t1=$(((t1 - t2) & 0xffffffff))
		[ $t1 -le 1 ] || [ $t1 -ge $((1 << 31)) ] || want="1 0"
	fi
	# shellcheck disable=SC2086 # four numbers
	set -- $before $after
	same "T1 - T2 is $t1, T2 $t2: older and missing gain" "$(($3 - $1)) $(($4 - $2))" "$want"
	rejected=$((rejected + ${want// / + }))
}

another_syn()
{
	syns_of=$(host "$in_b" "$1" "$2" syns)
	[ "$syns_of" = "$3" ]
}

# An offset for each pair of addresses, or for each connection: as this kernel has it.
real_clients_with_random_offsets()
{
	local n rejected=0 syns_of=0

	in_ns_sysctl $A ipv4/tcp_timestamps=1 && in_ns_sysctl $C ipv4/tcp_timestamps=1 || return
	ip -n $B address add 10.0.3.4/24 dev br && ip -n $R neigh replace 10.0.3.4 \
		lladdr "$(mac_of br)" dev rb nud permanent && real $A 10.0.3.4 7000 || return
	for n in 1 2 3 4 5 6 7 8; do
		judged $C 10.0.3.4 7000 10.0.3.254 && judged $A 10.0.3.4 7000 10.0.3.254 || return
	done
	say "$rejected of 16 would be refused"
	[ $rejected -gt 0 ] || fail "two clocks, and nobody is behind"
}

# A real client that switches its timestamps; it closes first after that.
real_toggles()
{
	local from to what n rejected syns_of

	for what in "1 0" "0 1" "2 1" "1 2"; do
		read -r from to <<< "$what"
		rejected=0
		in_ns_sysctl $A ipv4/tcp_timestamps="$from" && real $A 10.0.1.2 7000 || return
		syns_of=$(host "$in_b" 10.0.1.1 10.0.1.2 syns)
		in_ns_sysctl $A ipv4/tcp_timestamps="$to" || return
		for n in 1 2 3; do
			judged $A 10.0.1.2 7001 10.0.1.1 || return
		done
		say "tcp_timestamps $from to $to: $rejected of 3 would be refused"
		[ "$to" != 0 ] || same "of 3 without a timestamp" $rejected 3
	done
}

over_ipv6()
{
	ip -n $B -6 route add fd00:8::/32 via fd00:1::1 || return
	hold $B tcp_clock -l fd00:1::2 7600 || return
	in_ns $A tcp_clock -s "$server" ab fd00:8::1 $port fd00:1::2 7600 \
		server:5000 syn:4000 syn:5000 syn:- > "$TMP/said" || return
	in_ns $A tcp_clock -s "$server" ab fd00:8::2 $port fd00:1::2 7600 \
		syn:1 server:10 syn:11 > "$TMP/said" || return
	port=$((port + 100))
	remembered fd00:8::1 "3 1 1 5000" fd00:1::2
	remembered fd00:8::2 "1 0 0 10" fd00:1::2
}

# an IPv6 socket that IPv4 clients talk to
over_ipv6_mapped()
{
	hold $B tcp_clock -l :: 7601 || return
	client 10.8.9.1 7601 server:5000 syn:4000 syn:5000 syn:- || return
	remembered 10.8.9.1 "3 1 1 5000"
	client 10.8.9.1 $SERVER_FIRST syn:4000 || return
	remembered 10.8.9.1 "4 2 1 5000"
}

plan 9
run two_clients_behind_one_address
run one_client_behind_the_same_address
run both_with_their_own_addresses
run dnat_and_directly
run real_clients_with_the_raw_clock
run real_clients_with_random_offsets
run real_toggles
run over_ipv6
run over_ipv6_mapped
