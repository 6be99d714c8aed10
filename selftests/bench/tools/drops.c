// SPDX-License-Identifier: GPL-2.0
/*
 * drops: has the kernel drop packets and tells what one costs, in ticks of the
 * TSC, which under -icount are instructions.
 *
 * A packet of an unknown ethertype is sent over a loopback device; the kernel
 * drops it in the sender's own context (UNHANDLED_PROTO, __netif_receive_skb_core).
 * Slots take turns: one for each namespace (so: device) and ethertype.
 *
 *	drops [OPTION]... LABEL=COMMAND...	runs each COMMAND, then prints
 *		LABEL typical mean busy packets median
 *	drops [OPTION]... -q			sends each slot's packet once: fills tables
 *
 * typical: mean over the slots of each slot's median: exact, free of interrupts
 * mean:	all packets, whatever else ran meanwhile
 * busy:	with -a, what all tasks ran until 200 ms after the last packet; a pause
 *	of 2 ms after every 50 packets lets readers keep up
 * median: of all packets
 * -n N uses N namespaces of its own, -x N has N more that drop nothing
 * -t: the packets are TCP segments over IPv4 with a timestamp, of a wrong IP checksum
 * -i N as -t, from N sources in turns
 * -m MTU of the loopback devices
 * -o: datagrams of a UDP socket that a rule of the caller's drops on their way out:
 *	they have a socket and no device yet
 */
#include "bench.h"
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>

#define PAUSE_US 10000

static long nets, idle_nets, types = 1, first = 0x9000, rounds, warm = 3, slots, sources, mtu;
static int all, out;

/* 52 bytes of headers; the payload is zero */
static const unsigned char segment[100] = {
	0x45, 0, 0, 100, 0, 1, 0x40, 0, 64, 6, 0x12, 0x34, 10, 0, 1, 1, 10, 0, 1, 2,
	0x9c, 0x40, 0x01, 0xbb, 1, 2, 3, 4, 0, 0, 0, 0, 0x80, 0x10, 4, 0, 0, 0, 0, 0,
	1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2,
};

static const unsigned char zeroes[100];
static const unsigned char *data = zeroes;
static int *fds;
static uint64_t *took;

static int open_here(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int fd = socket(out ? AF_INET : AF_PACKET, SOCK_DGRAM, 0);

	if (fd < 0)
		die("socket");
	if (ioctl(fd, SIOCGIFFLAGS, &ifr))
		die("SIOCGIFFLAGS");
	ifr.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &ifr))
		die("SIOCSIFFLAGS");
	ifr.ifr_mtu = mtu;
	if (mtu && ioctl(fd, SIOCSIFMTU, &ifr))
		die("SIOCSIFMTU");
	return fd;
}

static void open_all(void)
{
	/* our own namespace stays: the commands want its /sys */
	int home = open("/proc/self/ns/net", O_RDONLY);
	long i;

	fds = bench_array(nets ? nets : 1, sizeof(*fds));
	if (!nets)
		fds[0] = open_here();
	for (i = 0; i < nets; i++) {
		if (unshare(CLONE_NEWNET))
			die("unshare");
		fds[i] = open_here();
	}
	for (i = 0; i < idle_nets; i++) {
		if (unshare(CLONE_NEWNET))
			die("unshare");
		/* the socket keeps the namespace */
		open_here();
	}
	if (home < 0 || setns(home, CLONE_NEWNET))
		die("setns");
}

static void send_out(int fd)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (sendto(fd, zeroes, sizeof(zeroes), 0, (struct sockaddr *)&to, sizeof(to)) >= 0 ||
	    errno != EPERM)
		die("a datagram that was to be dropped");
}

