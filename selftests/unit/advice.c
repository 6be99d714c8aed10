// SPDX-License-Identifier: GPL-2.0
/* All words that the checks can say: harmless, whole, and fit to be pasted. */
#include "anything.h"
#include "checks.h"
#include "told.h"
#include "test.h"

#define SWEEPS 20000
/* Settings that may be changed, and where their value now is; only ever raised. */
static const struct {
	const char *name;
	size_t now;
} raised[] = {
#define RAISED(name, member) { name "=", offsetof(struct dlens_facts, member) }
	RAISED("net.netfilter.nf_conntrack_max", ct_max),
	RAISED("net.netfilter.nf_conntrack_buckets", ct_buckets),
	RAISED("net.core.netdev_max_backlog", max_backlog),
	RAISED("net.core.netdev_budget", netdev_budget),
	RAISED("net.core.somaxconn", sockets.somaxconn),
	RAISED("net.core.rmem_max", sockets.rmem_max),
	RAISED("net.core.wmem_max", sockets.wmem_max),
	RAISED("vm.min_free_kbytes", min_free_kb),
	RAISED("net.ipv4.tcp_max_syn_backlog", sockets.max_syn_backlog),
	RAISED("net.ipv4.tcp_max_tw_buckets", sockets.max_tw_buckets),
	RAISED("net.ipv4.tcp_max_orphans", sockets.max_orphans),
	RAISED("net.ipv4.neigh.default.gc_thresh3", sockets.neigh_gc_thresh3),
	RAISED("net.ipv6.neigh.default.gc_thresh3", sockets.neigh_gc_thresh3),
#undef RAISED
};

/* The others: what they may be set to is fixed, or judged in a test of their own. */
static const char * const settings[] = {
	"net.netfilter.nf_conntrack_tcp_timeout_established=", "net.ipv4.tcp_tw_recycle=0",
	"net.ipv4.tcp_tw_reuse=1", "net.ipv4.tcp_syncookies=1", "net.ipv4.tcp_fin_timeout=",
	"net.ipv4.tcp_mem=\"", "net.ipv4.udp_mem=\"", "net.ipv4.ip_local_port_range=\"", "net.ipv4.conf.",
	"net/ipv4/conf/",
};

static void judge_setting(const char *text, const struct dlens_facts *facts)
{
	u64 now, next;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(raised); i++) {
		if (strncmp(text, raised[i].name, strlen(raised[i].name)))
			continue;
		now = *(const u64 *)((const char *)facts + raised[i].now);
		next = strtoull(text + strlen(raised[i].name), NULL, 10);
		expect(now != DLENS_ABSENT && next > now, "%llu now: %s", now, text);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(settings); i++)
		if (!strncmp(text, settings[i], strlen(settings[i])))
			return;
	expect(false, "sets what nobody agreed to: %s", text);
}

/* What does harm, what overwrites a file, and what can not be taken back. */
static void harmless(const struct dlens_finding *f, const struct dlens_facts *facts)
{
	static const char * const harm[] = {
		"tcp_tw_recycle=1", "tcp_tw_recycle = 1", "tcp_timestamps=0", "tcp_timestamps = 0",
		"tcp_abort_on_overflow=1", ">", " tee ", "sed -i", " rm ", "iptables -F", "flush",
		"iptables -X", "sysctl -p", "sysctl.conf", "echo ", "modprobe",
		"18446744073709551615", "$", "`", "|sh", "\n", "\t",
	};
	const char *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(harm); i++)
		expect(!strstr(f->advice, harm[i]) && (i >= 6 || !strstr(f->evidence, harm[i])),
		       "%s: '%s': %s | %s", dlens_check_name(f->check), harm[i], f->evidence,
		       f->advice);
	for (at = f->advice; (at = strstr(at, "sysctl -w ")); ) {
		at += strlen("sysctl -w ");
		judge_setting(at, facts);
	}
	for (i = 0; i < ARRAY_SIZE(bad_names); i++)
		if (strlen(bad_names[i]) > 2)
			expect(!strstr(f->advice, bad_names[i]) &&
			       !strstr(f->evidence, bad_names[i]), "%s says %s",
			       dlens_check_name(f->check), bad_names[i]);
}

