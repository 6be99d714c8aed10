// SPDX-License-Identifier: GPL-2.0
/*
 * What a pass over the TCP hash tables finds, by namespace. There are two sets of
 * tallies: one being filled, and that of the last pass that came to its end.
 * Memory is taken once, when the module loads.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/moduleparam.h>
#include <linux/random.h>
#include <linux/vmalloc.h>
#include <net/inet_hashtables.h>
#include <net/ip.h>
#include <net/tcp_states.h>

#include <droplens/scope.h>
#include <droplens/tally.h>

#define NAMESPACES_MIN 16
#define NAMESPACES_MAX 65536

static unsigned int max_namespaces = 1024;
module_param_named(socket_namespaces, max_namespaces, uint, 0444);
MODULE_PARM_DESC(socket_namespaces,
		 "namespaces whose sockets are counted, 16 to 65536 (default 1024)");

/**
 * struct pass - one set
 * @about: what it is
 * @tallies: in the order in which they were enrolled; init_net's is the first
 * @index: by hash of the address; the place in @tallies plus 1, 0 if none; at most
 *	half full, so that a search ends
 * @nr: length of @tallies
 */
struct pass {
	struct dlens_walked about;
	struct dlens_tally *tallies;
	u32 *index;
	u32 nr;
};

static struct pass passes[2], *filling, *done = passes;
static struct dlens_hitters *hitters;
static unsigned int index_bits;

static const u8 kinds[] = {
	[TCP_ESTABLISHED] = DLENS_TCP_ESTABLISHED + 1,
	[TCP_SYN_SENT] = DLENS_TCP_SYN_SENT + 1,
	[TCP_SYN_RECV] = DLENS_TCP_SYN_RECV + 1,
	[TCP_FIN_WAIT1] = DLENS_TCP_FIN_WAIT1 + 1,
	[TCP_FIN_WAIT2] = DLENS_TCP_FIN_WAIT2 + 1,
	[TCP_TIME_WAIT] = DLENS_TCP_TIME_WAIT + 1,
	[TCP_CLOSE_WAIT] = DLENS_TCP_CLOSE_WAIT + 1,
	[TCP_LAST_ACK] = DLENS_TCP_LAST_ACK + 1,
	[TCP_CLOSING] = DLENS_TCP_CLOSING + 1,
	[DLENS_REQUEST_STATE] = DLENS_TCP_SYN_RECV + 1,
};

static u32 *find(const struct pass *pass, unsigned long address)
{
	u32 mask = (1U << index_bits) - 1, i = dlens_hash_64(address, index_bits);

	while (pass->index[i] && pass->tallies[pass->index[i] - 1].address != address)
		i = (i + 1) & mask;
	return &pass->index[i];
}

static struct dlens_tally *tally_of(const struct pass *pass, unsigned long address)
{
	u32 at = *find(pass, address);

	return at ? &pass->tallies[at - 1] : NULL;
}

/**
 * dlens_tally_of() - a namespace's tally in the pass under way
 * @address: of the namespace
 * Return: the tally, or NULL.
 */
struct dlens_tally *dlens_tally_of(unsigned long address)
{
	return tally_of(filling, address);
}

/**
 * dlens_walk_under_way() - has a pass begun that has not ended
 * Return: true if so.
 */
bool dlens_walk_under_way(void)
{
	return filling;
}

/**
 * dlens_walked() - about the last pass that came to its end
 * Return: what it was; never NULL.
 */
const struct dlens_walked *dlens_walked(void)
{
	return &done->about;
}

/**
 * dlens_walk_found() - what the last pass found in a namespace
 * @net: the namespace
 * @serial: its serial number, 0 if unknown
 *
 * Return: its tally, or NULL if that pass can not tell: it had no room for this
 * namespace, or began before it came.
 */
const struct dlens_tally *dlens_walk_found(const struct net *net, u32 serial)
{
	const struct dlens_tally *t = tally_of(done, (unsigned long)net);

	return t && t->whole && t->net == serial && t->netns == dlens_inum(net) ? t : NULL;
}

/**
 * dlens_tally_begin() - a pass begins
 * @now_ms: the time
 */
void dlens_tally_begin(u64 now_ms)
{
	u32 seed;

	filling = done == passes ? passes + 1 : passes;
	filling->nr = 0;
	memset(filling->index, 0, sizeof(*filling->index) << index_bits);
	memset(&filling->about, 0, sizeof(filling->about));
	filling->about.began_ms = now_ms;
	get_random_bytes(&seed, sizeof(seed));
	dlens_hitters_clear(hitters, seed);
}

/**
 * dlens_tally_enrol() - the sockets of this namespace are to be counted
 * @net: the namespace; may be enrolled already, and its address another's tally
 *
 * Context: process; may sleep.
 * Return: false if there is no room for it.
 */
bool dlens_tally_enrol(struct net *net)
{
	u32 *at = find(filling, (unsigned long)net);
	struct dlens_place place = {};
	struct dlens_tally *t;
	int low, high;

	if (!*at && filling->nr == max_namespaces)
		return false;
	dlens_scope_net((unsigned long)net, &place);
	if (*at) {
		t = &filling->tallies[*at - 1];
		if (t->net == place.net && t->netns == dlens_inum(net))
			return true;
	} else {
		t = &filling->tallies[filling->nr++];
		*at = filling->nr;
	}
	inet_get_local_port_range(net, &low, &high);
	memset(t, 0, sizeof(*t));
	t->address = (unsigned long)net;
	t->net = place.net;
	t->netns = dlens_inum(net);
	t->whole = !filling->about.steps;
	/* the tables that nearly all share are the first one's to walk */
	t->walked = net != &init_net && dlens_hashinfo(net) == dlens_hashinfo(&init_net);
	t->low = low;
	t->high = high;
	return true;
}

