// SPDX-License-Identifier: GPL-2.0
/*
 * One entry of the kernel's tcp_metrics, as net/ipv4/tcp_metrics.c puts it into a
 * message, tcp_metrics_fill_info(); and which entries of many to keep.
 */
#include <droplens/metrics.h>

#define GENERIC_HEADER 4

/* linux/tcp_metrics.h, whose numbers never change; not all kernels' headers have all. */
enum {
	ADDR_IPV4 = 1,
	ADDR_IPV6 = 2,
	AGE = 3,
	TW_TSVAL = 4,
	TW_TS_STAMP = 5,
	VALS = 6,
	SADDR_IPV4 = 11,
	SADDR_IPV6 = 12,
};

/* In the nest, one more than enum tcp_metric_index. */
enum { RTT = 1, RTTVAR, SSTHRESH, CWND, REORDERING, RTT_US, RTTVAR_US };

static bool take_address(u8 *to, u8 *family, const u8 *value, size_t len, size_t want)
{
	if (len < want)
		return false;
	memcpy(to, value, want);
	*family = want == 4 ? 4 : 6;
	return true;
}

/*
 * Round trip times are kept as TCP itself keeps them: eight times the mean, four times
 * the deviation. Kernels from 3.15 on tell microseconds too.
 */
static void take_values(struct dlens_metric *metric, const u8 *value, size_t len)
{
	struct dlens_nl nest = { value, len };
	u64 rtt_ms = DLENS_ABSENT, rttvar_ms = DLENS_ABSENT, number;
	u16 type;

	while (dlens_nl_attr(&nest, &type, &value, &len)) {
		number = dlens_nl_number(value, len, sizeof(u32));
		if (number == DLENS_ABSENT)
			continue;
		if (type == RTT)
			rtt_ms = number * 1000 >> 3;
		else if (type == RTTVAR)
			rttvar_ms = number * 1000 >> 2;
		else if (type == RTT_US)
			metric->rtt_us = number >> 3;
		else if (type == RTTVAR_US)
			metric->rttvar_us = number >> 2;
		else if (type == SSTHRESH)
			metric->ssthresh = number;
		else if (type == CWND)
			metric->cwnd = number;
		else if (type == REORDERING)
			metric->reordering = number;
	}
	if (metric->rtt_us == DLENS_ABSENT)
		metric->rtt_us = rtt_ms;
	if (metric->rttvar_us == DLENS_ABSENT)
		metric->rttvar_us = rttvar_ms;
}

static void take_number(u64 *to, const u8 *value, size_t len, size_t want)
{
	if (len >= want)
		*to = dlens_nl_number(value, len, want);
}

/**
 * dlens_metric_parse() - understand an entry
 * @payload: a message of the tcp_metrics family, without its netlink header
 * @len: its length
 * @metric: filled in but for @netns
 *
 * Attributes that are unknown are passed over, as are those that are too short; of two
 * of a kind the later one counts. The others stay absent.
 *
 * Return: false if there is no peer in it.
 */
bool dlens_metric_parse(const u8 *payload, size_t len, struct dlens_metric *metric)
{
	struct dlens_nl message = { payload + GENERIC_HEADER, len - GENERIC_HEADER };
	u8 family = 0;
	const u8 *value;
	u16 type;

	/* DLENS_ABSENT in every number */
	memset(metric, 0xff, sizeof(*metric));
	memset(metric->peer, 0, sizeof(metric->peer));
	memset(metric->local, 0, sizeof(metric->local));
	metric->netns = 0;
	metric->family = 0;
	metric->local_known = false;
	if (len < GENERIC_HEADER)
		return false;
	while (dlens_nl_attr(&message, &type, &value, &len)) {
		switch (type) {
		case ADDR_IPV4:
			take_address(metric->peer, &metric->family, value, len, 4);
			break;
		case ADDR_IPV6:
			take_address(metric->peer, &metric->family, value, len, 16);
			break;
		case SADDR_IPV4:
			take_address(metric->local, &family, value, len, 4);
			break;
		case SADDR_IPV6:
			take_address(metric->local, &family, value, len, 16);
			break;
		case AGE:
			take_number(&metric->age_ms, value, len, sizeof(u64));
			break;
		case TW_TSVAL:
			take_number(&metric->tw_tsval, value, len, sizeof(u32));
			break;
		case TW_TS_STAMP:
			take_number(&metric->tw_age_s, value, len, sizeof(u32));
			break;
		case VALS:
			take_values(metric, value, len);
			break;
		}
	}
	/* the kernel subtracts two readings of a clock in 32 bits: one may be early */
	if (metric->tw_age_s != DLENS_ABSENT && metric->tw_age_s >> 31)
		metric->tw_age_s = 0;
	metric->local_known = family && family == metric->family;
	return metric->family;
}

/* Of two that are equally old any may go. What has no age is the oldest. */
static void sift(struct dlens_metric *heap, u32 nr, struct dlens_metric metric)
{
	u32 at = 0, child;

	for (;;) {
		child = 2 * at + 1;
		if (child >= nr)
			break;
		if (child + 1 < nr && heap[child + 1].age_ms > heap[child].age_ms)
			child++;
		if (heap[child].age_ms <= metric.age_ms)
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = metric;
}

/**
 * dlens_metric_offer() - keep an entry if it is among the youngest
 * @heap: those kept, the oldest one first, the others in no order
 * @nr: how many
 * @room: how many at most, not 0
 * @metric: the entry
 *
 * Cost: a comparison for most entries, ten moves for one that is kept.
 *
 * Return: true if it was kept.
 */
bool dlens_metric_offer(struct dlens_metric *heap, u32 *nr, u32 room,
			const struct dlens_metric *metric)
{
	u32 at, parent;

	if (*nr == room) {
		if (heap[0].age_ms <= metric->age_ms)
			return false;
		sift(heap, room, *metric);
		return true;
	}
	for (at = (*nr)++; at; at = parent) {
		parent = (at - 1) / 2;
		if (heap[parent].age_ms >= metric->age_ms)
			break;
		heap[at] = heap[parent];
	}
	heap[at] = *metric;
	return true;
}
