/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TCP_OPTIONS_H
#define DROPLENS_TCP_OPTIONS_H

#include <droplens/plain.h>

/* A header is at most 60 bytes long, and 20 of them are no options. */
#define DLENS_TCP_OPTIONS_MAX 40

bool dlens_tcp_timestamp(const u8 *options, unsigned int len, u32 *tsval, u32 *tsecr);

#endif
