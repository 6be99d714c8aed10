/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_METRICS_ORACLE_H
#define DROPLENS_METRICS_ORACLE_H

#include <stdlib.h>

#include <droplens/metrics.h>

/*
 * Messages understood the slow way: all that is in a buffer is first written down with
 * its place, and only then is anything looked up. Byte by byte, little endian or big as
 * this machine is.
 */

struct piece {
	unsigned int type;
	size_t at;
	size_t len;
};

static inline u64 bytes(const u8 *data, size_t at, size_t count)
{
	u64 value = 0;
	size_t i;

	for (i = 0; i < count; i++)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		value |= (u64)data[at + i] << 8 * i;
#else
		value = value << 8 | data[at + i];
#endif
	return value;
}

/*
 * Messages have a header of 16 bytes, attributes one of 4. Return: how many there are;
 * *rest is where the first byte is that belongs to none.
 */
static inline size_t pieces(const u8 *data, size_t from, size_t to, size_t header,
			    struct piece *found, size_t *rest)
{
	size_t n = 0, length;

	while (to - from >= header) {
		length = bytes(data, from, header == 16 ? 4 : 2);
		if (length < header || length > to - from)
			break;
		found[n].type = header == 16 ? bytes(data, from + 4, 2) :
			bytes(data, from + 2, 2) % 0x4000;
		found[n].at = from + header;
		found[n].len = length - header;
		n++;
		while (length % 4)
			length++;
		from = length > to - from ? to : from + length;
	}
	*rest = from;
	return n;
}

/* The last one that is long enough. */
static inline const struct piece *last(const struct piece *found, size_t n, unsigned int type,
				       size_t at_least)
{
	while (n--)
		if (found[n].type == type && found[n].len >= at_least)
			return &found[n];
	return NULL;
}

static inline u64 naive_value(const u8 *data, const struct piece *found, size_t n,
			      unsigned int type, size_t size)
{
	const struct piece *piece = last(found, n, type, size);

	return piece ? bytes(data, piece->at, size) : DLENS_ABSENT;
}

static inline u64 first_known(u64 a, u64 b)
{
	return a != DLENS_ABSENT ? a : b;
}

static inline u64 scaled(u64 value, u64 times, u64 parts)
{
	return value == DLENS_ABSENT ? value : value * times / parts;
}

/* All nests one after the other: what a later one has, an earlier one had not. */
static inline void naive_values(const u8 *data, const struct piece *found, size_t n,
				struct dlens_metric *m, struct piece *inner)
{
	u64 rtt = DLENS_ABSENT, rttvar = DLENS_ABSENT;
	size_t i, k, rest;

	for (i = 0; i < n; i++) {
		if (found[i].type != 6)
			continue;
		k = pieces(data, found[i].at, found[i].at + found[i].len, 4, inner, &rest);
		rtt = scaled(naive_value(data, inner, k, 1, 4), 1000, 8);
		rttvar = scaled(naive_value(data, inner, k, 2, 4), 1000, 4);
		m->ssthresh = first_known(naive_value(data, inner, k, 3, 4), m->ssthresh);
		m->cwnd = first_known(naive_value(data, inner, k, 4, 4), m->cwnd);
		m->reordering = first_known(naive_value(data, inner, k, 5, 4), m->reordering);
		m->rtt_us = first_known(first_known(scaled(naive_value(data, inner, k, 6, 4), 1, 8),
						    m->rtt_us), rtt);
		m->rttvar_us = first_known(first_known(scaled(naive_value(data, inner, k, 7, 4),
							      1, 4), m->rttvar_us), rttvar);
	}
}

static inline u8 naive_address(const u8 *data, const struct piece *found, size_t n,
			       unsigned int v4, u8 *address)
{
	const struct piece *four = last(found, n, v4, 4), *six = last(found, n, v4 + 1, 16);
	const struct piece *later = !six || (four && four > six) ? four : six;

	if (!later)
		return 0;
	memcpy(address, data + later->at, later == four ? 4 : 16);
	return later == four ? 4 : 6;
}

/* Without a peer nothing else in @m means anything. */
static inline bool naive_metric(const u8 *data, size_t len, struct dlens_metric *m)
{
	struct piece *found = calloc(len / 4 + 1, 2 * sizeof(*found));
	size_t n, rest;
	u8 family;

	memset(m, 0, sizeof(*m));
	m->rtt_us = DLENS_ABSENT;
	m->rttvar_us = DLENS_ABSENT;
	m->ssthresh = DLENS_ABSENT;
	m->cwnd = DLENS_ABSENT;
	m->reordering = DLENS_ABSENT;
	n = len < 4 ? 0 : pieces(data, 4, len, 4, found, &rest);
	m->family = naive_address(data, found, n, 1, m->peer);
	family = naive_address(data, found, n, 11, m->local);
	m->local_known = family && family == m->family;
	m->age_ms = naive_value(data, found, n, 3, 8);
	m->tw_tsval = naive_value(data, found, n, 4, 4);
	m->tw_age_s = naive_value(data, found, n, 5, 4);
	if (m->tw_age_s != DLENS_ABSENT && m->tw_age_s >= 1ULL << 31)
		m->tw_age_s = 0;
	naive_values(data, found, n, m, found + len / 4 + 1);
	free(found);
	return m->family;
}

static inline bool same_address(u8 family, const u8 *a, const u8 *b)
{
	return !memcmp(a, b, family == 4 ? 4 : 16);
}

/* Return: what is wrong, or NULL. */
static inline const char *metric_differs(const struct dlens_metric *a,
					 const struct dlens_metric *b)
{
	if (a->family != b->family || !same_address(a->family, a->peer, b->peer))
		return "another peer";
	if (a->local_known != b->local_known ||
	    (a->local_known && !same_address(a->family, a->local, b->local)))
		return "another local address";
	if (a->age_ms != b->age_ms)
		return "another age";
	if (a->rtt_us != b->rtt_us || a->rttvar_us != b->rttvar_us)
		return "another round trip time";
	if (a->ssthresh != b->ssthresh || a->cwnd != b->cwnd || a->reordering != b->reordering)
		return "another window";
	if (a->tw_tsval != b->tw_tsval || a->tw_age_s != b->tw_age_s)
		return "another stamp";
	return NULL;
}

/* Any bytes, as a datagram and as an entry. Return: what is wrong, or NULL. */
static inline const char *metrics_compare(const u8 *data, size_t size)
{
	struct piece *found = calloc(size / 4 + 1, sizeof(*found));
	struct dlens_nl_message message = { 0 };
	struct dlens_nl nl = { data, size };
	struct dlens_metric got, want;
	size_t n, i, rest;
	const char *wrong = NULL;
	bool is, should;

	n = pieces(data, 0, size, 16, found, &rest);
	for (i = 0; dlens_nl_next(&nl, &message) && !wrong; i++) {
		if (i >= n || message.payload != data + found[i].at ||
		    message.len != found[i].len || message.type != found[i].type ||
		    message.seq != bytes(data, found[i].at - 8, 4))
			wrong = "another message";
	}
	if (!wrong && (i != n || nl.left != size - rest))
		wrong = "more or fewer messages";
	free(found);
	is = dlens_metric_parse(data, size, &got);
	should = naive_metric(data, size, &want);
	if (is != should)
		return "an entry, or none";
	return wrong ?: is ? metric_differs(&got, &want) : NULL;
}

#endif
