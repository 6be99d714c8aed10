#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The documents and the files: each What: exists, each file has its What:, with
# the documented mode, readable whole or byte by byte.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

# beside the tests in a checkout, put there by whoever started the guest otherwise
for ABI in "$HERE/../include/abi" /droplens/abi ''; do
	[ -d "$ABI" ] && break
done
droplens_load
[ -n "$ABI" ] || { say "no include/abi beside the tests"; exit 1; }
modprobe nf_conntrack 2> /dev/null

documented()
{
	sed -n 's/^What:[[:space:]]*//p' "$ABI"/*
}

# The mode is the octal number in the entry's text.
documented_mode()
{
	awk -v what="$1" '/^What:/ { here = $2 == what }
		here { for (i = 1; i <= NF; i++) { w = $i; gsub(/[^0-9]/, "", w)
			if ($i ~ /^[(]?0[0-7][0-7][0-7][).,;:]*$/) { print w; exit } } }' "$ABI"/*
}

every_document_has_its_file()
{
	local what n=0

	for what in $(documented); do
		n=$((n + 1))
		[ -e "$what" ] || fail "documented but not there: $what"
	done
	[ $n -ge 15 ] || fail "only $n entries"
}

every_file_has_its_document()
{
	local file

	for file in "$S"/* "$D"/*; do
		documented | grep -qxF "$file" || fail "not documented: $file"
	done
	[ -z "$(documented | sort | uniq -d)" ] || fail "documented twice: $(documented | sort | uniq -d)"
}

modes_are_as_documented()
{
	local what mode

	for what in $(documented); do
		mode=$(documented_mode "$what")
		[ -n "$mode" ] || fail "no mode documented: $what"
		same "mode of $what" "0$(stat -c %a "$what")" "$mode"
		case $what in
		"$D"/*) same "mode of $what" "$mode" 0400 ;;
		esac
		same "owner of $what" "$(stat -c %u:%g "$what")" 0:0
	done
	case $(stat -c %a $D) in
	*[1-7]) fail "debugfs directory open to others: $(stat -c %a $D)" ;;
	esac
}

# is_table NAME FILE: every row has as many cells as its header; what stands in quotes
# is one, and a frame of a stack is indented below its row
is_table()
{
	[ "$1" = summary ] || [ "$1" = metrics ] ||
		sed '/^\t/d; s/"[^"]*"/quoted/g' "$2" |
		awk '!NF { w = 0; next } !w { w = NF; next } NF != w { bad = 1; print "# " $0 }
		     END { exit bad }'
}

# What nobody moves meanwhile reads the same in one, seven and many bytes at once.
piecewise()
{
	local file size

	echo 0 > $S/enabled || return
	at_exit "[ ! -e $S/enabled ] || echo 1 > $S/enabled"
	for file in $S/version $S/enabled $S/drops $S/drops_hidden $S/drops_lost $S/memory; do
		cat "$file" > "$TMP/whole" || fail "$file can not be read" || continue
		[ -s "$TMP/whole" ] || fail "$file is empty"
		same "lines of $file" "$(wc -l < "$TMP/whole")" 1
		for size in 1 7; do
			dd bs=$size if="$file" of="$TMP/piece" status=none
			cmp -s "$TMP/whole" "$TMP/piece" || fail "$file reads differently in pieces of $size"
		done
	done
	# Ages and rates move by themselves: the header is what must be the same, and of
	# the summary how its first line begins.
	for file in $(tables); do
		cat "$file" > "$TMP/whole" || fail "$file can not be read" || continue
		[ -s "$TMP/whole" ] || fail "$file is empty"
		[ "$(tail -c 1 "$TMP/whole" | od -An -tx1)" = " 0a" ] || fail "$file ends without a newline"
		for size in 1 7; do
			dd bs=$size if="$file" of="$TMP/piece" status=none
			same "header of $file in pieces of $size" \
				"$(head -1 "$TMP/piece" | sed 's/, watching.*//')" \
				"$(head -1 "$TMP/whole" | sed 's/, watching.*//')"
			is_table "${file##*/}" "$TMP/piece" || fail "$file is torn in pieces of $size"
		done
	done
	echo 1 > $S/enabled
}

tables_are_tables()
{
	local file

	for file in $(tables); do
		is_table "${file##*/}" "$file" || fail "$file has rows unlike its header"
	done
}

plan 5
run every_document_has_its_file
run every_file_has_its_document
run modes_are_as_documented
run piecewise
run tables_are_tables
