#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The filter narrows what is told and never what is counted; what it does not
# understand leaves it as it was. Addresses may be told as hashes.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_recent.sh"
. "$(dirname "$0")/lib_observe.sh"

need strerror_write taskset
droplens_load
net_up 6
echo 100 > $S/record || exit 1
at_exit "[ ! -e $S/record ] || echo 2 > $S/record"
at_exit "[ ! -e $S/filter ] || echo > $S/filter"
at_exit "[ ! -e $S/anonymize ] || echo 0 > $S/anonymize"

told() { recent_has "$@"; }

# Two packets to each of three ports and two families; told are those of the words.
passes()
{
	local line=$1 before port address got=

	shift
	settle
	echo "$line" > $S/filter || fail "'$line' is refused" || return
	same filter "$(cat $S/filter)" "$line"
	echo 1 > $S/reset
	for port in 6001 6002; do
		in_ns $A udp_send -c 2 -p 6000 10.0.1.2 $port || return
		in_ns $A udp_send -c 2 -p 6000 fd00:1::2 $port || return
		in_ns $A raw_send -t -c 2 -p 6100 ab "$(mac_of ba)" 10.0.1.1 10.0.1.2 $port || return
	done
	# told or not, all are counted, and the resets that nobody in A waits for
	until_true counted 16 || fail "'$line': $(cat $S/drops) counted instead of 16"
	for port in 6001 6002; do
		got="$got $(recent_count ip=udp dest=10.0.1.2:$port)"
		got="$got $(recent_count ip=udp "dest=[fd00:1::2]:$port")"
		got="$got $(recent_count ip=tcp dest=10.0.1.2:$port)"
	done
	same "'$line': told of udp, udp6, tcp to 6001, and to 6002" "$got" " $*"
	same "'$line': lost" "$(cat $S/drops_lost)" 0
}
counted() { [ "$(cat $S/drops)" = "$1" ]; }

narrows()
{
	passes "" 2 2 2 2 2 2
	passes "port=6001" 2 2 2 0 0 0
	passes "port=6002,7000" 0 0 0 2 2 2
	passes "proto=udp" 2 2 0 2 2 0
	passes "proto=tcp port=6001" 0 0 2 0 0 0
	passes "addr=fd00:1::/64" 0 2 0 0 2 0
	passes "addr=10.0.1.2,10.9.9.9" 2 0 2 2 0 2
	passes "addr=10.0.2.0/24" 0 0 0 0 0 0
	passes "dev=ba" 2 2 2 2 2 2
	passes "dev=eth7" 0 0 0 0 0 0
	passes "netns=$in_b port=6001" 2 2 2 0 0 0
	passes "netns=$in_a" 0 0 0 0 0 0
	passes "class=policy" 0 0 0 0 0 0
	passes "class=error,unknown" 2 2 2 2 2 2
	if [ -n "$(reason_names)" ]; then
		passes "reason=NO_SOCKET proto=udp" 2 2 0 2 2 0
		passes "reason=NETFILTER_*" 0 0 0 0 0 0
	fi
	echo > $S/filter
}

# What does not pass spends no token of what does.
one_is_told()
{
	in_ns $A taskset -c 0 udp_send -c 1 -p 6100 10.0.1.2 6010
	told dest=10.0.1.2:6010
}

# A CPU has at most 2,000 tokens for a cause, and 1,000 more in a second: a fraction of
# what passes by. All on one CPU, as each saves up its own.
spends_nothing()
{
	echo 1000 > $S/record && echo port=6009,6010 > $S/filter || return
	until_true one_is_told || fail "there never was a token" || return
	in_ns $A taskset -c 0 udp_send -c 20000 -p 6100 10.0.1.2 6008 || return
	in_ns $A taskset -c 0 udp_send -c 1 -p 6100 10.0.1.2 6009 || return
	until_true told dest=10.0.1.2:6009 || fail "it had no token left"
	same "told of the others" "$(recent_count dest=10.0.1.2:6008)" 0
	echo > $S/filter
	echo 100 > $S/record
}

