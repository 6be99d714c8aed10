# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # used by those who source this
# Three namespaces: a and b side by side, and r that routes between them.
#
#	a: ab 10.0.1.1  fd00:1::1 ---- b: ba 10.0.1.2   fd00:1::2
#	a: ar 10.0.2.1  fd00:2::1 ---- r: ra 10.0.2.254 fd00:2::fe
#	b: br 10.0.3.2  fd00:3::2 ---- r: rb 10.0.3.254 fd00:3::fe
#
# Neighbours are permanent, so that ARP and ND add no drops of their own.

A=dl-a
B=dl-b
R=dl-r

in_ns()
{
	ip netns exec "$@"
}

inode_of()
{
	stat -L -c %i "/run/netns/$1"
}

mac_of()
{
	case $1 in
	ab) echo 02:00:00:00:01:01 ;;
	ba) echo 02:00:00:00:01:02 ;;
	ar) echo 02:00:00:00:02:01 ;;
	ra) echo 02:00:00:00:02:fe ;;
	br) echo 02:00:00:00:03:02 ;;
	rb) echo 02:00:00:00:03:fe ;;
	esac
}

# links first: that is done at once, while a namespace dies in the background
net_down()
{
	ip -n $A link del ab
	ip -n $A link del ar
	ip -n $B link del br
	ip netns del $A
	ip netns del $B
	ip netns del $R
} 2> /dev/null

in_ns_sysctl()
{
	local ns=$1

	shift
	# shellcheck disable=SC2016 # expanded by the inner shell
	in_ns "$ns" bash -c 'cd /proc/sys/net || exit 1
		for s; do echo "${s#*=}" > "${s%%=*}" || exit 1; done' sysctl "$@"
}

ns_defaults()
{
	local ns=$1 v6_off=$2

	ip netns add "$ns" || return 1
	in_ns_sysctl "$ns" ipv4/icmp_ratelimit=0 \
		ipv4/conf/default/rp_filter=0 ipv4/conf/all/rp_filter=0 || return 1
	[ -d /proc/sys/net/ipv6 ] || return 0
	in_ns_sysctl "$ns" ipv6/conf/default/disable_ipv6="$v6_off" \
		ipv6/conf/default/accept_dad=0 ipv6/conf/default/router_solicitations=0 \
		ipv6/conf/default/mldv2_unsolicited_report_interval=10 ipv6/icmp/ratelimit=0
}

# net_up [6]: with IPv6 only on request, since it talks by itself
net_up()
{
	local off=1

	[ "$1" = 6 ] && off=0
	need ip awk
	if [ $off -eq 0 ] && [ ! -d /proc/sys/net/ipv6 ]; then
		skip_all "this kernel has no IPv6"
	fi
	net_down
	at_exit net_down
	ns_defaults $A $off && ns_defaults $B $off && ns_defaults $R $off &&
	ip -batch - <<-EOF &&
		link add name ab netns $A address $(mac_of ab) type veth peer name ba netns $B address $(mac_of ba)
		link add name ar netns $A address $(mac_of ar) type veth peer name ra netns $R address $(mac_of ra)
		link add name br netns $B address $(mac_of br) type veth peer name rb netns $R address $(mac_of rb)
	EOF
	half $A "ab 10.0.1.1 10.0.1.2 ba fd00:1::1 fd00:1::2" "ar 10.0.2.1 10.0.2.254 ra fd00:2::1 fd00:2::fe" &&
	half $B "ba 10.0.1.2 10.0.1.1 ab fd00:1::2 fd00:1::1" "br 10.0.3.2 10.0.3.254 rb fd00:3::2 fd00:3::fe" &&
	half $R "ra 10.0.2.254 10.0.2.1 ar fd00:2::fe fd00:2::1" "rb 10.0.3.254 10.0.3.2 br fd00:3::fe fd00:3::2" &&
	in_ns_sysctl $R ipv4/ip_forward=1 &&
	ip -n $A route add default via 10.0.2.254 &&
	ip -n $B route add default via 10.0.3.254 || { say "no test network"; exit 1; }
	if [ $off -eq 0 ]; then
		in_ns_sysctl $R ipv6/conf/all/forwarding=1 &&
		ip -n $A -6 route add default via fd00:2::fe &&
		ip -n $B -6 route add default via fd00:3::fe || { say "no IPv6 test network"; exit 1; }
	fi
	in_a=$(inode_of $A)
	in_b=$(inode_of $B)
	in_r=$(inode_of $R)
}

# half NS "dev address peer-address peer-dev address6 peer-address6"...
half()
{
	local ns=$1 link dev me you far me6 you6

	shift
	{
		echo "link set dev lo up"
		for link; do
			read -r dev me you far me6 you6 <<< "$link"
			echo "address add $me/24 dev $dev"
			[ $off -eq 1 ] || echo "address add $me6/64 dev $dev nodad"
			echo "link set dev $dev up"
			echo "neighbour replace $you lladdr $(mac_of "$far") dev $dev nud permanent"
			[ $off -eq 1 ] || echo "neighbour replace $you6 lladdr $(mac_of "$far") dev $dev nud permanent"
		done
	} | ip -n "$ns" -batch -
}

# hold NS COMMAND...: for a tool that prints its pid once it is ready
hold()
{
	held=$(in_ns "$@") || return 1
	at_exit "kill $held 2> /dev/null"
}
