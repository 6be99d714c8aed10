// SPDX-License-Identifier: GPL-2.0
/*
 * A line such as "class=resource,error port=53,443" says which drops are told one
 * by one: those that fit one value of each key in it.
 */
#include <droplens/classify.h>
#include <droplens/filter.h>
#include <droplens/names.h>
#include <droplens/protos.h>

static bool add_class(struct dlens_filter *f, u8 n, const char *word)
{
	u8 class;

	for (class = 0; class < DLENS_CLASSES; class++) {
		if (strcmp(dlens_class_name(class), word))
			continue;
		if (!n)
			f->classes = 0;
		f->classes |= 1 << class;
		return true;
	}
	return false;
}

static bool add_reason(struct dlens_filter *f, u8 n, const char *word)
{
	memcpy(f->reason[n], word, strlen(word) + 1);
	return true;
}

static bool add_netns(struct dlens_filter *f, u8 n, const char *word)
{
	return dlens_number_parse(word, ~0U, &f->netns[n]);
}

static bool add_dev(struct dlens_filter *f, u8 n, const char *word)
{
	memcpy(f->dev[n], word, strlen(word) + 1);
	return true;
}

static bool add_proto(struct dlens_filter *f, u8 n, const char *word)
{
	u32 number;

	if (dlens_proto_find(word, &f->proto[n]))
		return true;
	if (!dlens_number_parse(word, 255, &number))
		return false;
	f->proto[n] = number;
	return true;
}

static bool add_port(struct dlens_filter *f, u8 n, const char *word)
{
	u32 number;

	if (!dlens_number_parse(word, 65535, &number))
		return false;
	f->port[n] = number;
	return true;
}

static bool add_addr(struct dlens_filter *f, u8 n, const char *word)
{
	return dlens_prefix_parse(&f->addr[n], word);
}

static const struct {
	const char *name;
	bool (*add)(struct dlens_filter *f, u8 n, const char *word);
} keys[DLENS_FILTER_KEYS] = {
	[DLENS_FILTER_CLASS] = { "class", add_class },
	[DLENS_FILTER_REASON] = { "reason", add_reason },
	[DLENS_FILTER_NETNS] = { "netns", add_netns },
	[DLENS_FILTER_DEV] = { "dev", add_dev },
	[DLENS_FILTER_PROTO] = { "proto", add_proto },
	[DLENS_FILTER_PORT] = { "port", add_port },
	[DLENS_FILTER_ADDR] = { "addr", add_addr },
};

static bool printable(const char *text, size_t len)
{
	for (; len; text++, len--)
		if (*text <= ' ' || *text >= 0x7f)
			return false;
	return true;
}

/* One key and its values, @len characters of @text. */
static bool add(struct dlens_filter *f, const char *text, size_t len)
{
	const char *end = text + len, *equals = memchr(text, '=', len), *comma;
	char word[DLENS_FILTER_WORD];
	int key;

	if (!equals || !printable(text, len))
		return false;
	for (key = 0; key < DLENS_FILTER_KEYS; key++)
		if (strlen(keys[key].name) == (size_t)(equals - text) &&
		    !memcmp(keys[key].name, text, equals - text))
			break;
	if (key == DLENS_FILTER_KEYS || f->nr[key])
		return false;
	for (text = equals + 1;; text = comma + 1) {
		comma = memchr(text, ',', end - text);
		len = (comma ?: end) - text;
		if (!len || len >= sizeof(word) || f->nr[key] == DLENS_FILTER_VALUES)
			return false;
		memcpy(word, text, len);
		word[len] = '\0';
		if (!keys[key].add(f, f->nr[key], word))
			return false;
		f->nr[key]++;
		if (!comma)
			return true;
	}
}

/**
 * dlens_filter_parse() - understand a line
 * @filter: filled in; of no use if the line is not understood
 * @line: key=value,... separated by blanks, each key once; a newline may end it;
 *	empty: every loss
 *
 * Context: any.
 * Return: false if any of it is not understood.
 */
