# SPDX-License-Identifier: GPL-2.0
# judge.awk: what the watcher's log says of what was expected.
#
#	MODE=seen LABEL		exit 0: found at the last read, or before
#	MODE=clear		exit 0: the last read, begun after all was over, found nothing
#	MODE=verdict LABEL	prints all of it, and the line of the table
#	MODE=alarms		prints what nobody expected
#	MODE=severity		sysfs said what findings said

BEGIN {
	rank["ok"] = 1; rank["info"] = 2; rank["warn"] = 3; rank["crit"] = 4
}

FILES == 1 {
	split($0, part, "|")
	label = part[1]
	labels[label]
	severity[label] = part[2]
	key[label] = part[3] " " part[4]
	advice[label] = part[5]
	text[label] = part[6]
	next
}

FILES == 2 {
	if ($2 == "summary")
		summary[$1] = $3
	else if ($2 == "began")
		began[$1] = $3
	else
		over[$1] = $3
	if ($2 == "over" && $3 > last_over)
		last_over = $3
	next
}

function owner(at, what,	l)
{
	for (l in labels)
		if (key[l] == what && at >= began[l] &&
		    (!(l in over) || at <= over[l] + CLEAR_S * 1000))
			return l
	return ""
}

# the text from the N-th field on
function from(n,	i, s)
{
	s = $0
	for (i = 1; i < n; i++)
		sub(/^ *[^ ]+ +/, "", s)
	return s
}

$2 == "row" {
	l = owner($1, $5 " " $6)
	worst = rank[$4] > worst ? rank[$4] : worst
	rows++
	if (l == "") {
		what = $4 " " $5 " " $6
		if (!(what in alarm))
			order[++alarms] = what
		alarm[what] = from(4)
		if (!(what in alarm_at))
			alarm_at[what] = $1
		alarm_last[what] = $1
		strangers++
		next
	}
	here[l] = 1
	now_present[l] = 1
	last[l] = $1
	if (!(l in first)) {
		first[l] = $1
		# among what no other cause of this script explains it has to be the first
		leads[l] = !strangers
	}
	if (rank[$4] > peak[l])
		peak[l] = rank[$4]
	if (rank[$4] >= rank[severity[l]] && (!(l in proof) || $1 <= summary[l]))
		proof[l] = from(4)
}

$2 == "read" {
	reads++
	said[reads] = $3
	found[reads] = worst ? worst : 1
	for (l in first)
		if (!now_present[l] && !(l in gone) && (l in over) && $1 > over[l])
			gone[l] = $1
		else if (now_present[l])
			delete gone[l]
	if ($1 >= last_over)
		clear = !rows
	for (l in now_present)
		delete now_present[l]
	worst = rows = strangers = 0
	read_at = $1
}

$2 == "unknown" { blind = NF > 2 ? from(3) : "nothing" }

function seconds(ms) { return sprintf("%.1f", ms / 1000) }

# what is in a cause's namespace or in none counts against it
function alarms_of(l,	i, n, part, scope, own)
{
	split(key[l], part, " ")
	own = part[2]
	sub(/:.*/, "", own)
	for (i = 1; i <= alarms; i++) {
		split(order[i], part, " ")
		scope = part[3]
		sub(/:.*/, "", scope)
		n += scope == own || scope == "host" || scope == "-"
	}
	return n + 0
}

function verdict(l,	bad, n, q, s, name)
{
	if (!(l in first)) {
		printf "# %s was not found\n", key[l]
		printf "# result: %s | not detected | - | - | no | - | %d\n", text[l], alarms_of(l)
		return 1
	}
	for (name in rank)
		if (rank[name] == peak[l])
			s = name
	printf "# finding: %s\n", proof[l]
	if (s != severity[l]) {
		printf "# severity %s instead of %s\n", s, severity[l]
		bad = 1
	}
	n = split(proof[l], q, "\"")
	if (n < 5 || q[2] == "" || q[4] == "") {
		printf "# no evidence or no advice\n"
		bad = 1
	} else if (q[4] !~ advice[l]) {
		printf "# the advice does not say %s\n", advice[l]
		bad = 1
	}
	if (!leads[l]) {
		printf "# it was not the first finding\n"
		bad = 1
	}
	if (!summary[l]) {
		printf "# the summary did not name it\n"
		bad = 1
	}
	if (!(l in gone)) {
		printf "# it did not clear\n"
		bad = 1
	} else if (gone[l] - over[l] > CLEAR_S * 1000) {
		printf "# cleared only after %s s\n", seconds(gone[l] - over[l])
		bad = 1
	}
	split(key[l], q, " ")
	printf "# result: %s | %s | %s | %s s | %s | %s | %d\n", text[l], q[1], s,
		seconds(first[l] - began[l]), leads[l] ? "yes" : "no",
		l in gone ? "after " seconds(gone[l] - over[l]) " s" : "no", alarms_of(l)
	return bad
}

END {
	if (MODE == "seen")
		exit !(LABEL in first && peak[LABEL] >= rank[severity[LABEL]])
	if (MODE == "count")
		print reads " reads, " alarms + 0 " false alarms"
	if (MODE == "clear")
		exit !clear
	if (MODE == "verdict")
		exit verdict(LABEL)
	if (MODE == "alarms") {
		printf "# %d reads; unknown here: %s\n", reads, blind
		for (i = 1; i <= alarms; i++)
			printf "# false alarm, %s s to %s s: %s\n", seconds(alarm_at[order[i]]),
				seconds(alarm_last[order[i]]), alarm[order[i]]
		exit alarms > 0 || reads < 10
	}
	if (MODE == "severity") {
		for (i = 2; i < reads; i++)
			if (rank[said[i]] != found[i] && rank[said[i]] != found[i + 1]) {
				printf "# read %d: sysfs says %s\n", i, said[i]
				bad = 1
			}
		exit bad || said[reads] != "ok" || reads < 10
	}
}
