// SPDX-License-Identifier: GPL-2.0
/* What no check explains is said all the same: nothing may be lost silently. */
#include <droplens/classify.h>
#include <droplens/judge.h>

static u8 class_of(const struct dlens_dropped *dropped)
{
	return dlens_classify(dropped->reason ? dropped->reason : "",
			      dropped->location ? dropped->location : "").class;
}

static enum dlens_threshold threshold(u8 class, bool copies)
{
	/* the packets themselves were not lost, whatever the class */
	if (copies)
		return DLENS_AT_OTHER_UNKNOWN;
	switch (class) {
	case DLENS_RESOURCE:
		return DLENS_AT_OTHER_RESOURCE;
	case DLENS_ERROR:
		return DLENS_AT_OTHER_ERROR;
	case DLENS_POLICY:
		return DLENS_AT_OTHER_POLICY;
	default:
		return DLENS_AT_OTHER_UNKNOWN;
	}
}

DLENS_CHECK_FN(other)
{
	const struct dlens_dropped *dropped = &facts->dropped[f->check];
	char where[DLENS_WHERE_LEN], inside[DLENS_INSIDE_LEN];
	u64 all = dlens_drops(facts, f->check), top = all;
	const char *reason = dropped->reason ? dropped->reason : "";
	const char *at = dropped->location ? dropped->location : "";
	const char *hint = dlens_hint(reason, at);
	u8 class = class_of(dropped);
	u8 was = facts->was[f->check];

	f->change_60s = all;
	if (all != DLENS_ABSENT && dropped->top_60s < all)
		top = dropped->top_60s;
	dlens_judge(f, threshold(class, dlens_is_copy(reason, at)), top, was);
	/* the rest may be of a class that matters more, which is not known here */
	if (dlens_judge(f, DLENS_AT_OTHER_UNKNOWN, all, was))
		class = DLENS_UNKNOWN;
	if (f->severity < DLENS_INFO) {
		if (f->severity == DLENS_OK && all)
			DLENS_PROVE(f, "%llu packet%s in the last minute, too few to tell%s", all,
				    dlens_s(all), dlens_where(where, dropped));
		return;
	}
	DLENS_PROVE(f, "%llu packets in the last minute that no other check explains%s", all,
		    dlens_where(where, dropped));
	DLENS_ADVISE(f,
		     "%sclass %s, %llu packets a minute now; %s; tcpdump -nvi %s shows who sends them",
		     dlens_inside(inside, facts), dlens_class_name(class), all,
		     *hint ? hint :
		     "the drops file has the other kinds, counters and devices may say more",
		     dlens_paste(dropped->in && *dropped->in ? dropped->in : dropped->dev, "DEV"));
}
