// SPDX-License-Identifier: GPL-2.0
/* Lines that are understood and lines that are not; what passes them. */
#include <arpa/inet.h>

#include <droplens/classify.h>

#include "filter_oracle.h"
#include "test.h"

static const struct {
	const char *line;
	const char *kept;	/* NULL: refused */
} lines[] = {
	{ "", "" },
	{ "\n", "" },
	{ "  ", "" },
	{ "class=resource,error\n", "class=resource,error" },
	{ " port=53   proto=udp ", "port=53 proto=udp" },
	{ "reason=NO_SOCKET,TCP_* netns=4026531840 dev=eth0 addr=10.0.0.0/8,fd00::/8",
	  "reason=NO_SOCKET,TCP_* netns=4026531840 dev=eth0 addr=10.0.0.0/8,fd00::/8" },
	{ "proto=tcp,udp,icmp,icmp6,sctp,arp,0,255", "proto=tcp,udp,icmp,icmp6,sctp,arp,0,255" },
	{ "port=0,65535", "port=0,65535" },
	{ "port=65536", NULL },
	{ "port=-1", NULL },
	{ "port=0x35", NULL },
	{ "port=5 3", NULL },
	{ "port=", NULL },
	{ "port", NULL },
	{ "=53", NULL },
	{ "port=53,", NULL },
	{ "port=,53", NULL },
	{ "port=53 port=54", NULL },
	{ "ports=53", NULL },
	{ "por=53", NULL },
	{ "Port=53", NULL },
	{ "class=lost", NULL },
	{ "class=", NULL },
	{ "proto=256", NULL },
	{ "proto=UDP", NULL },
	{ "netns=4294967296", NULL },
	{ "netns=init", NULL },
	{ "port=1,2,3,4,5,6,7,8", "port=1,2,3,4,5,6,7,8" },
	{ "port=1,2,3,4,5,6,7,8,9", NULL },
	{ "dev=eth0\tport=53", NULL },
	{ "dev=eth0\nport=53", NULL },
	{ "port=53\n\n", NULL },
	{ "dev=01234567890123456789012345678901234567890123456",
	  "dev=01234567890123456789012345678901234567890123456" },
	{ "dev=012345678901234567890123456789012345678901234567", NULL },
	{ "addr=10.0.0.0/33", NULL },
	{ "addr=10.0.0", NULL },
	{ "addr=10.0.0.256", NULL },
	{ "addr=10.0.0.1/", NULL },
	{ "addr=fd00::1/129", NULL },
	{ "addr=fd00::1%eth0", NULL },
	{ "addr=fd00:::1", NULL },
	{ "addr=::/0", "addr=::/0" },
};

static void understood(void)
{
	struct dlens_filter filter;
	bool good;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		good = dlens_filter_parse(&filter, lines[i].line);
		expect(good == !!lines[i].kept, "'%s' is %s", lines[i].line,
		       good ? "understood" : "refused");
		if (good && lines[i].kept)
			expect(!strcmp(filter.line, lines[i].kept), "'%s' is kept as '%s'",
			       lines[i].line, filter.line);
	}
}

static void too_long(void)
{
	char line[2 * DLENS_FILTER_LEN] = "reason=";
	struct dlens_filter filter;
	int i;

	for (i = 0; i < 8; i++)
		strcat(line, i ? ",01234567890123456789012345678901234567890123456" :
		       "01234567890123456789012345678901234567890123456");
	expect(dlens_filter_parse(&filter, line), "eight long words are refused");
	strcat(line, " dev=01234567890123456789012345678901234567890123456");
	expect(dlens_filter_parse(&filter, line), "one word more is refused");
	strcat(line, ",01234567890123456789012345678901234567890123456");
	strcat(line, ",01234567890123456789012345678901234567890123456");
	expect(!dlens_filter_parse(&filter, line), "a line of %zu is not refused", strlen(line));
}

static const struct {
	const char *line, *reason, *dev, *in;
	u32 netns;
	u8 class;
	bool fits;
} kinds[] = {
	{ "", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, true },
	{ "", "NO_SOCKET", "eth0", "", 1, DLENS_UNKNOWN, true },
	{ "", "NO_SOCKET", "eth0", "", 1, DLENS_NORMAL, false },
	{ "", "NO_SOCKET", "eth0", "", 1, DLENS_ARTEFACT, false },
	{ "class=normal", "NO_SOCKET", "eth0", "", 1, DLENS_NORMAL, true },
	{ "class=normal", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, false },
	{ "class=policy,error", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, true },
	{ "reason=NO_SOCKET", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, true },
	{ "reason=NO_SOCKE", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, false },
	{ "reason=TCP_*,NO_*", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, true },
	{ "reason=QDISC:*", "QDISC:OVERLIMIT", "eth0", "", 1, DLENS_ERROR, true },
	{ "dev=eth1", "NO_SOCKET", "eth0", "eth1", 1, DLENS_ERROR, true },
	{ "dev=eth1", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, false },
	{ "netns=2,1", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, true },
	{ "netns=0", "NO_SOCKET", "eth0", "", 0, DLENS_ERROR, false },
	{ "netns=1 dev=eth0 reason=X", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, false },
	{ "port=1", "NO_SOCKET", "eth0", "", 1, DLENS_ERROR, true },
};

