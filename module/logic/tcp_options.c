// SPDX-License-Identifier: GPL-2.0
#include <droplens/tcp_options.h>

/* RFC 9293, 3.2; RFC 7323, 3.2: kind, length, TSval, TSecr */
#define END		0
#define NO_OPERATION	1
#define TIMESTAMP	8
#define TIMESTAMP_LEN	10

static u32 be32_at(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/**
 * dlens_tcp_timestamp() - find the timestamp among a TCP header's options
 * @options: what follows the header's first 20 bytes; anything may be in it
 * @len: bytes of it, DLENS_TCP_OPTIONS_MAX or fewer
 * @tsval: filled in with the sender's clock, if there is one
 * @tsecr: filled in with what the sender echoes, if there is one
 *
 * As tcp_parse_options() (net/ipv4/tcp_input.c) reads them: the last one
 * counts, one of another length is none, a malformed option ends the search
 * and what was found before it stands.
 *
 * Context: any; reads @options only. At most @len steps.
 * Return: true if there is one.
 */
bool dlens_tcp_timestamp(const u8 *options, unsigned int len, u32 *tsval, u32 *tsecr)
{
	const u8 *p = options, *end = options + len;
	bool found = false;

	while (p < end && *p != END) {
		if (*p == NO_OPERATION) {
			p++;
			continue;
		}
		if (end - p < 2 || p[1] < 2 || p[1] > end - p)
			break;
		if (p[0] == TIMESTAMP && p[1] == TIMESTAMP_LEN) {
			*tsval = be32_at(p + 2);
			*tsecr = be32_at(p + 6);
			found = true;
		}
		p += p[1];
	}
	return found;
}
