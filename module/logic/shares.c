// SPDX-License-Identifier: GPL-2.0
/* Functions that free for several causes, where counters tell how many were whose. */
#include <droplens/judge.h>
#include <droplens/names.h>
#include <droplens/shares.h>

#define TO(check) DLENS_CHECK_##check
#define BY(counter) DLENS_MIB_##counter
#define BY_DEVICES DLENS_SHARED_BY_DEVICES
/* A check of devices or of the host has it from the same counter. */
#define NOBODY DLENS_CHECKS

/**
 * struct share - the part of a function's drops that a counter tells of
 * @pattern: as dlens_name_fits() takes it
 * @counter: an enum dlens_mib_fact, or BY_DEVICES
 * @check: an enum dlens_check_id, or NOBODY
 */
struct share {
	const char *pattern;
	u8 counter;
	u8 check;
};

/* Where the kernel gives no reason. What is left is the check's that dlens_blame() says. */
static const struct share by_counter[] = {
	/* IPv4's reverse path filter counts just before it (ip_rcv_finish_core()) */
	{ "ip_rcv_finish*",		BY(RP_FILTER),		TO(RP_FILTER) },
	{ "ip_forward",			BY(FRAG_FAILS),		TO(MTU) },
	{ "ip6_forward",		BY(FRAG_FAILS),		TO(MTU) },
	/* left are a socket's filter and IPsec's policy, which have no counter of their own */
	{ "udp*_queue_rcv_*skb",	BY(UDP_RCVBUF),		TO(SOCKET_BUFFER) },
	{ "udp*_queue_rcv_*skb",	BY(UDP_MEM),		NOBODY },
	{ "udp*_queue_rcv_*skb",	BY(IN_CSUM),		TO(CHECKSUM) },
	{ "udp*_queue_rcv_*skb",	BY(PFMEMALLOC_DROP),	NOBODY },
	{ "__udp*_queue_rcv_skb",	BY(UDP_RCVBUF),		TO(SOCKET_BUFFER) },
	{ "__udp*_queue_rcv_skb",	BY(UDP_MEM),		NOBODY },
	{ "__udp*_queue_rcv_skb",	BY(IN_CSUM),		TO(CHECKSUM) },
	{ "__udp*_queue_rcv_skb",	BY(PFMEMALLOC_DROP),	NOBODY },
	{ "__udp*_lib_rcv",		BY(NO_PORTS),		TO(NO_SOCKET) },
	{ "__udp*_lib_rcv",		BY(IN_CSUM),		TO(CHECKSUM) },
	/* frames that no protocol wanted; left is tc */
	{ "__netif_receive_skb_core",	BY_DEVICES,		NOBODY },
	{ "__dev_queue_xmit",		BY_DEVICES,		NOBODY },
};

/**
 * dlens_shares_begin() - how much each counter has to tell
 * @shares: set up
 * @facts: of the scope, with its counters and devices
 */
void dlens_shares_begin(struct dlens_shares *shares, const struct dlens_facts *facts)
{
	int i;

	/* no such counter: what it would tell is blamed as the rest is */
	for (i = 0; i < DLENS_MIB_FACTS; i++)
		shares->left[i] = facts->mib[i].total == DLENS_ABSENT ? 0 :
				  facts->mib[i].last_60s;
	shares->left[BY_DEVICES] = facts->devices_dropped_60s;
}

static bool is_given(const char *reason)
{
	return *reason && strcmp(reason, "NOT_SPECIFIED");
}

/**
 * dlens_share_given() - drops that have a reason, though the function frees for several
 * @shares: their counter has that many less to tell
 * @reason: the drops' reason, "" or "NOT_SPECIFIED" where the kernel gives none
 * @function: their call site, see dlens_name_fits()
 * @packets: how many
 * @check: an enum dlens_check_id that explains them, or DLENS_CHECKS
 *
 * Kernels of 5.15 to 6.2 give some reasons and lack others: due for all drops of a
 * scope before dlens_share() is asked for one.
 */
void dlens_share_given(struct dlens_shares *shares, const char *reason, const char *function,
		       u64 packets, u8 check)
{
	const struct share *share;
	u64 *left;
	u32 i;

	for (i = 0; is_given(reason) && i < ARRAY_SIZE(by_counter); i++) {
		share = &by_counter[i];
		left = &shares->left[share->counter];
		if (share->check != check || !dlens_name_fits(share->pattern, function))
			continue;
		*left = dlens_less(*left, packets);
		return;
	}
}

/**
 * dlens_share_counted() - a counter tells of drops at another call site, too
 * @shares: it has that many less to tell
 * @counter: as dlens_shared_by() returns it
 * @packets: how many those are
 */
void dlens_share_counted(struct dlens_shares *shares, u8 counter, u64 packets)
{
	shares->left[counter] = dlens_less(shares->left[counter], packets);
}

/**
 * dlens_share() - one part of some drops
 * @shares: takes what it gives off the counter
 * @reason: the drops' reason, "" or "NOT_SPECIFIED" where the kernel gives none
 * @function: their call site, see dlens_name_fits()
 * @packets: how many there are yet
 * @nr: 0 at first, then as this function left it
 * @check: set to an enum dlens_check_id, or DLENS_CHECKS if it is nobody's
 *
 * No packet is given twice, neither by one counter nor by two.
 *
 * Return: packets that are @check's; 0 if nobody tells of any more.
 */
u64 dlens_share(struct dlens_shares *shares, const char *reason, const char *function,
		u64 packets, u32 *nr, u8 *check)
{
	const struct share *share;
	u64 part;

	while (!is_given(reason) && *nr < ARRAY_SIZE(by_counter)) {
		share = &by_counter[(*nr)++];
		if (!dlens_name_fits(share->pattern, function))
			continue;
		*check = share->check;
		part = shares->left[share->counter];
		/* who knows how many: none is another cause's for sure */
		if (part == DLENS_ABSENT) {
			*check = TO(OTHER);
			return packets;
		}
		if (part > packets)
			part = packets;
		shares->left[share->counter] -= part;
		if (part)
			return part;
	}
	return 0;
}

/**
 * dlens_shared_by() - does a function free for several causes that have counters
 * @reason: the drops' reason, "" or "NOT_SPECIFIED" where the kernel gives none
 * @function: their call site, see dlens_name_fits()
 *
 * Return: the first counter, an enum dlens_mib_fact or DLENS_SHARED_BY_DEVICES;
 * DLENS_SHARED_BY_NONE if the call site is of one cause, or its causes have no counter.
 */
u8 dlens_shared_by(const char *reason, const char *function)
{
	u32 i;

	for (i = 0; !is_given(reason) && i < ARRAY_SIZE(by_counter); i++)
		if (dlens_name_fits(by_counter[i].pattern, function))
			return by_counter[i].counter;
	return DLENS_SHARED_BY_NONE;
}
