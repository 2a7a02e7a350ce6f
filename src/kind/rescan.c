#include "kind/rescan.h"

#include "act/portals.h"
#include "act/session.h"
#include "act/stack.h"
#include "tool/iscsiadm.h"

static bool may_carry(const struct planning *p, const struct vg_wish *wish, const struct vg *vg,
		      const struct session *session)
{
	if (wish->has_targets)
		return vg_wish_names(wish, session->target);
	return !vg || stack_vg_is_on(&p->stack, vg, session->sid);
}

static bool is_fit(const struct planning *p, const struct session *session)
{
	const struct target_wish *target = wishes_target(p->wishes, session->target);

	return target && target->ensure == TARGET_LOGGED_IN && session_is_logged_in(session) &&
	       (str_equal(session->iface, DEFAULT_IFACE) || wish_of_session(p, target, session)) &&
	       !session_shares_target(p, session);
}

static struct action draft_for(struct planning *p, const struct action_type *type, size_t item,
			       const struct session *session)
{
	struct action draft =
		session_draft(p, type, item, session->target, &session->portal, session->iface);

	draft.key = arena_printf(p->arena, "%s %u", type->name, session->sid);
	draft.sid = session->sid;
	return draft;
}

/* The wait behind a rescan; PLAN_NONE if it is not to be done. */
static size_t plan_rescan(struct planning *p, const struct session *session, size_t item,
			  const char *reason)
{
	struct action rescan = draft_for(p, &session_rescan, item, session);
	struct action wait = draft_for(p, &session_rescan_wait, item, session);
	const char *name = portal_name(p, session->target, &session->portal, session->iface);
	size_t made = plan_find_action(p->plan, wait.key), first;

	if (made != PLAN_NONE)
		return made;
	rescan.title = arena_printf(p->arena, "rescan session %u of %s", session->sid, name);
	rescan.reason = reason;
	rescan.change =
		(struct change){ arena_printf(p->arena, "disks of session %u", session->sid),
				 "not all", "rescanned" };
	rescan.command = iscsiadm_rescan(p->arena, p->tools, session->sid);
	session_watch_iscsid(p, &rescan);
	first = planning_act(p, &rescan);
	if (first == PLAN_NONE)
		return first;
	session_draft_wait(p, &wait, name);
	wait.luns = wishes_target(p->wishes, session->target)->luns;
	made = planning_act(p, &wait);
	plan_after(p->plan, made, first);
	return made;
}

/* Only before anything is done: a later one would not be in the dry run. */
static bool is_too_late(const struct planning *p)
{
	return p->history && p->history->attempts.count;
}

size_t rescan_session(struct planning *p, const struct session *session, size_t item,
		      const char *reason)
{
	if (is_too_late(p) || !is_fit(p, session))
		return PLAN_NONE;
	return plan_rescan(p, session, item, reason);
}

bool rescan_tried(struct planning *p, const struct session *session)
{
	return planning_tried(p, draft_for(p, &session_rescan, 0, session).key);
}

bool rescan_plan(struct planning *p, const struct vg_wish *wish, struct vg_progress *progress,
		 size_t item, const char *reason)
{
	const struct session *session;
	bool planned = false;

	if (is_too_late(p))
		return false;
	vec_each (session, &p->snapshot->sessions) {
		size_t made;

		if (!may_carry(p, wish, progress->vg, session) || !is_fit(p, session))
			continue;
		made = plan_rescan(p, session, item, reason);
		if (made == PLAN_NONE)
			continue;
		vec_add(p->arena, &progress->after, made);
		planned = true;
	}
	return planned;
}
