#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# TCP sockets in every state, in known numbers: counted exactly, each in its own
# namespace; settings as the sysctls say; and namespaces that die under a reader.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need nft
droplens_load
net_up 6

STATES="established syn_sent syn_recv fin_wait1 fin_wait2 time_wait close_wait last_ack closing listen"

# item NETNS ITEM [COLUMN]
item()
{
	row sockets netns="$1" item="$2" "${3:-value}"
}

# all ten of one moment: the counts of one walk
states_of()
{
	cat $D/sockets > "$TMP/sockets"
	for state in $STATES; do
		awk -v n="$1" -v i="$state" '$1 == n && $2 == i { printf "%s=%s ", i, $3 }' "$TMP/sockets"
	done
}

states_are()
{
	[ "$(states_of "$1")" = "$2 " ]
}

assert_states()
{
	until_true states_are "$1" "$2" || fail "$(states_of "$1")instead of $2"
}

NONE="established=0 syn_sent=0 syn_recv=0 fin_wait1=0 fin_wait2=0 time_wait=0 close_wait=0 last_ack=0 closing=0 listen=0"

no_sockets()
{
	assert_states "$in_a" "$NONE"
	assert_states "$in_b" "$NONE"
	assert_states "$in_r" "$NONE"
	same ports "$(item "$in_b" ports_to_one_destination)" 0
	same "accept queue" "$(item "$in_b" accept_queue_worst)" 0
}

# Clients' FINs never reach port 5002.
every_state()
{
	in_ns $B nft -f - <<-EOF2 || return
		table inet droplens {
			chain in {
				type filter hook input priority 0;
				tcp dport 5002 tcp flags & fin == fin drop
			}
		}
	EOF2
	orphans=$(item - orphans)
	hold $B tcp_states 127.0.0.1 5001 5 '' 3 C 4 CSx || return
	hold $B tcp_states 127.0.0.1 5002 2 c 6 cS 7 Sc || return
	half_closed=$held
	# SYNs from an address that does not answer, though its neighbour is known
	ip -n $B neighbour replace 10.0.1.77 lladdr "$(mac_of ab)" dev ba nud permanent || return
	hold $B tcp_listen 10.0.1.2 5003 64 || return
	in_ns $A raw_send -t -c 9 -p 42000 ab "$(mac_of ba)" 10.0.1.77 10.0.1.2 5003 || return
	assert_states "$in_b" "established=12 syn_sent=0 syn_recv=9 fin_wait1=2 fin_wait2=16 time_wait=4 close_wait=3 last_ack=7 closing=6 listen=3"
	same ports "$(item "$in_b" ports_to_one_destination)" 15
	same destination "$(item "$in_b" ports_to_one_destination detail)" 127.0.0.1:5002
	same orphans "$(item - orphans)" "$orphans"
	assert_states "$in_a" "$NONE"
	assert_states "$in_r" "$NONE"
}

# Who closes and is not answered leaves orphans; those in FIN_WAIT2 are kept small,
# among the TIME_WAIT sockets, and count against their limit.
orphaned()
{
	kill "$half_closed"
	assert_states "$in_b" "established=10 syn_sent=0 syn_recv=9 fin_wait1=0 fin_wait2=18 time_wait=19 close_wait=3 last_ack=7 closing=8 listen=2"
	[ "$orphans" = - ] || same orphans "$(item - orphans)" $((orphans + 15))
	assert_states "$in_r" "$NONE"
}

full_queue()
{
	local pid

	hold $B tcp_listen 10.0.1.2 5004 0 || return
	hold $A tcp_connect -k 10.0.1.2 5004 || return
	ip netns exec $A tcp_connect -t 100000 10.0.1.2 5004 > /dev/null &
	pid=$!
	at_exit "kill $pid 2> /dev/null"
	assert_states "$in_a" "${NONE/established=0 syn_sent=0/established=1 syn_sent=1}"
	same queue "$(item "$in_b" accept_queue_worst)" 1
	same backlog "$(item "$in_b" accept_queue_worst limit)" 0
	same port "$(item "$in_b" accept_queue_worst detail)" port:5004
	kill $pid
	wait $pid 2> /dev/null
	assert_states "$in_a" "${NONE/established=0/established=1}"
}

ipv6()
{
	local expect=${NONE/established=0/established=16}

	hold $R tcp_states ::1 5001 8 '' || return
	assert_states "$in_r" "${expect/listen=0/listen=1}"
	same ports "$(item "$in_r" ports_to_one_destination)" 8
	same destination "$(item "$in_r" ports_to_one_destination detail)" '[::1]:5001'
	kill "$held"
	until_true gone || fail "$(states_of "$in_r") after the end"
}

