#include "kind/kind.h"

#include "model/host_name.h"
#include "os/clock.h"
#include "os/file.h"
#include "tool/iscsiadm.h"

const struct kind *const kinds[] = { &initiator_kind, &interface_kind,
				     &unmanaged_kind, &target_kind,
				     &session_kind,   &vg_kind,
				     &lv_kind,	      NULL };

const struct portal_wish *wish_of_record(const struct planning *planning,
					 const struct target_wish *wish,
					 const struct record *record)
{
	struct indices found = portals_listed(planning, wish->name, &record->portal, record->iface);

	return found.list.count ? &wish->portals.at[found.list.at[0]] : NULL;
}

const struct portal_wish *wish_of_session(const struct planning *planning,
					  const struct target_wish *wish,
					  const struct session *session)
{
	struct indices found = portals_listed_for(planning, wish->name, session);

	return found.list.count ? &wish->portals.at[found.list.at[0]] : NULL;
}

const char *portal_unresolved(struct planning *planning, const struct portal *portal, bool told)
{
	const struct host_name *name;

	if (!host_is_name(portal->host))
		return NULL;
	name = snapshot_host_name(planning->snapshot, portal->host);
	if (name && name->unknown)
		return arena_printf(planning->arena, "host name %s could not be resolved: %s",
				    portal->host, name->unknown);
	return name || told
		       ? NULL
		       : arena_printf(planning->arena,
				      "the snapshot does not tell what host name %s stands for",
				      portal->host);
}

bool planning_selects(const struct planning *planning, const char *name)
{
	const char *const *only;

	if (!planning->only || !planning->only->list.count)
		return true;
	vec_each (only, &planning->only->list)
		if (str_equal(*only, name))
			return true;
	return false;
}

size_t planning_item(struct planning *planning, const char *kind, const struct target_wish *wish,
		     const struct portal_wish *listed, const struct place *place)
{
	const char *name = wish->portals.count ? portal_name(planning, wish->name, &listed->portal,
							     listed->iface)
					       : wish->name;
	size_t item = plan_item(planning->plan, kind, name, place);

	planning->plan->items.at[item].selected = planning_selects(planning, wish->name);
	return item;
}

/* The verdict on an item in trouble of which this run began without this step; MATCHES if there was
 * no trouble and no review that the step was missing in, or the step was planned. */
static enum verdict unplanned(const struct planning *planning, const struct action *draft)
{
	const struct plan *first = planning->history ? planning->history->first : NULL;
	const struct item *item = &planning->plan->items.at[draft->item];
	size_t at = first ? plan_find_item(first, item->kind, item->name) : PLAN_NONE;
	enum verdict verdict;

	if (at == PLAN_NONE || !draft->command.argv.count)
		return VERDICT_MATCHES;
	verdict = first->items.at[at].verdict;
	if (verdict <= VERDICT_CHANGES)
		verdict = planning->history->bound ? VERDICT_REFUSED : VERDICT_MATCHES;
	return verdict != VERDICT_MATCHES && plan_find_action(first, draft->key) == PLAN_NONE
		       ? verdict
		       : VERDICT_MATCHES;
}

size_t planning_act(struct planning *planning, const struct action *draft)
{
	enum verdict trouble;
	size_t made;

	if (!planning->plan->items.at[draft->item].selected) {
		plan_judge(planning->plan, draft->item, VERDICT_EXCLUDED,
			   "left out by --only: it would need to %s", draft->title);
		return PLAN_NONE;
	}
	trouble = unplanned(planning, draft);
	if (trouble != VERDICT_MATCHES) {
		plan_judge(planning->plan, draft->item, trouble,
			   planning->history->bound
				   ? "the saved plan has no such step: %s; review a new plan to "
				     "have that done"
				   : "since this run began it has become possible to %s; run "
				     "converge again to have that done",
			   draft->title);
		return PLAN_NONE;
	}
	made = plan_action(planning->plan, draft);
	if (draft->sid)
		portals_add_step(planning, made);
	return made;
}

struct target_progress *planning_target(const struct planning *p, const struct target_wish *wish)
{
	return wish ? &p->targets[wish - p->wishes->targets.at] : NULL;
}

const struct attempt *planning_tried(const struct planning *planning, const char *key)
{
	return planning->history ? history_find(planning->history, key) : NULL;
}

void planning_hint(struct planning *planning, struct action *draft, int code, const char *text)
{
	vec_add(planning->arena, &draft->hints, ((struct exit_hint){ code, text }));
}

void planning_hint_both(struct planning *planning, struct action *draft, int code, int other,
			const char *text)
{
	planning_hint(planning, draft, code, text);
	planning_hint(planning, draft, other, text);
}

bool planning_owes(const struct planning *planning, const char *key)
{
	return planning->history && history_owes(planning->history, key) &&
	       !history_find(planning->history, key);
}

const char *planning_straggler(const struct planning *planning, const char *resource)
{
	const struct straggler *straggler;

	vec_each (straggler, &planning->snapshot->stragglers)
		if (str_equal(straggler->lane, resource))
			return arena_printf(planning->arena,
					    "a command is still going (pid %d): %s", straggler->pid,
					    straggler->command);
	return NULL;
}

const char *portal_name(struct planning *planning, const char *target, const struct portal *portal,
			const char *iface)
{
	return arena_printf(planning->arena, "%s at %s", target,
			    portal_text_bound(planning->arena, portal, iface));
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

void kinds_host_names(const struct wishes *wishes, struct arena *arena, struct names *ret_names)
{
	const struct portal_wish *portal;
	const struct target_wish *target;

	vec_each (target, &wishes->targets)
		vec_each (portal, &target->portals)
			if (host_is_name(portal->portal.host))
				vec_add(arena, &ret_names->list, portal->portal.host);
}

bool kinds_take_down(const struct wishes *wishes)
{
	const struct target_wish *target;
	const struct vg_wish *vg;

	vec_each (target, &wishes->targets)
		if (target->ensure != TARGET_LOGGED_IN || target->portals_exclusive ||
		    target->relogin == RELOGIN_WHEN_IDLE)
			return true;
	vec_each (vg, &wishes->vgs)
		if (vg->ensure == VG_INACTIVE || vg_wish_lists(vg, LV_INACTIVE))
			return true;
	return wishes->unmanaged == UNMANAGED_REMOVE;
}

int kinds_equipped(const struct wishes *wishes, const struct snapshot *snapshot,
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

int kinds_ready(const struct plan *plan, int64_t deadline, struct arena *arena,
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