bool dlens_filter_parse(struct dlens_filter *filter, const char *line)
{
	size_t used = 0, len, total = strlen(line);

	memset(filter, 0, sizeof(*filter));
	filter->classes = (1 << DLENS_CLASSES) - 1;
	filter->classes &= ~(1 << DLENS_NORMAL | 1 << DLENS_ARTEFACT);
	if (total && line[total - 1] == '\n')
		total--;
	while (total) {
		len = 0;
		while (len < total && line[len] != ' ')
			len++;
		if (len) {
			if (used + len + 2 > sizeof(filter->line) || !add(filter, line, len))
				return false;
			if (used)
				filter->line[used++] = ' ';
			memcpy(filter->line + used, line, len);
			used += len;
		} else {
			len = 1;
		}
		line += len;
		total -= len;
	}
	filter->packets = filter->nr[DLENS_FILTER_PROTO] || filter->nr[DLENS_FILTER_PORT] ||
			  filter->nr[DLENS_FILTER_ADDR];
	return true;
}

static bool reason_fits(const struct dlens_filter *f, const char *reason)
{
	u8 i, n = f->nr[DLENS_FILTER_REASON];

	for (i = 0; i < n; i++)
		if (dlens_name_fits(f->reason[i], reason))
			return true;
	return !n;
}

static bool netns_fits(const struct dlens_filter *f, u32 netns)
{
	u8 i, n = f->nr[DLENS_FILTER_NETNS];

	for (i = 0; i < n; i++)
		if (netns && f->netns[i] == netns)
			return true;
	return !n;
}

static bool dev_fits(const struct dlens_filter *f, const char *dev, const char *in)
{
	u8 i, n = f->nr[DLENS_FILTER_DEV];

	for (i = 0; i < n; i++)
		if (!strcmp(f->dev[i], dev) || !strcmp(f->dev[i], in))
			return true;
	return !n;
}

/**
 * dlens_filter_fits() - does a filter let a kind of drops pass
 * @filter: the filter
 * @kind: what is known of all of them
 *
 * Return: true if it does, as far as no packet has to be looked at.
 */
bool dlens_filter_fits(const struct dlens_filter *filter, const struct dlens_filtered *kind)
{
	return filter->classes & 1 << kind->class && reason_fits(filter, kind->reason) &&
	       netns_fits(filter, kind->netns) && dev_fits(filter, kind->dev, kind->in);
}

static bool proto_fits(const struct dlens_filter *f, const struct dlens_packet *packet)
{
	u16 proto = packet->has & DLENS_HAS_ARP ? DLENS_PROTO_ARP : packet->proto;
	u8 i, n = f->nr[DLENS_FILTER_PROTO];

	for (i = 0; i < n; i++)
		if (packet->family && f->proto[i] == proto)
			return true;
	return !n;
}

static bool port_fits(const struct dlens_filter *f, const struct dlens_packet *packet)
{
	u8 i, n = f->nr[DLENS_FILTER_PORT];

	for (i = 0; i < n; i++)
		if (packet->has & DLENS_HAS_PORTS &&
		    (f->port[i] == packet->sport || f->port[i] == packet->dport))
			return true;
	return !n;
}

static bool addr_fits(const struct dlens_filter *f, const struct dlens_packet *packet)
{
	u8 i, n = f->nr[DLENS_FILTER_ADDR];

	for (i = 0; i < n; i++)
		if (packet->family && (dlens_prefix_has(&f->addr[i], packet->source) ||
				       dlens_prefix_has(&f->addr[i], packet->dest)))
			return true;
	return !n;
}

/**
 * dlens_filter_fits_packet() - does a filter let a packet pass
 * @filter: the filter
 * @packet: its headers
 *
 * What the packet does not have fits no value.
 *
 * Context: any, also NMI.
 * Return: true if it does, as far as the packet tells.
 */
bool dlens_filter_fits_packet(const struct dlens_filter *filter,
			      const struct dlens_packet *packet)
{
	return proto_fits(filter, packet) && port_fits(filter, packet) &&
	       addr_fits(filter, packet);
}
