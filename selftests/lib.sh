# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by every scenario: KTAP results, the module, the tables, undoing.

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PATH=$HERE/tools:$HERE:$HERE/../.build/selftests/tools:/usr/sbin:/sbin:$PATH
export LC_ALL=C

SKIP=4
D=/sys/kernel/debug/droplens
S=/sys/kernel/droplens
WAIT_S=${DROPLENS_WAIT_S:-20}

TMP=$(mktemp -d)
mkfifo "$TMP/nobody"
exec {nobody}<> "$TMP/nobody"
undo=()
ktap_n=0
ktap_bad=0
ktap_skipped=0

# Last in, first out. The text is evaluated, so quote what must wait until then.
at_exit()
{
	undo=("$1" "${undo[@]}")
}

finish()
{
	local code=$? step

	trap - EXIT
	for step in "${undo[@]}"; do
		eval "$step"
	done
	rm -rf "$TMP"
	[ $code -eq 0 ] || exit $code
	[ $ktap_bad -eq 0 ] || exit 1
	[ "$ktap_n" -eq 0 ] || [ $ktap_skipped -lt "$ktap_n" ] || exit $SKIP
}
trap finish EXIT
trap 'exit 1' INT TERM

say()
{
	echo "# $*"
}

# Nothing can be tested here: the whole script is a skip, with its reason.
skip_all()
{
	echo "TAP version 13"
	echo "1..0 # SKIP $*"
	exit $SKIP
}

plan()
{
	echo "TAP version 13"
	echo "1..$1"
}

# A test is a function. It fails by calling fail (it may go on to say more) or
# by returning non-zero, and is skipped by `return $SKIP` after setting why.
run()
{
	local name=$1 rc

	ktap_n=$((ktap_n + 1))
	test_failed=
	why=
	"$@"
	rc=$?
	if [ $rc -eq $SKIP ] && [ -n "$why" ] && [ -z "$test_failed" ]; then
		ktap_skipped=$((ktap_skipped + 1))
		echo "ok $ktap_n $name # SKIP $why"
	elif [ $rc -eq 0 ] && [ -z "$test_failed" ]; then
		echo "ok $ktap_n $name"
	else
		ktap_bad=$((ktap_bad + 1))
		echo "not ok $ktap_n $name"
	fi
}

fail()
{
	say "FAILED: $*"
	test_failed=1
	return 1
}

same()
{
	[ "$2" = "$3" ] || fail "$1: '$2' instead of '$3'"
}

now_ms()
{
	local up

	read -r up _ < /proc/uptime
	now=$(( 10#${up/./} * 10 ))
}

# until_true COMMAND...: polls until the command succeeds or the deadline passes.
until_true()
{
	local end

	now_ms
	end=$((now + WAIT_S * 1000))
	until "$@"; do
		now_ms
		[ $now -lt $end ] || return 1
		# a pause without a process: nobody ever writes there
		read -rt 0.05 -u "$nobody"
	done
	return 0
}

need()
{
	local cmd

	[ "$(id -u)" -eq 0 ] || skip_all "needs root"
	for cmd; do
		command -v "$cmd" > /dev/null || skip_all "needs the command $cmd"
	done
}

droplens_loaded()
{
	[ -d /sys/module/droplens ]
}

droplens_insert()
{
	if [ -e /droplens/droplens.ko ]; then
		insmod /droplens/droplens.ko
	else
		modprobe droplens
	fi
}

droplens_load()
{
	need
	mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
	if ! droplens_loaded; then
		droplens_insert || { say "droplens does not load"; exit 1; }
		at_exit 'rmmod droplens || ktap_bad=1'
	fi
	[ -r $D/drops ] || { say "no $D/drops"; exit 1; }
	[ "$(cat $S/enabled)" = 1 ] || { say "droplens is loaded but not enabled"; exit 1; }
}

# sysctl with its old value put back at the end
set_sysctl()
{
	local file=/proc/sys/$1 old

	old=$(cat "$file") || return 1
	at_exit "echo '$old' > $file"
	echo "$2" > "$file"
}

# The names this kernel gives to drops; empty before 5.17.
reason_names()
{
	local t

	for t in /sys/kernel/tracing /sys/kernel/debug/tracing; do
		[ -r $t/events/skb/kfree_skb/format ] || continue
		grep -o '"[A-Z0-9_]*"' $t/events/skb/kfree_skb/format
		return
	done
}

# drop_is CLASS/LAYER NAME...: what the columns say here for a drop that kernels call
# by one of the names. A kernel without the name says less, never something wrong; a
# name that the call site stood for has a mark.
drop_is()
{
	local verdict=$1 names one list= guess=

	shift
	names=$(reason_names)
	for one; do
		case $names in
		*"\"$one\""*) list=$list${list:+|}$one ;;
		esac
		guess="$guess|~$one"
	done
	if [ -n "$list" ]; then
		case $verdict in
		*/*) echo "reason=$list class=${verdict%/*} layer=${verdict#*/}" ;;
		*) echo "reason=$list class=$verdict" ;;
		esac
	else
		echo "reason=NOT_SPECIFIED|-$guess"
	fi
}

