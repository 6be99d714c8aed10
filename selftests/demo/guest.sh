#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The demo's guest side: installs droplens, loses packets, shows the files.

. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../lib_net.sh"
. "$(dirname "$0")/losses.sh"

uptime_s() { cut -d. -f1 /proc/uptime; }
step() { printf '[guest %3d s] %s\n' "$(uptime_s)" "$*"; }
losses() { cat $S/drops; }
moved() { [ "$(losses)" -gt "$before" ]; }

missed=0
nr=0

# cause TITLE FUNCTION: the packets are lost for real, and droplens must see it.
cause()
{
	local before

	nr=$((nr + 1))
	before=$(losses)
	seen=moved
	if "$2" >"$TMP/cause" 2>&1 && until_true $seen; then
		settle
		printf '[guest %3d s] %d of %d  %-42s %4d lost\n' "$(uptime_s)" $nr \
			$total "$1" "${lost:-$(($(losses) - before))}"
	else
		sed 's/^/    /' "$TMP/cause"
		step "$nr of $total  $1: droplens saw no loss"
		missed=$((missed + 1))
	fi
	lost=
}

show()
{
	printf '\n# cat %s/%s\n' $D "$1"
	cat "$D/$1"
}

step "$(uname -sr), $(nproc) CPUs; installing droplens"
install -D -m 644 /droplens/droplens.ko "/lib/modules/$(uname -r)/updates/droplens.ko"
depmod -a && modprobe droplens || exit 1
at_exit 'rmmod droplens'
step "three namespaces with veth pairs between them, and a container"
net_up
container_up || { step "no container"; exit 1; }

total=9
cause "firewall drops, nft rule in forward" nft_forward
cause "firewall drops, legacy iptables, input" iptables_input
cause "rp_filter: source on the wrong device" rp_filter
cause "UDP receive buffer full, nobody reads" udp_buffer
cause "frame of 500 for a container's MTU of 100" oversize
cause "accept queue full, nobody accepts" accept_queue
cause "no service on the port" closed_port
cause "conntrack table full" conntrack_full
cause "softnet backlog full on a burst" backlog

step "here is what droplens says"
printf '\nnamespaces: sender %s, server %s, router %s, container %s\n' \
	"$in_a" "$in_b" "$in_r" "$(inode_of container)"
show summary
printf '\n# cat %s/recent, its last rows\n' $D
head -n 1 $D/recent
sed '/^$/,$d' $D/recent | tail -n 8
for file in drops reasons locations namespaces softnet devices conntrack; do
	show $file
done
# shellcheck disable=SC2016
printf '\n# awk '\''NR == 1 || $4 > 0'\'' %s/counters\n' $D
awk 'NR == 1 || $4 > 0' $D/counters
echo
[ $missed = 0 ] || { step "$missed of $total losses were not seen"; exit 1; }
step "all $total losses were seen"