/**
 * dlens_tally_all_walked() - is nothing left to walk in the pass under way
 * Return: true if so.
 */
bool dlens_tally_all_walked(void)
{
	u32 i;

	for (i = 0; i < filling->nr; i++)
		if (!filling->tallies[i].walked)
			return false;
	return true;
}

/**
 * dlens_tally_no_room() - some namespaces could not be enrolled
 * @namespaces: how many
 */
void dlens_tally_no_room(u32 namespaces)
{
	filling->about.namespaces_lost = max(filling->about.namespaces_lost, namespaces);
}

/* Sockets of a namespace that comes or goes just now are nobody's loss. */
static struct dlens_tally *tally_or_lost(unsigned long address)
{
	static struct dlens_tally *last;

	if (last < filling->tallies || last >= filling->tallies + filling->nr ||
	    last->address != address)
		last = tally_of(filling, address);
	if (!last && filling->about.namespaces_lost)
		filling->about.lost++;
	return last;
}

/**
 * dlens_tally_socket() - count a socket that does not listen
 * @seen: the socket
 */
void dlens_tally_socket(struct dlens_met *seen)
{
	struct dlens_tally *t = tally_or_lost(seen->net);

	if (!t || seen->state >= ARRAY_SIZE(kinds) || !kinds[seen->state])
		return;
	t->nr[kinds[seen->state] - 1]++;
	/* a request holds no port, and outside the range nobody was given his */
	if (seen->state == DLENS_REQUEST_STATE || seen->local_port < t->low ||
	    seen->local_port > t->high)
		return;
	seen->ends.owner = t - filling->tallies;
	dlens_hitters_add(hitters, &seen->ends);
}

/**
 * dlens_tally_listener() - count a socket that listens
 * @seen: the socket
 */
void dlens_tally_listener(const struct dlens_listener *seen)
{
	struct dlens_tally *t = tally_or_lost(seen->net);
	u64 fuller, full;

	if (!t)
		return;
	/* a queue is full with one more than its limit in it */
	fuller = (u64)seen->queue * ((u64)t->backlog + 1);
	full = (u64)t->queue * ((u64)seen->backlog + 1);
	if (!t->nr[DLENS_TCP_LISTEN]++ || fuller > full ||
	    (fuller == full && seen->port < t->port)) {
		t->queue = seen->queue;
		t->backlog = seen->backlog;
		t->port = seen->port;
	}
}

/**
 * dlens_tally_lost() - something was met that could not be counted
 */
void dlens_tally_lost(void)
{
	filling->about.lost++;
}

/**
 * dlens_tally_spent() - say what it cost
 * @steps: since last said
 */
void dlens_tally_spent(u32 steps)
{
	filling->about.steps += steps;
}

/**
 * dlens_tally_end() - the pass came to its end
 * @now_ms: the time
 */
void dlens_tally_end(u64 now_ms)
{
	const struct dlens_hitter *h;
	struct dlens_tally *t;

	for (h = hitters->place; h < hitters->place + ARRAY_SIZE(hitters->place); h++) {
		if (!h->count)
			continue;
		t = &filling->tallies[h->ends.owner];
		if (dlens_hitter_least(h) <= t->ports)
			continue;
		t->ports = dlens_hitter_least(h);
		t->to = h->ends;
	}
	filling->about.ever = true;
	filling->about.ended_ms = now_ms;
	done = filling;
	filling = NULL;
}

/**
 * dlens_walk_forget() - what the last pass found is too old
 *
 * What it cost is remembered.
 */
void dlens_walk_forget(void)
{
	memset(done->index, 0, sizeof(*done->index) << index_bits);
	done->nr = 0;
	done->about.ever = false;
}

/**
 * dlens_walk_memory() - the memory of all this
 * Return: bytes.
 */
size_t dlens_walk_memory(void)
{
	size_t one = max_namespaces * sizeof(*filling->tallies);

	one += sizeof(*filling->index) << index_bits;
	return sizeof(*hitters) + ARRAY_SIZE(passes) * one;
}

/**
 * dlens_walk_exit() - give the memory back
 */
void dlens_walk_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(passes); i++) {
		vfree(passes[i].tallies);
		vfree(passes[i].index);
	}
	vfree(hitters);
}

/**
 * dlens_walk_init() - get the memory
 * Return: 0, -EINVAL for a bad parameter, or -ENOMEM.
 */
int dlens_walk_init(void)
{
	int i;

	if (max_namespaces < NAMESPACES_MIN || max_namespaces > NAMESPACES_MAX) {
		pr_err("socket_namespaces=%u is not between %d and %d\n", max_namespaces,
		       NAMESPACES_MIN, NAMESPACES_MAX);
		return -EINVAL;
	}
	index_bits = order_base_2(max_namespaces) + 1;
	hitters = vzalloc(sizeof(*hitters));
	for (i = 0; i < ARRAY_SIZE(passes); i++) {
		passes[i].tallies = vzalloc(max_namespaces * sizeof(struct dlens_tally));
		passes[i].index = vzalloc(sizeof(u32) << index_bits);
	}
	if (hitters && passes[0].tallies && passes[0].index && passes[1].tallies && passes[1].index)
		return 0;
	dlens_walk_exit();
	return -ENOMEM;
}
