#include "kind/relogin.h"

#include "act/record.h"
#include "act/session.h"
#include "act/stack.h"
#include "kind/initiator.h"
#include "kind/session_stays.h"
#include "kind/settings.h"

/*
 * What of a record can be seen of its session, as iscsid sets it verbatim (usr/initiator.c). What
 * is negotiated, and how deep a queue is, may rightly be otherwise.
 */
static const char *behind_record(struct planning *p, const struct target_wish *wish,
				 const struct session *session)
{
	const struct seen {
		const char *parameter, *value;
	} seen[] = {
		/* multipathd sets that of its paths to what its own configuration says. */
		{ "node.session.timeo.replacement_timeout",
		  p->snapshot->multipathd ? NULL : session->recovery_tmo },
		{ "node.session.err_timeo.abort_timeout", session->abort_tmo },
		{ "node.session.err_timeo.lu_reset_timeout", session->lu_reset_tmo },
		{ "node.session.err_timeo.tgt_reset_timeout", session->tgt_reset_tmo },
	};
	const struct setting *setting;
	uint64_t is, wanted;

	vec_each (setting, &wish->settings)
		for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
			if (str_equal(setting->name, seen[i].parameter) &&
			    str_number(seen[i].value, INT32_MAX, &is) &&
			    str_number(setting->value, INT32_MAX, &wanted) && is != wanted)
				return arena_printf(p->arena, "it still has %s at %s, not %s",
						    setting->name, seen[i].value, setting->value);
	return NULL;
}

/* A login that does not follow would leave the host without the session. */
static bool login_may_follow(struct planning *p, const struct target_wish *wish,
			     const struct session *session, const struct portal_progress *progress)
{
	enum verdict verdict;

	return progress->record && !initiator_bars(p, session->iface, &verdict) &&
	       p->plan->items.at[progress->record_item].verdict <= VERDICT_CHANGES &&
	       !login_opens_several(p, wish, progress->record) &&
	       !session_shares_target(p, session);
}

/* A login of the same plan may bring the rest of it, and udev then activates it. */
static const char *group_to_come(struct planning *p, const struct session *session)
{
	const size_t *at;

	vec_each (at, &stack_vgs(&p->stack, session->sid)->list) {
		const struct vg *vg = &p->snapshot->vgs.at[*at];

		if (vg->partial)
			return arena_printf(p->arena,
					    "a part of volume group %s is on its disks, and the "
					    "rest may come at any time",
					    vg->name);
	}
	return NULL;
}

/* What is in the way of its logout; NULL: nothing, and the step is planned. */
static const char *log_out(struct planning *p, const struct session *session, const char *due,
			   struct portal_progress *progress, struct target_progress *target)
{
	struct action draft = session_logout_draft(p, progress->session_item, session);
	const char *text = session_in_use(p, session);
	size_t made;

	if (!text)
		text = group_to_come(p, session);
	if (text)
		return text;
	if (p->history && p->history->first &&
	    plan_find_action(p->history->first, draft.key) == PLAN_NONE)
		return "that has become possible since this run began; run converge again";
	if (session_obstacle(p, session, NULL, &draft, &text) != VERDICT_CHANGES)
		return text;
	draft.reason = arena_printf(p->arena, "to log in anew, as %s", due);
	made = planning_act(p, &draft);
	if (made == PLAN_NONE)
		return "it is not to be acted on";
	plan_after(p->plan, made, progress->record_action);
	vec_add(p->arena, &target->clearing, made);
	return NULL;
}

bool relogin_clear(struct planning *p, const struct target_wish *wish,
		   const struct session *session, struct portal_progress *progress,
		   struct target_progress *target)
{
	const char *due = wish->relogin == RELOGIN_WHEN_IDLE ? progress->outdated : NULL, *keeps;

	if (!due && wish->relogin == RELOGIN_WHEN_IDLE)
		due = behind_record(p, wish, session);
	if (!due || !p->plan->items.at[progress->session_item].selected ||
	    relogin_was_made(p, progress) || !login_may_follow(p, wish, session, progress))
		return false;
	keeps = log_out(p, session, due, progress, target);
	if (keeps)
		vec_add(p->arena, &p->plan->notes,
			arena_printf(p->arena,
				     "session %u of %s is to be made anew once nothing uses it, as "
				     "%s: %s",
				     session->sid, p->plan->items.at[progress->session_item].name,
				     due, keeps));
	else
		progress->anew = "because it was logged out for that";
	return !keeps;
}

bool relogin_was_made(const struct planning *p, const struct portal_progress *progress)
{
	const struct item *item = &p->plan->items.at[progress->session_item];

	return p->history && history_tried(p->history, item->kind, item->name, "logout");
}
