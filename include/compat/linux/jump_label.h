/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_COMPAT_LINUX_JUMP_LABEL_H
#define DROPLENS_COMPAT_LINUX_JUMP_LABEL_H

#include_next <linux/jump_label.h>

/* 4.3, 11276d5306b8 */
#ifndef DEFINE_STATIC_KEY_FALSE
#define DECLARE_STATIC_KEY_FALSE(name) extern struct static_key name
#define DEFINE_STATIC_KEY_FALSE(name) struct static_key name = STATIC_KEY_INIT_FALSE
#define static_branch_unlikely(key) static_key_false(key)
#define static_branch_inc(key) static_key_slow_inc(key)
#define static_branch_dec(key) static_key_slow_dec(key)
#endif

/* 4.7, b8fb03785d4d */
#ifndef DECLARE_STATIC_KEY_FALSE
#define DECLARE_STATIC_KEY_FALSE(name) extern struct static_key_false name
#endif

#endif
