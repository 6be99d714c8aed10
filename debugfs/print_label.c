// SPDX-License-Identifier: GPL-2.0
/*
 * Labels of a metric. A sample that appears twice makes a scraper refuse the whole file,
 * and an interface's name is chosen by whoever is root in its namespace: no two names may
 * look alike.
 */
#include <droplens/print.h>

/**
 * dlens_print_label() - a label and its value
 * @m: where to
 * @before: '{' for the first one, ',' for the others
 * @key: its name
 * @value: "" for one that is not there
 *
 * A quote is escaped; a backslash, and what does not print, is told as \xNN.
 */
void dlens_print_label(struct seq_file *m, char before, const char *key, const char *value)
{
	seq_printf(m, "%c%s=\"", before, key);
	for (; *value; value++) {
		if (*value == '"')
			seq_puts(m, "\\\"");
		else if (*value > ' ' && *value < 0x7f && *value != '\\')
			seq_putc(m, *value);
		else
			seq_printf(m, "\\\\x%02x", (u8)*value);
	}
	seq_putc(m, '"');
}

/**
 * dlens_print_label_netns() - a label whose value is a namespace
 * @m: where to
 * @before: as above
 * @key: its name
 * @netns: inode number, 0 if it is not known
 */
void dlens_print_label_netns(struct seq_file *m, char before, const char *key, u32 netns)
{
	if (netns)
		seq_printf(m, "%c%s=\"%u\"", before, key, netns);
	else
		dlens_print_label(m, before, key, "");
}
