#include "act/record.h"

#include "act/portals.h"
#include "act/session.h"
#include "os/clock.h"
#include "tool/iscsiadm.h"
#include "tool/iscsid.h"
#include "tool/iscsid_conf.h"
#include "tool/record_config.h"
#include "tool/record_files.h"
#include "tool/sysfs.h"

/* As long as iscsiadm itself waits for it (usr/iscsiadm.c of 2.1.8:get_config_file). */
#define ISCSID_MS 1000

/* ---- right before the change ---- */

bool record_displaces(const struct record *record, const char *target, const struct portal *portal,
		      const char *iface)
{
	return record->portal.tpgt == TPGT_NONE && str_equal(record->target, target) &&
	       portal_equal(&record->portal, portal) && !str_equal(record->iface, iface);
}

static const char *in_the_way(const struct action *action, const struct snapshot *now,
			      struct arena *arena)
{
	const struct record *record;

	vec_each (record, &now->records)
		if (record_displaces(record, action->target, &action->portal, action->iface))
			return arena_printf(arena,
					    "a node record of it for interface %s has appeared "
					    "since this run looked, and would go with it; run "
					    "converge again",
					    record->iface);
	return NULL;
}

static bool other_record(const struct record *record, const char *target,
			 const struct portal *portal, const char *iface)
{
	return !str_equal(record->target, target) || !portal_equal(&record->portal, portal) ||
	       !str_equal(record->iface, iface);
}

/* What the planner saw missing must still be missing: `-o new` would reset a record that has
 * appeared since (law 2). */
static enum guard_answer still_missing(const struct action *action, const struct tools *tools,
				       struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct damaged_record *damaged;
	const struct record *record;

	if (iscsiadm_read_files(tools, action->target, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	vec_each (damaged, &now.damaged)
		if (str_equal(damaged->target, action->target)) {
			*ret_reason = arena_printf(arena,
						   "%s has appeared or been damaged since this "
						   "run looked",
						   damaged->file);
			return GUARD_REFUSE;
		}
	*ret_reason = in_the_way(action, &now, arena);
	if (*ret_reason)
		return GUARD_REFUSE;
	vec_each (record, &now.records) {
		if (other_record(record, action->target, &action->portal, action->iface))
			continue;
		*ret_reason = "a node record for it has appeared since this run looked, and would "
			      "be reset; run converge again";
		return GUARD_REFUSE;
	}
	return GUARD_GO;
}

static enum guard_answer may_write(const struct action *action, const struct tools *tools,
				   struct arena *arena, const char **ret_reason)
{
	int error = iscsid_ping(clock_ms() + ISCSID_MS);

	(void)action;
	(void)tools;
	if (!error)
		return GUARD_GO;
	*ret_reason = iscsid_trouble(arena, error,
				     "iscsiadm must hear from it which file the record is made of");
	return GUARD_REFUSE;
}

static enum guard_answer may_be_made(const struct action *action, const struct tools *tools,
				     struct arena *arena, const char **ret_reason)
{
	enum guard_answer answer = may_write(action, tools, arena, ret_reason);

	return answer == GUARD_GO ? still_missing(action, tools, arena, ret_reason) : answer;
}

static enum guard_answer still_free(const struct action *action, const struct tools *tools,
				    struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };

	/* Whoever updates or deletes one without a tag finds its own file or nothing. */
	if (action->portal.tpgt == TPGT_NONE && !action->recipe)
		return GUARD_GO;
	if (iscsiadm_read_files(tools, action->target, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	*ret_reason = in_the_way(action, &now, arena);
	return *ret_reason ? GUARD_REFUSE : GUARD_GO;
}

static enum guard_answer may_rewrite(const struct action *action, const struct tools *tools,
				     struct arena *arena, const char **ret_reason)
{
	enum guard_answer answer = may_write(action, tools, arena, ret_reason);

	return answer == GUARD_GO ? still_free(action, tools, arena, ret_reason) : answer;
}

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
		if (!session_is_of(session, action->target, &action->portal, action->iface))
			continue;
		*ret_reason = arena_printf(arena, "session %u uses the record", session->sid);
		return GUARD_REFUSE;
	}
	return still_free(action, tools, arena, ret_reason);
}

/* For action_type.overlay. */
static int make_overlay(const struct action *action, const struct tools *tools, struct arena *arena,
			struct strbuf *ret_text, const char **ret_reason)
{
	return record_config_make(action->recipe, tools, action->target, &action->portal,
				  action->iface, arena, ret_text, ret_reason);
}

/* ---- steps ---- */

const struct action_type record_new = {
	.name = "new",
	.guard = still_missing,
	.exit_text = iscsiadm_exit_text,
};

const struct action_type record_new_secret = {
	.name = "new",
	.guard = may_be_made,
	.overlay = make_overlay,
	.exit_text = iscsiadm_exit_text,
};

const struct action_type record_update = {
	.name = "update",
	.guard = still_free,
	.exit_text = iscsiadm_exit_text,
};

/* `-o new` over a record that is there, which keeps all it has. */
const struct action_type record_rewrite = {
	.name = "rewrite",
	.guard = may_rewrite,
	.overlay = make_overlay,
	.exit_text = iscsiadm_exit_text,
};

const struct action_type record_delete = {
	.name = "delete",
	.guard = without_session,
	.exit_text = iscsiadm_exit_text,
};

size_t record_item(struct planning *p, const struct target_wish *wish,
		   const struct portal_wish *listed, const struct place *place)
{
	return planning_item(p, KIND_RECORD, wish, listed, place);
}

struct action record_draft(struct planning *p, const struct action_type *type, size_t item,
			   const char *target, const struct portal *portal, const char *iface)
{
	return (struct action){
		.type = type,
		.item = item,
		.key = arena_printf(p->arena, "%s %s %s %s", type->name, target,
				    portal_text(p->arena, portal), iface),
		.place = p->plan->items.at[item].place,
		.lane = "records",
		.resource = arena_printf(p->arena, "target:%s", target),
		.target = target,
		.portal = *portal,
		.iface = iface,
	};
}

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

void record_draft_recipe(struct planning *p, struct action *draft,
			 const struct record_recipe *recipe, const char *secrets)
{
	draft->wants_iscsid = true; /* it tells the tool which file to read */
	draft->command.overlay = iscsid_conf_path(p->arena, p->tools);
	draft->secrets = secrets;
	draft->recipe = recipe;
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

const struct record *record_find(struct planning *p, const char *target,
				 const struct portal_wish *listed, size_t *ret_count)
{
	struct indices found = portals_records(p, target, &listed->portal, listed->iface);

	*ret_count = found.list.count;
	return found.list.count ? p->records.at[found.list.at[0]] : NULL;
}

const struct damaged_record *record_find_damaged(const struct planning *p, const char *target)
{
	const struct damaged_record *damaged;

	vec_each (damaged, &p->snapshot->damaged)
		if (str_equal(damaged->target, target))
			return damaged;
	return NULL;
}

bool target_is_busy(struct planning *p, const char *target, size_t item)
{
	const char *resource = arena_printf(p->arena, "target:%s", target);
	const char *straggler = planning_straggler(p, resource);

	if (straggler)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", straggler);
	return straggler;
}

bool records_are_unknown(struct planning *p, const char *target, size_t item)
{
	const struct damaged_record *damaged = record_find_damaged(p, target);

	if (p->snapshot->records_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "the node records could not be read: %s",
			   p->snapshot->records_unknown);
	else if (damaged)
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "its record %s is damaged (%s); look at it, then move it out of the way",
			   damaged->file, damaged->reason);
	return p->snapshot->records_unknown || damaged;
}
