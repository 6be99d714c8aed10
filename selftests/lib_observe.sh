# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # used by, and set by, those who source this
# Clients whose clocks are known, and what tw_recycle says of them.
#
# A server in B closes first at port 7000 and last at port 7001. Clients send from
# 10.8.0.0/16, addresses that nobody has, so that no kernel but B's own takes part.

SERVER_FIRST=7000
CLIENT_FIRST=7001
port=20000

observe_up()
{
	net_up "$1"
	ip -n $B route add 10.8.0.0/16 via 10.0.1.1 || exit 1
	set_up_listeners
}

set_up_listeners()
{
	hold $B tcp_clock -l 0.0.0.0 $SERVER_FIRST || exit 1
	listeners=$held server=$held
	hold $B tcp_clock -d 0.0.0.0 $CLIENT_FIRST || exit 1
	listeners="$listeners $held"
}

observed()
{
	[ "$(syns observed)" = yes ] || skip_all "this kernel lets nobody observe SYNs: $(
		awk '$1 == "observed"' $D/tw_recycle)"
}

# syns KEY: a count of the whole host
syns()
{
	awk -v key="$1" '$1 == key { print $2; exit }' $D/tw_recycle
}

# host NETNS PEER LOCAL COLUMN...: of its row; nothing if there is none
host()
{
	awk -v netns="$1" -v peer="$2" -v local="$3" -v want="${*:4}" '
	$1 == "netns" && $2 == "peer" { for (i = 1; i <= NF; i++) at[$i] = i; next }
	at["peer"] && $1 == netns && $2 == peer && $3 == local {
		n = split(want, name, " ")
		for (i = 1; i <= n; i++)
			printf "%s%s", $at[name[i]], i < n ? " " : "\n"
	}' $D/tw_recycle
}

# client ADDRESS PORT WORD...: see tcp_clock; each from ports of its own
client()
{
	local from=$1 to=$2

	shift 2
	in_ns $A tcp_clock -s "$server" ab "$from" $port 10.0.1.2 "$to" "$@" > "$TMP/said" || return
	port=$((port + 100))
}

# answers WORD...: what became of each SYN, in order
answers()
{
	same "answers" "$(awk '{ printf "%s%s", sep, $3; sep = " " }' "$TMP/said")" "$*"
}

host_is()
{
	[ "$(host "$in_b" "$1" "${3:-10.0.1.2}" syns older missing t1)" = "$2" ]
}

# remembered ADDRESS "SYNS OLDER MISSING T1" [LOCAL]; "" if it must have no row
remembered()
{
	until_true host_is "$@" || fail "$1: $(host "$in_b" "$1" "${3:-10.0.1.2}" syns older \
		missing t1) instead of $2"
}