refuses()
{
	local line

	echo "port=53 proto=udp" > $S/filter || return
	for line in port= port=65536 "port=1,," class=lost class ports=1 "port=1 port=2" =1 proto=xyz \
		addr=10.0.0 addr=10.0.0.0/33 netns=-1 $'port=1\n\n' "$(printf 'dev=%.0s' {1..2000})" \
		"port=1,2,3,4,5,6,7,8,9" $'dev=a\tb'; do
		same "writing '${line:0:20}'" "$(printf %s "$line" | strerror_write $S/filter)" EINVAL
		same "the filter after it" "$(cat $S/filter)" "port=53 proto=udp"
	done
	for line in '' ' ' -1 1001 x 1x '1 1' 0x1 99999999999; do
		same "writing '$line' to record" "$(printf %s "$line" | strerror_write $S/record)" \
			"$([ -n "$line" ] && echo EINVAL || echo OK)"
	done
	same record "$(cat $S/record)" 100
	echo > $S/filter
	same "no filter" "$(cat $S/filter)" ""
}

anonymizes()
{
	local plain hashed again

	echo 1 > $S/reset
	in_ns $A udp_send -p 6200 10.0.1.2 6009 || return
	in_ns $A udp_send -p 6200 fd00:1::2 6009 || return
	until_true told 'dest=[fd00:1::2]:6009' || fail "not told" || return
	echo 1 > $S/anonymize || return
	exec 8< $D/recent_pipe
	in_ns $A udp_send -p 6200 10.0.1.2 6009 || return
	head -n 2 <&8 > "$TMP/piped" 2> /dev/null
	exec 8<&-
	cat $D/recent > "$TMP/hashed"
	grep -qE '10\.0\.|fd00:' "$TMP/hashed" "$TMP/piped" && fail "an address is told"
	plain=$(grep -c ':6009 ' "$TMP/hashed")
	same "lines" "$plain" 3
	hashed=$(awk '/:6009 /{ print $15 }' "$TMP/hashed" | sort -u)
	same "hashes" "$(grep -cE '^v[46]-[0-9a-f]{12}:6009$' <<< "$hashed")" 2
	grep -qF "$(grep ^v4 <<< "$hashed")" "$TMP/piped" || fail "the pipe has another hash"
	echo 0 > $S/anonymize
	until_true told 'dest=[fd00:1::2]:6009' || fail "addresses do not come back"
	# another load, another key
	rmmod droplens && droplens_insert || return
	echo 1 > $S/anonymize
	in_ns $A udp_send -p 6200 10.0.1.2 6009 || return
	until_true grep -q ':6009 ' $D/recent || fail "not told after a load"
	again=$(awk '/:6009 /{ print $15 }' $D/recent | sort -u)
	grep -qF "$again" <<< "$hashed" && fail "the same hash after another load"
	echo 0 > $S/anonymize
}

# The files that have addresses of packets or peers, and what puts them there.
has_address() { grep -qE '(^|[^0-9])10\.[0-9]+\.[0-9]+\.[0-9]+|fd00:' "$1"; }
put_addresses()
{
	observe_up 6
	echo 1 > $S/observe_flows || return
	at_exit "[ ! -e $S/observe_flows ] || echo 0 > $S/observe_flows"
	client 10.8.1.1 $SERVER_FIRST server:5000 syn:4000 || return
	in_ns $A tcp_connect -c 5 10.0.1.2 $SERVER_FIRST > "$TMP/said" || return
	in_ns $A udp_send -c 3 10.0.1.2 6011 && in_ns $A udp_send -c 3 fd00:1::2 6011
}

# In debugfs no file tells an address; the trace event, which is root's own, does.
anonymous_everywhere()
{
	local file trace=/sys/kernel/tracing

	put_addresses || fail "no traffic" || return
	for file in recent flows tcp_metrics $([ "$(syns observed)" != yes ] || echo tw_recycle); do
		until_true has_address $D/"$file" || fail "no address in $file to begin with"
	done
	[ -d $trace/events/skb ] || mount -t tracefs none $trace 2> /dev/null
	[ -d $trace/events/skb ] || trace=/sys/kernel/debug/tracing
	echo 1 > $S/anonymize || return
	echo 1 > $trace/events/droplens/drop/enable
	in_ns $A udp_send -c 3 10.0.1.2 6012
	echo 0 > $trace/events/droplens/drop/enable
	grep -q 'saddr=::ffff:10.0.1.1 .* dport=6012' $trace/trace || fail "no address in the trace event"
	for file in $(tables); do
		! has_address "$file" || fail "${file##*/}: $(grep -E '10\.|fd00:' "$file" | head -1)"
	done
	for file in recent flows tcp_metrics $([ "$(syns observed)" != yes ] || echo tw_recycle); do
		grep -qE 'v4-[0-9a-f]{12}' $D/"$file" || fail "no hash in $file"
	done
	echo 0 > $S/anonymize
}

plan 5
run narrows
run spends_nothing
run refuses
run anonymizes
run anonymous_everywhere
