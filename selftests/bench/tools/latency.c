// SPDX-License-Identifier: GPL-2.0
/*
 * latency COMMAND: while COMMAND runs, a SCHED_FIFO task on the same CPU wants
 * to wake every 50 us. Prints how late it was at worst, in ns, which are
 * instructions: no stretch with preemption or interrupts off was longer.
 * Wants a kernel that preempts (preempt=full).
 */
#include "bench.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

int main(int argc, char **argv)
{
	struct sched_param fifo = { .sched_priority = 90 };
	struct timespec at, now;
	long late, worst = 0, wakes = 0;
	cpu_set_t one;
	int status;
	pid_t pid;

	if (argc != 2)
		return 2;
	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		die("affinity");
	pid = fork();
	if (!pid) {
		execl("/bin/sh", "sh", "-c", argv[1], NULL);
		_exit(127);
	}
	if (pid < 0 || mlockall(MCL_CURRENT) || sched_setscheduler(0, SCHED_FIFO, &fifo))
		die("latency");
	clock_gettime(CLOCK_MONOTONIC, &at);
	while (!waitpid(pid, &status, WNOHANG)) {
		at.tv_nsec += 50000;
		if (at.tv_nsec >= 1000000000) {
			at.tv_nsec -= 1000000000;
			at.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
		clock_gettime(CLOCK_MONOTONIC, &now);
		late = (now.tv_sec - at.tv_sec) * 1000000000 + now.tv_nsec - at.tv_nsec;
		if (late > worst)
			worst = late;
		wakes++;
		at = now;
	}
	if (status) {
		fprintf(stderr, "latency: failed: %s\n", argv[1]);
		return 1;
	}
	printf("%ld %ld\n", worst, wakes);
	return 0;
}