gone()
{
	[[ $(states_of "$in_r") == "established=0 "*" listen=0 " ]]
}

# A namespace may have tables of its own (6.1); its listeners are in those of all, and
# nobody's are counted twice.
own_tables()
{
	local expect=${NONE/listen=0/listen=1} listen

	if [ ! -e /proc/sys/net/ipv4/tcp_child_ehash_entries ]; then
		why="no tcp_child_ehash_entries"
		return $SKIP
	fi
	listen=$(item "$in_b" listen)
	set_sysctl net/ipv4/tcp_child_ehash_entries 64 || return
	at_exit 'ip netns del dl-own'
	ip netns add dl-own && ip -n dl-own link set lo up || return
	hold dl-own tcp_states 127.0.0.1 5001 5 '' || return
	assert_states "$(inode_of dl-own)" "established=10 ${expect#* }"
	same "listeners of another" "$(item "$in_b" listen)" "$listen"
}

# setting_is FILE COLUMN
setting_is()
{
	same "$2" "$(row sockets netns="$in_b" "$2")" "$(in_ns $B cat "/proc/sys/net/$1")"
}

settings()
{
	local low high

	in_ns_sysctl $B ipv4/tcp_fin_timeout=45 core/somaxconn=777 ipv4/tcp_tw_reuse=1 \
		"ipv4/ip_local_port_range=20000 20999" ipv4/tcp_max_tw_buckets=500 || return
	setting_is core/somaxconn somaxconn
	setting_is ipv4/tcp_max_syn_backlog tcp_max_syn_backlog
	setting_is ipv4/tcp_syncookies tcp_syncookies
	setting_is ipv4/tcp_tw_reuse tcp_tw_reuse
	setting_is ipv4/tcp_timestamps tcp_timestamps
	setting_is ipv4/tcp_fin_timeout tcp_fin_timeout
	setting_is ipv4/tcp_abort_on_overflow tcp_abort_on_overflow
	setting_is ipv4/conf/all/rp_filter rp_filter
	read -r low high < <(in_ns $B cat /proc/sys/net/ipv4/ip_local_port_range)
	same ports_low "$(row sockets netns="$in_b" ports_low)" "$low"
	same ports_high "$(row sockets netns="$in_b" ports_high)" "$high"
	same "ports' limit" "$(item "$in_b" ports_to_one_destination limit)" 1000
	same "time_wait's limit" "$(item "$in_b" time_wait limit)" 500
	same "tcp_mem's limit" "$(item - 'tcp_mem[pages]' limit)" \
		"$(awk '{ print $3 }' /proc/sys/net/ipv4/tcp_mem)"
	same "neighbours' limit" "$(item - neighbours limit)" \
		"$(cat /proc/sys/net/ipv4/neigh/default/gc_thresh3)"
	# removed in 4.12
	[ -e /proc/sys/net/ipv4/tcp_tw_recycle ] ||
		same tcp_tw_recycle "$(row sockets netns="$in_b" tcp_tw_recycle)" -
	[ "$(row sockets netns="$in_a" somaxconn)" != 777 ] || fail "a namespace has another's setting"
}

come_and_go()
{
	local n

	for n in 1 2 3 4 5 6 7 8 9 10; do
		ip netns add dl-brief
		ip -n dl-brief link set lo up
		ip netns exec dl-brief tcp_states 127.0.0.1 5001 20 '' 20 CSx > "$TMP/brief" &&
			kill "$(cat "$TMP/brief")"
		ip netns del dl-brief
	done
}

dying()
{
	local pid reads=0

	come_and_go &
	pid=$!
	while [ -d "/proc/$pid" ]; do
		cat $D/sockets > "$TMP/sockets" || fail "can not be read"
		awk '!NF { w = 0; next } !w { w = NF; next } NF != w { bad = 1 } END { exit bad }' \
			"$TMP/sockets" || fail "torn"
		reads=$((reads + 1))
	done
	wait $pid
	say "$reads reads"
	assert_states "$in_a" "${NONE/established=0/established=1}"
}

# Orphans that nobody answers outlive their namespace's name, and send for minutes.
at_exit "ip netns exec $B ss -K > /dev/null 2>&1"

plan 8
run no_sockets
run every_state
run orphaned
run full_queue
run ipv6
run settings
run own_tables
run dying
