#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A million SYNs from random addresses take no place from a host that is known; real
# closes beyond the room are told; probes come and go, and the module, while SYNs come.
# guest: turns

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_observe.sh"

FLOOD=${DROPLENS_FLOOD:-1000000}

# its own load: a room that closes can fill
! droplens_loaded || rmmod droplens || exit 1
if [ -e /droplens/droplens.ko ]; then
	insmod /droplens/droplens.ko hosts=64 || exit 1
else
	modprobe droplens hosts=64 || exit 1
fi
at_exit 'rmmod droplens || ktap_bad=1'
droplens_load
observe_up
observed
in_ns_sysctl $B ipv4/tcp_max_syn_backlog=16384 core/somaxconn=16384 ipv4/tcp_syncookies=0
hold $B tcp_listen 10.0.1.2 7900 16384 || exit 1
# a SYN that can not be answered makes no request: the queue never fills, all are judged
ip -n $B route add blackhole 16.0.0.0/4 && ip -n $B route add blackhole 32.0.0.0/3 &&
	ip -n $B route add blackhole 64.0.0.0/4 || exit 1

flood()
{
	in_ns $A syn_flood ab "$(mac_of ba)" 10.0.1.2 7900 "$1"
}

offenders()
{
	local n

	for n in 1 2 3; do
		echo "10.8.1.$n $(host "$in_b" 10.8.1.$n 10.0.1.2 syns older missing t1)"
	done
}

flood_takes_no_place()
{
	local n before memory hosts seen not_kept rest

	for n in 1 2 3; do
		client 10.8.1.$n $SERVER_FIRST server:5000 ${n}*syn:1 || return
	done
	until_true host_is 10.8.1.3 "3 3 0 5000" || return
	before=$(offenders) memory=$(cat $S/memory) hosts=$(syns hosts) seen=$(syns seen)
	not_kept=$(syns not_kept) rest=$(free_kb)
	now_ms
	n=$now
	sent=$(flood "$FLOOD") || return
	now_ms
	say "$sent SYNs in $((now - n)) ms; seen $(($(syns seen) - seen)), bypassed $(syns bypassed); free memory fell by $((rest - $(free_kb))) KiB"
	same "hosts and their counts" "$(offenders)" "$before"
	same memory "$(cat $S/memory)" "$memory"
	same hosts "$(syns hosts)" "$hosts"
	same not_kept "$(syns not_kept)" "$not_kept"
	# a packet may be lost on its way in, and is then none that came
	[ $(($(syns seen) - seen + $(syns unseen))) -ge $((sent * 9 / 10)) ] ||
		fail "seen $(($(syns seen) - seen)), unseen $(syns unseen) of $sent"
	client 10.8.1.1 $SERVER_FIRST syn:- || return
	[ "$(host "$in_b" 10.8.1.1 10.0.1.2 syns)" = 2 ] || fail "$(offenders)"
}

# Answered, until the queue is full; then they are passed by.
flood_fills_the_queue()
{
	local before bypassed

	before=$(offenders) bypassed=$(syns bypassed)
	hold $B tcp_listen 10.0.1.2 7901 64 || return
	ip -n $B route replace 16.0.0.0/4 via 10.0.1.1 && ip -n $B route replace 32.0.0.0/3 via 10.0.1.1 &&
		ip -n $B route replace 64.0.0.0/4 via 10.0.1.1 || return
	in_ns $A syn_flood ab "$(mac_of ba)" 10.0.1.2 7901 20000 > /dev/null || return
	say "bypassed $(($(syns bypassed) - bypassed)) of 20000"
	[ $(($(syns bypassed) - bypassed)) -gt 10000 ] || fail "bypassed: $(syns bypassed)"
	same "hosts and their counts" "$(offenders)" "$before"
	kill "$held"
}

free_kb()
{
	awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo
}

# Two hundred hosts in a room of 64: who was rejected stays.
room_is_told()
{
	local n before began

	before=$(offenders)
	now_ms
	began=$now
	for n in {1..200}; do
		in_ns $A tcp_clock -s "$server" ab 10.8.2.$n 30000 10.0.1.2 $SERVER_FIRST \
			server:$((n * 100)) > /dev/null || return
	done
	say "hosts $(syns hosts) of $(syns room), not kept $(syns not_kept)"
	same room "$(syns room)" 64
	[ "$(syns hosts)" -gt 32 ] && [ "$(syns hosts)" -le 64 ] || fail "hosts: $(syns hosts)"
	now_ms
	if [ $((now - began)) -lt 55000 ]; then
		same "203 hosts" $(($(syns hosts) + $(syns not_kept))) 203
	else
		say "it took a minute: some made room when their stamps were stale, which is no loss"
		[ "$(syns not_kept)" -gt 0 ] || fail "not_kept is 0"
	fi
	same "the offenders" "$(offenders)" "$before"
}

# probes come and go while there is something to see
switched_in_a_flood()
{
	local n pids=()

	# exec: the pid must be the sender's own, as it is what gets killed
	ip netns exec $A bash -c "exec syn_flood ab $(mac_of ba) 10.0.1.2 7900 100000000" \
		> /dev/null &
	pids+=($!)
	at_exit "kill $! 2> /dev/null"
	for n in 1 2 3 4 5; do
		echo 0 > $S/observe_syn && echo 1 > $S/observe_syn || return
		until_true rejected 10.8.3.$n || fail "10.8.3.$n is not rejected" || return
	done
	for n in 1 2 3 4 5; do
		rmmod droplens || fail "no rmmod" || return
		droplens_insert || return
		until_true sees || fail "nothing is seen"
	done
	kill "${pids[@]}"
	wait "${pids[@]}" 2> /dev/null
	return 0
}

# a segment may find a full backlog, and tcp_clock sends nothing twice
rejected()
{
	client "$1" $SERVER_FIRST server:5000 syn:1 2> /dev/null
	[ "$(host "$in_b" "$1" 10.0.1.2 older)" -gt 0 ] 2> /dev/null
}

sees()
{
	[ "$(syns seen)" -gt 100 ]
}

plan 4
run flood_takes_no_place
run flood_fills_the_queue
run room_is_told
run switched_in_a_flood
