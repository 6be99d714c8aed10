// SPDX-License-Identifier: GPL-2.0
/* Numbers and addresses as people write them. */
#include <droplens/filter.h>

/**
 * dlens_number_parse() - a decimal number
 * @text: digits and nothing else
 * @most: the largest that is taken
 * @value: filled in
 *
 * Return: false if it is none.
 */
bool dlens_number_parse(const char *text, u32 most, u32 *value)
{
	u64 n = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n * 10 + (*text - '0');
		if (n > most)
			return false;
	}
	*value = n;
	return true;
}

/* Return: behind the number, or NULL. */
static const char *ipv4(const char *text, u8 *to)
{
	u32 byte, digits;
	int i;

	for (i = 0; i < 4; i++) {
		if (i && *text++ != '.')
			return NULL;
		byte = 0;
		for (digits = 0; *text >= '0' && *text <= '9'; digits++) {
			byte = byte * 10 + (*text++ - '0');
			if (byte > 255)
				return NULL;
		}
		/* with a 0 before it some take it as octal */
		if (!digits || (digits > 1 && text[-(int)digits] == '0'))
			return NULL;
		to[i] = byte;
	}
	return text;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* RFC 4291, 2.2. Return: as ipv4(). */
static const char *ipv6(const char *text, u8 *to)
{
	int group = 0, gap = -1, digits, i;
	const char *end;
	u32 word;

	if (text[0] == ':' && text[1] == ':') {
		gap = 0;
		text += 2;
	}
	while (group < 8 && hex(*text) >= 0) {
		end = group <= 6 ? ipv4(text, to + 2 * group) : NULL;
		if (end) {
			group += 2;
			text = end;
			break;
		}
		word = 0;
		for (digits = 0; digits < 5 && hex(*text) >= 0; digits++)
			word = word << 4 | hex(*text++);
		if (digits > 4)
			return NULL;
		to[2 * group] = word >> 8;
		to[2 * group++ + 1] = word;
		if (text[0] != ':')
			break;
		text++;
		if (text[0] != ':' && hex(text[0]) >= 0 && group < 8)
			continue;
		/* two colons, once */
		if (*text++ != ':' || gap >= 0)
			return NULL;
		gap = group;
	}
	if (gap < 0)
		return group == 8 ? text : NULL;
	if (group == 8)
		return NULL;
	/* the gap takes what the others leave */
	for (i = 15; i >= 2 * gap + 16 - 2 * group; i--)
		to[i] = to[i - 16 + 2 * group];
	for (; i >= 2 * gap; i--)
		to[i] = 0;
	return text;
}

/**
 * dlens_prefix_parse() - an address, with or without a length
 * @prefix: filled in
 * @text: 10.0.0.0/8, 10.0.0.1, fd00::/8, fd00::1
 *
 * Return: false if it is none.
 */
bool dlens_prefix_parse(struct dlens_prefix *prefix, const char *text)
{
	static const u8 mapped[12] = { [10] = 0xff, [11] = 0xff };
	const char *end = ipv4(text, prefix->address + 12);
	u32 most = 32, bits;

	if (end) {
		memcpy(prefix->address, mapped, sizeof(mapped));
	} else {
		end = ipv6(text, prefix->address);
		most = 128;
	}
	if (!end)
		return false;
	bits = most;
	if (*end && (*end != '/' || !dlens_number_parse(end + 1, most, &bits)))
		return false;
	prefix->bits = 128 - most + bits;
	return true;
}

/**
 * dlens_prefix_has() - does an address begin like others
 * @prefix: the others
 * @address: as in struct dlens_packet
 *
 * Return: true if it does.
 */
bool dlens_prefix_has(const struct dlens_prefix *prefix, const u8 *address)
{
	u32 bytes = prefix->bits / 8, rest = prefix->bits % 8;

	if (memcmp(prefix->address, address, bytes))
		return false;
	return !rest || !((prefix->address[bytes] ^ address[bytes]) >> (8 - rest));
}
