/*
 * The host's own iSCSI name, where the manifest says what it must be. No action of ours ever
 * changes it: iscsid, the target's access lists and every session depend on it.
 */
#include "kind/initiator.h"

#include "act/session.h"
#include "kind/kind.h"
#include "kind/settings.h"
#include "tool/iscsiadm.h"

/* What an interface calls this host instead; NULL: nothing else. */
static const char *name_of_interface(const struct planning *p, const char *iface)
{
	const struct interface_wish *wish = wishes_interface(p->wishes, iface);
	const struct interface *have = snapshot_interface(p->snapshot, iface);

	if (wish && wish->initiator)
		return wish->initiator;
	return have && !have->fault && *have->initiator ? have->initiator : NULL;
}

const char *initiator_of(const struct planning *p, const char *iface)
{
	const char *own = name_of_interface(p, iface);

	return own ? own : p->snapshot->initiator;
}

const char *initiator_bars(const struct planning *p, const char *iface, enum verdict *ret_verdict)
{
	if (p->nameless) {
		*ret_verdict = VERDICT_BLOCKED;
		return p->nameless;
	}
	if (!p->snapshot->initiator_missing || name_of_interface(p, iface))
		return NULL;
	*ret_verdict = VERDICT_REFUSED;
	return initiator_fault(p->arena, p->snapshot);
}

void initiator_watch(struct planning *p, struct action *login)
{
	const char *name = initiator_of(p, login->iface);

	if (name)
		planning_hint_both(
			p, login, ISCSIADM_NOT_ACCEPTED, ISCSIADM_NOT_AUTHORIZED,
			arena_printf(p->arena,
				     "this host logs in as %s: does the target let that name "
				     "in (its list of initiators, or ACL)?",
				     name));
	if (p->snapshot->tcp_missing)
		planning_hint_both(
			p, login, ISCSIADM_INTERNAL, ISCSIADM_NO_DRIVER,
			"the kernel module iscsi_tcp is not loaded, and iscsid could not load "
			"it; to see why: modprobe iscsi_tcp");
	planning_hint(p, login, ISCSIADM_LOGIN_FAILED,
		      "so it ends, too, when iscsid was started before this host had an initiator "
		      "name; then: systemctl restart iscsid");
}

void initiator_plan_up(struct planning *p)
{
	const char *want = p->wishes->initiator, *have = p->snapshot->initiator;
	const char *why = p->snapshot->initiator_unknown;
	size_t item;

	if (!want)
		return;
	item = plan_item(p->plan, KIND_INITIATOR, want, &p->wishes->initiator_place);
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
