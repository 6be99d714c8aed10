# SPDX-License-Identifier: GPL-2.0
# rows.awk: read droplens tables; columns are found by header name, never by place.
#
#	MODE=get  COL=column SPEC="key=a|b key=c"         FILE        prints the cell of every row that fits
#	MODE=move N=count    SPEC=...  SIZE=payload     BEFORE AFTER  exit 0: moved as expected
#		1: wrong for good   2: the expected row has not got there yet
#
# A file may hold several tables, apart by an empty line. location is compared
# by function name only: offsets and .constprop belong to one build of one kernel.

function header(	i, name)
{
	delete col
	for (i = 1; i <= NF; i++) {
		name = $i
		sub(/\[.*/, "", name)
		col[name] = i
	}
	width = NF
}

function cell(name,	v)
{
	v = $(col[name])
	if (name == "location")
		sub(/[+.].*/, "", v)
	return v
}

function among(value, list,	n, i, one)
{
	n = split(list, one, "|")
	for (i = 1; i <= n; i++)
		if (value "" == one[i] "")
			return 1
	return 0
}

function fits(spec,	n, i, part, key)
{
	n = split(spec, part, " ")
	for (i = 1; i <= n; i++) {
		key = part[i]
		sub(/=.*/, "", key)
		if (!(key in col) || !among(cell(key), substr(part[i], length(key) + 2)))
			return 0
	}
	return n
}

BEGIN {
	status = 0
}

FNR == 1 {
	file++
	fresh = 1
}
!NF {
	fresh = 1
	next
}
fresh {
	header()
	fresh = 0
	next
}

MODE == "get" {
	if ((COL in col) && (SPEC ~ /^ *$/ || fits(SPEC)))
		print $(col[COL])
	next
}

{
	if (NF != width) {
		printf "# %d cells under a header of %d: %s\n", NF, width, $0
		status = 1
		next
	}
	id = $(col["reason"]) " " $(col["class"]) " " $(col["location"]) " " $(col["netns"]) " " \
	     $(col["dev"]) " " $(col["in"]) " " $(col["proto"])
	if (file == 1) {
		events[id] += $(col["events"])
		bytes[id] += $(col["bytes"])
		next
	}
	seen[id]++
	if (seen[id] > 1) {
		printf "# twice in the table: %s\n", id
		status = 1
	}
	moved = $(col["events"]) - events[id]
	grown = $(col["bytes"]) - bytes[id]
	if (fits(SPEC)) {
		found++
		total += moved
		if (moved)
			hit++
		volume += grown
	} else if (moved && !among($(col["class"]), "normal|artefact")) {
		printf "# another row moved by %d: %s\n", moved, id
		status = 1
	}
}

END {
	if (MODE == "get")
		exit 0
	for (id in events)
		if (!(id in seen)) {
			printf "# row vanished: %s\n", id
			status = 1
		}
	if (total > N || hit > 1) {
		printf "# expected %d in one row, got %d in %d: %s\n", N, total, hit, SPEC
		status = 1
	} else if (total < N) {
		printf "# expected %d, so far %d in %d row(s): %s\n", N, total, found, SPEC
		status = status ? status : 2
	} else if (SIZE != "" && N && (volume < N * SIZE || volume > N * (SIZE + 80))) {
		printf "# %d bytes are not %d packets that carry %d\n", volume, N, SIZE
		status = 1
	}
	exit status
}
