// SPDX-License-Identifier: GPL-2.0
/*
 * TCP sockets, counted by walking the kernel's tables, and the settings that go
 * with them.
 *
 * Who reads pays: a pass is made when somebody reads and the last one is old.
 * Where there is more than one reader should pay for, the ticker goes on with
 * the pass and makes more of them, as long as somebody reads. Nobody reads: no
 * cost. See DIRECT_STEPS for what it may be.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <net/inet_hashtables.h>
#include <net/net_namespace.h>

#include <droplens/address.h>
#include <droplens/control.h>
#include <droplens/facts.h>
#include <droplens/loud.h>
#include <droplens/nets.h>
#include <droplens/scope.h>
#include <droplens/settings.h>
#include <droplens/source.h>
#include <droplens/walk.h>

/*
 * One reader's pass: a million buckets or 65,536 sockets. Whoever reads more
 * often than this sees the same pass again.
 */
#define DIRECT_STEPS (1U << 20)
#define FRESH_MS 200
#define STALE_MS 90000

/* One tick's part of a pass of ten ticks, 16,384 to 131,072 sockets. */
#define TICKS 10ULL
#define TICK_STEPS_MIN (1U << 18)
#define TICK_STEPS_MAX (1U << 21)

/* After so long without a reader, who may be the verdict, the ticker stops. */
#define WANTED_S 60

static struct dlens_history history;
static u32 last_read;
/* the same of those who show what they read, which the verdict does not */
static u32 last_shown;
/* when settings were last read from their files */
static u32 settings_s;
static u64 last_walk_ms;

static void keep_table_fulls(u32 second)
{
	u64 fulls = dlens_neighbour_fulls();

	dlens_history_begin(&history, second);
	if (!history.slice)
		dlens_history_keep(&history, 1, &fulls, false);
	dlens_history_end(&history);
}

static void sockets_tick(u32 second)
{
	/* before the first pass came to its end nobody knows how long it is */
	u64 steps = dlens_walked()->steps ?: TICKS * TICK_STEPS_MAX;
	bool many = dlens_walked()->steps > DIRECT_STEPS;
	bool wanted = second - last_read <= WANTED_S;

	keep_table_fulls(second);
	/* where nobody sees them, severity still goes by one of them */
	if (second - last_shown <= WANTED_S || second - settings_s >= DLENS_SLICES) {
		dlens_sysctls_tick();
		settings_s = second;
	}
	if (!wanted)
		return;
	if (dlens_walk_under_way() || many)
		dlens_walk(clamp_t(u64, div_u64(steps, TICKS), TICK_STEPS_MIN, TICK_STEPS_MAX));
}

/*
 * The last pass stays what is shown until the next one is done, but not when it
 * is of a time when somebody else was reading.
 */
static void walk_if_old(void)
{
	const struct dlens_walked *walked = dlens_walked();
	u64 now_ms = dlens_uptime_ms(), age_ms = now_ms - walked->ended_ms;

	if (walked->ever && age_ms > STALE_MS)
		dlens_walk_forget();
	/* one that is too much for a reader is made by the ticker */
	if (walked->ever &&
	    (age_ms < FRESH_MS || (walked->steps > DIRECT_STEPS && dlens_enabled())))
		return;
	if (dlens_walk_under_way() && now_ms - last_walk_ms < FRESH_MS)
		return;
	dlens_walk(DIRECT_STEPS);
	last_walk_ms = dlens_uptime_ms();
}

static void write_destination(char *text, size_t size, const struct dlens_ends *ends)
{
	bool v4 = ipv6_addr_v4mapped((const struct in6_addr *)ends->to);
	char address[DLENS_ADDRESS_LEN];

	dlens_address_text(address, v4 ? 4 : 6, ends->to);
	snprintf(text, size, v4 || dlens_anonymized() ? "%s:%u" : "[%s]:%u", address, ends->port);
}

