#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What per-host PAWS would make of SYNs: the situations of article 002 and the rule's
# own edges, each by clients with known clocks, each with its exact counts.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_observe.sh"

droplens_load
observe_up
observed

server_first_then_lower()
{
	client 10.8.1.1 $SERVER_FIRST server:5000 syn:4000 syn:4998 syn:4999 syn:5000 || return
	answers answered answered answered answered answered
	remembered 10.8.1.1 "4 2 0 5000"
}

client_first_leaves_none()
{
	client 10.8.1.2 $CLIENT_FIRST client:5000 syn:1 syn:- || return
	remembered 10.8.1.2 ""
}

reset_leaves_none()
{
	client 10.8.1.3 $CLIENT_FIRST reset:5000 syn:1 reset:1 || return
	remembered 10.8.1.3 ""
}

all_seems_well_until_one_is_closed_by_the_server()
{
	client 10.8.1.4 $CLIENT_FIRST client:9000 reset:5000 client:1000 || return
	client 10.8.1.4 $SERVER_FIRST server:9500 || return
	client 10.8.1.4 $CLIENT_FIRST client:5500 client:9600 || return
	remembered 10.8.1.4 "2 1 0 9500"
}

one_clock()
{
	client 10.8.1.5 $SERVER_FIRST server:100 server:350 server:350 server:600 syn:850 || return
	remembered 10.8.1.5 "4 0 0 600"
}

two_addresses()
{
	client 10.8.1.6 $SERVER_FIRST server:9000 || return
	client 10.8.1.7 $SERVER_FIRST server:5000 || return
	client 10.8.1.6 $SERVER_FIRST syn:9100 || return
	client 10.8.1.7 $SERVER_FIRST syn:5100 || return
	remembered 10.8.1.6 "1 0 0 9000"
	remembered 10.8.1.7 "1 0 0 5000"
}

never_back_while_fresh()
{
	client 10.8.1.8 $SERVER_FIRST server:9000 server:5000 server:8998 syn:8999 || return
	remembered 10.8.1.8 "3 2 0 9000"
}

fin_wait_2_and_the_fin_that_comes_later()
{
	client 10.8.1.9 $SERVER_FIRST half:5000 || return
	remembered 10.8.1.9 "0 0 0 5000"
	client 10.8.1.9 $SERVER_FIRST server:5000:7000 syn:6000 || return
	remembered 10.8.1.9 "2 1 0 7000"
}

clock_wraps()
{
	client 10.8.1.10 $SERVER_FIRST server:4294967295 server:249 syn:4294967000 syn:2147483897 || return
	# 249 - 2147483897 is -2^31: answered, as real kernels did
	remembered 10.8.1.10 "3 1 0 249"
	client 10.8.1.10 $SERVER_FIRST syn:2147483898 || return
	remembered 10.8.1.10 "4 2 0 249"
}

timestamps_1_to_0()
{
	client 10.8.2.1 $SERVER_FIRST server:5000 syn:- 10*syn:- || return
	remembered 10.8.2.1 "11 0 11 5000"
}

timestamps_0_leaves_none()
{
	client 10.8.2.2 $SERVER_FIRST server:- syn:5000 syn:- || return
	remembered 10.8.2.2 ""
}

# its address has a stamp of before, or of another client
timestamps_0_to_1()
{
	client 10.8.2.3 $SERVER_FIRST server:90000 server:- syn:5000 syn:5250 || return
	remembered 10.8.2.3 "3 2 1 90000"
}

timestamps_2_to_1()
{
	client 10.8.2.4 $SERVER_FIRST server:0x90000000 syn:0x30000000 syn:0x30000100 || return
	remembered 10.8.2.4 "2 2 0 $((0x90000000))"
}

timestamps_1_to_2()
{
	client 10.8.2.5 $SERVER_FIRST server:0x30000000 syn:0x90000000 syn:0x90000100 || return
	remembered 10.8.2.5 "2 0 0 $((0x30000000))"
}

a_clock_for_each_connection()
{
	client 10.8.2.6 $SERVER_FIRST server:0x40000000 syn:0x10000000 syn:0x80000000 \
		server:0x80000000 syn:0x40000000 syn:0xb0000000 syn:0x00000000 || return
	# from 0x80000000 to 0 it is 2^31: answered
	remembered 10.8.2.6 "6 2 0 $((0x80000000))"
}

time_wait_lets_pass()
{
	local bypassed

	bypassed=$(syns bypassed)
	client 10.8.3.1 $SERVER_FIRST server:5000 same:6000 || return
	answers answered answered
	remembered 10.8.3.1 "0 0 0 5000"
	same bypassed "$(syns bypassed)" $((bypassed + 1))
}

# It does not come to the listener; the counter of PAWS is what tells.
time_wait_answers_an_old_one()
{
	local seen paws

	paws=$(counter "$in_b" TcpExtPAWSEstab)
	client 10.8.3.2 $SERVER_FIRST server:5000 || return
	seen=$(syns seen)
	client 10.8.3.2 $SERVER_FIRST server:5000 same:4000 || return
	answers answered ack
	same seen "$(syns seen)" $((seen + 1))
	remembered 10.8.3.2 "1 0 0 5000"
	[ "$(awk '$1 == "PAWSTimewait" { print $2 }' $D/tw_recycle)" != - ] ||
		assert_counter "$in_b" TcpExtPAWSEstab "$paws" 1
}

