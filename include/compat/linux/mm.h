/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_MM_H
#define DROPLENS_COMPAT_LINUX_MM_H

#include_next <linux/mm.h>

/* 4.18 (1c542f38ab8d); what it gives is freed with kvfree(), which is of 3.15. */
#ifndef DLENS_HAVE_KVCALLOC
#include <linux/slab.h>
#include <linux/vmalloc.h>

static inline void *kvcalloc(size_t count, size_t size, gfp_t flags)
{
	void *got;

	if (size && count > SIZE_MAX / size)
		return NULL;
	got = kzalloc(count * size, flags | __GFP_NOWARN | __GFP_NORETRY);
	return got ?: vzalloc(count * size);
}
#endif

#endif
