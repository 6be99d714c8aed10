// SPDX-License-Identifier: GPL-2.0
/* Network devices: rings, errors, and what the kernel could not hand on. */
#include <droplens/judge.h>

static const struct dlens_device_fact *nic(const struct dlens_facts *facts, u8 check)
{
	return &facts->nic[check - DLENS_CHECK_NIC_RING];
}

/* What a device counts is known of every device that is there. */
static bool judge_device(const struct dlens_facts *facts, struct dlens_finding *f,
			 enum dlens_threshold at, u64 packets)
{
	const struct dlens_device_fact *fact = f->check == DLENS_CHECK_NIC_DROPPED ?
					       dlens_nic_dropper(facts) : nic(facts, f->check);

	f->change_60s = packets;
	if (dlens_judge(f, at, packets, facts->was[f->check]))
		return true;
	if (f->severity == DLENS_UNCLEAR)
		dlens_no_history(f, "a device's counters");
	else if (packets)
		DLENS_PROVE(f, "%s of %s rose by %llu in the last minute, which is noise",
			    dlens_paste(fact->counter, "a counter"), dlens_paste(fact->dev, "DEV"),
			    packets);
	return false;
}

static void prove_device(const struct dlens_facts *facts, struct dlens_finding *f,
			 const struct dlens_device_fact *fact)
{
	DLENS_PROVE(f,
		    "%s of %s rose by %llu in the last minute to %llu; devices with such losses: %u",
		    dlens_paste(fact->counter, "a counter"), dlens_paste(fact->dev, "DEV"),
		    fact->last_60s, fact->total, nic(facts, f->check)->devices);
}

DLENS_CHECK_FN(nic_ring)
{
	const struct dlens_device_fact *fact = nic(facts, f->check);
	const char *dev = dlens_paste(fact->dev, "DEV");
	char inside[DLENS_INSIDE_LEN];

	if (!judge_device(facts, f, DLENS_AT_NIC_RING, fact->last_60s))
		return;
	prove_device(facts, f, fact);
	DLENS_ADVISE(f,
		     "%sethtool -g %s shows the ring's size now and its maximum (a driver tells it under a lock that droplens does not take); proposed: ethtool -G %s rx with that maximum; spread its interrupts over CPUs (/proc/interrupts, ethtool -L)",
		     dlens_inside(inside, facts), dev, dev);
}

DLENS_CHECK_FN(nic_errors)
{
	const struct dlens_device_fact *fact = nic(facts, f->check);
	const char *dev = dlens_paste(fact->dev, "DEV");
	char inside[DLENS_INSIDE_LEN];

	if (!judge_device(facts, f, DLENS_AT_NIC_ERRORS, fact->last_60s))
		return;
	prove_device(facts, f, fact);
	DLENS_ADVISE(f,
		     "%sethtool -S %s says which; of a card: check cable, optics, the duplex and speed of both ends (ethtool %s), then the driver; of a tunnel (ip -d link show dev %s): is there a route to its other end, a peer for what is sent, and room for its header in the MTU; no sysctl helps",
		     dlens_inside(inside, facts), dev, dev, dev);
}

static bool same_device(const struct dlens_dropped *dropped, const char *dev)
{
	bool known = (dropped->dev && *dropped->dev) || (dropped->in && *dropped->in);

	return !known || (dropped->dev && !strcmp(dropped->dev, dev)) ||
	       (dropped->in && !strcmp(dropped->in, dev));
}

/* The checks whose packets the kernel counts once more, as a device's. */
static const u8 causes[] = {
	DLENS_CHECK_SOFTNET_BACKLOG, DLENS_CHECK_MTU, DLENS_CHECK_TC_XDP, DLENS_CHECK_MEMORY,
};

/* How many packets of devices each of them may explain yet. */
struct explained {
	u64 left[ARRAY_SIZE(causes)];
};

/*
 * A packet that does not get through a veth pair is counted at both its ends, and
 * seen in the namespace of one.
 */
static void begin(const struct dlens_facts *facts, struct explained *by)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++)
		by->left[i] = 2 * dlens_most(dlens_known(facts->dropped[causes[i]].last_60s),
					     dlens_known(facts->everywhere_60s[causes[i]]));
}

static u8 explained_by(const struct dlens_facts *facts, const char *dev, u64 packets,
		       struct explained *by)
{
	u64 enough = packets - packets / 32;
	u64 here, anywhere;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		here = dlens_known(facts->dropped[causes[i]].last_60s);
		if (here >= enough && by->left[i] >= enough &&
		    same_device(&facts->dropped[causes[i]], dev))
			goto found;
	}
	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		anywhere = dlens_known(facts->everywhere_60s[causes[i]]);
		if (anywhere >= enough && by->left[i] >= enough &&
		    causes[i] != DLENS_CHECK_TC_XDP)
			goto found;
	}
	if (facts->small_mtu && facts->small_mtu_dev && !strcmp(facts->small_mtu_dev, dev))
		return DLENS_CHECK_MTU;
	return DLENS_CHECKS;
