/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_OPENED_H
#define DROPLENS_OPENED_H

#include <linux/list.h>

#include <droplens/check.h>

/**
 * struct dlens_opened - a finding that is not ok, from one look to the next
 * @node: in its bucket, or among the free ones
 * @net: the namespace's serial number, 0 for the host
 * @netns: its inode number, 0 for the host
 * @since_s: uptime when it left ok
 * @turn: the look that it was last met in
 * @check: an enum dlens_check_id
 * @severity: its last severity
 */
struct dlens_opened {
	struct hlist_node node;
	u32 net;
	u32 netns;
	u32 since_s;
	u32 turn;
	u8 check;
	u8 severity;
};

void dlens_opened_init(void);
size_t dlens_opened_memory(void);

/* Under the snapshot's mutex. */
void dlens_opened_begin(void);
void dlens_opened_note(void (*note)(u32 net, u32 netns));
bool dlens_opened_was(u32 net, u32 netns, u8 *was);
u32 dlens_opened_keep(const struct dlens_finding *finding, u32 second);
void dlens_opened_end(void);

#endif
