#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# contrib/dkms.sh install | uninstall | stage FOLDER: `make install` and `make uninstall`.
# What this host can not do is said in one sentence, with what to do about it.

set -eu
cd "$(dirname "$0")/.."

version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
kernel=$(uname -r)
source=/usr/src/droplens-$version

die() { echo "droplens: $*" >&2; exit 1; }

# What DKMS needs to build the module, nothing else of the checkout.
stage()
{
	rm -rf "$1"
	mkdir -p "$1"
	cp -R dkms.conf Makefile Kbuild LICENSE module include debugfs "$1/"
	find "$1" \( -name '*.o' -o -name '*.ko' -o -name '*.mod*' -o -name '.*.cmd' \
		-o -name '.*.d' \) -exec rm -f {} +
}

check_host()
{
	[ "$(id -u)" = 0 ] || die "installing a kernel module takes root: run it with sudo"
	[ -e /proc/modules ] ||
		die "this kernel ($kernel) takes no modules: boot one of your distribution's kernels and install there"
	[ "$(cat /proc/sys/kernel/modules_disabled 2>/dev/null)" != 1 ] ||
		die "this host has switched module loading off (kernel.modules_disabled=1): reboot, and install before that is set"
	command -v dkms >/dev/null ||
		die "dkms is not installed: install the package dkms of your distribution, then try again"
	[ -e "/lib/modules/$kernel/build/Makefile" ] ||
		die "the headers of this kernel ($kernel) are missing: install linux-headers-$kernel (Debian, Ubuntu) or kernel-devel-$kernel (Red Hat), then try again"
}

# modprobe's own words tell why the kernel refused.
load()
{
	said=$(modprobe droplens 2>&1) && return
	case $said in
	*"Key was rejected"* | *"Required key"* | *"Loading of unsigned module"*)
		die "built, but this kernel refuses its signature (Secure Boot): run 'mokutil --import /var/lib/dkms/mok.pub', reboot, confirm the key, then 'modprobe droplens'" ;;
	*"Operation not permitted"*)
		die "built, but this kernel refuses unsigned modules (lockdown): sign it with a key this host trusts, or boot with Secure Boot off" ;;
	esac
	die "built, but it does not load: $said (see dmesg)"
}

unload()
{
	[ -d /sys/module/droplens ] || return 0
	rmmod droplens 2>/dev/null ||
		die "droplens is in use: close its open files in debugfs, then try again"
}

forget()
{
	dkms remove -m droplens -v "$version" --all >/dev/null 2>&1 || :
	rm -rf "$source" "/var/lib/dkms/droplens/$version"
	rmdir /var/lib/dkms/droplens 2>/dev/null || :
}

# The same source for the same kernel is there already: nothing to build.
installed()
{
	dkms status -m droplens -v "$version" -k "$kernel" 2>/dev/null | grep -q installed || return
	stage "$source.new"
	if diff -r "$source.new" "$source" >/dev/null 2>&1; then same=0; else same=1; fi
	rm -rf "$source.new"
	return $same
}

log=/var/lib/dkms/droplens/$version/build/make.log

case ${1:-} in
install)
	check_host
	unload
	if ! installed; then
		forget
		stage "$source"
		dkms add -m droplens -v "$version"
		dkms build -m droplens -v "$version" -k "$kernel" ||
			die "the build for $kernel failed: please report it with $log"
		dkms install -m droplens -v "$version" -k "$kernel" --force ||
			die "DKMS built droplens but could not install it, see its lines above"
	fi
	load
	echo "droplens $version is installed and loaded: cat /sys/kernel/debug/droplens/summary"
	;;
uninstall)
	[ "$(id -u)" = 0 ] || die "removing a kernel module takes root: run it with sudo"
	unload
	forget
	depmod -a
	echo "droplens is removed"
	;;
stage)	stage "${2:?which folder}" ;;
*)	die "usage: contrib/dkms.sh install | uninstall | stage FOLDER" ;;
esac
