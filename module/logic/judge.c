// SPDX-License-Identifier: GPL-2.0
/* Arithmetic with numbers that may be absent, and words that every check needs. */
#include <droplens/judge.h>

/**
 * dlens_gain() - what a counter gained in the last minute
 * @moved: the counter
 *
 * Return: the gain; DLENS_ABSENT if there is no counter or no history.
 */
u64 dlens_gain(const struct dlens_moved *moved)
{
	return moved->total == DLENS_ABSENT ? DLENS_ABSENT : moved->last_60s;
}

/**
 * dlens_mib_gain() - what an SNMP counter gained in the last minute
 * @facts: of the scope
 * @mib: which
 *
 * Return: as dlens_gain().
 */
u64 dlens_mib_gain(const struct dlens_facts *facts, enum dlens_mib_fact mib)
{
	return dlens_gain(&facts->mib[mib]);
}

/*
 * Where a function frees for one cause only, its name is as good as a reason; so it is
 * where counters tell of all its other causes (shares.c).
 */
static bool told_by_call_site(u8 check)
{
	return check == DLENS_CHECK_SOFTNET_BACKLOG || check == DLENS_CHECK_QDISC ||
	       check == DLENS_CHECK_FIREWALL || check == DLENS_CHECK_SOCKET_BACKLOG ||
	       check == DLENS_CHECK_NEIGHBOUR || check == DLENS_CHECK_TC_XDP ||
	       check == DLENS_CHECK_OTHER;
}

/**
 * dlens_drops() - drops of the last minute that are a check's to explain
 * @facts: of the scope
 * @check: the check
 *
 * Return: packets; DLENS_ABSENT if there may be some that were not recognised.
 */
u64 dlens_drops(const struct dlens_facts *facts, u8 check)
{
	u64 packets = facts->dropped[check].last_60s;

	if (!packets && facts->reasons_absent && !told_by_call_site(check))
		return DLENS_ABSENT;
	return packets;
}

/**
 * dlens_plus() - a sum of what is known
 * @a: number or DLENS_ABSENT
 * @b: number or DLENS_ABSENT
 *
 * Return: DLENS_ABSENT only if both are.
 */
u64 dlens_plus(u64 a, u64 b)
{
	if (a == DLENS_ABSENT)
		return b;
	if (b == DLENS_ABSENT)
		return a;
	return a + b < a ? DLENS_ABSENT - 1 : a + b;
}

/**
 * dlens_less() - what is left of a number
 * @a: number or DLENS_ABSENT
 * @b: what another check explains of it; DLENS_ABSENT is nothing
 *
 * Return: not below 0; DLENS_ABSENT if @a is.
 */
u64 dlens_less(u64 a, u64 b)
{
	if (a == DLENS_ABSENT || b == DLENS_ABSENT)
		return a;
	return a > b ? a - b : 0;
}

/**
 * dlens_most() - two counters that see the same packets
 * @a: number or DLENS_ABSENT
 * @b: number or DLENS_ABSENT
 *
 * Return: the greater one; DLENS_ABSENT only if both are.
 */
u64 dlens_most(u64 a, u64 b)
{
	if (a == DLENS_ABSENT || b == DLENS_ABSENT)
		return a == DLENS_ABSENT ? b : a;
	return a > b ? a : b;
}

/**
 * dlens_known() - a number to be shown beside another one
 * @a: number or DLENS_ABSENT
 *
 * Return: 0 for DLENS_ABSENT; never to be judged by.
 */
u64 dlens_known(u64 a)
{
	return a == DLENS_ABSENT ? 0 : a;
}

/**
 * dlens_s() - the end of a plural
 * @count: of how many
 *
 * Return: "" for one.
 */
const char *dlens_s(u64 count)
{
	return count == 1 ? "" : "s";
}

/**
 * dlens_percent() - a usage
 * @part: number or DLENS_ABSENT
 * @whole: its limit or DLENS_ABSENT; 0 is no limit
 *
 * Return: percent, rounded down; DLENS_ABSENT if it can not be told.
 */
