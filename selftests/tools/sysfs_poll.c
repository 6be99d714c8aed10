// SPDX-License-Identifier: GPL-2.0
/*
 * sysfs_poll: waits for a file in sysfs to change, as its readers would. Prints its pid
 * once it waits, then, into OUT, what the file says each time that poll() wakes it.
 */
#include "tool.h"
#include <fcntl.h>
#include <poll.h>

static void show(int fd, int out)
{
	char text[256];
	ssize_t len = pread(fd, text, sizeof(text), 0);

	if (len < 0)
		die("read");
	if (write(out, text, len) != len)
		die("write");
}

int main(int argc, char **argv)
{
	struct pollfd wait = { .events = POLLPRI };
	int out;
	char byte;

	if (argc != 3) {
		fprintf(stderr, "usage: sysfs_poll FILE OUT\n");
		return 2;
	}
	wait.fd = open(argv[1], O_RDONLY);
	out = open(argv[2], O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (wait.fd < 0 || out < 0)
		die(argv[1]);
	/* what was there before is no change */
	if (pread(wait.fd, &byte, 1, 0) < 0)
		die("read");
	to_background();
	while (poll(&wait, 1, -1) > 0)
		show(wait.fd, out);
	return 1;
}
