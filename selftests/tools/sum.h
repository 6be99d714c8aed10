/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DLENS_SUM_H
#define DLENS_SUM_H

#include <arpa/inet.h>
#include <stddef.h>

/* The Internet checksum, RFC 1071. */

static inline unsigned long sum16(const void *data, size_t len, unsigned long sum)
{
	const unsigned char *p = data;
	size_t i;

	for (i = 0; i < len; i++)
		sum += i & 1 ? p[i] : (unsigned long)p[i] << 8;
	return sum;
}

static inline unsigned short fold(unsigned long sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum & 0xffff);
}

#endif
