// SPDX-License-Identifier: GPL-2.0
/*
 * The hosts that per-host PAWS would have a stamp of: a table of fixed size,
 * hashed, a few ways to an entry. Only a close that leaves a stamp makes an
 * entry, so whoever can not finish a handshake from an address gets none for it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include <droplens/control.h>
#include <droplens/hosts_table.h>
#include <droplens/nets.h>

#define HOSTS_MIN 64
#define HOSTS_MAX DLENS_ROWS_MAX

/* Tries for a bucket that another CPU or a reader is at; a reader copies a few entries. */
#define TRIES 200

static unsigned int max_hosts = 4096;
module_param_named(hosts, max_hosts, uint, 0444);
MODULE_PARM_DESC(hosts, "peers whose TCP timestamps are compared, 64 to 32768 (default 4096)");

DEFINE_PER_CPU(struct dlens_syn_counts, dlens_syn_counts);

struct dlens_hosts_bucket *dlens_hosts_buckets __read_mostly;
unsigned int dlens_hosts_nr_buckets __read_mostly;
static u32 seed __read_mostly;
/* Has there been an entry at all? Until then a SYN need not look for one. */
static bool any __read_mostly;

/**
 * dlens_hosts_any() - can any host be known
 *
 * Context: any.
 * Return: false as long as none ever was.
 */
bool dlens_hosts_any(void)
{
	return READ_ONCE(any);
}

static struct dlens_hosts_bucket *bucket_of(const struct dlens_pair *pair)
{
	u32 hash = jhash2((const u32 *)pair, sizeof(*pair) / sizeof(u32), seed);

	BUILD_BUG_ON(sizeof(*pair) % sizeof(u32));
	return dlens_hosts_buckets + (hash & (dlens_hosts_nr_buckets - 1));
}

/* Under the bucket's lock. */
static void judge(struct dlens_hosts_bucket *b, const struct dlens_pair *pair,
		  const struct dlens_syn *syn, u32 now_s)
{
	struct dlens_shadow *host = dlens_shadow_find(b->ways, DLENS_HOSTS_WAYS, pair);
	enum dlens_fate fate;
	u64 now_ms;

	if (!host)
		return;
	now_ms = dlens_uptime_fast_ms();
	fate = dlens_shadow_syn(host, syn, now_s, now_ms);
	if (fate == DLENS_UNJUDGED)
		return;
	dlens_syns_count(DLENS_SYNS_JUDGED);
	if (fate == DLENS_ANSWERED)
		return;
	dlens_syns_count(fate == DLENS_OLDER ? DLENS_SYNS_OLDER : DLENS_SYNS_MISSING);
	this_cpu_write(dlens_syn_counts.reject_ms, now_ms);
}

/**
 * dlens_hosts_syn() - a SYN came that per-host PAWS looks at
 * @pair: from whom, to whom
 * @syn: what it says of its sender's clock
 * @now_s: TCP's clock
 *
 * A kprobe may run where lockdep lets nobody wait for a lock, so the bucket's is
 * tried for, and given up on.
 *
 * Context: any, preemption off.
 */
void dlens_hosts_syn(const struct dlens_pair *pair, const struct dlens_syn *syn, u32 now_s)
{
	struct dlens_hosts_bucket *b = bucket_of(pair);
	int tries = TRIES;

	while (tries--) {
		if (raw_spin_trylock(&b->lock)) {
			judge(b, pair, syn, now_s);
			raw_spin_unlock(&b->lock);
			return;
		}
		cpu_relax();
	}
	dlens_syns_count(DLENS_SYNS_UNSEEN);
}

/* Under the bucket's lock: an entry for a host that has none, all zero; or NULL. */
static struct dlens_shadow *make_room(struct dlens_hosts_bucket *b, u32 now_s)
{
	struct dlens_shadow *host;

	for (host = b->ways; host < b->ways + DLENS_HOSTS_WAYS; host++)
		if (host->pair.net && dlens_net_gone(host->net_slot, host->pair.net))
			host->pair.net = 0;
	host = dlens_shadow_victim(b->ways, DLENS_HOSTS_WAYS, now_s, dlens_uptime_fast_ms());
	if (!host || (host->pair.net && dlens_stamp_fresh(host->t1_s, now_s)))
		dlens_syns_count(DLENS_SYNS_NOT_KEPT);
	if (host)
		memset(host, 0, sizeof(*host));
	return host;
}

/* Under the bucket's lock. */
static void remember(struct dlens_hosts_bucket *b, const struct dlens_pair *pair,
		     const struct dlens_place *place, u32 tsval, u32 stamp_s, u32 now_s)
{
	struct dlens_shadow *host = dlens_shadow_find(b->ways, DLENS_HOSTS_WAYS, pair);

	if (host) {
		dlens_shadow_remember(host, tsval, stamp_s, now_s);
		return;
	}
	host = make_room(b, now_s);
	if (!host)
		return;
	host->pair = *pair;
	host->netns = place->inum;
	host->net_slot = place->net_slot;
	host->t1 = tsval;
	host->t1_s = stamp_s;
	WRITE_ONCE(b->used, true);
	if (!READ_ONCE(any))
		WRITE_ONCE(any, true);
}

/**
 * dlens_hosts_stamp() - a close left a stamp of a host
 * @pair: who it is
 * @place: its namespace
 * @tsval: the stamp
 * @stamp_s: when it was received, TCP's clock
 * @now_s: TCP's clock
 *
 * Context: any, preemption off; the lock as in dlens_hosts_syn().
 */
void dlens_hosts_stamp(const struct dlens_pair *pair, const struct dlens_place *place,
		       u32 tsval, u32 stamp_s, u32 now_s)
{
	struct dlens_hosts_bucket *b = bucket_of(pair);
	int tries = TRIES;

	while (tries--) {
		if (raw_spin_trylock(&b->lock)) {
			remember(b, pair, place, tsval, stamp_s, now_s);
			raw_spin_unlock(&b->lock);
			return;
		}
		cpu_relax();
	}
	dlens_syns_count(DLENS_SYNS_UNSEEN);
}

/**
 * dlens_hosts_init() - make room for the hosts
 *
 * Return: 0, -EINVAL for a bad parameter, or another negative error.
 */
int dlens_hosts_init(void)
{
	unsigned int i;

	if (max_hosts < HOSTS_MIN || max_hosts > HOSTS_MAX) {
		pr_err("hosts=%u is not between %d and %d\n", max_hosts, HOSTS_MIN, HOSTS_MAX);
		return -EINVAL;
	}
	dlens_hosts_nr_buckets = roundup_pow_of_two(max_hosts) / DLENS_HOSTS_WAYS;
	dlens_hosts_buckets = vzalloc(dlens_hosts_memory());
	if (!dlens_hosts_buckets)
		return -ENOMEM;
	for (i = 0; i < dlens_hosts_nr_buckets; i++)
		raw_spin_lock_init(&dlens_hosts_buckets[i].lock);
	/* nobody outside can tell which hosts share a bucket */
	get_random_bytes(&seed, sizeof(seed));
	return 0;
}

/**
 * dlens_hosts_exit() - give the room back
 *
 * Context: process, after the last probe.
 */
void dlens_hosts_exit(void)
{
	vfree(dlens_hosts_buckets);
}

/**
 * dlens_hosts_memory() - the memory of this table
 *
 * Return: bytes.
 */
size_t dlens_hosts_memory(void)
{
	return dlens_hosts_nr_buckets * sizeof(*dlens_hosts_buckets);
}
