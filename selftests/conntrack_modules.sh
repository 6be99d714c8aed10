#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nf_conntrack is never loaded, and never held, because droplens is there.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need modprobe lsmod
modinfo nf_conntrack 2> /dev/null | grep -q '^filename:.*\.ko' ||
	skip_all "nf_conntrack is built into this kernel"

loaded()
{
	[ -d "/sys/module/$1" ]
}

# Unloads a module after everything that uses it.
unload()
{
	local user

	loaded "$1" || return 0
	for user in "/sys/module/$1/holders"/*; do
		[ -e "$user" ] && unload "${user##*/}"
	done
	rmmod "$1" 2> /dev/null
	! loaded "$1"
}

unload_droplens_for_a_while()
{
	droplens_loaded || return 0
	rmmod droplens && at_exit droplens_insert
}

unload_droplens_for_a_while || exit 1
until_true unload nf_conntrack ||
	{ say "nf_conntrack stays: $(grep ^nf_conntrack /proc/modules)"; exit 1; }
droplens_load

references()
{
	cat /sys/module/nf_conntrack/refcnt
}

says_not_loaded()
{
	same conntrack "$(cat $D/conntrack)" "nf_conntrack is not loaded"
	same conntrack_usage "$(cat $S/conntrack_usage 2>&1 | sed 's/.*: //')" "No data available"
	cat $D/summary > /dev/null || fail "summary can not be read"
	! loaded nf_conntrack || fail "reading loaded nf_conntrack"
}

not_held()
{
	local before

	modprobe nf_conntrack || return
	before=$(references)
	row conntrack cpu=all drop | grep -q '^[0-9]' || fail "no conntrack table though it is loaded"
	cat $S/conntrack_usage > /dev/null || fail "no conntrack_usage though it is loaded"
	cat $D/summary > /dev/null
	same "references" "$(references)" "$before"
	[ ! -e /sys/module/nf_conntrack/holders/droplens ] || fail "droplens holds nf_conntrack"
}

goes_while_droplens_stays()
{
	unload nf_conntrack || fail "nf_conntrack does not unload" || return
	same conntrack "$(cat $D/conntrack)" "nf_conntrack is not loaded"
}

# Reading while it comes and goes must neither crash nor hold.
comes_and_goes()
{
	local n reader

	while :; do cat $D/conntrack $D/summary; cat $S/conntrack_usage; done > /dev/null 2>&1 &
	reader=$!
	at_exit "kill $reader 2> /dev/null"
	for n in 1 2 3 4 5 6 7 8 9 10; do
		modprobe nf_conntrack || fail "round $n: modprobe" || break
		until_true unload nf_conntrack || fail "round $n: does not unload" || break
	done
	kill $reader
	wait $reader 2> /dev/null
	return 0
}

plan 4
run says_not_loaded
run not_held
run goes_while_droplens_stays
run comes_and_goes
