// SPDX-License-Identifier: GPL-2.0
/*
 * Who is to blame for packets that were too large. What does not fit the far half of
 * a pair of devices is dropped at the near half, often in another namespace; the
 * fault is the far half's if its MTU is one that IP does not allow. That is asked in
 * the second of the drop: a minute later the MTU may be mended, or the half gone.
 *
 * All of it under the snapshot's mutex.
 */
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include <droplens/facts.h>
#include <droplens/halves.h>
#include <droplens/nets.h>
#include <droplens/rows.h>
#include <droplens/source.h>

/* Kinds of such drops that are looked into in one second; of more the near half is told. */
#define KINDS 32

/**
 * struct near - a half that packets were dropped at
 * @row: where they are counted
 * @ifindex: its own index
 * @iflink: the far half's index, 0 if it is no half or has gone
 * @mtu: its own MTU
 */
struct near {
	struct dlens_row *row;
	u32 ifindex;
	u32 iflink;
	u32 mtu;
};

static struct near nears[KINDS];
static u32 looked_s;

/* Since the last look: whoever took counts over in between did not ask. */
static int dropped_just_now(void)
{
	struct dlens_row *row;
	int nr = 0;

	dlens_for_each_row(row) {
		if (nr == KINDS)
			break;
		if (row->check != DLENS_CHECK_MTU || (s32)(row->last_s - looked_s) < 0 ||
		    !row->place.ifindex)
			continue;
		nears[nr].row = row;
		nears[nr].ifindex = row->place.ifindex;
		nears[nr].iflink = 0;
		nr++;
	}
	return nr;
}

static void look_at_near(struct net *net, u32 number, int nr)
{
	const struct net_device *dev;
	int i;

	rcu_read_lock();
	for (i = 0; i < nr; i++) {
		if (nears[i].row->place.net != number)
			continue;
		dev = dev_get_by_index_rcu(net, nears[i].ifindex);
		if (!dev)
			continue;
		nears[i].iflink = dlens_far_index(dev);
		nears[i].mtu = READ_ONCE(dev->mtu);
	}
	rcu_read_unlock();
}

static void blame(const struct net_device *far, const struct dlens_place *place, int nr,
		  u32 second)
{
	struct dlens_row *row;
	int i;

	for (i = 0; i < nr; i++) {
		if (!nears[i].iflink || nears[i].iflink != (u32)far->ifindex ||
		    nears[i].ifindex != dlens_far_index(far) || far->mtu >= nears[i].mtu)
			continue;
		row = nears[i].row;
		row->blamed = *place;
		row->blamed.ifindex = far->ifindex;
		memcpy(row->blamed.dev, far->name, IFNAMSIZ);
		row->blamed.dev[IFNAMSIZ - 1] = '\0';
		row->blamed_s = second;
	}
}

static void look_at_far(struct net *net, const struct dlens_place *place, int nr, u32 second)
{
	bool ipv6 = dlens_net_has_ipv6(net);
	const struct net_device *dev;

	rcu_read_lock();
	for_each_netdev_rcu(net, dev)
		if (dev->flags & IFF_UP && dlens_mtu_too_small(READ_ONCE(dev->mtu), ipv6))
			blame(dev, place, nr, second);
	rcu_read_unlock();
}

/**
 * dlens_halves_look() - find out whose fault the latest drops for their size were
 * @second: uptime, as given to dlens_ledger_take() just before
 *
 * Goes through all devices twice, but only in a second with such drops.
 *
 * Context: process, under the snapshot's mutex; sleeps.
 */
void dlens_halves_look(u32 second)
{
	int nr = dropped_just_now();
	struct dlens_place place;
	struct net *net;

	looked_s = second;
	if (!nr)
		return;
	dlens_for_each_net(net, DLENS_ANY_SLICE)
		if (dlens_scope_place((unsigned long)net, &place))
			look_at_near(net, place.net, nr);
	dlens_for_each_net(net, DLENS_ANY_SLICE)
		if (dlens_scope_place((unsigned long)net, &place))
			look_at_far(net, &place, nr, second);
}