static void kinds_fit(void)
{
	struct dlens_filter filter;
	struct dlens_filtered kind;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		expect(dlens_filter_parse(&filter, kinds[i].line), "'%s' is refused",
		       kinds[i].line);
		kind = (struct dlens_filtered) {
			.class = kinds[i].class,
			.netns = kinds[i].netns,
			.reason = kinds[i].reason,
			.dev = kinds[i].dev,
			.in = kinds[i].in,
		};
		expect(dlens_filter_fits(&filter, &kind) == kinds[i].fits, "row %zu: '%s'", i,
		       kinds[i].line);
	}
}

static const struct {
	const char *line, *source, *dest;
	u16 sport, dport;
	u8 family, proto, has;
	bool fits;
} packets[] = {
	{ "", "::", "::", 0, 0, 0, 0, 0, true },
	{ "port=53", "::", "::", 53, 1, 4, 17, DLENS_HAS_PORTS, true },
	{ "port=53", "::", "::", 1, 53, 4, 17, DLENS_HAS_PORTS, true },
	{ "port=52,54", "::", "::", 53, 53, 4, 17, DLENS_HAS_PORTS, false },
	{ "port=0", "::", "::", 0, 0, 4, 1, 0, false },
	{ "proto=udp", "::", "::", 1, 53, 4, 17, DLENS_HAS_PORTS, true },
	{ "proto=tcp,17", "::", "::", 1, 53, 4, 17, DLENS_HAS_PORTS, true },
	{ "proto=tcp", "::", "::", 1, 53, 4, 17, DLENS_HAS_PORTS, false },
	{ "proto=0", "::", "::", 0, 0, 0, 0, 0, false },
	{ "proto=arp", "::", "::", 0, 0, 4, 0, DLENS_HAS_ARP, true },
	{ "proto=0", "::", "::", 0, 0, 4, 0, DLENS_HAS_ARP, false },
	{ "addr=10.0.1.1", "::ffff:10.0.1.1", "::ffff:10.0.1.2", 1, 2, 4, 17, 0, true },
	{ "addr=10.0.1.2", "::ffff:10.0.1.1", "::ffff:10.0.1.2", 1, 2, 4, 17, 0, true },
	{ "addr=10.0.1.3", "::ffff:10.0.1.1", "::ffff:10.0.1.2", 1, 2, 4, 17, 0, false },
	{ "addr=10.0.1.0/30", "::ffff:10.0.1.3", "::ffff:9.0.1.4", 1, 2, 4, 17, 0, true },
	{ "addr=10.0.1.0/30", "::ffff:10.0.1.4", "::ffff:9.0.1.4", 1, 2, 4, 17, 0, false },
	{ "addr=0.0.0.0/0", "::ffff:10.0.1.4", "::ffff:9.0.1.4", 1, 2, 4, 17, 0, true },
	{ "addr=0.0.0.0/0", "fd00::1", "fd00::2", 1, 2, 6, 17, 0, false },
	{ "addr=::/0", "fd00::1", "fd00::2", 1, 2, 6, 17, 0, true },
	{ "addr=::/0", "::", "::", 0, 0, 0, 0, 0, false },
	{ "addr=fd00:1::/32", "fd00:1:2::1", "fd01::2", 1, 2, 6, 17, 0, true },
	{ "addr=fd00:1::/33", "fd00:1:8000::1", "fd01::2", 1, 2, 6, 17, 0, false },
	{ "addr=10.0.1.1 port=3", "::ffff:10.0.1.1", "::ffff:10.0.1.2", 1, 2, 4, 17,
	  DLENS_HAS_PORTS, false },
};

static void packets_fit(void)
{
	struct dlens_filter filter;
	struct dlens_packet packet;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(packets); i++) {
		expect(dlens_filter_parse(&filter, packets[i].line), "'%s' is refused",
		       packets[i].line);
		packet = (struct dlens_packet) {
			.sport = packets[i].sport,
			.dport = packets[i].dport,
			.family = packets[i].family,
			.proto = packets[i].proto,
			.has = packets[i].has,
		};
		inet_pton(AF_INET6, packets[i].source, packet.source);
		inet_pton(AF_INET6, packets[i].dest, packet.dest);
		expect(dlens_filter_fits_packet(&filter, &packet) == packets[i].fits,
		       "row %zu: '%s'", i, packets[i].line);
	}
}

/* Addresses of all shapes beside the C library's. */
static void addresses(void)
{
	static const char shapes[] = "0123456789abcdefABF:::::....//g ";
	char text[64];
	u32 round, i, n;
	u8 any16[16];

	for (round = 0; round < 300000; round++) {
		if (any_below(2)) {
			n = any_below(any_below(2) ? 12 : 45);
			for (i = 0; i < n; i++)
				text[i] = shapes[any_below(sizeof(shapes) - 1)];
			text[n] = '\0';
		} else {
			for (i = 0; i < 16; i++)
				any16[i] = any_below(3) ? 0 : any();
			inet_ntop(any_below(3) ? AF_INET6 : AF_INET, any16, text, sizeof(text));
			if (!any_below(3))
				text[any_below(strlen(text))] =
					shapes[any_below(sizeof(shapes) - 1)];
			if (any_below(2))
				sprintf(text + strlen(text), "/%u", any_below(140));
		}
		expect(!prefix_check(text), "'%s': %s", text, prefix_check(text));
	}
}

static const struct test tests[] = {
	{ "lines that are understood", understood },
	{ "lines that are too long", too_long },
	{ "kinds of drops that pass", kinds_fit },
	{ "packets that pass", packets_fit },
	{ "addresses, beside the C library", addresses },
};

int main(void)
{
	return run_tests("filter", tests, ARRAY_SIZE(tests));
}