found:
	by->left[i] = dlens_less(by->left[i], packets);
	return causes[i];
}

/* Without what no protocol wanted, which may be of any device. */
static u64 lost(const struct dlens_facts *facts, const struct dlens_device_fact *fact)
{
	return dlens_less(fact->last_60s, dlens_known(facts->unhandled_60s));
}

static u8 cause_of(const struct dlens_facts *facts, const struct dlens_device_fact *fact,
		   struct explained *by)
{
	return explained_by(facts, fact->dev ? fact->dev : "", lost(facts, fact), by);
}

/* @cause: DLENS_CHECKS if no other check explains what this device dropped */
static const struct dlens_device_fact *dropper(const struct dlens_facts *facts, u8 *cause)
{
	const struct dlens_device_fact *worst = nic(facts, DLENS_CHECK_NIC_DROPPED), *fact;
	u8 of_worst = DLENS_CHECKS;
	struct explained by;
	int i;

	begin(facts, &by);
	for (i = -1; i < DLENS_DROPPERS; i++) {
		fact = i < 0 ? worst : &facts->dropper[i];
		if (!dlens_known(lost(facts, fact)))
			continue;
		*cause = cause_of(facts, fact, &by);
		if (*cause == DLENS_CHECKS)
			return fact;
		if (i < 0)
			of_worst = *cause;
	}
	*cause = of_worst;
	return worst;
}

/**
 * dlens_nic_dropper() - the device that nic_dropped is about
 * @facts: of the scope
 *
 * Return: the worst whose drops no other check explains; if there is none, the worst.
 */
const struct dlens_device_fact *dlens_nic_dropper(const struct dlens_facts *facts)
{
	u8 cause;

	return dropper(facts, &cause);
}

DLENS_CHECK_FN(nic_dropped)
{
	u8 cause;
	const struct dlens_device_fact *fact = dropper(facts, &cause);
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	const char *dev = fact->dev ? fact->dev : "";
	u64 counted = lost(facts, fact), seen = dlens_known(dropped->last_60s);
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];

	if (dlens_known(counted) > seen) {
		if (cause < DLENS_CHECKS) {
			f->severity = DLENS_OK;
			f->value = 0;
			f->change_60s = counted;
			DLENS_PROVE(f, "%s of %s rose by %llu in the last minute: %s explains them",
				    dlens_paste(fact->counter, "a counter"),
				    dlens_paste(dev, "DEV"), counted, dlens_check_name(cause));
			return;
		}
	}
	if (!judge_device(facts, f, DLENS_AT_NIC_DROPPED,
			  counted == DLENS_ABSENT && !seen ? DLENS_ABSENT :
			  dlens_most(counted, seen)))
		return;
	if (seen >= dlens_known(counted)) {
		dev = dropped->dev && *dropped->dev ? dropped->dev : dropped->in;
		DLENS_PROVE(f, "%llu packets in the last minute%s", f->value,
			    dlens_where(where, dropped));
	} else {
		prove_device(facts, f, fact);
	}
	dev = dlens_paste(dev, "DEV");
	DLENS_ADVISE(f,
		     "%sno other check explains them; ip -s -s link show dev %s; ethtool -S %s; frames of a VLAN or protocol that nobody here wants, a tap whose program (VM, VPN) reads too slowly, or an XDP program of the driver's (bpftool net)",
		     dlens_inside(inside, facts), dev, dev);
}

/**
 * dlens_judge_carrier() - packets that were sent to where nothing is plugged in
 * @facts: of the scope; the device is that of the check's drops
 * @f: the finding, with @change_60s
 */
void dlens_judge_carrier(const struct dlens_facts *facts, struct dlens_finding *f)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	const char *dev = dlens_paste(dropped->dev, "DEV");
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];

	if (!dlens_judge(f, DLENS_AT_NO_CARRIER, f->change_60s, facts->was[f->check]))
		return;
	DLENS_PROVE(f, "%s has no carrier; packets sent to it in the last minute: %llu%s", dev,
		    f->value, dlens_where(where, dropped));
	DLENS_ADVISE(f,
		     "%sip -d link show dev %s shows its state now; of a card: the cable, the switch's port, ethtool %s; of a veth: is its other end up, did its container end; of a bridge: has it a port that is up; ip route show dev %s is what leads there",
		     dlens_inside(inside, facts), dev, dev, dev);
}
