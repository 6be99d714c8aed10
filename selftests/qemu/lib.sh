# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the lab's host side scripts share. Sourced.

set -euo pipefail
# The caller's umask and language must change neither images nor messages.
umask 022
export LC_ALL=C

QEMU_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd "$QEMU_DIR/../.." && pwd)
BUILD=${DLENS_BUILD:-$TOP/.build}
mkdir -p "$BUILD/logs"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit "${STATUS:-1}"; }

need()
{
	local tool

	for tool; do
		command -v "$tool" >/dev/null ||
			die "$tool is not installed: run selftests/setup first"
	done
}

# Several sessions may share one checkout: whoever comes second waits and finds
# the work done. The lock goes with the process.
lock()
{
	exec 9>"$BUILD/.lock-$1"
	flock 9
}

# apt as if nothing were installed, so that the answer is the same on every
# machine; the machine's own package state and caches stay untouched.
# $SUITE other than - has an apt state of its own on the machine's own mirror.
apt_alone()
{
	local args=(-q -o Dir::State::status="$BUILD/apt/status"
		    -o Dir::State::extended_states="$BUILD/apt/extended"
		    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
		    -o APT::Install-Recommends=0 -o APT::Sandbox::User=root
		    -o Debug::NoLocking=1 -o Acquire::Retries=3)

	mkdir -p "$BUILD/apt/archives/partial"
	: >>"$BUILD/apt/status"
	if [ "${SUITE:--}" != - ]; then
		suite_state "$SUITE"
		args+=(-o Dir::Etc::sourcelist="$BUILD/apt/$SUITE/list"
		       -o Dir::Etc::sourceparts=-
		       -o Dir::State::Lists="$BUILD/apt/$SUITE/lists")
		case $SUITE in *-backports) args+=(-o APT::Default-Release="$SUITE") ;; esac
	fi
	# Locks and other descriptors of ours are none of apt's business.
	apt-get "${args[@]}" "$@" 8>&- 9>&-
}

# The mirror that serves this machine's own suite serves the others too, and the
# security suites lie beside each other in the same way. A back-port builds on the
# suite it is for; sid has no security updates.
suite_state()
{
	local dir=$BUILD/apt/$1 base=${1%-backports} like end uri ends=('' -security)

	[ ! "$(find "$dir/done" -mmin -180 2>/dev/null)" ] || return 0
	mkdir -p "$dir/lists/partial"
	like=$(. /etc/os-release && echo "$VERSION_CODENAME")
	[ "$1" != sid ] || ends=('')
	[ "$1" = "$base" ] || ends+=(-backports)
	: >"$dir/list"
	for end in "${ends[@]}"; do
		uri=$(mirror "$like${end/-backports/}")
		[ "$uri" ] || die "this machine's apt has no $like$end, so where $base$end is can not be told"
		echo "deb $uri $base$end main" >>"$dir/list"
	done
	# sid's Release file may be past its date.
	apt-get -qq -o Dir::Etc::sourcelist="$dir/list" -o Dir::Etc::sourceparts=- \
		-o Dir::State::Lists="$dir/lists" -o Dir::Cache::pkgcache= \
		-o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root \
		-o Debug::NoLocking=1 -o Acquire::Check-Valid-Until=false update 8>&- 9>&- >&2 ||
		die "$1 can not be had from this machine's mirror"
	touch "$dir/done"
}

mirror()
{
	apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
		awk -v r="$1" '$2 == r { print $1; exit }'
}

# Prints `package version` for everything that installing $@ takes.
closure()
{
	apt_alone -s install "$@" |
		sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1 \2/p' | sort -u
}

# Downloads the `package version` lines of stdin and prints the files' names.
download()
{
	local dir=$BUILD/apt/archives want=() files=() pkg ver file

	mkdir -p "$dir"
	# Images share packages: no two of us may write the same file.
	exec 8>"$BUILD/.lock-download"
	flock 8
	while read -r pkg ver; do
		# A colon is written %3a in a file's name.
		file=$(compgen -G "$dir/${pkg}_${ver//:/%3a}_*.deb" | head -1) || file=
		if [ "$file" ]; then files+=("$file"); else want+=("$pkg=$ver"); fi
	done
	if [ ${#want[@]} -gt 0 ]; then
		say "downloading ${#want[@]} packages"
		(cd "$dir" && apt_alone -qq download "${want[@]}" >&2) ||
			die "apt could not download; if its lists are old, run selftests/setup"
	fi
	for pkg in "${want[@]}"; do
		ver=${pkg#*=}
		files+=("$(compgen -G "$dir/${pkg%%=*}_${ver//:/%3a}_*.deb" | head -1)")
	done
	exec 8>&-
	printf '%s\n' "${files[@]}"
}

# A deb's files into $2; bookworm's /bin, /lib, /sbin stay links into /usr.
unpack()
{
	dpkg-deb --fsys-tarfile "$1" |
		tar -x --no-same-owner --keep-directory-symlink -C "$2" \
			--exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' \
			--exclude='./usr/share/locale/*' --exclude='./usr/share/info/*'
}
