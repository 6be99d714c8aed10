// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses of packets as they are shown, in one place: what is to stay private is
 * told apart here, and told nowhere.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/string.h>

#include <droplens/address.h>

static siphash_key_t key __read_mostly;
static bool anonymous __read_mostly;

/**
 * dlens_anonymize() - show hashes in place of addresses
 * @on: or addresses again
 *
 * The key is of this load: one address has one hash until the module is unloaded.
 */
void dlens_anonymize(bool on)
{
	WRITE_ONCE(anonymous, on);
}

/**
 * dlens_anonymized() - are hashes shown
 *
 * Return: true if they are.
 */
bool dlens_anonymized(void)
{
	return READ_ONCE(anonymous);
}

/**
 * dlens_address_text() - an address as it is to be shown
 * @text: filled in, DLENS_ADDRESS_LEN long
 * @family: 4 or 6, else there is none
 * @address: network byte order, IPv4 as ::ffff:a.b.c.d
 *
 * "10.0.0.1", "fd00::1", "v4-0123456789ab" where it is a hash, "-" if there is none.
 */
void dlens_address_text(char *text, u8 family, const u8 *address)
{
	u64 half[2];

	memcpy(half, address, sizeof(half));
	if (family != 4 && family != 6)
		strscpy(text, "-", DLENS_ADDRESS_LEN);
	else if (dlens_anonymized())
		snprintf(text, DLENS_ADDRESS_LEN, "v%u-%012llx", family,
			 siphash_2u64(half[0], half[1], &key) >> 16);
	else if (family == 4)
		snprintf(text, DLENS_ADDRESS_LEN, "%pI4", address + 12);
	else
		snprintf(text, DLENS_ADDRESS_LEN, "%pI6c", address);
}

/**
 * dlens_address_init() - choose the key
 *
 * Return: 0.
 */
int dlens_address_init(void)
{
	get_random_bytes(&key, sizeof(key));
	return 0;
}
