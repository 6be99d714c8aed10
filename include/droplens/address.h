/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_ADDRESS_H
#define DROPLENS_ADDRESS_H

#include <linux/types.h>

/* An IPv6 address that ends in an IPv4 one, and its end. */
#define DLENS_ADDRESS_LEN 48

int dlens_address_init(void);
void dlens_anonymize(bool on);
bool dlens_anonymized(void);
void dlens_address_text(char *text, u8 family, const u8 *address);

#endif
