// SPDX-License-Identifier: GPL-2.0
/*
 * Tells module/scope.c which network devices and namespaces come and go.
 */
#include <linux/atomic.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <net/net_namespace.h>

#include <droplens/nets.h>
#include <droplens/scope_table.h>
#include <droplens/ticker.h>
#include <droplens/watch.h>

/* Serial of the namespace seen last; inode numbers are given out again, this is not. */
static atomic_t last_net = ATOMIC_INIT(0);

static void add_device(const struct net_device *dev)
{
	struct net *net = dev_net(dev);
	struct dlens_place place = {};

	/* an untracked namespace leaves .net at 0: unknown */
	dlens_scope_place((unsigned long)net, &place);
	place.inum = dlens_inum(net);
	place.ifindex = dev->ifindex;
	memcpy(place.dev, dev->name, IFNAMSIZ);
	dlens_scope_add((unsigned long)dev, &place);
}

static int device_event(struct notifier_block *nb, unsigned long event, void *info)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(info);

	switch (event) {
	case NETDEV_REGISTER:
		add_device(dev);
		break;
	case NETDEV_UNREGISTER:
		dlens_scope_remove((unsigned long)dev);
		break;
	case NETDEV_CHANGENAME:
		dlens_scope_rename((unsigned long)dev, dev->name);
		break;
	default:
		return NOTIFY_DONE;
	}
	dlens_ticker_kick();
	return NOTIFY_DONE;
}

static struct notifier_block device_notifier = { .notifier_call = device_event };

static int __net_init add_net(struct net *net)
{
	struct dlens_place place = { .inum = dlens_inum(net) };

	place.net = atomic_inc_return(&last_net);
	dlens_scope_add((unsigned long)net, &place);
	return 0;
}

static void __net_exit remove_net(struct net *net)
{
	dlens_scope_remove((unsigned long)net);
	dlens_ticker_kick();
}

static struct pernet_operations net_ops = { .init = add_net, .exit = remove_net };

static bool has_place(const void *address)
{
	return dlens_scope_find((unsigned long)address, (unsigned long)address);
}

/**
 * dlens_watch_recount() - find out how many devices and namespaces have no place now
 *
 * The ones that go without having had one tell nobody that they do. Goes through all
 * devices, but only if some found no place and were still there when last looked at.
 *
 * Context: process; sleeps.
 */
void dlens_watch_recount(void)
{
	const struct net_device *dev;
	u32 ever, now = 0;
	struct net *net;

	if (!dlens_scope_untracked(&ever))
		return;
	dlens_for_each_net(net, DLENS_ANY_SLICE) {
		now += !has_place(net);
		rcu_read_lock();
		for_each_netdev_rcu(net, dev)
			now += !has_place(dev);
		rcu_read_unlock();
	}
	dlens_scope_recounted(ever, now);
}

/**
 * dlens_watch_init() - learn the live devices and namespaces, and keep watching
 *
 * Both registrations replay what is there already.
 *
 * Context: process, after dlens_scope_init() and dlens_table_init().
 * Return: 0 or a negative error.
 */
int dlens_watch_init(void)
{
	int err = register_pernet_subsys(&net_ops);

	if (err)
		return err;
	err = register_netdevice_notifier(&device_notifier);
	if (err)
		unregister_pernet_subsys(&net_ops);
	return err;
}

/**
 * dlens_watch_exit() - stop watching
 *
 * Context: process, after the probe's grace period.
 */
void dlens_watch_exit(void)
{
	unregister_netdevice_notifier(&device_notifier);
	unregister_pernet_subsys(&net_ops);
}
