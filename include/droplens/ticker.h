/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DROPLENS_TICKER_H
#define DROPLENS_TICKER_H

int dlens_ticker_init(void);
void dlens_ticker_exit(void);
void dlens_ticker_start(void);
void dlens_ticker_stop(void);
void dlens_ticker_kick(void);

#endif
