/*
 * Interfaces on the way down: deleted when they are declared absent and nothing is bound to them
 * any more.
 */
#include "kind/interface.h"
#include "kind/session.h"
#include "kind/target.h"
#include "tool/interfaces.h"
#include "tool/iscsiadm.h"
#include "tool/sysfs.h"

/* What a session or a record is bound to must stay: iscsiadm deletes the records with it. */
static const char *user_of(const struct snapshot *now, const char *name, struct arena *arena)
{
	const struct session *session;
	const struct record *record;

	vec_each (session, &now->sessions)
		if (str_equal(session->iface, name))
			return arena_printf(arena, "session %u uses it", session->sid);
	vec_each (record, &now->records)
		if (str_equal(record->iface, name))
			return arena_printf(arena,
					    "the record of %s at %s is bound to it, and would be "
					    "deleted with it",
					    record->target, portal_text(arena, &record->portal));
	if (now->damaged.count)
		return arena_printf(arena,
				    "%s is damaged (%s), and may be bound to it; look at it, then "
				    "move it out of the way",
				    now->damaged.at[0].file, now->damaged.at[0].reason);
	return now->vague_sessions ? "a session is just coming or going, and may use it" : NULL;
}

static enum guard_answer still_unbound(const struct action *action, const struct tools *tools,
				       struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const char *user;

	if (sysfs_read_sessions(tools, &now, ret_reason) < 0 ||
	    iscsiadm_read_files(tools, NULL, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	user = user_of(&now, action->iface, arena);
	if (!user)
		return GUARD_GO;
	*ret_reason = user;
	return GUARD_REFUSE;
}

static const struct action_type interface_delete = {
	.name = "interface-delete",
	.guard = still_unbound,
	.exit_text = iscsiadm_exit_text,
};

/* What there is of interfaces when they are next, by their names. */
struct bound {
	struct strlists sessions, records; /* that this plan leaves */
	struct strlists actions;
};

static struct bound find_bound(struct planning *p)
{
	const struct action *action;
	struct bound bound = { 0 };

	for (size_t i = 0; i < p->sessions.count; i++)
		if (!session_ends(p, p->sessions.at[i]))
			strlists_add(p->arena, &bound.sessions, p->sessions.at[i]->iface, i);
	for (size_t i = 0; i < p->records.count; i++)
		if (!record_ends(p, p->records.at[i]))
			strlists_add(p->arena, &bound.records, p->records.at[i]->iface, i);
	vec_each (action, &p->plan->actions)
		if (action->iface)
			strlists_add(p->arena, &bound.actions, action->iface,
				     (size_t)(action - p->plan->actions.at));
	return bound;
}

/* What of this host this plan leaves of an interface, for user_of(). */
static struct snapshot what_stays(struct planning *p, const struct bound *bound, const char *name)
{
	struct snapshot stays = { .arena = p->arena,
				  .vague_sessions = p->snapshot->vague_sessions };
	const struct indices *sessions = strlists_at(&bound->sessions, name);
	const struct indices *records = strlists_at(&bound->records, name);

	if (sessions->list.count)
		vec_add(p->arena, &stays.sessions, *p->sessions.at[sessions->list.at[0]]);
	if (records->list.count)
		vec_add(p->arena, &stays.records, *p->records.at[records->list.at[0]]);
	if (p->snapshot->damaged.count)
		vec_add(p->arena, &stays.damaged, p->snapshot->damaged.at[0]);
	return stays;
}

static void plan_delete(struct planning *p, const struct interface_wish *wish, size_t item,
			const struct bound *bound)
{
	struct action draft = interface_draft(p, &interface_delete, wish, item, "delete");
	const struct indices *actions = strlists_at(&bound->actions, wish->name);
	const size_t *at;
	size_t made;

	draft.reason = "because it is declared absent";
	draft.change = (struct change){ NULL, "there", "none" };
	draft.command = iscsiadm_interface_delete(p->arena, p->tools, wish->name);
	vec_each (at, &actions->list)
		if (p->plan->actions.at[*at].late)
			draft.late = p->plan->actions.at[*at].late;
	made = planning_act(p, &draft);
	vec_each (at, &actions->list)
		if (!p->plan->actions.at[*at].late)
			plan_after(p->plan, made, *at);
}

static void plan_absent(struct planning *p, const struct interface_wish *wish, size_t item,
			const struct bound *bound)
{
	struct snapshot stays;
	const char *user;

	if (interface_is_unclear(p, wish, item) || !snapshot_interface(p->snapshot, wish->name))
		return;
	if (p->snapshot->records_unknown) {
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "which records are bound to it is unknown: %s",
			   p->snapshot->records_unknown);
		return;
	}
	stays = what_stays(p, bound, wish->name);
	user = user_of(&stays, wish->name, p->arena);
	if (user)
		plan_judge(p->plan, item, VERDICT_REFUSED, "it stays: %s", user);
	else
		plan_delete(p, wish, item, bound);
}

void interface_plan_down(struct planning *p)
{
	struct bound bound = { 0 };

	if (p->wishes->interfaces.count)
		bound = find_bound(p);
	for (size_t i = 0; i < p->wishes->interfaces.count; i++)
		if (p->wishes->interfaces.at[i].ensure == INTERFACE_ABSENT)
			plan_absent(p, &p->wishes->interfaces.at[i], p->interfaces[i].item, &bound);
}
