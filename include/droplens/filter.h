/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FILTER_H
#define DROPLENS_FILTER_H

#include <droplens/packet.h>

/* A line, and the values of one key in it; what is longer is refused. */
#define DLENS_FILTER_LEN	512
#define DLENS_FILTER_VALUES	8
#define DLENS_FILTER_WORD	48

/**
 * struct dlens_prefix - addresses that have their first bits in common
 * @address: as in struct dlens_packet
 * @bits: how many of its 128
 */
struct dlens_prefix {
	u8 address[16];
	u8 bits;
};

/* Keys of a filter, in the order of dlens_filter_parse()'s table. */
enum dlens_filter_key {
	DLENS_FILTER_CLASS,
	DLENS_FILTER_REASON,
	DLENS_FILTER_NETNS,
	DLENS_FILTER_DEV,
	DLENS_FILTER_PROTO,
	DLENS_FILTER_PORT,
	DLENS_FILTER_ADDR,
	DLENS_FILTER_KEYS
};

/**
 * struct dlens_filter - which drops are told one by one
 * @line: as it was written, words separated by one blank
 * @nr: values of each key, 0: the key is not in the line
 * @classes: bit by enum dlens_class; losses if the key is not in the line
 * @reason: names, '*' stands for any text
 * @netns: inode numbers
 * @dev: names of interfaces, of either side
 * @proto: IPPROTO_*, or DLENS_PROTO_ARP
 * @port: of either side
 * @addr: of either side
 * @packets: packets have to be looked at
 */
struct dlens_filter {
	char line[DLENS_FILTER_LEN];
	u8 nr[DLENS_FILTER_KEYS];
	u8 classes;
	char reason[DLENS_FILTER_VALUES][DLENS_FILTER_WORD];
	u32 netns[DLENS_FILTER_VALUES];
	char dev[DLENS_FILTER_VALUES][DLENS_FILTER_WORD];
	u16 proto[DLENS_FILTER_VALUES];
	u16 port[DLENS_FILTER_VALUES];
	struct dlens_prefix addr[DLENS_FILTER_VALUES];
	bool packets;
};

/**
 * struct dlens_filtered - what a filter asks of a kind of drops
 * @class: an enum dlens_class
 * @netns: the namespace's inode number, 0 if unknown
 * @reason: the reason's name
 * @dev: interface, "" if unknown
 * @in: interface it was received on, likewise
 */
struct dlens_filtered {
	u8 class;
	u32 netns;
	const char *reason;
	const char *dev;
	const char *in;
};

bool dlens_filter_parse(struct dlens_filter *filter, const char *line);
bool dlens_filter_fits(const struct dlens_filter *filter, const struct dlens_filtered *kind);
bool dlens_filter_fits_packet(const struct dlens_filter *filter,
			      const struct dlens_packet *packet);

/* Does a packet have to be looked at. */
static inline bool dlens_filter_asks_packet(const struct dlens_filter *filter)
{
	return filter->packets;
}

static inline bool dlens_filter_has_class(const struct dlens_filter *filter, u8 class)
{
	return filter->classes >> class & 1;
}

/* module/logic/prefix.c */
bool dlens_prefix_parse(struct dlens_prefix *prefix, const char *text);
bool dlens_prefix_has(const struct dlens_prefix *prefix, const u8 *address);
bool dlens_number_parse(const char *text, u32 most, u32 *value);

/* module/filters.c */
extern const struct dlens_filter *dlens_filter_now;
int dlens_filter_set(const char *line);
void dlens_filter_line(char *line);

#endif
