// SPDX-License-Identifier: GPL-2.0
/* hex_send: frames given as hexadecimal digits, from the Ethernet header on. */
#include "tool.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>

static size_t bytes_of(const char *hex, unsigned char *frame, size_t room)
{
	size_t n = strlen(hex) / 2, i;
	unsigned int byte;

	if (strlen(hex) % 2 || n > room) {
		errno = EINVAL;
		die(hex);
	}
	for (i = 0; i < n; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1) {
			errno = EINVAL;
			die(hex);
		}
		frame[i] = byte;
	}
	return n;
}

int main(int argc, char **argv)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	static unsigned char frame[4096];
	long count = 1, i;
	size_t len;
	int opt, fd;

	while ((opt = getopt(argc, argv, "c:")) != -1) {
		if (opt != 'c')
			return 2;
		count = num(optarg);
	}
	if (argc - optind < 2) {
		fprintf(stderr, "usage: hex_send [-c count] DEVICE FRAME...\n");
		return 2;
	}
	ll.sll_ifindex = if_nametoindex(argv[optind]);
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (!ll.sll_ifindex || fd < 0)
		die(argv[optind]);
	for (argv += optind + 1; *argv; argv++) {
		len = bytes_of(*argv, frame, sizeof(frame));
		for (i = 0; i < count; i++)
			if (sendto(fd, frame, len, 0, (struct sockaddr *)&ll, sizeof(ll)) < 0)
				die("sendto");
	}
	return 0;
}
