#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# usage: features.sh SRCTREE
#
# What the kernel in SRCTREE has, asked of its headers, as compiler flags. Its
# version is not asked: back-ports make versions lie. Kbuild may call this more
# than once a build, so it only greps.

tree=$1
here=$(dirname "$0")

# has FLAG HEADER PATTERN
has()
{
	grep -Eqs "$3" "$tree/include/$2" && echo "-DDLENS_HAVE_$1"
}

if ! test -r "$tree/include/uapi/linux/snmp.h"; then
	echo "features.sh: no kernel headers in '$tree'" >&2
	exit 1
fi

# 7.0: tracepoints guarded by SRCU, their probes preemptible
has PREEMPTIBLE_PROBES linux/tracepoint.h 'guard\(srcu_fast_notrace\)'
# 6.18: softnet drops counted per NUMA node
has NUMA_DROPS linux/netdevice.h '^[[:space:]]*struct numa_drop_counters[[:space:]]+drop_counters;'
# 6.9: net_hotdata took over from exported integers
has HOTDATA net/hotdata.h '[[:space:]]max_backlog;'
# up to 5.17: later only net/core sees inside
has FLOW_LIMIT linux/netdevice.h '^struct sd_flow_limit \{'
# 4.6
has RX_NOHANDLER uapi/linux/if_link.h '[[:space:]]rx_nohandler;'
# 5.12: before, the count was a member of struct netns_ct
has CT_COUNT net/netfilter/nf_conntrack.h '[[:space:]]nf_conntrack_count\('
# 5.10
has CT_CLASH_RESOLVE linux/netfilter/nf_conntrack_common.h '[[:space:]]clash_resolve;'
# 5.15
has CT_CHAINTOOLONG linux/netfilter/nf_conntrack_common.h '[[:space:]]chaintoolong;'
# gone in 7.2
has UDPLITE net/netns/mib.h '[[:space:]]udplite_statistics\)?;'

# 6.4: subsystems of drop reasons; their numbers move, their names do not
sed -n 's/^[[:space:]]*SKB_DROP_REASON_SUBSYS_\([A-Z0-9_]*\),.*/-DDLENS_HAVE_SUBSYS_\1/p' \
	"$tree/include/net/dropreason.h" 2>/dev/null | grep -v -e _NUM -e _CORE

awk -f "$here/mibs.awk" "$tree/include/uapi/linux/snmp.h" "$here/../droplens/mibs.h"
