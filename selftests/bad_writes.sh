#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whatever is not documented is EINVAL and changes nothing; debugfs takes no writes.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need strerror_write
droplens_load
net_up

INPUTS=(' ' 2 -1 01 10 1x x1 '1 1' ' 1' '1 ' 0x1 on y yes true $'1\n\n' $'\n' $'1\t'
	99999999999999999999 "$(printf '1%.0s' {1..5000})")

refused()
{
	local file=$1 input

	shift
	for input; do
		same "writing '${input:0:20}' to ${file##*/}" \
			"$(printf %s "$input" | strerror_write "$file")" EINVAL
	done
}

# switch_refuses FILE: a switch keeps its state, whichever it is
switch_refuses()
{
	local file=$S/$1 old state

	old=$(cat "$file") || return
	at_exit "[ ! -e $file ] || echo $old > $file"
	for state in 0 1; do
		echo $state > "$file" || return
		refused "$file" "${INPUTS[@]}"
		same "$1" "$(cat "$file")" $state
	done
	echo "$old" > "$file"
}

enabled_refuses()	{ switch_refuses enabled; }
observe_syn_refuses()	{ switch_refuses observe_syn; }
observe_flows_refuses()	{ switch_refuses observe_flows; }
capture_stack_refuses()	{ switch_refuses capture_stack; }
anonymize_refuses()	{ switch_refuses anonymize; }

reset_refuses()
{
	local before

	in_ns $A udp_send -c 5 10.0.1.2 5009 || return
	settle
	before=$(cat $S/drops)
	[ "$before" -ge 5 ] || fail "no drops to keep" || return
	refused $S/reset 0 "${INPUTS[@]}"
	settle
	same drops "$(cat $S/drops)" "$before"
}

accepted_forms()
{
	same "0" "$(printf 0 | strerror_write $S/enabled)" OK
	same "1" "$(printf 1 | strerror_write $S/enabled)" OK
	same "0 newline" "$(echo 0 | strerror_write $S/enabled)" OK
	same "1 newline" "$(echo 1 | strerror_write $S/enabled)" OK
	same "reset" "$(printf 1 | strerror_write $S/reset)" OK
	same "reset newline" "$(echo 1 | strerror_write $S/reset)" OK
}

# Root passes over modes, so what counts is that no write arrives.
others_take_nothing()
{
	local file got

	for file in $S/* $D/*; do
		case ${file##*/} in
		enabled|reset|observe_syn|observe_flows|capture_stack|record|anonymize) continue ;;
		esac
		got=$(echo 1 | strerror_write "$file")
		case $got in
		EACCES|EPERM|EIO|EINVAL) ;;
		*) fail "writing to $file: $got" ;;
		esac
	done
}

plan 8
run enabled_refuses
run observe_syn_refuses
run observe_flows_refuses
run capture_stack_refuses
run anonymize_refuses
run reset_refuses
run accepted_forms
run others_take_nothing
