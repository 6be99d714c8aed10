// SPDX-License-Identifier: GPL-2.0
/* Every network device's counters of errors and drops. */
#include <droplens/print.h>

static const char * const names[DLENS_DEVS] = {
	[DLENS_DEV_RX_ERRORS] = "rx_errors",
	[DLENS_DEV_TX_ERRORS] = "tx_errors",
	[DLENS_DEV_RX_DROPPED] = "rx_dropped",
	[DLENS_DEV_TX_DROPPED] = "tx_dropped",
	[DLENS_DEV_RX_MISSED] = "rx_missed",
	[DLENS_DEV_RX_FIFO] = "rx_fifo",
	[DLENS_DEV_RX_OVER] = "rx_over",
	[DLENS_DEV_RX_CRC] = "rx_crc",
	[DLENS_DEV_RX_FRAME] = "rx_frame",
	[DLENS_DEV_RX_LENGTH] = "rx_length",
	[DLENS_DEV_RX_NOHANDLER] = "rx_nohandler",
	[DLENS_DEV_TX_CARRIER] = "tx_carrier",
	[DLENS_DEV_TX_ABORTED] = "tx_aborted",
	[DLENS_DEV_TX_FIFO] = "tx_fifo",
	[DLENS_DEV_COLLISIONS] = "collisions",
};

/* wide enough for its header and for any 32-bit count */
static int width(u32 i)
{
	return max_t(int, strlen(names[i]), 10);
}

static void devices_head(struct seq_file *m, const struct dlens_page *page)
{
	u32 i;

	seq_printf(m, "%-15s %-*s %7s %-10s", "dev", DLENS_NETNS_WIDTH, "netns", "mtu[B]", "state");
	for (i = 0; i < DLENS_DEVS; i++)
		seq_printf(m, " %*s %*s_60s", width(i), names[i], width(i), names[i]);
	seq_putc(m, '\n');
}

static u32 devices_rows(const struct dlens_page *page)
{
	return page->s->nr_devices;
}

static const char *state(const struct dlens_device *dev)
{
	if (!dev->up)
		return "down";
	return dev->carrier ? "up" : "no-carrier";
}

static void devices_row(struct seq_file *m, const struct dlens_page *page, u32 i)
{
	const struct dlens_device *dev = &page->s->devices[i];
	u32 j;

	dlens_print_name(m, IFNAMSIZ - 1, dev->name);
	dlens_print_netns(m, dev->netns, false);
	seq_printf(m, "%7u %-10s", dev->mtu, state(dev));
	for (j = 0; j < DLENS_DEVS; j++) {
		dlens_print_number(m, width(j), dev->stat[j]);
		dlens_print_number(m, width(j) + 4, dev->last_60s[j]);
	}
	seq_putc(m, '\n');
}

const struct dlens_view dlens_view_devices = {
	.name = "devices",
	.want = DLENS_WANT_DEVICES,
	.head = devices_head,
	.rows = devices_rows,
	.row = devices_row,
};
