# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the scenarios of recent: frames in hexadecimal, and the line that tells
# of them.

# frame FROM-DEV TO-DEV TYPE PART...: an Ethernet frame
frame()
{
	local from to type=$3

	from=$(mac_of "$1") to=$(mac_of "$2")
	shift 3
	printf '%s' "${to//:/}" "${from//:/}" "$type" "$@"
}

n16() { printf '%04x' "$1"; }
n32() { printf '%08x' "$1"; }
ip4_hex()
{
	local IFS=.

	# shellcheck disable=SC2086 # four words
	printf '%02x%02x%02x%02x' $1
}

# fd00:N::M, as lib_net.sh has them
ip6_hex()
{
	local net host

	net=${1#fd00:} host=${1##*::}
	printf 'fd00%04x%020x%04x' "0x${net%%::*}" 0 "0x$host"
}

tag() { n16 $((0x6000 | $1)); printf %s "$2"; }

# ip4 PROTO SOURCE DEST PAYLOAD [FRAGMENT]
ip4()
{
	local head sum=0 i len=$((20 + ${#4} / 2))

	head=4500$(n16 $len)0001$(n16 "${5:-0}")40$(printf %02x "$1")
	for ((i = 0; i < 20; i += 4)); do
		sum=$((sum + 0x$(printf %s "$head" | cut -c $((i + 1))-$((i + 4)))))
	done
	for i in $(ip4_hex "$2" | fold -w 4) $(ip4_hex "$3" | fold -w 4); do
		sum=$((sum + 0x$i))
	done
	sum=$((sum % 65536 + sum / 65536))
	sum=$((sum % 65536 + sum / 65536))
	printf %s "$head" "$(n16 $((65535 - sum)))" "$(ip4_hex "$2")" "$(ip4_hex "$3")" "$4"
}

# ip6 NEXT SOURCE DEST PAYLOAD
ip6()
{
	printf %s 60000000 "$(n16 $((${#4} / 2)))" "$(printf %02x "$1")" 40 "$(ip6_hex "$2")" \
		"$(ip6_hex "$3")" "$4"
}

# udp SPORT DPORT PAYLOAD; without a checksum
udp() { printf %s "$(n16 "$1")" "$(n16 "$2")" "$(n16 $((8 + ${#3} / 2)))" 0000 "$3"; }

# tcp SPORT DPORT SEQ FLAGS TSVAL TSECR
tcp()
{
	printf %s "$(n16 "$1")" "$(n16 "$2")" "$(n32 "$3")" 00000000 80 "$(printf %02x "$4")" \
		0400 0000 0000 0101080a "$(n32 "$5")" "$(n32 "$6")"
}

# arp OP SOURCE DEST
arp()
{
	printf %s 000108000604 "$(n16 "$1")" 020000000101 "$(ip4_hex "$2")" 000000000000 \
		"$(ip4_hex "$3")"
}

# recent_has column=value...: the last line that fits is kept in $TMP/line
recent_has()
{
	awk -v spec="$*" '
		NR == 1 { for (i = 1; i <= NF; i++) { name = $i; sub(/\[.*/, "", name); col[name] = i }
			  n = split(spec, want, " "); next }
		{ for (i = 1; i <= n; i++) {
			key = want[i]; sub(/=.*/, "", key)
			if (!(key in col) || $(col[key]) != substr(want[i], length(key) + 2)) next }
		  line = $0; found = 1 }
		END { if (found) print line; exit !found }' "${RECENT:-$D/recent}" > "$TMP/line"
}

# recent_cell COLUMN: of the line that recent_has kept
recent_cell()
{
	awk -v want="$1" 'NR == FNR { if (FNR == 1) for (i = 1; i <= NF; i++) {
			name = $i; sub(/\[.*/, "", name); if (name == want) c = i } next }
		c { print $c }' "$D/recent" "$TMP/line"
}

recent_count()
{
	SPEC="$*" COL=cpu N='' SIZE='' rows get "$D/recent" | wc -l
}

# assert_recent KEY=VALUE... : COLUMN=VALUE...: waits for a line with the keys; all its
# columns are as said. A value may be a|b; location is without its offset.
assert_recent()
{
	local keys=() one column want got

	while [ "$1" != : ]; do
		keys+=("$1")
		shift
	done
	shift
	if ! until_true recent_has "${keys[@]}"; then
		sed 's/^/# /' "$D/recent"
		fail "no line with ${keys[*]}"
		return
	fi
	# shellcheck disable=SC2048 # one argument may bring several
	for one in $*; do
		column=${one%%=*} want=${one#*=}
		got=$(recent_cell "$column")
		[ "$column" != location ] || got=${got%%[+.]*}
		case "|$want|" in
		*"|$got|"*) ;;
		*) fail "${keys[*]}: $column is '$got' instead of '$want'" ;;
		esac
	done
}