# Every file of the directory that ends: the pipe waits for the next drop.
tables()
{
	local file

	for file in "$D"/*; do
		[ "$file" = $D/recent_pipe ] || echo "$file"
	done
}

rows()
{
	awk -f "$HERE/rows.awk" -v MODE="$1" -v COL="$COL" -v N="$N" -v SIZE="$SIZE" \
		-v SPEC="$SPEC" "${@:2}"
}

# row FILE key=value... COLUMN: that cell of the row (or rows) that fit
row()
{
	local file=$1 spec=

	shift
	while [ $# -gt 1 ]; do
		spec="$spec $1"
		shift
	done
	COL=$1 SPEC=$spec N='' SIZE='' rows get "$D/$file"
}

quiet_once()
{
	local last=$quiet_sum a b c

	read -r a < $S/drops
	read -r b < $S/drops_hidden
	read -r c < $S/drops_lost
	quiet_sum="$a $b $c"
	if [ "$quiet_sum" = "$last" ]; then
		quiet_n=$((quiet_n + 1))
	else
		quiet_n=0
	fi
	[ $quiet_n -ge 3 ]
}

# Setting up and tearing down makes the kernel talk to itself for a moment.
settle()
{
	quiet_sum=
	quiet_n=0
	until_true quiet_once || say "drops never came to rest"
}

snapshot_before()
{
	settle
	cat $D/drops > "$TMP/before"
	drops_before=$(cat $S/drops)
	lost_before=$(cat $S/drops_lost)
}

moved_once()
{
	cat $D/drops > "$TMP/after"
	rows move "$TMP/before" "$TMP/after" > "$TMP/verdict"
	moved_rc=$?
	[ $moved_rc -ne 2 ]
}

# assert_moved N [size=BYTES] key=value...: the one row that fits moved by
# exactly N since snapshot_before, and no other real row moved at all. Read until it
# is so, and once more when all is at rest: it must not overshoot.
assert_moved()
{
	local N=$1 SIZE='' SPEC='' COL='' arg real

	shift
	# unquoted on purpose: one argument may bring several keys
	# shellcheck disable=SC2048
	for arg in $*; do
		case $arg in
		size=*) SIZE=${arg#size=} ;;
		*) SPEC="$SPEC $arg" ;;
		esac
	done
	until_true moved_once
	if [ $moved_rc -eq 0 ]; then
		settle
		moved_once
	fi
	if [ $moved_rc -ne 0 ]; then
		cat "$TMP/verdict"
		say "--- drops before"
		sed 's/^/# /' "$TMP/before"
		say "--- drops after"
		sed 's/^/# /' "$TMP/after"
		fail "expected exactly $N at$SPEC"
		return 1
	fi
	real=$(( $(cat $S/drops) - drops_before ))
	case $SPEC in
	*class=normal*|*class=artefact*) same "sysfs drops" $real 0 ;;
	*) same "sysfs drops" $real "$N" ;;
	esac
	same "sysfs drops_lost" "$(cat $S/drops_lost)" "$lost_before"
}

# Nothing real moved: for what the tracepoint does not see.
assert_unmoved()
{
	assert_moved 0 reason=none
}

# counter NETNS NAME: its total in the counters file, which leaves out what never
# moved; a counter that stays away though it should have moved reads 0 and fails.
counter()
{
	local total

	total=$(row counters netns="$1" counter="$2" total)
	echo "${total:-0}"
}

counter_is()
{
	[ "$(counter "$1" "$2")" = "$3" ]
}

# assert_counter NETNS NAME BEFORE N
assert_counter()
{
	until_true counter_is "$1" "$2" $(($3 + $4)) ||
		fail "counter $2: $(counter "$1" "$2") instead of $(($3 + $4))"
}
