// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink messages and attributes, taken apart by hand: the kernel's own parsers
 * changed their signatures in 4.12 and 5.2. Formats as in linux/netlink.h, which no
 * kernel changes: both are lengths and types in the machine's byte order, aligned to
 * four bytes. Nothing is believed: what does not fit ends the walk.
 */
#include <droplens/metrics.h>

#define MESSAGE_HEADER 16
#define ATTRIBUTE_HEADER 4
/* NLA_F_NESTED and NLA_F_NET_BYTEORDER */
#define TYPE_MASK 0x3fff

static size_t align(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static void advance(struct dlens_nl *nl, size_t len)
{
	/* the last one need not be padded */
	len = align(len) < nl->left ? align(len) : nl->left;
	nl->at += len;
	nl->left -= len;
}

/**
 * dlens_nl_next() - take the next message off a datagram
 * @nl: the datagram
 * @message: the message
 *
 * Return: false if there is none; @nl->left is 0 only if nothing was left over.
 */
bool dlens_nl_next(struct dlens_nl *nl, struct dlens_nl_message *message)
{
	u32 len;

	if (nl->left < MESSAGE_HEADER)
		return false;
	memcpy(&len, nl->at, sizeof(len));
	if (len < MESSAGE_HEADER || len > nl->left)
		return false;
	memcpy(&message->type, nl->at + 4, sizeof(message->type));
	memcpy(&message->seq, nl->at + 8, sizeof(message->seq));
	message->payload = nl->at + MESSAGE_HEADER;
	message->len = len - MESSAGE_HEADER;
	advance(nl, len);
	return true;
}

/**
 * dlens_nl_attr() - take the next attribute off a message or a nest
 * @nl: what is left of it
 * @type: its type, without flags
 * @value: its value
 * @len: bytes at @value
 *
 * Return: false if there is none; @nl->left is 0 only if nothing was left over.
 */
bool dlens_nl_attr(struct dlens_nl *nl, u16 *type, const u8 **value, size_t *len)
{
	u16 whole;

	if (nl->left < ATTRIBUTE_HEADER)
		return false;
	memcpy(&whole, nl->at, sizeof(whole));
	if (whole < ATTRIBUTE_HEADER || whole > nl->left)
		return false;
	memcpy(type, nl->at + 2, sizeof(*type));
	*type &= TYPE_MASK;
	*value = nl->at + ATTRIBUTE_HEADER;
	*len = whole - ATTRIBUTE_HEADER;
	advance(nl, whole);
	return true;
}

/**
 * dlens_nl_number() - an attribute's value as a number
 * @value: the value
 * @len: its length
 * @want: the length it should have, 4 or 8
 *
 * Return: the number, DLENS_ABSENT if it is too short.
 */
u64 dlens_nl_number(const u8 *value, size_t len, size_t want)
{
	u32 small;
	u64 large;

	if (len < want)
		return DLENS_ABSENT;
	if (want == sizeof(small)) {
		memcpy(&small, value, sizeof(small));
		return small;
	}
	memcpy(&large, value, sizeof(large));
	return large;
}
