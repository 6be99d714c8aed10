// SPDX-License-Identifier: GPL-2.0
/*
 * A pass over the TCP hash tables, in as many parts as its callers have time
 * for. See walk.h; what it finds is in module/tally.c.
 *
 * Sockets are freed while we look at them, and their memory is at once given to
 * others of the same kind (SLAB_TYPESAFE_BY_RCU). So all that is read of a socket
 * is read as a number, its namespace is compared and never followed, and a chain
 * whose end belongs to another bucket is gone through again.
 */
#include <linux/sched.h>
#include <net/inet_hashtables.h>
#include <net/inet_sock.h>
#include <net/inet_timewait_sock.h>
#include <net/ipv6.h>
#include <net/tcp.h>

#include <droplens/control.h>
#include <droplens/nets.h>
#include <droplens/scope.h>
#include <droplens/tally.h>

/* Under one rcu_read_lock(): 512 sockets. */
#define STEPS_AT_ONCE 8192

/* No chain is as long as this unless somebody made it so. */
#define CHAIN_MAX 8192

/* A chain up to this length is counted all or not at all. */
#define BATCH 64

#define TRIES 8

static struct dlens_met batch[BATCH];

static void note_addresses(struct dlens_met *seen, const struct sock *sk)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (sk->sk_family == AF_INET6) {
		memcpy(seen->ends.from, &sk->sk_v6_rcv_saddr, sizeof(seen->ends.from));
		memcpy(seen->ends.to, &sk->sk_v6_daddr, sizeof(seen->ends.to));
		return;
	}
#endif
	ipv6_addr_set_v4mapped(sk->sk_rcv_saddr, (struct in6_addr *)seen->ends.from);
	ipv6_addr_set_v4mapped(sk->sk_daddr, (struct in6_addr *)seen->ends.to);
}

/* Only what a request, a full and a TIME_WAIT socket have in common. */
static void note(struct dlens_met *seen, const struct sock *sk)
{
	seen->state = READ_ONCE(sk->sk_state);
	if (seen->state == TCP_TIME_WAIT)
		seen->state = READ_ONCE(inet_twsk(sk)->tw_substate);
	seen->net = (unsigned long)sock_net(sk);
	seen->local_port = READ_ONCE(sk->sk_num);
	seen->ends.port = ntohs(READ_ONCE(sk->sk_dport));
	note_addresses(seen, sk);
}

static unsigned int count(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		dlens_tally_socket(&batch[i]);
	return nr;
}

/* Under rcu_read_lock(). Returns how many sockets. */
static unsigned int walk_bucket(const struct inet_hashinfo *tables, u32 slot)
{
	const struct hlist_nulls_node *node;
	unsigned int nr, total = 0, tries;
	const struct sock *sk;

	for (tries = 0; tries < TRIES; tries++) {
		nr = 0;
		dlens_for_each_hashed(sk, node, tables, slot) {
			if (nr == BATCH) {
				total += count(nr);
				nr = 0;
			}
			if (total >= CHAIN_MAX) {
				dlens_tally_lost();
				return total;
			}
			note(&batch[nr++], sk);
		}
		/* a part of it has been counted, or we came out where we went in */
		if (total || get_nulls_value(node) == slot)
			break;
	}
	return total + count(nr);
}

/* Under rcu_read_lock(). Returns how many sockets. */
static unsigned int walk_listeners(const struct inet_hashinfo *tables, u32 slot)
{
	const struct hlist_nulls_node *node;
	struct dlens_listener seen;
	const struct sock *sk;
	unsigned int nr = 0;

	dlens_for_each_listener(sk, node, tables, slot) {
		if (nr == CHAIN_MAX) {
			dlens_tally_lost();
			break;
		}
		nr++;
		if (READ_ONCE(sk->sk_state) != TCP_LISTEN)
			continue;
		seen.net = (unsigned long)sock_net(sk);
		seen.port = READ_ONCE(sk->sk_num);
		seen.queue = READ_ONCE(sk->sk_ack_backlog);
		seen.backlog = READ_ONCE(sk->sk_max_ack_backlog);
		dlens_tally_listener(&seen);
	}
	return nr;
}

