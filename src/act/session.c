#include "act/session.h"

#include "act/claims.h"
#include "act/portals.h"
#include "act/stack.h"
#include "act/unused.h"
#include "act/uses.h"
#include "tool/initiator.h"
#include "tool/iscsiadm.h"
#include "tool/proc.h"
#include "tool/record_config.h"
#include "tool/session_ready.h"
#include "tool/sysfs.h"

#define DISKS_SECONDS 60

/* ---- right before the change ---- */

bool session_is_of(const struct session *session, const char *target, const struct portal *portal,
		   const char *iface)
{
	return str_equal(session->target, target) && portal_equal(&session->portal, portal) &&
	       str_equal(session->iface, iface);
}

const char *initiator_fault(struct arena *arena, const struct snapshot *snapshot)
{
	if (!snapshot->initiator_missing)
		return NULL;
	return arena_printf(arena,
			    "this host has no initiator name, and iscsid logs in nowhere without "
			    "(%s); write the line InitiatorName=NAME into it, with a NAME as "
			    "iscsi-iname prints one, and then: systemctl restart iscsid",
			    snapshot->initiator_missing);
}

/* A guard of a login: there still is, or by now there is, a name to log in under. */
static enum guard_answer still_named(const struct action *action, const struct tools *tools,
				     struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };

	/* An interface may have a name of its own. */
	if (!str_equal(action->iface, DEFAULT_IFACE))
		return GUARD_GO;
	initiator_read(tools, &now);
	if (!now.initiator_missing)
		return GUARD_GO;
	*ret_reason = initiator_fault(arena, &now);
	return GUARD_REFUSE;
}

/* Does the record have what the plan says? */
static enum guard_answer still_set(const struct action *action, const struct tools *tools,
				   struct arena *arena, const char **ret_reason)
{
	const char *missing;

	if (!action->recipe)
		return GUARD_GO;
	missing = record_config_missing(action->recipe, tools, action->target, &action->portal,
					action->iface, arena);
	if (!missing)
		return GUARD_GO;
	*ret_reason = missing;
	return GUARD_REFUSE;
}

