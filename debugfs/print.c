// SPDX-License-Identifier: GPL-2.0
/*
 * What all views print alike. A table's cell never holds a blank and is never
 * empty, so that awk finds its columns.
 */
#include <linux/if_ether.h>
#include <linux/math64.h>
#include <linux/time.h>

#include <droplens/print.h>

/* No column of numbers has more characters; 2^64 has 20. */
#define WIDEST 40

/*
 * Most of what is here is done by hand: of a table of thousands of rows printf would
 * take nine tenths of the time.
 */
static void fill_up(struct seq_file *m, int width)
{
	static const char blanks[] = "                ";
	int some;

	for (; width > 0; width -= some) {
		some = min_t(int, width, sizeof(blanks) - 1);
		seq_write(m, blanks, some);
	}
}

/* Return: where the digits begin that end before @at. */
static char *digits(char *at, u64 value)
{
	u32 digit;

	do {
		value = div_u64_rem(value, 10, &digit);
		*--at = '0' + digit;
	} while (value);
	return at;
}

/**
 * dlens_print_name() - a cell that holds a name, and the blank after it
 * @m: where to
 * @width: at least so many characters, for alignment
 * @name: the name, "" if unknown
 *
 * An interface's name is chosen in its namespace, by whoever is root there: what
 * could speak to root's terminal is shown as '?'.
 */
void dlens_print_name(struct seq_file *m, int width, const char *name)
{
	if (!*name)
		name = "-";
	for (; *name; name++, width--)
		seq_putc(m, *name > ' ' && *name < 0x7f ? *name : '?');
	fill_up(m, max(width, 0) + 1);
}

/**
 * dlens_print_word() - a cell that holds a word of ours, and the blank after it
 * @m: where to
 * @width: at least so many characters, for alignment
 * @word: the word
 */
void dlens_print_word(struct seq_file *m, int width, const char *word)
{
	int length = strlen(word);

	seq_write(m, word, length);
	fill_up(m, max(width - length, 0) + 1);
}

/**
 * dlens_print_text() - a sentence, which may hold a name
 * @m: where to
 * @text: the sentence
 *
 * As for names; and a double quote is shown as a single one.
 */
void dlens_print_text(struct seq_file *m, const char *text)
{
	for (; *text; text++) {
		if (*text == '"')
			seq_putc(m, '\'');
		else
			seq_putc(m, *text >= ' ' && *text < 0x7f ? *text : '?');
	}
}

/**
 * dlens_print_netns() - a cell that holds a namespace, and the blank after it
 * @m: where to
 * @netns: its inode number, 0 if unknown
 * @gone: it has ended
 */
void dlens_print_netns(struct seq_file *m, u32 netns, bool gone)
{
	char text[WIDEST], *end = text + sizeof(text), *at = end;

	if (netns) {
		if (gone)
			at = memcpy(at - strlen("(gone)"), "(gone)", strlen("(gone)"));
		at = digits(at, netns);
	} else {
		*--at = '-';
	}
	seq_write(m, at, end - at);
	fill_up(m, DLENS_NETNS_WIDTH + 1 - (end - at));
}

/**
 * dlens_print_protocol() - a cell that holds an ethertype, and the blank after it
 * @m: where to
 * @protocol: network byte order, 0 if none
 */
void dlens_print_protocol(struct seq_file *m, u16 protocol)
{
	u16 type = ntohs((__force __be16)protocol);

	switch (type) {
	case 0:
		seq_puts(m, "-      ");
		break;
	case ETH_P_IP:
		seq_puts(m, "ipv4   ");
		break;
	case ETH_P_IPV6:
		seq_puts(m, "ipv6   ");
		break;
	case ETH_P_ARP:
		seq_puts(m, "arp    ");
		break;
	default:
		seq_printf(m, "0x%04x ", type);
	}
}

/**
 * dlens_print_number() - a blank and a cell that holds a number
 * @m: where to
 * @width: at least so many characters, at most WIDEST
 * @value: the number, or DLENS_ABSENT
 */
