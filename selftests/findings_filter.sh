#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What was told to drop: rules, filters and programs, each in a namespace of its own.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_net.sh"
. "$(dirname "$0")/lib_findings.sh"

need nft iptables-legacy tc
droplens_load
place input
place forward 2
place legacy
place ingress
place shaped
place nobody
place filtered
place xdp
place lossy
place egress
watch_findings

# Kernels without reasons free parts of delivered packets where queues drop, and packets
# of several kinds where a socket's filter does: below one a second nothing is said.
queued=50
lost=47
filtered=45
meant="class policy"
if [ -z "$(reason_names)" ]; then
	queued=90
	lost=70
	filtered=65
	meant="class unknown"
fi

drop_rule()
{
	in_ns "dl-$1" nft -f - <<-EOF2
		table inet droplens {
			chain it {
				type filter hook $2 priority 0;
				udp dport 5000 counter drop
			}
		}
	EOF2
}

drop_rule input input && drop_rule forward forward || exit 1
in_ns dl-legacy iptables-legacy -A INPUT -p udp --dport 5000 -j DROP || exit 1
in_ns dl-ingress tc qdisc add dev eth0 clsact || exit 1
in_ns dl-ingress tc filter add dev eth0 ingress matchall action drop || exit 1
in_ns dl-egress tc qdisc add dev eth0 clsact || exit 1
in_ns dl-egress tc filter add dev eth0 egress matchall action drop || exit 1
in_ns dl-shaped tc qdisc add dev eth0 root tbf rate 8kbit burst 1600 limit 3000 || exit 1
hold dl-filtered udp_filtered 10.9.7.2 5000 || exit 1

hold dl-xdp xdp_drop eth0 || exit 1
in_ns dl-lossy tc qdisc add dev eth0 root netem loss 100% || exit 1

expect nft_input warn firewall "${inode[input]}" "in namespace ${inode[input]}: nft list ruleset.* 40 packets" nft drop, input
in_ns $OUT udp_send -c 40 10.9.1.2 5000
expect nft_forward warn firewall "${inode[forward]}" "nft list ruleset.* 41 packets" nft drop, forwarded
in_ns $OUT udp_send -c 41 10.66.2.5 5000
expect iptables_legacy warn firewall "${inode[legacy]}" "iptables -nvL.* 42 packets" iptables-legacy DROP
in_ns $OUT udp_send -c 42 10.9.3.2 5000
expect tc_ingress info tc_xdp "${inode[ingress]}" "tc -s filter show dev eth0 ingress.* 43 packets" tc drop, ingress
in_ns $OUT udp_send -c 43 10.9.4.2 5000
expect shaped info qdisc "${inode[shaped]}:eth0" "tc -s qdisc show dev eth0.* its root is tbf" tbf limit exceeded
in_ns dl-shaped udp_send -c $queued -s 1000 10.9.5.77 5000
expect closed_port info no_socket "${inode[nobody]}" "44 packets a minute now" UDP to a closed port
in_ns $OUT udp_send -c 44 10.9.6.2 5000
expect socket_filter info other "${inode[filtered]}" "$meant, $filtered packets" socket filter drops everything
in_ns $OUT udp_send -c $filtered 10.9.7.2 5000
expect xdp info tc_xdp "${inode[xdp]}" "bpftool net.*46 packets" XDP drop, generic
in_ns $OUT udp_send -c 46 10.9.8.2 5000
expect lossy info qdisc "${inode[lossy]}:eth0" "tc -s qdisc show dev eth0.* its root is netem, limit 1000 now; proposed: limit 2000.*no netem if it is not meant" netem loss
in_ns dl-lossy udp_send -c $lost 10.9.9.77 5000
# the kernel counts these as a full send buffer, too
expect tc_egress info tc_xdp "${inode[egress]}" "tc -s filter show dev eth0 egress.* 48 packets" tc drop, egress
in_ns dl-egress udp_send -c 48 10.9.10.77 5000
over nft_input nft_forward iptables_legacy tc_ingress tc_egress shaped closed_port socket_filter xdp lossy
seen nft_input nft_forward iptables_legacy tc_ingress tc_egress shaped closed_port socket_filter xdp lossy
cleared
judge_all
