// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>

#include <droplens/address.h>
#include <droplens/control.h>
#include <droplens/findings.h>
#include <droplens/ledger.h>
#include <droplens/recent.h>
#include <droplens/scope.h>
#include <droplens/source.h>
#include <droplens/table.h>
#include <droplens/ticker.h>
#include <droplens/view.h>
#include <droplens/watch.h>

/* Forwards to start, backwards to stop; each stands on those before it. */
static const struct {
	int (*init)(void);
	void (*exit)(void);
} stages[] = {
	{ dlens_clock_init },
	{ dlens_address_init },
	{ dlens_table_init, dlens_table_exit },
	{ dlens_scope_init, dlens_scope_exit },
	{ dlens_watch_init, dlens_watch_exit },
	{ dlens_ledger_init, dlens_ledger_exit },
	{ dlens_recent_init, dlens_recent_exit },
	{ dlens_sources_init, dlens_sources_exit },
	{ dlens_stamps_init },
	{ dlens_findings_init },
	{ dlens_ticker_init, dlens_ticker_exit },
	{ dlens_control_init, dlens_control_exit },
	{ dlens_sysfs_init, dlens_sysfs_exit },
	{ dlens_views_init, dlens_views_exit },
};

static void stop(int stage)
{
	while (stage--)
		if (stages[stage].exit)
			stages[stage].exit();
}

static int __init droplens_init(void)
{
	int stage, err;

	for (stage = 0; stage < ARRAY_SIZE(stages); stage++) {
		err = stages[stage].init();
		if (!err)
			continue;
		stop(stage);
		return err;
	}
	pr_info("%s watches skb:kfree_skb, %zu KiB\n", DROPLENS_VERSION, dlens_memory() >> 10);
	return 0;
}

static void __exit droplens_exit(void)
{
	stop(ARRAY_SIZE(stages));
}

module_init(droplens_init);
module_exit(droplens_exit);

MODULE_DESCRIPTION("Tells why this host drops packets");
MODULE_AUTHOR("The droplens authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(DROPLENS_VERSION);
