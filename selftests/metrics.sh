#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The file for programs, as those read it: the reference parser of OpenMetrics, which is
# the strictest, and node_exporter.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"

need python3 prometheus-node-exporter
droplens_load
net_up
at_exit "[ ! -e $S/enabled ] || echo 1 > $S/enabled"

# One sample a line: name, labels that have a value, the value.
PARSER='
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
for family in families(open(sys.argv[1], encoding="ascii").read()):
    for s in family.samples:
        print(s.name, *("%s=%s" % l for l in sorted(s.labels.items()) if l[1]), int(s.value))'

# parse: takes the file and parses it
parse()
{
	cat $D/metrics > "$TMP/metrics" &&
		python3 -c "$PARSER" "$TMP/metrics" > "$TMP/samples" 2> "$TMP/refused" ||
		fail "not OpenMetrics: $(tail -1 "$TMP/refused")"
}

# value NAME [LABEL=VALUE...]: of the sample that has these labels, or the sum of all that do
value()
{
	WANT="${*:2}" awk -v name="$1" '
		BEGIN { n = split(ENVIRON["WANT"], label, " ") }
		$1 == name {
			for (i = 1; i <= n; i++)
				if (!index($0 " ", " " label[i] " "))
					next
			sum += $NF
			found = 1
		}
		END { if (found) print sum + 0 }' "$TMP/samples"
}

drop_some()
{
	in_ns $A udp_send -c 7 10.0.1.2 5009
}

is_openmetrics()
{
	drop_some && parse || return
	same "samples that appear twice" "" \
		"$(grep -v '^#' "$TMP/metrics" | sed 's/ [^ ]*$//' | sort | uniq -d)"
	same "the last line" "$(tail -1 "$TMP/metrics")" "# EOF"
	same version "$(value droplens_info "version=$(cat $S/version)")" 1
}

# Nothing moves, so that the file and the totals are of one state.
adds_up()
{
	local sum

	drop_some
	settle
	parse || return
	sum=$(value droplens_drops_total)
	same "all drops" "$sum" $(($(value droplens_losses_total) + $(value droplens_hidden_total)))
	same losses "$(value droplens_losses_total)" "$(cat $S/drops)"
	same hidden "$(value droplens_hidden_total)" "$(cat $S/drops_hidden)"
	same lost "$(value droplens_lost_total)" "$(cat $S/drops_lost)"
	same "drops at the closed port" "$(value droplens_drops_total "netns=$in_b" dev=ba class=error)" \
		"$(row drops netns="$in_b" dev=ba class=error events | awk '{ n += $1 } END { print n }')"
}

tells_the_finding()
{
	parse || return
	same check "$(value droplens_check_severity check=no_socket)" 1
	same where "$(value droplens_finding_severity check=no_socket "scope=$in_b")" 1
	same "nobody else" "$(value droplens_finding_severity check=no_socket)" 1
	same "a check that is ok" "$(value droplens_check_severity check=nic_ring)" 0
	same severity "$(value droplens_severity)" \
		"$(awk '{ print $NF }' <(grep ^droplens_check_severity "$TMP/samples") | sort -n | tail -1)"
	same risk "$(value droplens_tw_recycle_risk)" \
		"$(case $(cat $S/tw_recycle_risk) in none) echo 0 ;; latent) echo 1 ;; *) echo more ;; esac)"
}

dropped_at()
{
	in_ns $A udp_send -c 1 10.0.1.2 5009
	parse && [ -n "$(value droplens_drops_total "netns=$in_b" "dev=$1")" ]
}

# name_is NAME: what the kernel takes for one
name_is()
{
	ip -n $B link set dev "$last" down && ip -n $B link set dev "$last" name "$1" &&
		last=$1 && ip -n $B link set dev "$1" up
}

# The last two are the same as far as a terminal can tell.
any_name_is_one_label()
{
	local last=ba name

	for name in 'a"b' 'a\b' 'a{b}' 'a\x5cb' $'\xc3\xa4' $'\xc3\xb6'; do
		name_is "$name" || fail "no such name: $name" || return
		name=${name//\\/\\x5c}
		name=${name//$'\xc3'/\\xc3}
		name=${name//$'\xa4'/\\xa4}
		name=${name//$'\xb6'/\\xb6}
		until_true dropped_at "$name" ||
			fail "no $name: $(grep drops_total "$TMP/samples" | tail -1)"
	done
	name_is ba
}

page()
{
	{ exec {web}<> /dev/tcp/127.0.0.1/9100; } 2> /dev/null || return
	printf 'GET /metrics HTTP/1.0\r\n\r\n' >&$web
	cat <&$web > "$TMP/page"
	exec {web}>&-
	grep -q '^droplens_' "$TMP/page"
}

# Numbers there are floats: 1e+06.
node_exporter_reads_it()
{
	local exporter metric

	drop_some
	parse || return
	mkdir "$TMP/textfiles"
	cp "$TMP/metrics" "$TMP/textfiles/droplens.prom"
	ip link set lo up
	prometheus-node-exporter --web.listen-address=127.0.0.1:9100 --collector.disable-defaults \
		--collector.textfile --collector.textfile.directory="$TMP/textfiles" \
		2> "$TMP/exporter" &
	exporter=$!
	at_exit "kill $exporter 2> /dev/null"
	until_true page || fail "nothing of ours: $(tail -1 "$TMP/exporter")"
	kill $exporter
	wait $exporter 2> /dev/null
	grep -q '^node_textfile_scrape_error 0$' "$TMP/page" ||
		fail "$(grep -e textfile "$TMP/exporter" "$TMP/page" | tail -1)"
	for metric in droplens_losses_total droplens_enabled droplens_untracked; do
		same "$metric" "$(awk -v m="$metric" '$1 == m { print $2 + 0 }' "$TMP/page")" \
			"$(value $metric)"
	done
	same "causes" "$(grep -c ^droplens_drops_total "$TMP/page")" \
		"$(grep -c ^droplens_drops_total "$TMP/samples")"
}

# What nobody looks at is not ok, and has no number.
unknown_is_no_number()
{
	echo 0 > $S/enabled || return
	parse || return
	same enabled "$(value droplens_enabled)" 0
	same severity "$(value droplens_severity)" ""
	same risk "$(value droplens_tw_recycle_risk)" ""
	same losses "$(value droplens_losses_total)" "$(cat $S/drops)"
	echo 1 > $S/enabled
}

plan 6
run is_openmetrics
run adds_up
run tells_the_finding
run any_name_is_one_label
run node_exporter_reads_it
run unknown_is_no_number
