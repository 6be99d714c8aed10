/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PRINT_H
#define DROPLENS_PRINT_H

#include <droplens/view.h>

/* "4294967295(gone)" */
#define DLENS_NETNS_WIDTH 16

void dlens_print_name(struct seq_file *m, int width, const char *name);
void dlens_print_word(struct seq_file *m, int width, const char *word);
void dlens_print_text(struct seq_file *m, const char *text);
void dlens_print_netns(struct seq_file *m, u32 netns, bool gone);
void dlens_print_protocol(struct seq_file *m, u16 protocol);
void dlens_print_number(struct seq_file *m, int width, u64 value);
void dlens_print_rate(struct seq_file *m, int width, u64 packets, u32 seconds);
void dlens_print_amounts_head(struct seq_file *m);
void dlens_print_amounts(struct seq_file *m, const struct dlens_group *group);
void dlens_print_duration(struct seq_file *m, u32 seconds);
void dlens_print_time(struct seq_file *m, s64 seconds);
void dlens_print_clock(struct seq_file *m, s64 seconds, u32 ago_s);

/* debugfs/print_label.c */
void dlens_print_label(struct seq_file *m, char before, const char *key, const char *value);
void dlens_print_label_netns(struct seq_file *m, char before, const char *key, u32 netns);

/* debugfs/recent_line.c */
void dlens_print_recent_head(struct seq_file *m);
void dlens_print_recent(struct seq_file *m, const struct dlens_recent *r);
/* debugfs/print_packet.c */
void dlens_print_address(struct seq_file *m, int width, u8 family, const u8 *address);
void dlens_print_host(struct seq_file *m, u8 family, const u8 *address);
void dlens_print_transport(struct seq_file *m, u16 proto);
void dlens_print_percent(struct seq_file *m, int width, u64 part, u64 whole);

#endif
