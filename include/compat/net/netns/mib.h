/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_NET_NETNS_MIB_H
#define DROPLENS_COMPAT_NET_NETNS_MIB_H

#include_next <net/netns/mib.h>

/* An array of them up to 3.16, one for each context that counts; on x86 of one. */
#ifndef SNMP_ARRAY_SZ
#define dlens_mib_of(percpu) (percpu)
#elif SNMP_ARRAY_SZ == 1
#define dlens_mib_of(percpu) ((percpu)[0])
#else
#error "this kernel counts each SNMP counter in two places"
#endif

#if IS_ENABLED(CONFIG_IPV6)
#define dlens_mib_ip6(net) dlens_mib_of((net)->mib.ipv6_statistics)
#define dlens_mib_icmp6(net) dlens_mib_of((net)->mib.icmpv6_statistics)
#define dlens_mib_udp6(net) dlens_mib_of((net)->mib.udp_stats_in6)
#else
#define dlens_mib_ip6(net) ((struct ipstats_mib __percpu *)NULL)
#define dlens_mib_icmp6(net) ((struct icmpv6_mib __percpu *)NULL)
#define dlens_mib_udp6(net) ((struct udp_mib __percpu *)NULL)
#endif

#ifdef DLENS_HAVE_UDPLITE
#define dlens_mib_udplite(net) dlens_mib_of((net)->mib.udplite_statistics)
#else
#define dlens_mib_udplite(net) ((struct udp_mib __percpu *)NULL)
#endif

#if defined(DLENS_HAVE_UDPLITE) && IS_ENABLED(CONFIG_IPV6)
#define dlens_mib_udplite6(net) dlens_mib_of((net)->mib.udplite_stats_in6)
#else
#define dlens_mib_udplite6(net) ((struct udp_mib __percpu *)NULL)
#endif

#endif
