// SPDX-License-Identifier: GPL-2.0
/* Cells that tell of a packet. */
#include <linux/math64.h>
#include <linux/string.h>

#include <droplens/address.h>
#include <droplens/print.h>
#include <droplens/protos.h>

/**
 * dlens_print_address() - a cell that holds an address, and the blank after it
 * @m: where to
 * @width: at least so many characters
 * @family: 4 or 6, else there is none
 * @address: network byte order, IPv4 as ::ffff:a.b.c.d
 */
void dlens_print_address(struct seq_file *m, int width, u8 family, const u8 *address)
{
	char text[DLENS_ADDRESS_LEN];

	dlens_address_text(text, family, address);
	seq_printf(m, "%-*s ", width, text);
}

/**
 * dlens_print_host() - a cell that holds a host's address, and the blank after it
 * @m: where to
 * @family: 4 or 6
 * @address: network byte order, IPv4 in the first four bytes
 */
void dlens_print_host(struct seq_file *m, u8 family, const u8 *address)
{
	u8 mapped[16] = { [10] = 0xff, [11] = 0xff };

	if (family == 4) {
		memcpy(mapped + 12, address, 4);
		address = mapped;
	}
	dlens_print_address(m, 15, family, address);
}

/**
 * dlens_print_transport() - a cell that holds an IP protocol, and the blank after it
 * @m: where to
 * @proto: IPPROTO_*, or DLENS_PROTO_ARP
 */
void dlens_print_transport(struct seq_file *m, u16 proto)
{
	const char *name = dlens_proto_name(proto);

	if (name)
		seq_printf(m, "%-6s ", name);
	else
		seq_printf(m, "%-6u ", proto);
}

/**
 * dlens_print_percent() - a cell that holds a share with one decimal
 * @m: where to
 * @width: at least so many characters, three or more
 * @part: of the whole
 * @whole: all of it; 0 if nothing is known
 */
void dlens_print_percent(struct seq_file *m, int width, u64 part, u64 whole)
{
	u32 tenth;
	u64 percent;

	if (!whole) {
		seq_printf(m, "%*s", width, "-");
		return;
	}
	percent = div_u64_rem(div64_u64(part * 1000 + whole / 2, whole), 10, &tenth);
	seq_printf(m, "%*llu.%u", width - 2, percent, tenth);
}
