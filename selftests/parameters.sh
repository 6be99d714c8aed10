#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Module parameters: a bad value refuses the load with a sentence that names it and
# its range, and leaves nothing behind; a good one is taken.

. "$(dirname "$0")/lib.sh"

need
PARAMETERS="rows scopes history_namespaces history_devices socket_namespaces hosts"

insert()
{
	if [ -e /droplens/droplens.ko ]; then
		insmod /droplens/droplens.ko "$@" 2> "$TMP/said"
	else
		modprobe droplens "$@" 2> "$TMP/said"
	fi
}

refuses()
{
	local parameter value

	for parameter in $PARAMETERS; do
		for value in 0 1 4294967295; do
			dmesg -C
			! insert "$parameter=$value" || { fail "$parameter=$value is taken"; rmmod droplens; }
			grep -q 'Invalid' "$TMP/said" || fail "$parameter=$value: $(cat "$TMP/said")"
			dmesg | grep -q "droplens: $parameter=$value is not between [0-9]* and [0-9]*" ||
				fail "$parameter=$value is refused without a sentence"
			[ ! -e /sys/module/droplens ] && [ ! -e "$S" ] && [ ! -e "$D" ] ||
				fail "$parameter=$value leaves something behind"
		done
		! insert "$parameter=many" || { fail "$parameter=many is taken"; rmmod droplens; }
	done
	! insert no_such_parameter=1 || rmmod droplens
}

takes()
{
	local small large

	insert rows=64 scopes=256 history_namespaces=16 history_devices=16 socket_namespaces=16 hosts=64 || return
	small=$(cat $S/memory)
	rmmod droplens || return
	insert rows=4096 || return
	large=$(cat $S/memory)
	same "rows" "$(cat /sys/module/droplens/parameters/rows)" 4096
	rmmod droplens || return
	[ "$small" -lt "$large" ] || fail "memory is $small and $large"
}

plan 2
run refuses
run takes
