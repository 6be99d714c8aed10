// SPDX-License-Identifier: GPL-2.0
/* tcp_metrics: entries of netlink messages, and the youngest of many. */
#include "metrics_oracle.h"
#include "test.h"

#define ROOM 512

/* A message being written; the bytes a kernel would send. */
struct draft {
	u8 data[ROOM];
	size_t len;
};

static void put(struct draft *draft, const void *data, size_t len)
{
	memmove(draft->data + draft->len, data, len);
	draft->len += len;
}

static void put_attr(struct draft *draft, u16 type, const void *value, u16 len)
{
	u16 header[] = { len + 4, type };

	put(draft, header, sizeof(header));
	put(draft, value, len);
	while (draft->len % 4)
		draft->data[draft->len++] = 0;
}

static void put_u32(struct draft *draft, u16 type, u32 value)
{
	put_attr(draft, type, &value, sizeof(value));
}

static const u8 v4[] = { 10, 0, 1, 2 }, v6[] = { 0xfd, [15] = 7 };

/* As 6.1 writes one, by tcp_metrics_fill_info(). */
static struct draft usual(void)
{
	struct draft draft = { "\x01\x01\0", 4 }, nest = { "", 0 };
	u64 age = 12345;

	put_attr(&draft, 1, v4, 4);
	put_attr(&draft, 11, v4, 4);
	put_attr(&draft, 3, &age, 8);
	put_u32(&nest, 6, 8 * 5555);
	put_u32(&nest, 1, 8 * 5);
	put_u32(&nest, 7, 4 * 777);
	put_u32(&nest, 2, 4 * 1);
	put_u32(&nest, 3, 20);
	put_u32(&nest, 4, 10);
	put_u32(&nest, 5, 3);
	put_attr(&draft, 6 | 0x8000, nest.data, nest.len);
	return draft;
}

/* From exactly as many bytes as there are, so that a byte too many is seen. */
static bool parse(const struct draft *draft, size_t len, struct dlens_metric *metric)
{
	u8 *copy = malloc(len ?: 1);
	const char *wrong;
	bool is;

	memcpy(copy, draft->data, len);
	is = dlens_metric_parse(copy, len, metric);
	wrong = metrics_compare(copy, len);
	expect(!wrong, "%zu bytes: %s", len, wrong);
	free(copy);
	return is;
}

static void as_kernels_write_them(void)
{
	struct draft draft = usual(), old = { "\x01\x01\0", 4 }, nest = { "", 0 };
	struct dlens_metric m;

	expect(parse(&draft, draft.len, &m), "no entry");
	expect(m.family == 4 && m.local_known && !memcmp(m.peer, v4, 4), "addresses");
	expect(m.age_ms == 12345 && m.rtt_us == 5555 && m.rttvar_us == 777, "age or rtt");
	expect(m.ssthresh == 20 && m.cwnd == 10 && m.reordering == 3, "window");
	expect(m.tw_tsval == DLENS_ABSENT && m.tw_age_s == DLENS_ABSENT, "a stamp");

	/* 3.10: no microseconds, no local address; and a stamp */
	put_attr(&old, 2, v6, 16);
	put_u32(&old, 4, 0xfffffff0);
	put_u32(&old, 5, 17);
	put_u32(&nest, 1, 8 * 5);
	put_u32(&nest, 2, 4 * 3);
	put_attr(&old, 6, nest.data, nest.len);
	expect(parse(&old, old.len, &m), "no entry");
	expect(m.family == 6 && !m.local_known && !memcmp(m.peer, v6, 16), "addresses");
	expect(m.rtt_us == 5000 && m.rttvar_us == 3000, "%llu %llu", m.rtt_us, m.rttvar_us);
	expect(m.cwnd == DLENS_ABSENT && m.age_ms == DLENS_ABSENT, "what is absent is not");
	expect(m.tw_tsval == 0xfffffff0 && m.tw_age_s == 17, "%llu %llu", m.tw_tsval, m.tw_age_s);
}

static void odd_ones(void)
{
	struct draft draft = { "\x01\x01\0", 4 };
	u64 age = 1, no_age = DLENS_ABSENT;
	struct dlens_metric m;

	expect(!parse(&draft, draft.len, &m), "no peer, and an entry");
	put_u32(&draft, 5, -1);
	put_attr(&draft, 2, v6, 15);
	expect(!parse(&draft, draft.len, &m), "half a peer");
	put_attr(&draft, 77, v6, 5);
	put_attr(&draft, 1, v4, 4);
	put_attr(&draft, 12, v6, 16);
	put_attr(&draft, 3, v4, 4);
	put_attr(&draft, 6, "", 0);
	expect(parse(&draft, draft.len, &m), "no entry");
	expect(!m.local_known, "a local address of another family");
	expect(m.age_ms == DLENS_ABSENT && m.rtt_us == DLENS_ABSENT, "out of nothing");
	expect(m.tw_age_s == 0, "a stamp of the future: %llu", m.tw_age_s);
	put_attr(&draft, 2, v6, 16);
	expect(parse(&draft, draft.len, &m) && m.family == 6 && m.local_known, "the later one");
	put_attr(&draft, 3, &age, 8);
	put_attr(&draft, 3, &no_age, 8);
	expect(parse(&draft, draft.len, &m) && m.age_ms == DLENS_ABSENT, "the earlier age");
}

