/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_FILTER_ORACLE_H
#define DROPLENS_FILTER_ORACLE_H

#include <arpa/inet.h>
#include <stdlib.h>

#include <droplens/filter.h>

/* Return: is it what the C library takes, with a length of digits behind it. */
static inline bool prefix_oracle(const char *text, u8 *address, u32 *bits)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	struct in6_addr v6 = { .s6_addr = { [10] = 0xff, 0xff } };
	u32 most = 32;
	char alone[64];

	if (len >= sizeof(alone))
		return false;
	memcpy(alone, text, len);
	alone[len] = '\0';
	if (inet_pton(AF_INET, alone, v6.s6_addr + 12) != 1) {
		most = 128;
		if (inet_pton(AF_INET6, alone, &v6) != 1)
			return false;
	}
	memcpy(address, &v6, 16);
	*bits = 128;
	if (!slash)
		return true;
	len = strlen(slash + 1);
	if (!len || strspn(slash + 1, "0123456789") != len || strtoull(slash + 1, NULL, 10) > most)
		return false;
	*bits = 128 - most + strtoul(slash + 1, NULL, 10);
	return true;
}

/* What is wrong, or NULL. */
static inline const char *prefix_check(const char *text)
{
	struct dlens_prefix prefix;
	u8 address[16], other[16];
	u32 bits = 0, i;
	bool want = prefix_oracle(text, address, &bits), got = dlens_prefix_parse(&prefix, text);

	if (want != got)
		return got ? "is taken" : "is not taken";
	if (!got)
		return NULL;
	if (memcmp(prefix.address, address, 16) || prefix.bits != bits)
		return "is taken for another";
	for (i = 0; i < 128; i++) {
		memcpy(other, address, 16);
		other[i / 8] ^= 0x80 >> i % 8;
		got = i >= bits;
		if (dlens_prefix_has(&prefix, other) != got)
			return "has the wrong ones";
	}
	return NULL;
}

#endif
