# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Sourced by the static checks. A check prints what is wrong and fails; one that
# can not be made here exits 4 and says why.

. "$(dirname "${BASH_SOURCE[0]}")/../qemu/lib.sh"

cd "$TOP" || exit

# What belongs to the project: committed, or about to be.
files()
{
	if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		git ls-files --cached --others --exclude-standard
	else
		find . -type f -not -path './.build/*' | sed 's,^\./,,'
	fi | while read -r file; do if [ -f "$file" ]; then echo "$file"; fi; done | sort
}

c_files() { files | grep -E '\.[ch]$'; }

scripts()
{
	files | while read -r file; do
		case $(head -n 1 "$file" | tr -d '\0') in
		'#!/bin/sh'* | '#!/bin/bash'*) echo "$file" ;;
		*) case $file in *.sh) echo "$file" ;; esac ;;
		esac
	done
}

bad=0
wrong() { printf '%s\n' "$*"; bad=1; }

# wrong_lines TEXT: every line of stdin is a fault
wrong_lines()
{
	local line

	while read -r line; do wrong "$line${1:+: $1}"; done
}

# quiet_build FOLDER [MAKE ARGUMENTS]: builds from nothing; a line that make itself
# did not write is a fault.
quiet_build()
{
	local out=$BUILD/check/$1

	shift
	rm -rf "$out"
	"$QEMU_DIR/kernel" -o "$out" build "${DLENS_KERNEL:-bookworm-cloud}" "$@" >/dev/null || bad=1
	[ -s "$out/log" ] || wrong "no log of a build"
	wrong_lines < <(grep -vE '^make(\[[0-9]+\])?: (Entering|Leaving) directory |^  (CC|LD|AR|CHECK|MODPOST)( \[M\])? ' \
		"$out/log")
}
