/* Disks of sessions are waited for: after a login of ours, and where a login was cut short, or was
 * somebody else's, and its disks are only just coming. */
#include "kind/session.h"

#include "tool/session_ready.h"

#define DISKS_SECONDS 60

bool session_disks_ready(const struct action *action, const struct tools *tools,
			 struct arena *arena, const char **ret_awaited)
{
	return session_ready(tools, action->target, &action->portal, action->iface, &action->luns,
			     arena, ret_awaited);
}

static const struct action_type wait_type = {
	.name = "wait",
	.touches = TOUCHES_SESSIONS,
	.reached = session_disks_ready,
};

void session_draft_wait(struct planning *p, struct action *draft, const char *name)
{
	draft->title = arena_printf(p->arena, "wait for the disks of %s", name);
	draft->reason = "before anything on them is looked at";
	draft->lane = NULL;
	draft->command.seconds = DISKS_SECONDS;
}

size_t session_wait(struct planning *p, const struct action *login, size_t after)
{
	struct action draft = session_draft(p, &wait_type, login->item, login->target,
					    &login->portal, login->iface);
	size_t made;

	session_draft_wait(p, &draft, p->plan->items.at[login->item].name);
	draft.luns = login->luns;
	made = planning_act(p, &draft);
	plan_after(p->plan, made, after);
	return made;
}

size_t session_settle(struct planning *p, const struct session *session, size_t item)
{
	struct action draft = session_draft(p, &wait_type, item, session->target, &session->portal,
					    session->iface);
	const struct attempt *attempt = planning_tried(p, draft.key);
	size_t made = plan_find_action(p->plan, draft.key);

	if (made != PLAN_NONE || (attempt && attempt->end == ATTEMPT_DONE))
		return made;
	session_draft_wait(p, &draft,
			   portal_name(p, session->target, &session->portal, session->iface));
	draft.reason =
		arena_printf(p->arena, "because they are only just coming: still awaited is %s",
			     session->awaited);
	return planning_act(p, &draft);
}
