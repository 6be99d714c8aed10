// SPDX-License-Identifier: GPL-2.0
/* What protocols are called where droplens shows them and where a filter names them. */
#include <droplens/protos.h>

static const struct {
	const char *name;
	u16 proto;
} protos[] = {
	{ "icmp", 1 },
	{ "tcp", 6 },
	{ "udp", 17 },
	{ "icmp6", 58 },
	{ "sctp", 132 },
	{ "arp", DLENS_PROTO_ARP },
};

/**
 * dlens_proto_name() - a protocol's word
 * @proto: IPPROTO_*, or DLENS_PROTO_ARP
 *
 * Return: the word, or NULL: it goes by its number.
 */
const char *dlens_proto_name(u16 proto)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protos); i++)
		if (protos[i].proto == proto)
			return protos[i].name;
	return NULL;
}

/**
 * dlens_proto_find() - the protocol that a word stands for
 * @name: the word
 * @proto: set to it, if there is one
 *
 * Return: false if there is none.
 */
bool dlens_proto_find(const char *name, u16 *proto)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(protos); i++) {
		if (strcmp(protos[i].name, name))
			continue;
		*proto = protos[i].proto;
		return true;
	}
	return false;
}
