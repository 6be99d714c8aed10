#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets that nobody should send, dropped at all places: droplens goes on, each is
# counted, its line is a line, and the kernel's log stays empty.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_recent.sh"

need tc hex_send
droplens_load
net_up 6
echo 1000 > $S/record || exit 1
at_exit "[ ! -e $S/record ] || echo 2 > $S/record"

# $n bytes of anything; a failure prints the seed
RANDOM=${DLENS_SEED:-4711}
say "DLENS_SEED=${DLENS_SEED:-4711}"
any()
{
	local i

	for ((i = 0; i < $1; i++)); do printf '%02x' $((RANDOM % 256)); done
}

# Whole packets, cut short, with bytes replaced.
mangled()
{
	local whole at len

	whole=$1
	len=$((${#whole} / 2))
	at=$((RANDOM % len * 2))
	case $((RANDOM % 3)) in
	0) printf %s "${whole:0:at}" "$(any 1)" "${whole:at+2}" ;;
	1) printf %s "${whole:0:at}" ;;
	2) printf %s "${whole:0:at}" "$(any 4)" ;;
	esac
}

hostile()
{
	local inner type i n

	inner=$(ip4 17 10.0.9.1 10.0.9.2 "$(udp 1 2 64)")
	set -- "0800$(ip4 17 10.0.1.1 10.0.1.2 "$(udp 1 2 64617461)")" \
		"0800$(ip4 6 10.0.1.1 10.0.1.2 "$(tcp 1 2 3 4 5 6)")" \
		"86dd$(ip6 6 fd00:1::1 fd00:1::2 "$(tcp 1 2 3 4 5 6)")" \
		"86dd$(ip6 0 fd00:1::1 fd00:1::2 "3c000000000000003c00000000000000$(udp 1 2 64)")" \
		"0800$(ip4 4 10.0.1.1 10.0.1.2 "$inner")" \
		"0800$(ip4 17 10.0.1.1 10.0.1.2 "$(udp 5 4789 "0800000000002a00$(frame ar ra 0800 "$inner")")")" \
		"8100$(tag 5 0800)$inner" "88a8$(tag 5 8100)$(tag 6 86dd)" \
		"0806$(arp 1 10.0.1.1 10.0.1.2)" "8100" "0800" "86dd6" "080045"
	local head

	head=$(frame ab ba "")
	for ((i = 0; i < 12; i++)); do
		for n; do
			n=$(mangled "$n$(any 2)")
			n=$head${n:0:$((${#n} / 2 * 2))}
			[ ${#n} -lt 28 ] || echo "$n"
		done
	done
}

send_them()
{
	local sent before after

	hostile > "$TMP/frames" || return
	sent=$(wc -l < "$TMP/frames")
	# shellcheck disable=SC2046 # one frame an argument
	in_ns $A hex_send ab $(cat "$TMP/frames") || return
	say "$sent frames"
	cat $D/recent > "$TMP/recent"
	awk '!NF { exit bad } NR == 1 { n = NF } NF != n { print "# " $0; bad = 1 } END { exit bad }' "$TMP/recent" ||
		fail "a line is none"
	[ "$(wc -l < "$TMP/recent")" -gt 20 ] || fail "only $(wc -l < "$TMP/recent") lines"
}

at_ingress()
{
	in_ns $B tc qdisc add dev ba clsact && in_ns $B tc filter add dev ba ingress matchall action drop ||
		return
	send_them
	in_ns $B tc qdisc del dev ba clsact
}

in_the_stack()
{
	send_them
}

at_egress()
{
	in_ns $A tc qdisc add dev ab clsact && in_ns $A tc filter add dev ab egress matchall action drop ||
		return
	send_them
	in_ns $A tc qdisc del dev ab clsact
}

# Tunnels that open what they get.
in_tunnels()
{
	ip -n $B link add vx0 type vxlan id 42 dstport 4789 dev ba 2> /dev/null &&
		ip -n $B link set vx0 up || { why="no vxlan here"; return $SKIP; }
	ip -n $B link add ti0 type ipip local 10.0.1.2 remote 10.0.1.1 2> /dev/null &&
		ip -n $B link set ti0 up
	send_them
	ip -n $B link del vx0
	ip -n $B link del ti0 2> /dev/null
	return 0
}

log_is_empty()
{
	! dmesg | grep -E 'BUG|WARNING|Oops|Call Trace|UBSAN|KASAN'
}

plan 5
run at_ingress
run in_the_stack
run at_egress
run in_tunnels
run log_is_empty
