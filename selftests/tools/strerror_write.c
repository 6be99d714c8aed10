// SPDX-License-Identifier: GPL-2.0
/*
 * strerror_write: stdin into a file with one write(), and the error's name;
 * a shell's redirection tells neither the error nor the number of writes.
 */
#define _GNU_SOURCE
#include "tool.h"
#include <fcntl.h>

int main(int argc, char **argv)
{
	static char data[65536];
	size_t len = 0;
	ssize_t got;
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: strerror_write FILE < DATA\n");
		return 2;
	}
	while ((got = read(0, data + len, sizeof(data) - len)) > 0)
		len += got;
	fd = open(argv[1], O_WRONLY);
	if (fd < 0) {
		puts(strerrorname_np(errno));
		return 0;
	}
	got = write(fd, data, len);
	if (got == (ssize_t)len)
		puts("OK");
	else if (got < 0)
		puts(strerrorname_np(errno));
	else
		printf("%zd of %zu\n", got, len);
	return 0;
}
