/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_SIPHASH_H
#define DROPLENS_COMPAT_LINUX_SIPHASH_H

#ifdef DLENS_HAVE_SIPHASH
#include_next <linux/siphash.h>
#else
/*
 * 4.11 (2c956a60778c). What came before are hashes for tables, from which one who
 * sees some of them finds the key; so this is the same SipHash-2-4, for 16 bytes.
 */
#include <linux/types.h>

struct dlens_sip_key {
	u64 key[2];
};

#define siphash_key_t struct dlens_sip_key

/* rol64() came in 3.17 */
static inline u64 dlens_sip_left(u64 word, unsigned int bits)
{
	return (word << bits) | (word >> (64 - bits));
}

static inline void dlens_sip_rounds(u64 v[4], unsigned int rounds)
{
	while (rounds--) {
		v[0] += v[1];
		v[1] = dlens_sip_left(v[1], 13) ^ v[0];
		v[0] = dlens_sip_left(v[0], 32);
		v[2] += v[3];
		v[3] = dlens_sip_left(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = dlens_sip_left(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = dlens_sip_left(v[1], 17) ^ v[2];
		v[2] = dlens_sip_left(v[2], 32);
	}
}

static inline void dlens_sip_word(u64 v[4], u64 word)
{
	v[3] ^= word;
	dlens_sip_rounds(v, 2);
	v[0] ^= word;
}

static inline u64 siphash_2u64(u64 first, u64 second, const siphash_key_t *key)
{
	u64 v[4] = {
		0x736f6d6570736575ULL ^ key->key[0],
		0x646f72616e646f6dULL ^ key->key[1],
		0x6c7967656e657261ULL ^ key->key[0],
		0x7465646279746573ULL ^ key->key[1],
	};

	dlens_sip_word(v, first);
	dlens_sip_word(v, second);
	dlens_sip_word(v, 16ULL << 56);
	v[2] ^= 0xff;
	dlens_sip_rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
#endif

#endif
