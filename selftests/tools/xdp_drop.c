// SPDX-License-Identifier: GPL-2.0
/*
 * xdp_drop: a program of two instructions that drops all a device receives. Prints its
 * pid, stays until killed.
 */
#include "tool.h"
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sys/syscall.h>

static int bpf(int command, union bpf_attr *attr)
{
	int fd = syscall(SYS_bpf, command, attr, sizeof(*attr));

	if (fd < 0)
		die("bpf");
	return fd;
}

int main(int argc, char **argv)
{
	struct bpf_insn drop[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_DROP },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (unsigned long)drop,
		.insn_cnt = 2,
		.license = (unsigned long)"GPL",
	};
	union bpf_attr link = { .link_create.attach_type = BPF_XDP };

	if (argc != 2) {
		fprintf(stderr, "usage: xdp_drop DEVICE\n");
		return 2;
	}
	link.link_create.prog_fd = bpf(BPF_PROG_LOAD, &load);
	link.link_create.target_ifindex = if_nametoindex(argv[1]);
	link.link_create.flags = XDP_FLAGS_SKB_MODE;
	bpf(BPF_LINK_CREATE, &link);
	hold_in_background();
}
