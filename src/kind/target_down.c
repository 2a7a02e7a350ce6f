/* Node records on the way down: deleted once their session is gone. */
#include "kind/target.h"

#include "kind/binding.h"
#include "kind/exclusive.h"
#include "model/host_name.h"
#include "tool/iscsiadm.h"
#include "tool/sysfs.h"

/* iscsiadm's own refusal (15) does not cover a session whose portal is a host name that no longer
 * resolves to the record's address. */
static enum guard_answer without_session(const struct action *action, const struct tools *tools,
					 struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct session *session;

	if (sysfs_read(tools, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	vec_each (session, &now.sessions) {
		if (!str_equal(session->target, action->target) ||
		    !portal_equal(&session->portal, &action->portal) ||
		    !str_equal(session->iface, action->iface))
			continue;
		*ret_reason = arena_printf(arena, "session %u uses the record", session->sid);
		return GUARD_REFUSE;
	}
	return binding_still_free(action, tools, arena, ret_reason);
}

static const struct action_type record_delete = {
	.name = "delete",
	.guard = without_session,
	.exit_text = iscsiadm_exit_text,
};

struct action record_delete_draft(struct planning *p, size_t item, const struct record *record)
{
	struct action draft = record_draft(p, &record_delete, item, record->target, &record->portal,
					   record->iface);

	draft.title = arena_printf(p->arena, "delete the node record of %s",
				   portal_name(p, record->target, &record->portal, record->iface));
	draft.command =
		iscsiadm_delete(p->arena, p->tools, record->target, record->address, record->iface);
	return draft;
}

bool record_ends(struct planning *p, const struct record *record)
{
	return plan_find_action(p->plan, record_delete_draft(p, 0, record).key) != PLAN_NONE;
}

/* One item may stand for several records. */
static void note_change(struct planning *p, const struct action *draft, size_t made)
{
	const char *at = portal_text_bound(p->arena, &draft->portal, draft->iface);
	bool alone = str_ends(p->plan->items.at[draft->item].name, at);

	if (made != PLAN_NONE)
		plan_change(p->plan, draft->item, alone ? NULL : at, "record", "no record");
}

void record_act_delete(struct planning *p, const struct action *draft)
{
	struct indices steps;
	const size_t *step;
	size_t made;

	if (plan_find_action(p->plan, draft->key) != PLAN_NONE)
		return; /* one with and one without a tag: iscsiadm deletes both in one call */
	made = planning_act(p, draft);
	note_change(p, draft, made);
	steps = portals_steps(p, draft->target, &draft->portal);
	vec_each (step, &steps.list)
		plan_after(p->plan, made, *step);
}

static void plan_delete(struct planning *p, const struct target_wish *wish,
			const struct record *record, const struct portal_wish *listed)
{
	size_t item = record_item(p, wish, listed, &wish->place);
	size_t session = planning_item(p, session_kind.name, wish, listed, &wish->place);
	struct action draft = record_delete_draft(p, item, record);
	const char *stays = vg_stays(p, wish->name, NULL, &draft);
	const char *kept = binding_keeps(p, record, &draft);

	draft.reason = "because the target is declared absent";
	if (stays)
		plan_judge(p->plan, item, VERDICT_BLOCKED, "the record stays: %s", stays);
	else if (p->plan->items.at[session].verdict > VERDICT_CHANGES)
		plan_judge(p->plan, item, VERDICT_BLOCKED,
			   "the record stays while its session does");
	else if (kept)
		plan_judge(p->plan, item, VERDICT_FAILS, "%s", kept);
	else
		record_act_delete(p, &draft);
}

static bool is_unresolved(struct planning *p, const struct portal *portal, size_t item)
{
	const char *why = portal_unresolved(p, portal, true);

	if (why)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", why);
	return why;
}

/* Every item of a target that is to be absent; false when nothing may be done about it. */
static bool make_items(struct planning *p, const struct target_wish *wish)
{
	const struct portal_wish *portal;
	bool clear = true;
	size_t item;

	if (!wish->portals.count) {
		item = record_item(p, wish, NULL, &wish->place);
		return !target_is_busy(p, wish->name, item) &&
		       !records_are_unknown(p, wish->name, item);
	}
	vec_each (portal, &wish->portals) {
		item = record_item(p, wish, portal, &portal->place);
		clear = !target_is_busy(p, wish->name, item) &&
			!records_are_unknown(p, wish->name, item) &&
			!is_unresolved(p, &portal->portal, item) && clear;
	}
	return clear;
}

static void plan_absent(struct planning *p, const struct target_wish *wish)
{
	size_t at = strmap_find(&p->record_index, wish->name);

	if (!make_items(p, wish))
		return;
	for (; at < p->records.count && str_equal(p->records.at[at]->target, wish->name); at++) {
		const struct portal_wish *listed = wish_of_record(p, wish, p->records.at[at]);

		if (listed || !wish->portals.count)
			plan_delete(p, wish, p->records.at[at], listed);
	}
}

void target_plan_down(struct planning *p)
{
	const struct target_wish *wish;

	vec_each (wish, &p->wishes->targets) {
		if (wish->ensure == TARGET_ABSENT)
			plan_absent(p, wish);
		exclusive_records_down(p, wish);
	}
}
