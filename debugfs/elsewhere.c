// SPDX-License-Identifier: GPL-2.0
/* The part of the summary on what is lost without passing skb:kfree_skb. */
#include <droplens/explain.h>
#include <droplens/print.h>

/* So many of a kind are named; a page is for reading. */
#define NAMED 5

/* Counters of struct dlens_device that no drop goes with: the driver or the wire. */
static const struct {
	enum dlens_dev counter;
	const char *name;
} wire[] = {
	{ DLENS_DEV_RX_MISSED, "rx_missed" },
	{ DLENS_DEV_RX_FIFO, "rx_fifo" },
	{ DLENS_DEV_RX_OVER, "rx_over" },
	{ DLENS_DEV_RX_CRC, "rx_crc" },
	{ DLENS_DEV_RX_FRAME, "rx_frame" },
	{ DLENS_DEV_RX_LENGTH, "rx_length" },
	{ DLENS_DEV_TX_CARRIER, "tx_carrier" },
	{ DLENS_DEV_TX_ABORTED, "tx_aborted" },
	{ DLENS_DEV_TX_FIFO, "tx_fifo" },
	{ DLENS_DEV_RX_ERRORS, "rx_errors" },
	{ DLENS_DEV_TX_ERRORS, "tx_errors" },
};

static bool moved(u64 change)
{
	return change && change != DLENS_ABSENT;
}

static bool counter_moved(const struct dlens_snapshot *s, u32 net, const char *name)
{
	u32 i;

	for (i = 0; i < s->nr_counters; i++)
		if (s->counters[i].net == net && moved(s->counters[i].last_60s) &&
		    !strcmp(s->counters[i].name, name))
			return true;
	return false;
}

static const struct dlens_loss *counter_loss(const struct dlens_snapshot *s,
					     const struct dlens_counter *counter)
{
	const struct dlens_loss *loss = NULL;

	if (moved(counter->last_60s))
		loss = dlens_loss_find(counter->name);
	if (loss && loss->told_by && counter_moved(s, counter->net, loss->told_by))
		return NULL;
	return loss;
}

static bool device_loss(const struct dlens_device *dev)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wire); i++)
		if (moved(dev->last_60s[wire[i].counter]))
			return true;
	return false;
}

static bool counters_any(const struct dlens_snapshot *s)
{
	u32 i;

	for (i = 0; i < s->nr_counters; i++)
		if (counter_loss(s, &s->counters[i]))
			return true;
	return false;
}

static bool devices_any(const struct dlens_snapshot *s)
{
	u32 i;

	for (i = 0; i < s->nr_devices; i++)
		if (device_loss(&s->devices[i]))
			return true;
	return false;
}

static void print_counter(struct seq_file *m, const struct dlens_counter *counter,
			  const struct dlens_loss *loss)
{
	seq_printf(m, "\n*  %s\n   %s rose by %llu in 60 s, namespace %u\n", loss->what,
		   counter->name, counter->last_60s, counter->netns);
	seq_printf(m, "   next:  %s\n", loss->next);
}

static void print_device(struct seq_file *m, const struct dlens_device *dev)
{
	size_t i;

	seq_puts(m, "\n*  The network card or its driver lost packets (its queue was full, or errors on the wire).\n   ");
	dlens_print_name(m, 0, dev->name);
	seq_printf(m, "in namespace %u, in 60 s:", dev->netns);
	for (i = 0; i < ARRAY_SIZE(wire); i++)
		if (moved(dev->last_60s[wire[i].counter]))
			seq_printf(m, " %s +%llu", wire[i].name, dev->last_60s[wire[i].counter]);
	seq_puts(m, "\n   next:  ethtool -S DEV; ethtool -g DEV for missed and fifo; cable, optics and duplex for the others\n");
}

static void print_softnet(struct seq_file *m, const struct dlens_snapshot *s)
{
	u32 i, cpus = 0;
	u64 sum = 0;

	for (i = 0; i < s->nr_softnet; i++)
		if (moved(s->softnet[i].dropped_60s))
			sum += s->softnet[i].dropped_60s;
	if (!sum)
		return;
	seq_printf(m, "\nsoftnet: %llu packets did not get into a CPU's backlog in 60 s; CPU", sum);
	for (i = 0; i < s->nr_softnet; i++)
		if (moved(s->softnet[i].dropped_60s) && cpus++ < NAMED)
			seq_printf(m, " %u: %llu", s->softnet[i].cpu, s->softnet[i].dropped_60s);
	seq_puts(m, cpus > NAMED ? ", and more in softnet\n" : "\n");
}

/**
 * dlens_elsewhere_any() - do the kernel's own counters tell of loss
 * @s: the snapshot
 *
 * Return: true if so in the last minute.
 */
bool dlens_elsewhere_any(const struct dlens_snapshot *s)
{
	u32 i;

	if (counters_any(s) || devices_any(s))
		return true;
	for (i = 0; i < s->nr_softnet; i++)
		if (moved(s->softnet[i].dropped_60s))
			return true;
	return false;
}

/**
 * dlens_elsewhere_show() - what was lost in the last minute and drops do not tell of
 * @m: where to
 * @s: the snapshot
 */
void dlens_elsewhere_show(struct seq_file *m, const struct dlens_snapshot *s)
{
	u32 i, counters = 0, devices = 0;

	if (counters_any(s) || devices_any(s))
		seq_puts(m, "\nNot among the drops, but lost all the same:\n");
	for (i = 0; i < s->nr_counters; i++) {
		const struct dlens_loss *loss = counter_loss(s, &s->counters[i]);

		if (loss && counters++ < NAMED)
			print_counter(m, &s->counters[i], loss);
	}
	for (i = 0; i < s->nr_devices; i++)
		if (device_loss(&s->devices[i]) && devices++ < NAMED)
			print_device(m, &s->devices[i]);
	if (counters > NAMED || devices > NAMED)
		seq_puts(m, "   ... and more in counters and devices\n");
	print_softnet(m, s);
}
