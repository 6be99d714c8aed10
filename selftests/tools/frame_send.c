// SPDX-License-Identifier: GPL-2.0
/* frame_send: frames of many ethertypes, so that each makes a cell of its own. */
#include "tool.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ether.h>

int main(int argc, char **argv)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_halen = ETH_ALEN };
	long first, types, each, t, i;
	static char data[64];
	struct ether_addr *mac;
	int fd;

	if (argc != 6) {
		fprintf(stderr, "usage: frame_send DEVICE MAC FIRST-TYPE TYPES FRAMES-EACH\n");
		return 2;
	}
	ll.sll_ifindex = if_nametoindex(argv[1]);
	mac = ether_aton(argv[2]);
	if (!ll.sll_ifindex || !mac)
		die(argv[1]);
	memcpy(ll.sll_addr, mac, ETH_ALEN);
	first = num(argv[3]);
	types = num(argv[4]);
	each = num(argv[5]);
	fd = socket(AF_PACKET, SOCK_DGRAM, 0);
	if (fd < 0)
		die("socket");
	for (t = first; t < first + types; t++) {
		ll.sll_protocol = htons(t);
		for (i = 0; i < each; i++)
			if (sendto(fd, data, sizeof(data), 0, (struct sockaddr *)&ll,
				   sizeof(ll)) < 0)
				die("sendto");
	}
	return 0;
}
