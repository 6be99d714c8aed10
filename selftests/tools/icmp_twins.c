// SPDX-License-Identifier: GPL-2.0
/*
 * icmp_twins: two threads on two CPUs, each time both at once, send the first echo
 * request of a new id, ROUNDS times. Connection tracking then makes two entries for one
 * connection, and the one that is later has no place. Errors are not minded: it is one.
 */
#define _GNU_SOURCE
#include "tool.h"
#include <netinet/ip_icmp.h>
#include <pthread.h>
#include <sched.h>
#include "sum.h"

static struct sockaddr_storage to;
static socklen_t len;
static long rounds;
static int arrived;

static void *send_all(void *which)
{
	struct icmphdr echo = { .type = ICMP_ECHO };
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	cpu_set_t cpus;
	long i;

	CPU_ZERO(&cpus);
	CPU_SET((long)which, &cpus);
	if (fd < 0 || sched_setaffinity(0, sizeof(cpus), &cpus))
		die("icmp_twins");
	for (i = 1; i <= rounds; i++) {
		echo.un.echo.id = htons(i);
		echo.checksum = 0;
		echo.checksum = fold(sum16(&echo, sizeof(echo), 0));
		__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
		while (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < 2 * i)
			;
		sendto(fd, &echo, sizeof(echo), 0, (struct sockaddr *)&to, len);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t twin;

	if (argc != 3) {
		fprintf(stderr, "usage: icmp_twins ADDRESS ROUNDS\n");
		return 2;
	}
	len = address(&to, argv[1], 0);
	rounds = num(argv[2]);
	if (pthread_create(&twin, NULL, send_all, (void *)1L))
		die("pthread_create");
	send_all(NULL);
	return pthread_join(twin, NULL);
}
