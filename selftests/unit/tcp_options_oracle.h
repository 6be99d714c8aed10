/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TCP_OPTIONS_ORACLE_H
#define DROPLENS_TCP_OPTIONS_ORACLE_H

#include <string.h>

#include <droplens/tcp_options.h>

/*
 * Written the other way round: first where every option begins, by following
 * the lengths, then the last timestamp among them.
 */
static inline const u8 *tcp_options_last_stamp(const u8 *options, unsigned int len)
{
	unsigned int begins[256 + 1], count = 0, at = 0, step;

	while (at < len && count < 256) {
		if (options[at] == 0)
			break;
		step = options[at] == 1 ? 1 : at + 1 < len ? options[at + 1] : 0;
		if (options[at] != 1 && step < 2)
			break;
		if (at + step > len)
			break;
		begins[count++] = at;
		at += step;
	}
	while (count--)
		if (options[begins[count]] == 8 && options[begins[count] + 1] == 10)
			return options + begins[count] + 2;
	return NULL;
}

/* What is wrong, or NULL. */
static inline const char *tcp_options_check(const u8 *options, unsigned int len)
{
	const u8 *want = tcp_options_last_stamp(options, len);
	u32 tsval = 0x5a5a5a5a, tsecr = 0xa5a5a5a5;
	u8 got[8];
	int i;

	if (!dlens_tcp_timestamp(options, len, &tsval, &tsecr)) {
		if (want)
			return "a timestamp was missed";
		return tsval == 0x5a5a5a5a && tsecr == 0xa5a5a5a5 ? NULL :
			"written to, though there is none";
	}
	if (!want)
		return "found one that is not there";
	for (i = 0; i < 4; i++) {
		got[i] = tsval >> (24 - 8 * i);
		got[4 + i] = tsecr >> (24 - 8 * i);
	}
	return memcmp(got, want, 8) ? "another value" : NULL;
}

#endif
