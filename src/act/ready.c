#include "act/ready.h"

#include "act/claims.h"
#include "act/session.h"
#include "act/stack.h"
#include "tool/iscsid.h"
#include "tool/tools.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *left, const void *right)
{
	unsigned int a = *(const unsigned int *)left, b = *(const unsigned int *)right;

	return (a > b) - (a < b);
}

const struct snapshot *claims_of_plan(const struct tools *tools, const struct plan *plan,
				      const struct snapshot *snapshot, struct arena *arena)
{
	struct snapshot *more = arena_alloc(arena, sizeof(*more));
	struct sids sids = { 0 };
	const struct action *action;
	struct stack stack;

	vec_each (action, &plan->actions)
		if (session_is_logout(action))
			vec_add(arena, &sids.list, action->sid);
	if (!sids.list.count)
		return NULL;
	qsort(sids.list.at, sids.list.count, sizeof(*sids.list.at), by_number);
	*more = *snapshot;
	memset(&more->claims, 0, sizeof(more->claims));
	stack = stack_build(arena, snapshot);
	claims_of_sessions(tools, &stack, &sids, more);
	return more->claims.count ? more : NULL;
}

/* A session is there of a target that is to have none. */
static bool wants_logout(const struct wishes *wishes, const struct snapshot *snapshot)
{
	const struct session *session;

	vec_each (session, &snapshot->sessions) {
		const struct target_wish *target = wishes_target(wishes, session->target);

		if (target ? target->ensure != TARGET_LOGGED_IN || target->portals_exclusive ||
				     target->relogin == RELOGIN_WHEN_IDLE
			   : wishes->unmanaged == UNMANAGED_REMOVE &&
				     wishes_unmanaged(wishes, session->target))
			return true;
	}
	return false;
}

int ready_for_wishes(const struct wishes *wishes, const struct snapshot *snapshot,
		     const struct tools *tools, const char **ret_reason)
{
	if (!tools->iscsiadm.path && (wishes->targets.count || wishes->interfaces.count ||
				      wishes->unmanaged == UNMANAGED_REMOVE))
		*ret_reason = "iscsiadm was not found, but the manifest names targets; install "
			      "open-iscsi, or say where it is with --tool iscsiadm=PATH";
	else if (!tools->lvm.path && wishes->vgs.count)
		*ret_reason = "lvm was not found, but the manifest names volume groups; install "
			      "lvm2, or say where it is with --tool lvm=PATH";
	else if (!tools->lvm.path && wants_logout(wishes, snapshot))
		*ret_reason = "lvm was not found, but a session is to be logged out and what LVM "
			      "has on its disks must be known first; install lvm2, or say where it "
			      "is with --tool lvm=PATH";
	else
		return 0;
	return -1;
}

/* multipath alone is looked for only now: few hosts that have maps ever flush one. */
static const struct action *lacks_tool(const struct plan *plan)
{
	const struct action *action;

	vec_each (action, &plan->actions)
		if (action->command.argv.count && !action->command.path && !action->late)
			return action;
	return NULL;
}

int ready_for_plan(const struct plan *plan, int64_t deadline, struct arena *arena,
		   const char **ret_reason)
{
	const struct action *action = lacks_tool(plan);
	int error = 0;

	if (action) {
		*ret_reason = arena_printf(arena,
					   "multipath was not found, but the plan needs it to %s; "
					   "install multipath-tools, or say where it is with "
					   "--tool multipath=PATH",
					   action->title);
		return -1;
	}
	vec_each (action, &plan->actions) {
		if (!action->wants_iscsid || action->late)
			continue;
		error = iscsid_ping(deadline);
		break;
	}
	if (!error)
		return 0;
	*ret_reason = iscsid_trouble(arena, error,
				     arena_printf(arena, "the plan needs it to %s", action->title));
	return -1;
}
