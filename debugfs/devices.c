// SPDX-License-Identifier: GPL-2.0
/* Every network device's counters of errors and drops. */
#include <droplens/print.h>

/* wide enough for its header and for any 32-bit count */
#define COLUMN(name) { name, sizeof(name) - 1 > 10 ? sizeof(name) - 1 : 10 }

static const struct {
	const char *name;
	int width;
} columns[DLENS_DEVS] = {
	[DLENS_DEV_RX_ERRORS] = COLUMN("rx_errors"),
	[DLENS_DEV_TX_ERRORS] = COLUMN("tx_errors"),
	[DLENS_DEV_RX_DROPPED] = COLUMN("rx_dropped"),
	[DLENS_DEV_TX_DROPPED] = COLUMN("tx_dropped"),
	[DLENS_DEV_RX_MISSED] = COLUMN("rx_missed"),
	[DLENS_DEV_RX_FIFO] = COLUMN("rx_fifo"),
	[DLENS_DEV_RX_OVER] = COLUMN("rx_over"),
	[DLENS_DEV_RX_CRC] = COLUMN("rx_crc"),
	[DLENS_DEV_RX_FRAME] = COLUMN("rx_frame"),
	[DLENS_DEV_RX_LENGTH] = COLUMN("rx_length"),
	[DLENS_DEV_RX_NOHANDLER] = COLUMN("rx_nohandler"),
	[DLENS_DEV_TX_CARRIER] = COLUMN("tx_carrier"),
	[DLENS_DEV_TX_ABORTED] = COLUMN("tx_aborted"),
	[DLENS_DEV_TX_FIFO] = COLUMN("tx_fifo"),
	[DLENS_DEV_COLLISIONS] = COLUMN("collisions"),
};

static void devices_head(struct seq_file *m, const struct dlens_page *page)
{
	u32 i;

	seq_printf(m, "%-15s %-*s %7s %-11s", "dev", DLENS_NETNS_WIDTH, "netns", "mtu[B]", "state");
	for (i = 0; i < DLENS_DEVS; i++)
		seq_printf(m, " %*s %*s_60s", columns[i].width, columns[i].name,
			   columns[i].width, columns[i].name);
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
	dlens_print_number(m, 6, dev->mtu);
	seq_putc(m, ' ');
	dlens_print_word(m, 10, state(dev));
	for (j = 0; j < DLENS_DEVS; j++) {
		dlens_print_number(m, columns[j].width, dev->stat[j]);
		dlens_print_number(m, columns[j].width + 4, dev->last_60s[j]);
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