/* A limit is one of the value beside it, not of a queue that it did not fit. */
static void comparable(const struct dlens_finding *f, const struct dlens_facts *facts)
{
	const struct dlens_socket_facts *s = &facts->sockets;
	const struct {
		u8 check;
		u64 value;
		u64 limit;
	} gauges[] = {
		{ DLENS_CHECK_CONNTRACK_FULL, facts->ct_count, facts->ct_max },
		{ DLENS_CHECK_TCP_MEM, s->tcp_mem_pages, s->tcp_mem_max },
		{ DLENS_CHECK_TCP_MEM, s->udp_mem_pages, s->udp_mem_max },
		{ DLENS_CHECK_TW_OVERFLOW, s->time_wait, s->max_tw_buckets },
		{ DLENS_CHECK_PORT_EXHAUSTION, s->ports_used, s->ports_high - s->ports_low + 1 },
		{ DLENS_CHECK_FIN_WAIT2, s->orphans, s->max_orphans },
		{ DLENS_CHECK_NEIGHBOUR, s->neigh_entries, s->neigh_gc_thresh3 },
		{ DLENS_CHECK_MTU, facts->small_mtu, DLENS_MTU_IPV4 },
		{ DLENS_CHECK_MTU, facts->small_mtu, DLENS_MTU_IPV6 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(gauges) && f->limit != DLENS_ABSENT; i++)
		if (f->check == gauges[i].check && f->value == gauges[i].value &&
		    f->limit == gauges[i].limit)
			return;
	expect(f->limit == DLENS_ABSENT, "%s: value %llu, limit %llu: %s",
	       dlens_check_name(f->check), f->value, f->limit, f->evidence);
	expect(!strstr(f->evidence, " of 0 entries"), "%s", f->evidence);
}

static void one_is_no_plural(const struct dlens_finding *f)
{
	static const char * const many[] = {
		" 1 packets", " 1 connections", " 1 SYNs", " 1 hosts", " 1 times",
		" 1 new connections", " 1 UDP packets", " 1 wait,",
	};
	char text[DLENS_EVIDENCE_LEN + 1];
	size_t i;

	snprintf(text, sizeof(text), " %s", f->evidence);
	for (i = 0; i < ARRAY_SIZE(many); i++)
		expect(!strstr(text, many[i]) || strstr(text, " of 1 connections"), "%s",
		       f->evidence);
}

static void well_formed(const struct dlens_finding *f)
{
	const char *name = dlens_check_name(f->check), *c;

	expect(f->severity < DLENS_SEVERITIES, "%s: severity %u", name, f->severity);
	expect(*f->evidence, "%s: no evidence", name);
	expect((f->severity >= DLENS_INFO) == !!*f->advice, "%s %s: %s | %s", name,
	       dlens_severity_name(f->severity), f->evidence, f->advice);
	expect((f->severity == DLENS_UNCLEAR) == !!strstr(f->evidence, "can not tell"), "%s %s: %s",
	       name, dlens_severity_name(f->severity), f->evidence);
	values_are_told(f);
	one_is_no_plural(f);
	/* a text that fills its room to the last byte was cut */
	expect(strlen(f->evidence) < DLENS_EVIDENCE_LEN - 1, "%s: cut: %s", name, f->evidence);
	expect(strlen(f->advice) < DLENS_ADVICE_LEN - 1, "%s: cut: %s", name, f->advice);
	for (c = f->advice; *c; c++)
		expect(*c >= ' ' && *c < 127, "%s: %s", name, f->advice);
	for (c = f->evidence; *c; c++)
		expect(*c >= ' ' && *c < 127, "%s: %s", name, f->evidence);
}

static void everything_that_can_be_said(void)
{
	unsigned int said[DLENS_CHECKS][DLENS_SEVERITIES] = {};
	struct dlens_finding finding;
	struct dlens_facts facts;
	int i, check;

	for (i = 0; i < SWEEPS; i++) {
		facts = i & 1 ? healthy() : unknown();
		any_names(&facts);
		any_numbers(&facts);
		facts.ct_loaded = any_below(8);
		facts.ct_resizes = any_below(2);
		facts.reasons_absent = !any_below(4);
		facts.qdisc_carrier = any_below(4);
		facts.mtu_carrier = any_below(4);
		for (check = 0; check < DLENS_CHECKS; check++) {
			dlens_check(check, &facts, &finding);
			well_formed(&finding);
			comparable(&finding, &facts);
			harmless(&finding, &facts);
			said[check][finding.severity]++;
		}
	}
	for (check = 0; check < DLENS_CHECKS; check++)
		expect(said[check][DLENS_UNCLEAR] && said[check][DLENS_OK] &&
		       said[check][DLENS_INFO] + said[check][DLENS_WARN] + said[check][DLENS_CRIT],
		       "%s never said all it can", dlens_check_name(check));
}

/* Long names and numbers of many digits, all at once. */
static void nothing_is_cut(void)
{
	struct dlens_facts facts = healthy();
	struct dlens_finding finding;
	int i, round;

	for (i = 0; i < DLENS_CHECKS; i++) {
		facts.dropped[i].last_60s = LARGEST;
		facts.dropped[i].top_60s = LARGEST;
		facts.dropped[i].reason = REASON_LONGEST;
		facts.dropped[i].location = LOCATION_LONGEST;
		facts.dropped[i].dev = DEV_LONGEST;
		facts.dropped[i].in = DEV_LONGEST;
	}
	facts.strays = facts.dropped[DLENS_CHECK_ROUTE];
	for (i = 0; i < 3; i++) {
		facts.nic[i].dev = DEV_LONGEST;
		facts.nic[i].counter = "rx_nohandler";
		facts.nic[i].last_60s = LARGEST;
		facts.nic[i].total = LARGEST;
		facts.nic[i].devices = 99999;
	}
	facts.small_mtu_dev = DEV_LONGEST;
	facts.sockets.max_tw_buckets = 0x3fffffff;
	facts.sockets.max_orphans = 0x3fffffff;
	facts.ct_max = 0x3fffffff;
	strcpy(facts.sockets.ports_to, PORTS_TO_LONGEST);
	for (round = 0; round < 8; round++) {
		facts.small_mtu = round & 1 ? 1279 : 0;
		facts.ct_drop.last_60s = round & 2 ? LARGEST / 2 : 0;
		facts.sockets.tcp_mem_pages = round & 4 ? 120000 : 0;
		facts.sockets.tw_recycle = round & 1;
		facts.reject_ago_s = round & 2 ? 179 : ~0U;
		facts.rejecting = ~0U;
		for (i = 0; i < DLENS_MIB_FACTS; i++)
			facts.mib[i].last_60s = round & 2 ? LARGEST : 0;
		facts.flow_limited.last_60s = round & 4 ? LARGEST : 0;
		facts.backlog_dropped.last_60s = LARGEST;
		facts.squeezed.last_60s = LARGEST;
		for (i = 0; i < DLENS_CHECKS; i++) {
			dlens_check(i, &facts, &finding);
			well_formed(&finding);
			comparable(&finding, &facts);
			harmless(&finding, &facts);
		}
	}
}

static const char *advice_of(u8 check, const struct dlens_facts *facts)
{
	static struct dlens_finding finding;

	dlens_check(check, facts, &finding);
	return finding.advice;
}

#define expect_says(check, what) \
	expect(strstr(advice_of(DLENS_CHECK_##check, &facts), what), "%s is not in: %s", what, \
	       advice_of(DLENS_CHECK_##check, &facts))

/* Value now and value proposed, computed by hand from the rules. */
static void computed(void)
{
	struct dlens_facts facts = healthy();

	facts.ct_count = 65536;
	expect_says(CONNTRACK_FULL, "is 65536 now");
	expect_says(CONNTRACK_FULL, "nf_conntrack_max=262144;");	/* 8 GiB / 16384 / 2 */
	expect_says(CONNTRACK_FULL, "nf_conntrack_buckets=65536;");
	facts.ct_resizes = false;
	expect_says(CONNTRACK_FULL,
		    "write 65536 into /sys/module/nf_conntrack/parameters/hashsize;");
	facts.ct_count = 1000000;
	facts.ct_max = 1000000;
	expect_says(CONNTRACK_FULL, "nf_conntrack_max=2000000;");

	facts.backlog_dropped.last_60s = 600000;
	expect_says(SOFTNET_BACKLOG,
		    "is 1000 now; proposed: sysctl -w net.core.netdev_max_backlog=11001");
	facts.dropped[DLENS_CHECK_SOFTNET_BACKLOG].last_1s = 20000;
	expect_says(SOFTNET_BACKLOG, "netdev_max_backlog=21000;");
	facts.max_backlog = 5;
	facts.backlog_dropped.last_60s = 90;
	facts.dropped[DLENS_CHECK_SOFTNET_BACKLOG].last_1s = 90;
	expect_says(SOFTNET_BACKLOG,
		    "is 5 now; proposed: sysctl -w net.core.netdev_max_backlog=1000;");
	facts.max_backlog = 100000;
	expect(!strstr(advice_of(DLENS_CHECK_SOFTNET_BACKLOG, &facts), "sysctl -w"), "%s",
	       advice_of(DLENS_CHECK_SOFTNET_BACKLOG, &facts));

	facts.dropped[DLENS_CHECK_FIREWALL].last_60s = 90;
	expect_says(FIREWALL, "delete that one rule");
	facts.dropped[DLENS_CHECK_FIREWALL].location = "nf_queue+0x1c";
	expect_says(FIREWALL, "90 a minute now: cat /proc/net/netfilter/nfnetlink_queue");

	facts.dropped[DLENS_CHECK_QDISC].last_60s = 90;
	expect_says(QDISC, "its root is fq_codel, limit 10240 now; proposed: limit 20480");
	/* no length helps */
	facts.qdisc_carrier = false;
	expect_says(QDISC, "ip -d link show dev eth0 shows its state now; of a card: the cable");
	facts.dropped[DLENS_CHECK_MTU].last_60s = 90;
	facts.mtu_carrier = false;
	expect_says(MTU, "is its other end up");
	facts.mtu_carrier = true;
	expect_says(MTU, "make them the same at both ends");
	facts.dropped[DLENS_CHECK_ROUTE].last_60s = 90;
	expect_says(ROUTE, "'unreachable|blackhole|prohibit'");
	facts.dropped[DLENS_CHECK_ROUTE].reason = "IP_INADDRERRORS";
	expect_says(ROUTE, "'unreachable|blackhole|prohibit'");
	facts.dropped[DLENS_CHECK_ROUTE].location = "ip_error+0x92";
	expect_says(ROUTE, "90 packets a minute now need 1 if this is a router");
	/* a container does not know the host's limit */
	facts.mib[DLENS_MIB_TCP_ABORT_ON_MEMORY].last_60s = 9;
	expect_says(FIN_WAIT2, "net.ipv4.tcp_max_orphans is 32768 now, and more would");
	facts.sockets.max_orphans = DLENS_ABSENT;
	expect_says(FIN_WAIT2, "on the host: sysctl net.ipv4.tcp_max_orphans shows the limit now");

	facts.small_mtu = 100;
	facts.small_mtu_dev = "veth7";
	expect_says(MTU,
		    "in namespace 4026532190: the MTU of veth7 is 100 now; proposed: ip link set veth7 mtu 1500");

	/* a tunnel has not room for 1500 */
	facts.small_mtu = 1200;
	expect_says(MTU, "the MTU of veth7 is 1200 now; proposed: ip link set veth7 mtu 1280, or");

	facts.mib[DLENS_MIB_LISTEN_OVERFLOWS].last_60s = 9;
	/* the fullest queue is all but empty: it may be another one that ran over */
	expect_says(ACCEPT_QUEUE, "net.core.somaxconn is 4096 now: let the application whose");
	facts.sockets.listen_worst_queue = 129;
	expect_says(ACCEPT_QUEUE, "listen() was given 128 and net.core.somaxconn is 4096 now");
	facts.sockets.somaxconn = 128;
	expect_says(ACCEPT_QUEUE,
		    "net.core.somaxconn is 128 now; proposed: sysctl -w net.core.somaxconn=4096");
	facts.mib[DLENS_MIB_LISTEN_OVERFLOWS].last_60s = 0;

	facts.mib[DLENS_MIB_REQQ_FULL_DROP].last_60s = 9;
	facts.sockets.syncookies = 0;
	expect_says(SYN_QUEUE, "is 0 now; proposed: sysctl -w net.ipv4.tcp_syncookies=1");

	facts.dropped[DLENS_CHECK_RP_FILTER].last_60s = 9;
	expect_says(RP_FILTER, "rp_filter is 1 there and 1 in conf.all now");
	expect_says(RP_FILTER, "sysctl -w net.ipv4.conf.eth1.rp_filter=2");
	facts.dropped[DLENS_CHECK_RP_FILTER].in = "eth0.100";
	expect_says(RP_FILTER, "sysctl -w net/ipv4/conf/eth0.100/rp_filter=2");

	facts.sockets.time_wait = facts.sockets.max_tw_buckets;
	expect_says(TW_OVERFLOW,
		    "is 65536 now; proposed: sysctl -w net.ipv4.tcp_max_tw_buckets=131072");
	facts.ram_bytes = 64 << 20;
	expect(!strstr(advice_of(DLENS_CHECK_TW_OVERFLOW, &facts), "sysctl -w"), "%s",
	       advice_of(DLENS_CHECK_TW_OVERFLOW, &facts));

	facts.sockets.ports_used = 28000;
	expect_says(PORT_EXHAUSTION,
		    "is 32768 60999 now; proposed: sysctl -w net.ipv4.ip_local_port_range=\"10240 65535\"");
	facts.sockets.fin_wait2 = 5000;
	expect_says(FIN_WAIT2, "is 60 now; proposed: sysctl -w net.ipv4.tcp_fin_timeout=30");
	facts.ram_bytes = 8ULL << 30;
	facts.sockets.tcp_mem_pages = 150000;
	expect_says(TCP_MEM,
		    "100000 150000 pages now; proposed: sysctl -w net.ipv4.tcp_mem=\"150000 200000 300000\"");
	/* of 64 KiB: the host has no more than 131072 of them */
	facts.page_shift = 16;
	expect(!strstr(advice_of(DLENS_CHECK_TCP_MEM, &facts), "sysctl -w"), "%s",
	       advice_of(DLENS_CHECK_TCP_MEM, &facts));
}

static void evidence(void)
{
	struct dlens_facts facts = healthy();
	struct dlens_finding f;

	facts.nic[2].last_60s = 93;
	facts.dropped[DLENS_CHECK_SOFTNET_BACKLOG].last_60s = 93;
	dlens_check(DLENS_CHECK_NIC_DROPPED, &facts, &f);
	expect(strstr(f.evidence, "softnet_backlog explains them"), "%s", f.evidence);
	facts.backlog_dropped.last_60s = 93;
	dlens_check(DLENS_CHECK_SOFTNET_BACKLOG, &facts, &f);
	expect(strstr(f.evidence, "CPU 2 dropped 93 packets"), "%s", f.evidence);
	facts.dropped[DLENS_CHECK_FIREWALL].last_60s = 300;
	facts.ct_drop.last_60s = 250;
	dlens_check(DLENS_CHECK_FIREWALL, &facts, &f);
	expect(f.value == 50 && f.severity == DLENS_WARN, "%llu", f.value);
	facts.ct_drop.last_60s = 100;
	dlens_check(DLENS_CHECK_FIREWALL, &facts, &f);
	expect(f.value == 200 && f.change_60s == 200 && f.severity == DLENS_WARN, "%llu", f.value);
	expect(strstr(f.evidence, "200 packets in the last minute, not counting connection track"),
	       "%s", f.evidence);
	dlens_check(DLENS_CHECK_CONNTRACK_FULL, &facts, &f);
	expect(f.value == 100 && f.limit == 65536 && f.change_60s == 100, "%llu of %llu", f.value,
	       f.limit);
	facts.sockets.ports_used = 28000;
	strcpy(facts.sockets.ports_to, "[fd00::1]:443");
	dlens_check(DLENS_CHECK_PORT_EXHAUSTION, &facts, &f);
	expect(strstr(f.evidence, "towards [fd00::1]:443"), "%s", f.evidence);
}

static const struct test tests[] = {
	{ "everything that can be said is harmless", everything_that_can_be_said },
	{ "nothing is cut", nothing_is_cut },
	{ "values proposed are computed", computed },
	{ "evidence names what moved, and whose it is", evidence },
};

int main(void)
{
	return run_tests("advice", tests, ARRAY_SIZE(tests));
}
