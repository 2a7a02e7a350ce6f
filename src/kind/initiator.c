/*
 * The host's own iSCSI name, where the manifest says what it must be. No action of ours ever
 * changes it: iscsid, the target's access lists and every session depend on it.
 */
#include "kind/kind.h"

static void plan_up(struct planning *p)
{
	const char *want = p->wishes->initiator, *have = p->snapshot->initiator;
	const char *why = p->snapshot->initiator_unknown;
	size_t item;

	if (!want)
		return;
	item = plan_item(p->plan, initiator_kind.name, want, &p->wishes->initiator_place);
	if (str_equal(have, want))
		return;
	if (have) {
		plan_judge(p->plan, item, VERDICT_FAILS,
			   "this host's name is %s; if that is wrong, end its sessions, correct "
			   "InitiatorName in initiatorname.iscsi and restart iscsid",
			   have);
		p->nameless = arena_printf(p->arena, "this host's initiator name is %s, not %s",
					   have, want);
	} else {
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s",
			   why ? why : "the snapshot does not tell this host's name");
		p->nameless = "this host's initiator name is unknown";
	}
}

static void plan_down(struct planning *p)
{
	(void)p;
}

const struct kind initiator_kind = { "initiator", plan_up, plan_down };
