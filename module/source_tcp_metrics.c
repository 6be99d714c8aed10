// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel remembers of peers (tcp_metrics), asked for as ip(8) does: by
 * generic netlink, from a socket of the kernel's own. Its table is in no header, and
 * this is the one interface to it that never changed.
 *
 * Not a source as the others are: there is nothing to share and much to read, so it is
 * read for who wants it and without the snapshot's mutex.
 */
#include <linux/errno.h>
#include <linux/genetlink.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/snmp.h>
#include <linux/socket.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/tcp_metrics.h>
#include <linux/uio.h>

#include <droplens/nets.h>
#include <droplens/snapshot.h>

/* The largest datagram that a dump makes, net/netlink/af_netlink.c. */
#define DATAGRAM 32768

/*
 * Each namespace's dump goes through the table of all: with thousands of namespaces
 * that speak TCP the reader gets what was found until then, and is told of the rest.
 */
#define PATIENCE_MS 1000

/* TCP_PAWS_MSL, net/tcp.h: a stamp judges SYNs for so long. */
#define FRESH_S 60

/**
 * struct dump - one reader's look at all namespaces
 * @metrics: what is found
 * @buffer: DATAGRAM bytes
 * @family: tcp_metrics' number
 * @netns: inode number of the namespace in hand
 * @end_ms: when patience ends
 */
struct dump {
	struct dlens_metrics *metrics;
	u8 *buffer;
	u16 family;
	u32 netns;
	u64 end_ms;
};

/* A question: without an attribute, or with the name of a family. */
struct request {
	struct nlmsghdr netlink;
	struct genlmsghdr generic;
	struct nlattr attr;
	char name[16];
};

static u64 now_ms(void)
{
	return div_u64(ktime_get_ns(), NSEC_PER_MSEC);
}

/*
 * With an address: else the kernel would look for the rights of the file behind the
 * socket, which has none (3.10, __netlink_ns_capable()).
 */
static int send_request(struct socket *sock, struct request *request, u16 type, u8 command,
			u16 flags)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	struct msghdr message = { .msg_name = &to, .msg_namelen = sizeof(to) };
	struct kvec vec = { .iov_base = request, .iov_len = request->netlink.nlmsg_len };
	int sent;

	request->netlink.nlmsg_type = type;
	request->netlink.nlmsg_flags = NLM_F_REQUEST | flags;
	request->generic.cmd = command;
	request->generic.version = 1;
	sent = kernel_sendmsg(sock, &message, &vec, 1, vec.iov_len);
	return sent < 0 ? sent : 0;
}

/*
 * Return: bytes; 0 for what is not the kernel's own: root in a namespace may send to us,
 * too. An answer that is due is there already.
 */
static int receive(struct socket *sock, u8 *buffer)
{
	struct sockaddr_nl from = { .nl_pid = 0 };
	struct msghdr message = { .msg_name = &from, .msg_namelen = sizeof(from) };
	struct kvec vec = { .iov_base = buffer, .iov_len = DATAGRAM };
	int len;

	len = kernel_recvmsg(sock, &message, &vec, 1, DATAGRAM, MSG_DONTWAIT);
	return len > 0 && from.nl_pid ? 0 : len;
}

static int error_of(const struct dlens_nl_message *message)
{
	s32 error;

	if (message->len < sizeof(error))
		return -EBADMSG;
	memcpy(&error, message->payload, sizeof(error));
	return error;
}

static u16 family_of(const struct dlens_nl_message *message)
{
	struct dlens_nl left = { message->payload, message->len };
	const u8 *value;
	u16 type, family = 0;
	size_t len;

	if (left.left < GENL_HDRLEN)
		return 0;
	left.at += GENL_HDRLEN;
	left.left -= GENL_HDRLEN;
	while (dlens_nl_attr(&left, &type, &value, &len))
		if (type == CTRL_ATTR_FAMILY_ID && len >= sizeof(family))
			memcpy(&family, value, sizeof(family));
	return family;
}