cookies_bypass()
{
	local bypassed

	client 10.8.3.3 $SERVER_FIRST server:5000 || return
	bypassed=$(syns bypassed)
	in_ns_sysctl $B ipv4/tcp_syncookies=2 || return
	client 10.8.3.3 $SERVER_FIRST 3*syn:1
	in_ns_sysctl $B ipv4/tcp_syncookies=1
	remembered 10.8.3.3 "0 0 0 5000"
	same bypassed "$(syns bypassed)" $((bypassed + 3))
	client 10.8.3.3 $SERVER_FIRST syn:1 || return
	remembered 10.8.3.3 "1 1 0 5000"
}

timestamps_off_at_the_server()
{
	client 10.8.3.4 $SERVER_FIRST server:5000 || return
	in_ns_sysctl $B ipv4/tcp_timestamps=0 || return
	client 10.8.3.4 $SERVER_FIRST syn:9000
	in_ns_sysctl $B ipv4/tcp_timestamps=1
	remembered 10.8.3.4 "1 0 1 5000"
}

flag_is_latent()
{
	same flag "$(awk 'NR == 1 { print $2 }' $D/tw_recycle)" latent
	[ "$(syns unseen)" = 0 ] || fail "unseen: $(syns unseen)"
	same not_kept "$(syns not_kept)" 0
}

off_looks_at_nothing()
{
	local seen closes

	at_exit "[ ! -e $S/observe_syn ] || echo 1 > $S/observe_syn"
	echo 0 > $S/observe_syn || return
	same observed "$(syns observed)" no
	probes_are 0
	seen=$(syns seen) closes=$(syns closes)
	client 10.8.4.1 $SERVER_FIRST server:5000 syn:1 || return
	same seen "$(syns seen)" "$seen"
	same closes "$(syns closes)" "$closes"
	remembered 10.8.4.1 ""
	echo 1 > $S/observe_syn || return
	same observed "$(syns observed)" yes
	# from 6.11 on closes and late FINs are seen at two places
	probes_are 3 4
	client 10.8.4.1 $SERVER_FIRST server:5000 syn:1 || return
	remembered 10.8.4.1 "1 1 0 5000"
}

probes_are()
{
	local list=/sys/kernel/debug/kprobes/list

	[ -r $list ] || return 0
	# powerpc has one of its own
	case $(grep -vc kretprobe_trampoline $list) in
	"$1"|"$2") ;;
	*) fail "probes: $(cat $list)" ;;
	esac
}

disabled_looks_at_nothing()
{
	at_exit "[ ! -e $S/enabled ] || echo 1 > $S/enabled"
	echo 0 > $S/enabled || return
	same observe_syn "$(cat $S/observe_syn)" 1
	same observed "$(syns observed)" no
	probes_are 0
	echo 0 > $S/observe_syn && echo 1 > $S/enabled || return
	same "observed, as was asked for while disabled" "$(syns observed)" no
	echo 1 > $S/observe_syn || return
	same observed "$(syns observed)" yes
}

reset_keeps_stamps()
{
	client 10.8.4.2 $SERVER_FIRST server:5000 syn:1 syn:- || return
	remembered 10.8.4.2 "2 1 1 5000"
	echo 1 > $S/reset || return
	remembered 10.8.4.2 "0 0 0 5000"
	same older "$(syns older)" 0
	client 10.8.4.2 $SERVER_FIRST syn:1 || return
	remembered 10.8.4.2 "1 1 0 5000"
	same older "$(syns older)" 1
}

older_in_a_namespace_that_ended()
{
	local dead=$in_b

	client 10.8.5.1 $SERVER_FIRST server:5000 syn:1 || return
	remembered 10.8.5.1 "1 1 0 5000"
	# shellcheck disable=SC2086 # two words; a namespace lives as long as they do
	kill $listeners
	net_down
	until_true marked_gone "$dead" || fail "10.8.5.1 is not marked: $(cat $D/tw_recycle)"
	observe_up
	client 10.8.5.1 $SERVER_FIRST syn:1 || return
	remembered 10.8.5.1 ""
}

marked_gone()
{
	[ "$(host "$1(gone)" 10.8.5.1 10.0.1.2 syns older)" = "1 1" ]
}

plan 24
run server_first_then_lower
run client_first_leaves_none
run reset_leaves_none
run all_seems_well_until_one_is_closed_by_the_server
run one_clock
run two_addresses
run never_back_while_fresh
run fin_wait_2_and_the_fin_that_comes_later
run clock_wraps
run timestamps_1_to_0
run timestamps_0_leaves_none
run timestamps_0_to_1
run timestamps_2_to_1
run timestamps_1_to_2
run a_clock_for_each_connection
run time_wait_lets_pass
run time_wait_answers_an_old_one
run cookies_bypass
run timestamps_off_at_the_server
run flag_is_latent
run off_looks_at_nothing
run disabled_looks_at_nothing
run reset_keeps_stamps
run older_in_a_namespace_that_ended