u64 dlens_percent(u64 part, u64 whole)
{
	if (part == DLENS_ABSENT || whole == DLENS_ABSENT || !whole)
		return DLENS_ABSENT;
	/* div_u64() divides by 32 bits, and 100 * part must fit */
	while (whole > ~0U || part > ~0ULL / 100) {
		whole >>= 1;
		part >>= 1;
	}
	return whole ? div_u64(part * 100, whole) : DLENS_ABSENT - 1;
}

/**
 * dlens_double() - a greater value for a limit
 * @now: its value
 * @least: a usual value
 * @greatest: where more does no good or is refused
 *
 * Return: never below @now; so DLENS_ABSENT stays.
 */
u64 dlens_double(u64 now, u64 least, u64 greatest)
{
	u64 value = now > greatest / 2 ? greatest : 2 * now;

	if (value < least)
		value = least;
	return value > now ? value : now;
}

/**
 * dlens_paste() - a name that may stand in a command
 * @name: a device's or an address, chosen by whoever is root in a container
 * @instead: what to say for one that a shell would not take as one word
 *
 * Return: @name or @instead.
 */
const char *dlens_paste(const char *name, const char *instead)
{
	const char *c;

	if (!name || !*name || *name == '-')
		return instead;
	for (c = name; *c; c++)
		if (!(*c >= 'a' && *c <= 'z') && !(*c >= 'A' && *c <= 'Z') &&
		    !(*c >= '0' && *c <= '9') && !strchr("._:@-", *c))
			return instead;
	return name;
}

/**
 * dlens_where() - where most of some drops were
 * @buf: DLENS_WHERE_LEN bytes
 * @dropped: the drops
 *
 * Return: @buf, ": REASON at LOCATION on DEVICE", "" if there are none.
 */
const char *dlens_where(char *buf, const struct dlens_dropped *dropped)
{
	const char *dev = dropped->dev && *dropped->dev ? dropped->dev : dropped->in;
	const char *at = dropped->location && *dropped->location ? " at " : "";
	const char *reason = dropped->reason && *dropped->reason ? dropped->reason : "no reason";

	buf[0] = '\0';
	if (dlens_known(dropped->last_60s) && (*at || (dropped->reason && *dropped->reason)))
		scnprintf(buf, DLENS_WHERE_LEN, ": %.47s%s%.63s%s%.15s", reason, at,
			  *at ? dropped->location : "", dev && *dev ? " on " : "",
			  dev && *dev ? dlens_paste(dev, "DEV") : "");
	return buf;
}

/**
 * dlens_inside() - where a command is to be run
 * @buf: DLENS_INSIDE_LEN bytes
 * @facts: of the scope
 *
 * Return: @buf, "in namespace N: ", "" for the host.
 */
const char *dlens_inside(char *buf, const struct dlens_facts *facts)
{
	buf[0] = '\0';
	if (facts->netns)
		scnprintf(buf, DLENS_INSIDE_LEN, "in namespace %u: ", facts->netns);
	return buf;
}

/**
 * dlens_judge() - let one more number decide
 * @f: the finding; the worst number counts, a known one more than an absent one
 * @at: what it is judged by
 * @value: number or DLENS_ABSENT
 * @was: the check's last severity in this scope
 *
 * Return: true if this number is the one that decides now.
 */
bool dlens_judge(struct dlens_finding *f, enum dlens_threshold at, u64 value, u8 was)
{
	u8 level = dlens_level(at, value, was);

	if (level < f->severity || (level == f->severity && f->value != DLENS_ABSENT))
		return false;
	f->severity = level;
	f->value = value;
	return level >= DLENS_INFO;
}

/**
 * dlens_no_history() - say why a check can not tell
 * @f: the finding
 * @counter: what is missing
 */
void dlens_no_history(struct dlens_finding *f, const char *counter)
{
	DLENS_PROVE(f,
		    "can not tell: %s: this kernel has no such counter, or no history of it is kept",
		    counter);
}
