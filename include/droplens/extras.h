/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_EXTRAS_H
#define DROPLENS_EXTRAS_H

#include <linux/bitops.h>
#include <linux/jump_label.h>
#include <linux/types.h>

struct dlens_cell;
struct sk_buff;

/* What else is done with a drop, once it is counted. */
#define DLENS_EXTRA_FLOWS	BIT(0)
#define DLENS_EXTRA_STACKS	BIT(1)
#define DLENS_EXTRA_TRACE	BIT(2)

/* Nobody has told the class of this kind of drop yet. */
#define DLENS_CLASS_OPEN	0xff

/**
 * struct dlens_seen - what the probe knows of a drop
 * @location: call site
 * @reason: the kernel's drop reason
 * @netns: inode number of the namespace, 0 if unknown
 * @guessed: @netns is what @iif makes likely, and may be another one tomorrow
 * @iif: index of the interface it was received on, 0 if sent from here
 * @class: enum dlens_class, or DLENS_CLASS_OPEN
 */
struct dlens_seen {
	unsigned long location;
	u32 reason;
	u32 netns;
	u32 iif;
	u8 class;
	bool guessed;
};

DECLARE_STATIC_KEY_FALSE(dlens_extras_wanted);

void dlens_extras_see(const struct dlens_cell *cell, const struct sk_buff *skb,
		      unsigned long location, u32 reason);
void dlens_extras_set(unsigned long extra, bool on);

/* for readers: process context */
u32 dlens_seen_netns(u32 netns, u32 iif);

#endif