void dlens_print_number(struct seq_file *m, int width, u64 value)
{
	char text[1 + WIDEST], *end = text + sizeof(text), *at = end;

	memset(text, ' ', sizeof(text));
	if (value == DLENS_ABSENT)
		*--at = '-';
	else
		at = digits(at, value);
	at = min(at, end - min(width, WIDEST)) - 1;
	seq_write(m, at, end - at);
}

/**
 * dlens_print_rate() - a rate with one decimal
 * @m: where to
 * @width: at least so many characters, three or more
 * @packets: how many
 * @seconds: in how long
 */
void dlens_print_rate(struct seq_file *m, int width, u64 packets, u32 seconds)
{
	char text[WIDEST], *end = text + sizeof(text), *at = end;
	u32 tenth;
	u64 whole = div_u64_rem(div_u64(packets * 10 + seconds / 2, seconds), 10, &tenth);

	at = digits(at, tenth);
	*--at = '.';
	at = digits(at, whole);
	fill_up(m, width - (end - at));
	seq_write(m, at, end - at);
}

/**
 * dlens_print_amounts_head() - the header of what dlens_print_amounts() prints
 * @m: where to
 */
void dlens_print_amounts_head(struct seq_file *m)
{
	seq_printf(m, " %12s %14s %10s %10s %10s %12s %11s", "events[pkt]", "bytes[B]",
		   "1s[/s]", "10s[/s]", "60s[/s]", "first[s_ago]", "last[s_ago]");
}

/**
 * dlens_print_amounts() - how many, how fast and when: cells of every drop table
 * @m: where to
 * @group: the drops
 */
void dlens_print_amounts(struct seq_file *m, const struct dlens_group *group)
{
	dlens_print_number(m, 12, group->events);
	dlens_print_number(m, 14, group->bytes);
	seq_putc(m, ' ');
	dlens_print_rate(m, 10, group->last_1s, 1);
	seq_putc(m, ' ');
	dlens_print_rate(m, 10, group->last_10s, 10);
	seq_putc(m, ' ');
	dlens_print_rate(m, 10, group->last_60s, 60);
	dlens_print_number(m, 12, group->events ? group->first_ago_s : DLENS_ABSENT);
	dlens_print_number(m, 11, group->events ? group->last_ago_s : DLENS_ABSENT);
}

/**
 * dlens_print_duration() - a length of time for people
 * @m: where to
 * @seconds: the length
 */
void dlens_print_duration(struct seq_file *m, u32 seconds)
{
	if (seconds < 60)
		seq_printf(m, "%u s", seconds);
	else if (seconds < 3600)
		seq_printf(m, "%u min %02u s", seconds / 60, seconds % 60);
	else if (seconds < 86400)
		seq_printf(m, "%u h %02u min", seconds / 3600, seconds / 60 % 60);
	else
		seq_printf(m, "%u d %02u h", seconds / 86400, seconds / 3600 % 24);
}

/**
 * dlens_print_time() - a date and time
 * @m: where to
 * @seconds: since 1970
 */
void dlens_print_time(struct seq_file *m, s64 seconds)
{
	struct tm tm;

	time64_to_tm(seconds, 0, &tm);
	seq_printf(m, "%04ld-%02d-%02d %02d:%02d:%02d UTC", tm.tm_year + 1900, tm.tm_mon + 1,
		   tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/**
 * dlens_print_clock() - when something was, for people
 * @m: where to
 * @seconds: since 1970
 * @ago_s: how long ago that is; a day ago and more needs a date
 */
void dlens_print_clock(struct seq_file *m, s64 seconds, u32 ago_s)
{
	struct tm tm;

	if (ago_s >= 86400) {
		dlens_print_time(m, seconds);
		return;
	}
	time64_to_tm(seconds, 0, &tm);
	seq_printf(m, "%02d:%02d:%02d UTC", tm.tm_hour, tm.tm_min, tm.tm_sec);
}
