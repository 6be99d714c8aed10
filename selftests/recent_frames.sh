#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Frames of every shape, all dropped at one place: each column of their line against
# what was sent.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_recent.sh"

need tc hex_send
droplens_load
net_up
in_ns $B tc qdisc add dev ba clsact && in_ns $B tc filter add dev ba ingress matchall action drop ||
	exit 1
# every one of them, whatever else is dropped
echo 1000 > $S/record || exit 1
at_exit "[ ! -e $S/record ] || echo 2 > $S/record"

NONE="vlan=- tunnels=0 flags=- seq=- tsval=- tsecr=- icmp=- arp=- part=- state=-"

# sent FRAME KEY COLUMN=VALUE...: columns that are not named are as in NONE
sent()
{
	local frame=$1 key=$2 all=" $NONE " one

	shift 2
	for one; do
		case $all in
		*" ${one%%=*}="*) all=$(sed "s, ${one%%=*}=[^ ]*, $one," <<< "$all") ;;
		*) all="$all $one" ;;
		esac
	done
	in_ns $A hex_send ab "$frame" || return
	assert_recent "$key" : "$all" "$(drop_is policy TC_INGRESS)" netns="$in_b" dev=ba in=ba \
		'location=__netif_receive_skb_core|sch_handle_ingress' \
		len=$((${#frame} / 2 - ${cut:-14}))
}

four() { frame ab ba 0800 "$(ip4 "$@")"; }
six() { frame ab ba 86dd "$(ip6 "$@")"; }

plain()
{
	sent "$(four 17 10.0.1.1 10.0.1.2 "$(udp 1001 53 64617461)")" source=10.0.1.1:1001 \
		proto=ipv4 ip=udp dest=10.0.1.2:53
	sent "$(six 17 fd00:1::1 fd00:1::2 "$(udp 1002 53 64617461)")" 'source=[fd00:1::1]:1002' \
		proto=ipv6 ip=udp 'dest=[fd00:1::2]:53'
	sent "$(four 6 10.0.1.1 10.0.1.2 "$(tcp 1003 443 4294967295 0x12 7 4000000000)")" \
		source=10.0.1.1:1003 proto=ipv4 ip=tcp dest=10.0.1.2:443 flags=SA seq=4294967295 \
		tsval=7 tsecr=4000000000
	sent "$(six 6 fd00:1::1 fd00:1::2 "$(tcp 1004 443 1 0x29 1 0)")" 'source=[fd00:1::1]:1004' \
		proto=ipv6 ip=tcp 'dest=[fd00:1::2]:443' flags=FPU seq=1 tsval=1 tsecr=0
	sent "$(four 1 10.0.1.1 10.0.1.101 0304000000000000)" dest=10.0.1.101 proto=ipv4 ip=icmp \
		source=10.0.1.1 icmp=3/4
	sent "$(six 58 fd00:1::1 fd00:1::101 8000000000000000)" dest=fd00:1::101 proto=ipv6 \
		ip=icmp6 source=fd00:1::1 icmp=128/0
	sent "$(four 132 10.0.1.1 10.0.1.2 03ed03ee0000000000000000)" source=10.0.1.1:1005 \
		proto=ipv4 ip=sctp dest=10.0.1.2:1006
	sent "$(four 89 10.0.1.1 10.0.1.102 02010000)" dest=10.0.1.102 proto=ipv4 ip=89 source=10.0.1.1
	sent "$(frame ab ba 0806 "$(arp 1 10.0.1.1 10.0.1.103)")" dest=10.0.1.103 proto=arp ip=- \
		source=10.0.1.1 arp=request
	sent "$(frame ab ba 0806 "$(arp 2 10.0.1.1 10.0.1.104)")" dest=10.0.1.104 proto=arp ip=- \
		source=10.0.1.1 arp=reply
	sent "$(frame ab ba 88b5 646174617461)" proto=0x88b5 ip=- source=- dest=-
}

tagged()
{
	local cut=18

	sent "$(frame ab ba 8100 "$(tag 100 0800)" "$(ip4 17 10.0.1.1 10.0.1.2 "$(udp 1101 53 64)")")" \
		source=10.0.1.1:1101 proto=ipv4 ip=udp dest=10.0.1.2:53 vlan=100
	sent "$(frame ab ba 8100 "$(tag 4094 86dd)" \
		"$(ip6 6 fd00:1::1 fd00:1::2 "$(tcp 1102 80 5 2 6 7)")")" 'source=[fd00:1::1]:1102' \
		proto=ipv6 ip=tcp 'dest=[fd00:1::2]:80' vlan=4094 flags=S seq=5 tsval=6 tsecr=7
	sent "$(frame ab ba 88a8 "$(tag 7 8100)" "$(tag 8 0806)" "$(arp 1 10.0.1.1 10.0.1.111)")" \
		dest=10.0.1.111 proto=arp ip=- source=10.0.1.1 arp=request vlan=7
}

fragments()
{
	sent "$(four 17 10.0.1.1 10.0.1.121 "$(udp 1201 53 64617461)" $((0x2000)))" \
		dest=10.0.1.121:53 proto=ipv4 ip=udp source=10.0.1.1:1201
	sent "$(four 17 10.0.1.1 10.0.1.122 "$(udp 1202 53 64617461)" 3)" dest=10.0.1.122 \
		proto=ipv4 ip=udp source=10.0.1.1 part=fragment
	sent "$(six 44 fd00:1::1 fd00:1::122 "1100000800000001$(udp 1203 53 64)")" dest=fd00:1::122 \
		proto=ipv6 ip=udp source=fd00:1::1 part=fragment
	sent "$(six 0 fd00:1::1 fd00:1::2 "3c00000000000000110001040000000$((0))$(udp 1204 53 64)")" \
		'source=[fd00:1::1]:1204' proto=ipv6 ip=udp 'dest=[fd00:1::2]:53'
	sent "$(frame ab ba 0800 "$(ip4 17 10.0.1.1 10.0.1.123 "$(udp 1205 53 64)" | cut -c 1-44)")" \
		dest=10.0.1.123 proto=ipv4 ip=udp source=10.0.1.1 part=truncated
}

tunnels()
{
	local inner six_inner

	inner=$(ip4 17 10.0.9.1 10.0.9.2 "$(udp 1301 53 64)")
	sent "$(four 4 10.0.1.1 10.0.1.2 "$inner")" source=10.0.9.1:1301 proto=ipv4 ip=udp \
		dest=10.0.9.2:53 tunnels=1
	six_inner=$(ip6 6 fd00:9::1 fd00:9::2 "$(tcp 1302 80 9 16 8 7)")
	sent "$(four 41 10.0.1.1 10.0.1.2 "$six_inner")" 'source=[fd00:9::1]:1302' proto=ipv4 ip=tcp \
		'dest=[fd00:9::2]:80' tunnels=1 flags=A seq=9 tsval=8 tsecr=7
	inner=$(ip4 17 10.0.9.1 10.0.9.2 "$(udp 1303 53 64)")
	sent "$(six 47 fd00:1::1 fd00:1::2 "20000800000000aa$inner")" source=10.0.9.1:1303 proto=ipv6 \
		ip=udp dest=10.0.9.2:53 tunnels=1
	inner=$(frame ar ra 0800 "$(ip4 17 10.0.9.1 10.0.9.2 "$(udp 1304 53 64)")")
	sent "$(four 17 10.0.1.1 10.0.1.2 "$(udp 5555 4789 "0800000000002a00$inner")")" \
		source=10.0.9.1:1304 proto=ipv4 ip=udp dest=10.0.9.2:53 tunnels=1
	inner=$(frame ar ra 8100 "$(tag 9 86dd)" "$(ip6 58 fd00:9::1 fd00:9::105 8000000000000000)")
	sent "$(six 17 fd00:1::1 fd00:1::2 "$(udp 5555 8472 "0800000000002a00$inner")")" \
		dest=fd00:9::105 proto=ipv6 ip=icmp6 source=fd00:9::1 tunnels=1 icmp=128/0
	sent "$(four 17 10.0.1.1 10.0.1.2 "$(udp 1305 4789 "00000000")")" source=10.0.1.1:1305 \
		proto=ipv4 ip=udp dest=10.0.1.2:4789
}

plan 4
run plain
run tagged
run fragments
run tunnels
