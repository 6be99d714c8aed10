/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_PLAIN_H
#define DROPLENS_PLAIN_H

/*
 * The few kernel words that module/logic needs, so that the same files compile
 * in the kernel and, for unit tests and fuzzing, in user space.
 */

#ifdef __KERNEL__

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/byteorder.h>

/* not the compiler's: where the CPU has no instruction it calls libgcc, as on riscv */
#define dlens_swap16(word) be16_to_cpu((__force __be16)(word))
#define dlens_swap32(word) be32_to_cpu((__force __be32)(word))

#else

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef int32_t s32;
/* as in the kernel, so that one format fits both */
typedef unsigned long long u64;
typedef long long s64;

/* glibc has one too */
#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#undef noinline
#define noinline __attribute__((__noinline__))
#define __aligned(x) __attribute__((__aligned__(x)))
#define __packed __attribute__((__packed__))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BUILD_BUG_ON(cond) _Static_assert(!(cond), #cond)
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define smp_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v) __atomic_store_n(p, v, __ATOMIC_RELEASE)
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

/* unlike snprintf(), tells what was written */
#define scnprintf(buf, size, ...) ({ \
	size_t plain_size = (size); \
	int plain_length = snprintf(buf, plain_size, __VA_ARGS__); \
	plain_length < 0 || !plain_size ? 0 : \
		(size_t)plain_length < plain_size ? plain_length : (int)plain_size - 1; \
})

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define dlens_swap16(word) __builtin_bswap16(word)
#define dlens_swap32(word) __builtin_bswap32(word)
#else
#define dlens_swap16(word) (word)
#define dlens_swap32(word) (word)
#endif

#endif

/*
 * Numbers in a packet: anywhere, in network byte order, and read once where the
 * machine can, as others may write to it meanwhile. READ_ONCE() wants them aligned.
 */

/**
 * struct dlens_unaligned16 - two bytes of a packet
 * @word: in network byte order
 */
struct dlens_unaligned16 {
	u16 word;
} __packed;

/**
 * struct dlens_unaligned32 - four bytes of a packet
 * @word: in network byte order
 */
struct dlens_unaligned32 {
	u32 word;
} __packed;

static __always_inline u16 dlens_be16(const u8 *p)
{
	u16 word = ((const volatile struct dlens_unaligned16 *)p)->word;

	return dlens_swap16(word);
}

static __always_inline u32 dlens_be32(const u8 *p)
{
	u32 word = ((const volatile struct dlens_unaligned32 *)p)->word;

	return dlens_swap32(word);
}

/**
 * DLENS_ABSENT - the value of a counter that this kernel does not have
 *
 * Printed as "-": what cannot be read is never shown as zero.
 */
#define DLENS_ABSENT (~0ULL)

#endif
