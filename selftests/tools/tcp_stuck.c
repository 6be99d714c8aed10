// SPDX-License-Identifier: GPL-2.0
/*
 * tcp_stuck: a program that holds the lock of its connection: it sends from memory
 * that userfaultfd never fills. What arrives meanwhile goes to the socket's backlog.
 * Prints its pid as it listens, takes one connection, stays until killed.
 */
#include "tool.h"
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define LENGTH 4096

static void *never_there(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register what = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	void *at;

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		die("userfaultfd");
	at = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		die("mmap");
	what.range.start = (unsigned long)at;
	what.range.len = LENGTH;
	if (ioctl(fd, UFFDIO_REGISTER, &what))
		die("UFFDIO_REGISTER");
	return at;
}

int main(int argc, char **argv)
{
	struct sockaddr_storage at;
	int fd, small = 2304;
	socklen_t len;

	if (argc != 3) {
		fprintf(stderr, "usage: tcp_stuck ADDRESS PORT\n");
		return 2;
	}
	len = address(&at, argv[1], num(argv[2]));
	fd = socket(at.ss_family, SOCK_STREAM, 0);
	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)))
		die("SO_RCVBUF");
	if (bind(fd, (struct sockaddr *)&at, len) || listen(fd, 1))
		die("listen");
	to_background();
	fd = accept(fd, NULL, NULL);
	if (fd < 0)
		die("accept");
	send(fd, never_there(), 1, 0);
	return 1;
}
