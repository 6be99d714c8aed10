// SPDX-License-Identifier: GPL-2.0
/*
 * udp_filtered: a bound socket whose filter lets nothing pass. Prints its pid and
 * stays until killed.
 */
#include "tool.h"
#include <linux/filter.h>

int main(int argc, char **argv)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { .len = 1, .filter = &nothing };
	struct sockaddr_storage at;
	socklen_t len;
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: udp_filtered ADDRESS PORT\n");
		return 2;
	}
	len = address(&at, argv[1], num(argv[2]));
	fd = socket(at.ss_family, SOCK_DGRAM, 0);
	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)))
		die("SO_ATTACH_FILTER");
	if (bind(fd, (struct sockaddr *)&at, len))
		die("bind");
	hold_in_background();
}
