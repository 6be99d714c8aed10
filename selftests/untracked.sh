#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# More devices than droplens has places for: it says so, and says so no more when they
# are gone; how many there ever were stays.

. "$(dirname "$0")/lib.sh"

need ip
NS=dl-many
DEVICES=700

if droplens_loaded; then
	skip_all "droplens is loaded already, with its own number of scopes"
elif [ -e /droplens/droplens.ko ]; then
	insmod /droplens/droplens.ko scopes=256 || exit 1
else
	modprobe droplens scopes=256 || exit 1
fi
at_exit 'rmmod droplens || ktap_bad=1'
droplens_load
ip netns add $NS || exit 1
at_exit "ip netns del $NS 2> /dev/null"

untracked()
{
	awk '$1 == "untracked:" { print $2, $(NF - 4) }' $D/summary
}

now_are()
{
	local now

	read -r now _ < <(untracked)
	case $1 in
	some) [ "${now:-0}" -gt 0 ] ;;
	none) [ "${now:-0}" -eq 0 ] ;;
	esac
}

many_are_told()
{
	seq -f "link add name d%.0f type dummy" $DEVICES | ip -n $NS -batch - || return
	until_true now_are some || fail "nobody is untracked"
	read -r now ever < <(untracked)
	say "untracked $now of $DEVICES, $ever ever"
	[ "$now" -gt 100 ] && [ "$now" -le $DEVICES ] || fail "$now are untracked"
	same "found none since load" "$ever" "$now"
}

gone_are_forgotten()
{
	ip netns del $NS
	WAIT_S=60 until_true now_are none || fail "still untracked: $(untracked)"
	same "untracked now and ever" "$(untracked)" "0 $ever"
}

plan 2
run many_are_told
run gone_are_forgotten
