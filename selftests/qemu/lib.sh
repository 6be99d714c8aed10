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
DEB_ARCH=amd64
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

# The architecture of a kernel of selftests/qemu/kernels: its packages' names end in it,
# or in Debian's name for a flavour of it.
arch_of()
{
	awk -v n="$1" '
		BEGIN { of["686"] = of["pae"] = "i386"; of["armmp"] = "armhf"; of["powerpc64le"] = "ppc64el" }
		$1 == n { sub(/.*-/, "", $3); print $3 in of ? of[$3] : $3 }' "$QEMU_DIR/kernels"
}

# What its compilers and tools are called here, and what the kernel calls it.
declare -A CROSS=([amd64]='' [arm64]=aarch64-linux-gnu- [i386]=i686-linux-gnu- [s390x]=s390x-linux-gnu-
		  [armhf]=arm-linux-gnueabihf- [ppc64el]=powerpc64le-linux-gnu- [riscv64]=riscv64-linux-gnu-)
declare -A KARCH=([amd64]=x86 [arm64]=arm64 [i386]=i386 [s390x]=s390 [armhf]=arm [ppc64el]=powerpc
		  [riscv64]=riscv)

# A name for what is built for one architecture alone; amd64 is this machine.
for_arch() { if [ "$DEB_ARCH" = amd64 ]; then echo "$1"; else echo "$1-$DEB_ARCH"; fi; }

# apt as if nothing were installed, so that the answer is the same on every
# machine; the machine's own package state and caches stay untouched.
# $SUITE other than -, and another $DEB_ARCH, have an apt state of their own on the
# machine's own mirror.
apt_alone()
{
	local args=(-q -o Dir::State::status="$BUILD/apt/status"
		    -o Dir::State::extended_states="$BUILD/apt/extended"
		    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
		    -o APT::Install-Recommends=0 -o APT::Sandbox::User=root
		    -o Debug::NoLocking=1 -o Acquire::Retries=3)
	local suite=${SUITE:--} dir

	mkdir -p "$BUILD/apt/archives/partial"
	: >>"$BUILD/apt/status"
	[ "$suite$DEB_ARCH" = -amd64 ] || {
		[ "$suite" != - ] || suite=$(own_suite)
		dir=$BUILD/apt/$(for_arch "$suite")
		mkdir -p "$dir/lists/partial"
		(flock 7 && suite_state "$suite" "$dir") 7>"$dir/lock"
		args+=(-o Dir::Etc::sourcelist="$dir/list" -o Dir::Etc::sourceparts=-
		       -o Dir::State::Lists="$dir/lists"
		       -o APT::Architecture="$DEB_ARCH" -o APT::Architectures="$DEB_ARCH")
		case $suite in *-backports) args+=(-o APT::Default-Release="$suite") ;; esac
	}
	# Locks and other descriptors of ours are none of apt's business.
	apt-get "${args[@]}" "$@" 8>&- 9>&-
}

# The mirror that serves this machine's own suite serves the others too, and the
# security suites lie beside each other in the same way. A back-port builds on the
# suite it is for; sid has no security updates.
suite_state()
{
	local dir=$2 base=${1%-backports} like end uri ends=('' -security)

	[ ! "$(find "$dir/done" -mmin -180 2>/dev/null)" ] || return 0
	like=$(own_suite)
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
		-o APT::Architecture="$DEB_ARCH" -o APT::Architectures="$DEB_ARCH" \
		-o Debug::NoLocking=1 -o Acquire::Check-Valid-Until=false update 7>&- 8>&- 9>&- >&2 ||
		die "$1 can not be had from this machine's mirror"
	touch "$dir/done"
}

own_suite() { . /etc/os-release && echo "$VERSION_CODENAME"; }

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

# A colon is written %3a in a file's name.
deb_file()
{
	local file

	for file in "$BUILD/apt/archives/$1_${2//:/%3a}"_{all,"$DEB_ARCH"}.deb; do
		[ ! -e "$file" ] || { echo "$file"; return; }
	done
	return 1
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
		file=$(deb_file "$pkg" "$ver") || file=
		if [ "$file" ]; then files+=("$file"); else want+=("$pkg=$ver"); fi
	done
	if [ ${#want[@]} -gt 0 ]; then
		say "downloading ${#want[@]} packages"
		(cd "$dir" && apt_alone -qq download "${want[@]}" >&2) ||
			die "apt could not download; if its lists are old, run selftests/setup"
	fi
	for pkg in "${want[@]}"; do
		files+=("$(deb_file "${pkg%%=*}" "${pkg#*=}")")
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
