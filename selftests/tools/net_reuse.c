// SPDX-License-Identifier: GPL-2.0
/*
 * net_reuse COUNT: one namespace after the other, each with one drop that only its
 * socket tells the namespace of: a packet whose header is longer than it is, refused
 * before it has a device. Prints "destination inode-number" of each.
 *
 * The kernel gives the address of a namespace that died to a later one. Its inode
 * number, too, but for the other namespaces that are begun here to have it.
 */
#define _GNU_SOURCE
#include "tool.h"
#include <fcntl.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#define TAKERS 3

static void take_inode_numbers(void)
{
	int i;

	/* open until the end */
	for (i = 0; i < TAKERS; i++)
		if (unshare(CLONE_NEWUTS) || open("/proc/self/ns/uts", O_RDONLY) < 0)
			die("unshare");
}

static void raise_lo(int fd)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };

	if (ioctl(fd, SIOCSIFFLAGS, &ifr))
		die("SIOCSIFFLAGS");
}

static void be_refused(int fd, in_addr_t dest)
{
	struct iphdr ip = { .version = 4, .ihl = 15, .ttl = 1, .protocol = IPPROTO_UDP };
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr.s_addr = dest };

	ip.saddr = htonl(INADDR_LOOPBACK);
	ip.daddr = dest;
	if (sendto(fd, &ip, sizeof(ip), 0, (struct sockaddr *)&to, sizeof(to)) >= 0 ||
	    errno != EINVAL)
		die("the packet was not refused");
}

int main(int argc, char **argv)
{
	long i, count = argc == 2 ? num(argv[1]) : 0;
	struct in_addr dest;
	struct stat st;
	int fd;

	if (!count)
		return 2;
	for (i = 1; i <= count; i++) {
		take_inode_numbers();
		if (unshare(CLONE_NEWNET) || stat("/proc/self/ns/net", &st))
			die("unshare");
		fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
		if (fd < 0)
			die("socket");
		raise_lo(fd);
		dest.s_addr = htonl(0x7f010000 + i);
		be_refused(fd, dest.s_addr);
		close(fd);
		printf("%s %lu\n", inet_ntoa(dest), (unsigned long)st.st_ino);
	}
	return 0;
}
