/* Node records on the way down: deleted once their session is gone. */
#include "kind/target.h"

#include "tool/iscsiadm.h"
#include "tool/sysfs.h"

/* iscsiadm's own refusal (15) does not cover a session whose portal is a host name that no longer
 * resolves to the record's address. */
static bool without_session(const struct action *action, const struct tools *tools,
			    struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct session *session;

	if (sysfs_read(tools, &now, ret_reason) < 0)
		return false;
	vec_each (session, &now.sessions) {
		if (!str_equal(session->target, action->target) ||
		    !portal_equal(&session->portal, &action->portal) ||
		    !str_equal(session->iface, action->iface))
			continue;
		*ret_reason = arena_printf(arena, "session %u uses the record", session->sid);
		return false;
	}
	return true;
}

static const struct action_type record_delete = {
	.name = "delete",
	.guard = without_session,
	.exit_text = iscsiadm_exit_text,
};

static bool wish_covers(const struct target_wish *wish, const struct record *record)
{
	const struct portal_wish *portal;

	if (!wish->portals.count)
		return true;
	vec_each (portal, &wish->portals)
		if (portal_equal(&portal->portal, &record->portal) &&
		    str_equal(record->iface, DEFAULT_IFACE))
			return true;
	return false;
}

static void plan_delete(struct planning *p, const struct target_wish *wish,
			const struct record *record)
{
	size_t item = record_item(p, wish->name, &record->portal, &wish->place);
	size_t session =
		plan_find_item(p->plan, "session", portal_name(p, wish->name, &record->portal));
	struct action draft =
		record_draft(p, &record_delete, item, wish->name, &record->portal, record->iface);
	const char *stays = vg_stays(p, wish->name, &draft);
	const struct action *action;
	size_t made;

	if (stays) {
		plan_judge(p->plan, item, VERDICT_BLOCKED,
			   "the record stays while volume group %s does", stays);
		return;
	}
	if (session != PLAN_NONE && p->plan->items.at[session].verdict > VERDICT_CHANGES) {
		plan_judge(p->plan, item, VERDICT_BLOCKED,
			   "the record stays while its session does");
		return;
	}
	draft.title = arena_printf(p->arena, "delete the node record of %s",
				   p->plan->items.at[item].name);
	draft.reason = "because the target is declared absent";
	draft.command =
		iscsiadm_delete(p->arena, p->tools, wish->name, record->address, record->iface);
	made = planning_act(p, &draft);
	vec_each (action, &p->plan->actions)
		if (made != PLAN_NONE && action->sid && str_equal(action->target, wish->name) &&
		    portal_equal(&action->portal, &record->portal))
			plan_after(p->plan, made, (size_t)(action - p->plan->actions.at));
}

static void plan_absent(struct planning *p, const struct target_wish *wish)
{
	size_t at = strmap_find(&p->record_index, wish->name);
	size_t whole = plan_item(p->plan, "target", wish->name, &wish->place);

	p->plan->items.at[whole].selected = planning_selects(p, wish->name);
	if (target_is_busy(p, wish->name, whole) || records_are_unknown(p, wish->name, whole))
		return;
	for (; at < p->records.count && str_equal(p->records.at[at]->target, wish->name); at++)
		if (wish_covers(wish, p->records.at[at]))
			plan_delete(p, wish, p->records.at[at]);
}

void target_plan_down(struct planning *p)
{
	const struct target_wish *wish;

	vec_each (wish, &p->wishes->targets)
		if (wish->ensure == TARGET_ABSENT)
			plan_absent(p, wish);
}