static void cut_anywhere(void)
{
	struct draft draft = usual();
	struct dlens_metric m;
	size_t len;

	for (len = 0; len <= draft.len; len++)
		expect(parse(&draft, len, &m) == (len >= 12), "%zu bytes", len);
}

static void any_bytes(void)
{
	static const u8 kinds[] = { 1, 2, 3, 4, 5, 6, 7, 11, 12, 200 };
	struct draft draft;
	struct dlens_metric m;
	int i, k;

	for (i = 0; i < 200000; i++) {
		draft = i & 1 ? usual() : (struct draft){ "", 4 };
		while (i % 3 && draft.len < ROOM - 64)
			put_attr(&draft, kinds[any_below(sizeof(kinds))], draft.data,
				 any_below(40));
		for (k = any_below(8); k; k--)
			draft.data[any_below(draft.len)] = any();
		parse(&draft, any_below(draft.len + 1), &m);
	}
}

static void datagrams(void)
{
	struct draft entry = usual(), datagram = { "", 0 };
	struct {
		u32 len;
		u16 type, flags;
		u32 seq, port;
	} header = { 16 + entry.len, 0x17, 2, 99, 0 };
	struct dlens_nl_message message;
	struct dlens_nl nl;
	int n;

	put(&datagram, &header, 16);
	put(&datagram, entry.data, entry.len);
	header.len = 18;
	put(&datagram, &header, 16);
	put(&datagram, "ab\0", 4);
	header.len = 17;
	put(&datagram, &header, 16);
	put(&datagram, "c", 1);
	nl = (struct dlens_nl){ datagram.data, datagram.len };
	for (n = 0; dlens_nl_next(&nl, &message); n++)
		expect(message.type == 0x17 && message.seq == 99, "message %d", n);
	expect(n == 3 && !nl.left, "%d messages, %zu bytes left", n, nl.left);
	nl = (struct dlens_nl){ datagram.data, datagram.len - 1 };
	for (n = 0; dlens_nl_next(&nl, &message); n++)
		;
	expect(n == 2 && nl.left == 16, "%d messages, %zu bytes left", n, nl.left);
}

static int by_age(const void *a, const void *b)
{
	const struct dlens_metric *x = a, *y = b;

	return x->age_ms < y->age_ms ? -1 : x->age_ms > y->age_ms;
}

/* The same as all sorted, and the first of them taken. */
static void the_youngest(void)
{
	static struct dlens_metric all[3000], kept[100];
	u32 room, count, nr, i, spread, taken;
	int round;

	for (round = 0; round < 300; round++) {
		room = 1 + any_below(ARRAY_SIZE(kept));
		count = any_below(ARRAY_SIZE(all));
		spread = 1 + any_below(5000);
		nr = 0;
		taken = 0;
		for (i = 0; i < count; i++) {
			all[i].age_ms = any_below(10) ? any_below(spread) : DLENS_ABSENT;
			/* the worst order there is, now and then */
			if (round % 5 == 0)
				all[i].age_ms = count - i;
			taken += dlens_metric_offer(kept, &nr, room, &all[i]);
		}
		qsort(all, count, sizeof(*all), by_age);
		qsort(kept, nr, sizeof(*kept), by_age);
		expect(nr == (count < room ? count : room), "%u of %u kept", nr, count);
		expect(taken >= nr, "%u taken, %u kept", taken, nr);
		for (i = 0; i < nr; i++)
			expect(kept[i].age_ms == all[i].age_ms, "round %d: %u: %llu for %llu",
			       round, i, kept[i].age_ms, all[i].age_ms);
	}
}

static const struct test tests[] = {
	{ "entries as kernels write them", as_kernels_write_them },
	{ "odd, short and repeated attributes", odd_ones },
	{ "an entry cut anywhere", cut_anywhere },
	{ "any bytes, beside the oracle", any_bytes },
	{ "datagrams of several messages", datagrams },
	{ "the youngest of many", the_youngest },
};

int main(void)
{
	return run_tests("metrics", tests, ARRAY_SIZE(tests));
}