/* One record gets one session, and without multipathd one target gets one (law 5). */
static enum guard_answer still_alone(const struct action *action, const struct tools *tools,
				     struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct session *session;
	int multipathd = 0;

	if (sysfs_read_sessions_of(tools, action->target, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	if (now.sessions.count)
		multipathd = proc_has_multipathd(tools, arena, ret_reason);
	if (multipathd < 0)
		return GUARD_REFUSE;
	vec_each (session, &now.sessions) {
		if (!multipathd ||
		    session_is_of(session, action->target, &action->portal, action->iface)) {
			*ret_reason = arena_printf(arena,
						   "session %u to this target has appeared "
						   "since this run looked; run converge again",
						   session->sid);
			return GUARD_REFUSE;
		}
	}
	if (still_named(action, tools, arena, ret_reason) != GUARD_GO)
		return GUARD_REFUSE;
	return still_set(action, tools, arena, ret_reason);
}

/* Its session id may be another session's by now. */
static bool is_another(const struct action *action, const struct snapshot *now)
{
	const struct session *session;

	vec_each (session, &now->sessions)
		if (session->sid == action->sid &&
		    (!str_equal(session->target, action->target) ||
		     !portal_equal(&session->portal, &action->portal)))
			return true;
	return false;
}

/*
 * Law 4, right before the act: by now even an active volume is one too many. Who has a disk open
 * only because udev looks at it, which it does after every deactivation, is waited for.
 */
static enum guard_answer still_unused(const struct action *action, const struct tools *tools,
				      struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	struct sids sids = { 0 };
	struct uses uses = { 0 };
	struct stack stack;

	if (unused_look(tools, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	if (is_another(action, &now)) {
		*ret_reason = "its session id now belongs to another session";
		return GUARD_REFUSE;
	}
	stack = stack_build(arena, &now);
	vec_add(arena, &sids.list, action->sid);
	claims_of_sessions(tools, &stack, &sids, &now);
	stack_session_uses(&stack, action->sid, &uses);
	return unused_judge(&now, &uses, arena, ret_reason);
}

/*
 * For about a second after its restart iscsid does not know the session, or is just taking it over
 * (9: "in invalid state for logout. Try again later"). Nothing was done then.
 */
static const char *iscsid_takes_over(int code)
{
	return code == ISCSIADM_NOT_FOUND || code == ISCSIADM_NOT_CONNECTED ||
			       code == ISCSIADM_INTERNAL
		       ? "iscsid to be ready to log out of the session"
		       : NULL;
}

/* A session that is not LOGGED_IN would not answer, and its id may be another's by now. */
static enum guard_answer still_logged_in(const struct action *action, const struct tools *tools,
					 struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct session *session;

	if (sysfs_read_sessions_of(tools, action->target, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	vec_each (session, &now.sessions)
		if (session->sid == action->sid && session_is_logged_in(session) &&
		    portal_equal(&session->portal, &action->portal))
			return GUARD_GO;
	*ret_reason = arena_printf(arena, "session %u is no longer LOGGED_IN", action->sid);
	return GUARD_REFUSE;
}

/* The disks of action->luns, or all of them. */
static bool disks_ready(const struct action *action, const struct tools *tools, struct arena *arena,
			const char **ret_awaited)
{
	return session_ready(tools, action->target, &action->portal, action->iface, &action->luns,
			     arena, ret_awaited);
}

/* ---- steps ---- */

const struct action_type session_login = {
	.name = "login",
	.touches = TOUCHES_SESSIONS,
	.guard = still_alone,
	.exit_text = iscsiadm_exit_text,
};

const struct action_type session_logout = {
	.name = "logout",
	.touches = TOUCHES_SESSIONS,
	.guard = still_unused,
	.exit_text = iscsiadm_exit_text,
	.not_yet = iscsid_takes_over,
};

const struct action_type session_rescan = {
	.name = "rescan",
	.touches = TOUCHES_SESSIONS,
	.guard = still_logged_in,
	.exit_text = iscsiadm_exit_text,
};

static const struct action_type wait_type = {
	.name = "wait",
	.touches = TOUCHES_SESSIONS,
	.reached = disks_ready,
};

const struct action_type session_rescan_wait = {
	.name = "rescan-wait",
	.touches = TOUCHES_SESSIONS,
	.reached = disks_ready,
};

size_t session_item(struct planning *p, const struct target_wish *wish,
		    const struct portal_wish *listed, const struct place *place)
{
	return planning_item(p, KIND_SESSION, wish, listed, place);
}

struct action session_draft(struct planning *p, const struct action_type *type, size_t item,
			    const char *target, const struct portal *portal, const char *iface)
{
	const char *at = portal_text_bound(p->arena, portal, iface);

	return (struct action){
		.type = type,
		.item = item,
		.key = arena_printf(p->arena, "%s %s %s", type->name, target, at),
		.place = p->plan->items.at[item].place,
		.lane = arena_printf(p->arena, "session:%s %s", target, at),
		.resource = arena_printf(p->arena, "target:%s", target),
		.target = target,
		.portal = *portal,
		.iface = iface,
	};
}

void session_watch_iscsid(struct planning *p, struct action *draft)
{
	planning_hint_both(p, draft, ISCSIADM_NOT_FOUND, ISCSIADM_NOT_CONNECTED,
			   arena_printf(p->arena,
					"iscsid was restarted and has not brought session %u "
					"back yet; nothing was done; run converge again once "
					"`iscsiadm -m session -r %u -P 1` shows it LOGGED IN",
					draft->sid, draft->sid));
}

bool session_is_logout(const struct action *action)
{
	return action->type == &session_logout;
}

/* Of the step that logs it out. */
static const char *logout_key(struct arena *arena, const struct session *session)
{
	return arena_printf(arena, "%s %s %s %u", session_logout.name, session->target,
			    portal_text_bound(arena, &session->portal, session->iface),
			    session->sid);
}

struct action session_logout_draft(struct planning *p, size_t item, const struct session *session)
{
	struct action draft = session_draft(p, &session_logout, item, session->target,
					    &session->portal, session->iface);

	draft.sid = session->sid;
	draft.key = logout_key(p->arena, session);
	draft.title = arena_printf(
		p->arena, "log out of %s (session %u)",
		portal_name(p, session->target, &session->portal, session->iface), session->sid);
	draft.change = (struct change){ arena_printf(p->arena, "session %u", session->sid),
					*session->state ? session->state : "there", "logged out" };
	draft.wants_iscsid = true;
	draft.command = iscsiadm_logout(p->arena, p->tools, session->sid);
	session_watch_iscsid(p, &draft);
	return draft;
}

bool session_ends(const struct planning *p, const struct session *session)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };

	return plan_find_action(p->plan, logout_key(&scratch, session)) != PLAN_NONE;
}

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

const struct session *session_find(struct planning *p, const char *target,
				   const struct portal *portal, const char *iface)
{
	struct indices there = portals_sessions(p, target, portal, iface);
	const struct session *found = NULL;
	const size_t *at;

	vec_each (at, &there.list)
		if (!found || session_is_logged_in(p->sessions.at[*at]))
			found = p->sessions.at[*at];
	return found;
}

bool session_shares_target(const struct planning *p, const struct session *session)
{
	size_t at = strmap_find(&p->session_index, session->target);

	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, session->target);
	     at++)
		if (p->sessions.at[at] != session)
			return !p->snapshot->multipathd;
	return false;
}