/* Most are, of half a million on a large host. Returns how many, at most STEPS_AT_ONCE. */
static unsigned int skip_empty(const struct inet_hashinfo *tables, u32 slot, u32 hashed)
{
	const struct inet_ehash_bucket *bucket = tables->ehash + slot, *begin = bucket, *end;

	if (slot >= hashed)
		return 0;
	end = bucket + min_t(u32, hashed - slot, STEPS_AT_ONCE);
	while (bucket < end && hlist_nulls_empty(&bucket->chain))
		bucket++;
	return bucket - begin;
}

/*
 * Whose tables these are, @of, remembers how far we are. A namespace's own tables have
 * no listeners of their own, but those of all (inet_pernet_hashinfo_alloc()): they are
 * met in the shared ones. True when they are done.
 */
static bool walk_tables(const struct inet_hashinfo *tables, struct dlens_tally *of, u64 *steps)
{
	bool shared = tables == dlens_hashinfo(&init_net);
	u32 hashed = tables->ehash_mask + 1;
	u32 end = hashed + (shared ? dlens_listen_buckets(tables) : 0);
	unsigned int taken, nr;

	while (of->next < end && *steps) {
		rcu_read_lock();
		taken = skip_empty(tables, of->next, hashed);
		of->next += taken;
		while (of->next < end && taken < STEPS_AT_ONCE) {
			if (of->next < hashed)
				nr = walk_bucket(tables, of->next);
			else
				nr = walk_listeners(tables, of->next - hashed);
			of->next++;
			taken += 1 + nr * DLENS_WALK_SOCKET;
			nr = skip_empty(tables, of->next, hashed);
			of->next += nr;
			taken += nr;
		}
		rcu_read_unlock();
		dlens_tally_spent(taken);
		*steps -= min_t(u64, *steps, taken);
		cond_resched();
	}
	return of->next >= end;
}

/*
 * All namespaces share the tables of the first one, but for those that asked
 * for tables of their own (tcp_child_ehash_entries, 6.1), which die with them:
 * the reference keeps them.
 */
static bool walk_all(u64 *steps)
{
	const struct inet_hashinfo *shared = dlens_hashinfo(&init_net), *tables;
	struct dlens_tally *of;
	struct net *net;

	of = dlens_tally_of((unsigned long)&init_net);
	if (of && !of->walked)
		of->walked = walk_tables(shared, of, steps);
	if (of && !of->walked)
		return false;
	if (dlens_tally_all_walked())
		return true;
	dlens_for_each_net(net, DLENS_ANY_SLICE) {
		tables = dlens_hashinfo(net);
		of = dlens_tally_of((unsigned long)net);
		if (!of || of->walked)
			continue;
		/* the tally may be of one that left its address to this one */
		of->walked = tables == shared || walk_tables(tables, of, steps);
		if (!of->walked) {
			put_net(net);
			return false;
		}
	}
	return true;
}

/* Those that came since they were last enrolled, or all in a pass that begins. */
static void enrol_all(bool begins)
{
	static u32 enrolled;
	u32 changes = dlens_scope_changes(), lost = 0;
	struct net *net;

	if (!begins && changes == enrolled)
		return;
	enrolled = changes;
	dlens_for_each_net(net, DLENS_ANY_SLICE)
		if (!dlens_tally_enrol(net))
			lost++;
	dlens_tally_no_room(lost);
}

/**
 * dlens_walk() - go on with the pass under way, or begin one
 * @steps: do about so many and leave it there
 *
 * Cost, beside the steps: going through all namespaces when a pass begins, and when
 * one came or went.
 *
 * Context: process, under the snapshot's mutex; sleeps.
 * Return: true if the pass came to its end.
 */
bool dlens_walk(u64 steps)
{
	bool begins = !dlens_walk_under_way(), done;

	if (begins)
		dlens_tally_begin(dlens_uptime_ms());
	enrol_all(begins);
	done = walk_all(&steps);
	/* one that died meanwhile may have left its address to another */
	enrol_all(false);
	if (done)
		dlens_tally_end(dlens_uptime_ms());
	return done;
}