static int find_family(struct dump *dump, struct socket *sock)
{
	struct request request = { .attr = { .nla_type = CTRL_ATTR_FAMILY_NAME } };
	struct dlens_nl_message message;
	struct dlens_nl left;
	int err, len;

	BUILD_BUG_ON(sizeof(TCP_METRICS_GENL_NAME) > sizeof(request.name));
	memcpy(request.name, TCP_METRICS_GENL_NAME, sizeof(TCP_METRICS_GENL_NAME));
	request.attr.nla_len = NLA_HDRLEN + sizeof(TCP_METRICS_GENL_NAME);
	request.netlink.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN + NLA_ALIGN(request.attr.nla_len);
	err = send_request(sock, &request, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	if (err)
		return err;
	do
		len = receive(sock, dump->buffer);
	while (!len && now_ms() <= dump->end_ms);
	if (len <= 0)
		return len ?: -ETIME;
	left = (struct dlens_nl){ dump->buffer, len };
	if (!dlens_nl_next(&left, &message))
		return -EBADMSG;
	if (message.type == NLMSG_ERROR)
		return error_of(&message) ?: -EBADMSG;
	dump->family = family_of(&message);
	return dump->family ? 0 : -EBADMSG;
}

static void take(struct dump *dump, const struct dlens_nl_message *message)
{
	struct dlens_metrics *metrics = dump->metrics;
	struct dlens_metric metric;

	if (message->type != dump->family ||
	    !dlens_metric_parse(message->payload, message->len, &metric)) {
		metrics->malformed++;
		return;
	}
	metric.netns = dump->netns;
	metrics->entries++;
	if (metric.tw_age_s != DLENS_ABSENT) {
		metrics->stamps++;
		metrics->fresh += metric.tw_age_s < FRESH_S;
	}
	dlens_metric_offer(metrics->peer, &metrics->nr, DLENS_METRICS_SHOWN, &metric);
}

/* Return: 1 at the end of the dump, 0 before, or a negative error. */
static int take_all(struct dump *dump, int len)
{
	struct dlens_nl left = { dump->buffer, len };
	struct dlens_nl_message message;

	while (dlens_nl_next(&left, &message)) {
		if (message.type == NLMSG_DONE)
			return 1;
		if (message.type == NLMSG_ERROR)
			return error_of(&message) ?: 1;
		take(dump, &message);
	}
	if (left.left)
		dump->metrics->malformed++;
	return 0;
}

static int dump_peers(struct dump *dump, struct socket *sock)
{
	struct request request = { .attr = { .nla_len = 0 } };
	int err, len;

	request.netlink.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	err = send_request(sock, &request, dump->family, TCP_METRICS_CMD_GET, NLM_F_DUMP);
	while (!err) {
		if (fatal_signal_pending(current))
			return -EINTR;
		if (now_ms() > dump->end_ms)
			return -ETIME;
		cond_resched();
		/* the kernel makes the next datagram while it gives this one */
		len = receive(sock, dump->buffer);
		if (len)
			err = len > 0 ? take_all(dump, len) : len;
	}
	return err < 0 ? err : 0;
}

static int dump_net(struct dump *dump, struct net *net)
{
	struct socket *sock;
	int err;

	/* holds no reference on the namespace; the caller does */
	err = __sock_create(net, AF_NETLINK, SOCK_RAW, NETLINK_GENERIC, &sock, 1);
	if (err)
		return err;
	dump->netns = dlens_inum(net);
	if (!dump->family)
		err = find_family(dump, sock);
	if (!err)
		err = dump_peers(dump, sock);
	sock_release(sock);
	return err;
}

/* A peer is remembered by a connection; where no segment ever went there was none. */
static bool spoke_tcp(const struct net *net)
{
	const struct tcp_mib *mib;
	int cpu;

	for_each_possible_cpu(cpu) {
		mib = per_cpu_ptr(dlens_mib_of(net->mib.tcp_statistics), cpu);
		if (READ_ONCE(mib->mibs[TCP_MIB_INSEGS]) || READ_ONCE(mib->mibs[TCP_MIB_OUTSEGS]))
			return true;
	}
	return false;
}

static const char *say(int err)
{
	switch (err) {
	case -ENOENT:
		return "this kernel has no tcp_metrics";
	case -EPERM:
	case -EACCES:
		return "it takes CAP_NET_ADMIN on the host";
	case -ETIME:
		return "there are too many namespaces or entries to read all of them at once";
	default:
		return "the kernel did not answer as expected";
	}
}

static int by_age(const void *a, const void *b)
{
	const struct dlens_metric *x = a, *y = b;

	return x->age_ms < y->age_ms ? -1 : x->age_ms > y->age_ms;
}

/**
 * dlens_tcp_metrics_read() - what the kernel remembers of peers, in all namespaces
 * @snapshot: gets @metrics
 *
 * Cost: a walk through the kernel's table for each namespace that ever spoke TCP (half a
 * million instructions with 16,384 buckets) and some two thousand instructions for each
 * entry; ends after a second.
 *
 * Context: process, without the snapshot's mutex and any other lock; sleeps.
 * Return: 0, -ENOMEM, or -EINTR if the reader is being killed.
 */
int dlens_tcp_metrics_read(struct dlens_snapshot *snapshot)
{
	struct dump dump = { .metrics = &snapshot->metrics };
	struct dlens_metrics *metrics = dump.metrics;
	struct net *net;
	int err = 0;

	metrics->peer = kvcalloc(DLENS_METRICS_SHOWN, sizeof(*metrics->peer), GFP_KERNEL);
	dump.buffer = kvcalloc(1, DATAGRAM, GFP_KERNEL);
	if (!metrics->peer || !dump.buffer) {
		kvfree(dump.buffer);
		return -ENOMEM;
	}
	dump.end_ms = now_ms() + PATIENCE_MS;
	dlens_for_each_net(net, DLENS_ANY_SLICE) {
		/* the first one is asked in any case, what this kernel can tell */
		if (dump.family && !spoke_tcp(net))
			continue;
		/* with the first answer that is none it is known why */
		if (!err)
			err = dump_net(&dump, net);
		if (!err) {
			metrics->read = true;
			continue;
		}
		metrics->unread_nets++;
		metrics->why_not = say(err);
		if (err == -EINTR) {
			put_net(net);
			break;
		}
	}
	kvfree(dump.buffer);
	metrics->read |= metrics->entries;
	sort(metrics->peer, metrics->nr, sizeof(*metrics->peer), by_age, NULL);
	return err == -EINTR ? err : 0;
}
