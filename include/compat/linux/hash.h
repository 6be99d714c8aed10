/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_HASH_H
#define DROPLENS_COMPAT_LINUX_HASH_H

#include_next <linux/hash.h>

/*
 * Up to 4.5, but not in long-term 4.4, hash_64() multiplies by a number of few bits, and
 * addresses of one alignment end up in a few places (689de1d6ca95). The kernel's own is
 * left alone: its headers may look things up with it.
 */
#ifdef GOLDEN_RATIO_64
#define dlens_hash_64(number, bits) ((u32)hash_64(number, bits))
#else
#define dlens_hash_64(number, bits) ((u32)((u64)(number) * 0x61c8864680b583ebULL >> (64 - (bits))))
#endif

#endif