static void fill_counted(struct dlens_sockets *row, const struct dlens_tally *tally)
{
	struct dlens_socket_facts *facts = &row->facts;
	int i;

	if (!tally) {
		memset(row->state, 0xff, sizeof(row->state));
		facts->established = DLENS_ABSENT;
		facts->syn_recv = DLENS_ABSENT;
		facts->fin_wait2 = DLENS_ABSENT;
		facts->close_wait = DLENS_ABSENT;
		facts->ports_used = DLENS_ABSENT;
		facts->listen_worst_queue = DLENS_ABSENT;
		facts->listen_worst_backlog = DLENS_ABSENT;
		facts->listen_worst_port = DLENS_ABSENT;
		return;
	}
	for (i = 0; i < DLENS_TCPS; i++)
		row->state[i] = tally->nr[i];
	if (!DLENS_REQUESTS_SEEN)
		row->state[DLENS_TCP_SYN_RECV] = DLENS_ABSENT;
	facts->established = row->state[DLENS_TCP_ESTABLISHED];
	facts->syn_recv = row->state[DLENS_TCP_SYN_RECV];
	facts->fin_wait2 = row->state[DLENS_TCP_FIN_WAIT2];
	facts->close_wait = row->state[DLENS_TCP_CLOSE_WAIT];
	facts->ports_used = tally->ports;
	facts->listen_worst_queue = tally->queue;
	facts->listen_worst_backlog = tally->nr[DLENS_TCP_LISTEN] ? tally->backlog : DLENS_ABSENT;
	facts->listen_worst_port = tally->nr[DLENS_TCP_LISTEN] ? tally->port : DLENS_ABSENT;
	if (tally->ports)
		write_destination(facts->ports_to, sizeof(facts->ports_to), &tally->to);
}

static void fill_host(struct dlens_snapshot *snapshot)
{
	struct dlens_socket_host *host = &snapshot->socket_host;
	const struct dlens_walked *walked = dlens_walked();
	u64 fulls = dlens_neighbour_fulls();

	fulls = dlens_history_last_60s(&history, dlens_history_find(&history, 1), 0, 0,
				       snapshot->uptime_s, fulls);
	dlens_settings_read_host(host, fulls);
	host->age_ms = walked->ever ? dlens_uptime_ms() - walked->began_ms : DLENS_ABSENT;
	host->not_counted = walked->ever ? walked->lost : DLENS_ABSENT;
	if (host->facts.max_orphans == DLENS_ABSENT)
		dlens_snapshot_blind(snapshot,
				     "the limit of orphaned sockets: the ticker could not read /proc/sys/net/ipv4/tcp_max_orphans");
	if (!walked->ever)
		dlens_snapshot_blind(snapshot,
				     "TCP sockets: there are many, they are still being counted for the first time");
	else if (walked->lost || walked->namespaces_lost)
		dlens_snapshot_blind(snapshot,
				     "TCP sockets of some namespaces: see not_counted in sockets, parameter socket_namespaces");
}

static void sockets_ask(struct dlens_snapshot *snapshot)
{
	last_read = snapshot->uptime_s;
	if (!(snapshot->want & DLENS_WANT_SEVERITY))
		last_shown = snapshot->uptime_s;
	walk_if_old();
}

static void fill(struct dlens_sockets *row, struct net *net, u32 number)
{
	row->net = number;
	row->netns = dlens_inum(net);
	dlens_settings_read(row, net);
	fill_counted(row, dlens_walk_found(net, number));
}

static bool sockets_any(struct dlens_snapshot *snapshot, struct net *net, u32 number)
{
	/* what is the host's has no part in it */
	static struct dlens_sockets row;

	fill(&row, net, number);
	return dlens_socket_facts_any(&row);
}

static int sockets_read(struct dlens_snapshot *snapshot)
{
	struct dlens_place place;
	struct dlens_sockets *row;
	struct net *net;
	u32 room = 0, i;
	int err;

	if (!snapshot->asked)
		sockets_ask(snapshot);
	fill_host(snapshot);
	dlens_for_each_asked(net, snapshot, i) {
		err = dlens_rows_room(&snapshot->sockets, snapshot->nr_sockets, &room,
				      snapshot->nr_sockets + 1, sizeof(*row));
		if (err) {
			dlens_asked_stop(snapshot, net);
			return err;
		}
		if (snapshot->nr_sockets == room) {
			snapshot->cut++;
			continue;
		}
		row = &snapshot->sockets[snapshot->nr_sockets++];
		row->facts = snapshot->socket_host.facts;
		fill(row, net, dlens_scope_net((unsigned long)net, &place) ? place.net : 0);
	}
	return 0;
}

static size_t sockets_memory(void)
{
	return dlens_walk_memory() + history.memory;
}

static int sockets_init(void)
{
	int err = dlens_walk_init();

	if (err)
		return err;
	/* nobody has read yet */
	last_read = -WANTED_S - 1;
	last_shown = last_read;
	settings_s = last_read - DLENS_SLICES;
	err = dlens_history_init(&history, 1, 1);
	if (err)
		dlens_walk_exit();
	else
		keep_table_fulls(0);
	return err;
}

static void sockets_exit(void)
{
	dlens_history_exit(&history);
	dlens_walk_exit();
}

const struct dlens_source dlens_source_sockets = {
	.want = DLENS_WANT_SOCKETS,
	.init = sockets_init,
	.exit = sockets_exit,
	.tick = sockets_tick,
	.ask = sockets_ask,
	.any = sockets_any,
	.memory = sockets_memory,
	.read = sockets_read,
};