static void send_one(long slot)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = 1,
		.sll_halen = 6,
		.sll_protocol = htons(first + slot % types),
	};
	static unsigned char varied[sizeof(segment)];
	static uint32_t sent;
	uint32_t source;

	if (out) {
		send_out(fds[slot / types]);
		return;
	}
	if (sources) {
		memcpy(varied, segment, sizeof(segment));
		source = htonl(0x0a000000 + sent++ % sources);
		memcpy(varied + 12, &source, sizeof(source));
		data = varied;
	}
	if (sendto(fds[slot / types], data, sizeof(zeroes), 0, (struct sockaddr *)&to,
		   sizeof(to)) != sizeof(zeroes))
		die("sendto");
}

/* Nanoseconds, so instructions, that tasks other than idle have run. */
static uint64_t task_time(void)
{
	unsigned long long sum = 0, at;
	char line[512];
	FILE *f = fopen("/proc/schedstat", "r");

	if (!f)
		die("/proc/schedstat");
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "cpu%*d %*u %*u %*u %*u %*u %*u %llu", &at) == 1)
			sum += at;
	fclose(f);
	return sum;
}

static uint64_t task_time_for(int us)
{
	uint64_t before = task_time();

	usleep(us);
	return task_time() - before;
}

static void measure(const char *label)
{
	uint64_t sum = 0, typical = 0, busy = 0, quiet = 0, t;
	long round, slot, pauses;

	/* softirqs that the command left to ksoftirqd would wait there for ours, too */
	usleep(2 * PAUSE_US);
	for (round = 0; round < warm; round++)
		for (slot = 0; slot < slots; slot++)
			send_one(slot);
	if (all) {
		pauses = slots * rounds / 50;
		/* what the command and the warm ones left to do is done first */
		for (round = 0; round < 100 && task_time_for(200000) > 3000000; round++)
			;
		quiet = task_time_for(200000 + PAUSE_US * pauses);
		busy = task_time();
	}
	for (round = 0; round < rounds; round++) {
		for (slot = 0; slot < slots; slot++) {
			t = __rdtsc();
			send_one(slot);
			t = __rdtsc() - t;
			sum += t;
			took[slot * rounds + round] = t;
			if (all && (round * slots + slot) % 50 == 49)
				usleep(PAUSE_US);
		}
	}
	if (all) {
		usleep(200000);
		busy = task_time() - busy;
		busy -= quiet < busy ? quiet : busy;
	}
	for (slot = 0; slot < slots; slot++)
		typical += bench_median(took + slot * rounds, rounds);
	printf("%s %.1f %.1f %.1f %ld %lu\n", label, (double)typical / slots,
	       (double)sum / slots / rounds, (double)busy / slots / rounds,
	       slots * (rounds + warm), bench_median(took, slots * rounds));
}

int main(int argc, char **argv)
{
	int opt, quiet = 0;
	long i;

	while ((opt = getopt(argc, argv, "n:x:e:f:r:w:aqti:m:o")) != -1) {
		switch (opt) {
		case 'n':
			nets = num(optarg);
			break;
		case 'x':
			idle_nets = num(optarg);
			break;
		case 'e':
			types = num(optarg);
			break;
		case 'f':
			first = num(optarg);
			break;
		case 'r':
			rounds = num(optarg);
			break;
		case 'w':
			warm = num(optarg);
			break;
		case 'a':
			all = 1;
			break;
		case 't':
			data = segment;
			first = 0x0800;
			break;
		case 'q':
			quiet = 1;
			break;
		case 'o':
			out = 1;
			break;
		case 'm':
			mtu = num(optarg);
			break;
		case 'i':
			sources = num(optarg);
			first = 0x0800;
			break;
		default:
			return 2;
		}
	}
	open_all();
	slots = (nets ? nets : 1) * types;
	if (quiet) {
		for (i = 0; i < slots; i++)
			send_one(i);
		return 0;
	}
	if (!rounds)
		rounds = slots > 20 ? 21 : 2001;
	took = bench_array(slots * rounds, sizeof(*took));
	bench_each(argc - optind, argv + optind, measure);
	return 0;
}
