/*
 * Targets, that is node records, on the way up: a missing record is made and
 * differing parameters are set, before any login. target_down.c has the way back.
 */
#include "kind/target.h"

#include "kind/auth.h"
#include "kind/binding.h"
#include "kind/settings.h"
#include "model/host_name.h"
#include "tool/iscsiadm.h"
#include "tool/records.h"

#include <string.h>

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
	*ret_reason = binding_in_the_way(action, &now, arena);
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

static const struct action_type record_new = {
	.name = "new",
	.guard = still_missing,
	.exit_text = iscsiadm_exit_text,
};
static enum guard_answer may_be_made(const struct action *action, const struct tools *tools,
				     struct arena *arena, const char **ret_reason)
{
	enum guard_answer answer = auth_may_write(action, tools, arena, ret_reason);

	return answer == GUARD_GO ? still_missing(action, tools, arena, ret_reason) : answer;
}

static const struct action_type record_new_secret = {
	.name = "new",
	.guard = may_be_made,
	.overlay = auth_overlay,
	.exit_text = iscsiadm_exit_text,
};
static const struct action_type record_update = {
	.name = "update",
	.guard = binding_still_free,
	.exit_text = iscsiadm_exit_text,
};

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

void want(struct planning *p, struct wanted *wanted, const char *name, const char *value,
	  const struct place *place)
{
	vec_add(p->arena, &wanted->list, ((struct setting){ name, value, *place }));
}

static bool has_setting(const struct target_wish *wish, const char *name)
{
	const struct setting *setting;

	vec_each (setting, &wish->settings)
		if (str_equal(setting->name, name))
			return true;
	return false;
}

/* Everything the manifest says about a record; a new one also gets a bound on its login. */
static struct wanted wanted_parameters(struct planning *p, const struct target_wish *wish,
				       bool is_new)
{
	static const char retries[] = "node.session.initial_login_retry_max";
	struct wanted wanted = { 0 };
	const struct setting *setting;

	if (is_new && !has_setting(wish, retries))
		want(p, &wanted, retries, "1", &wish->place);
	if (wish->startup) {
		want(p, &wanted, "node.startup", wish->startup, &wish->startup_place);
		want(p, &wanted, "node.conn[0].startup", wish->startup, &wish->startup_place);
	}
	vec_each (setting, &wish->settings)
		want(p, &wanted, setting->name, setting->value, &setting->place);
	auth_want(p, wish, &wanted);
	return wanted;
}

/* Keeps of wanted what the record has otherwise. False: the record does not know a parameter. */
static bool keep_differing(struct planning *p, const struct record *record, size_t item,
			   struct wanted *wanted)
{
	size_t kept = 0;

	for (size_t i = 0; i < wanted->list.count; i++) {
		const struct setting *setting = &wanted->list.at[i];
		const char *value = str_equal(setting->name, AUTH_ALGS)
					    ? record_auth(record, AUTH_ALGS)
					    : record_parameter(record, setting->name);

		/* A record's file leaves out what is empty. */
		if (!value && !*setting->value)
			continue;
		if (!value) {
			setting_judge_lacking(p, item, setting->name);
			return false;
		}
		if (!str_equal(value, setting->value))
			wanted->list.at[kept++] = *setting;
	}
	wanted->list.count = kept;
	return true;
}

static size_t plan_update(struct planning *p, size_t item, const struct action *draft,
			  const char *portal, const struct wanted *wanted, const char *reason)
{
	struct action update = *draft;
	size_t count = wanted->list.count;

	update.title = arena_printf(p->arena, "set %zu parameter%s of the record of %s", count,
				    count == 1 ? "" : "s", p->plan->items.at[item].name);
	update.reason = reason;
	update.place = wanted->list.at[0].place;
	update.command = iscsiadm_update(p->arena, p->tools, draft->target, portal, draft->iface,
					 wanted->list.at, count);
	return planning_act(p, &update);
}

static void plan_new(struct planning *p, const struct target_wish *wish,
		     const struct portal_wish *listed, struct portal_progress *progress)
{
	const struct portal *portal = &listed->portal;
	struct wanted wanted = wanted_parameters(p, wish, true);
	struct action draft = record_draft(p, &record_new, progress->record_item, wish->name,
					   portal, listed->iface);
	struct action update = record_draft(p, &record_update, progress->record_item, wish->name,
					    portal, listed->iface);
	size_t made;

	if (settings_are_lacking(p, draft.item, wanted.list.at, wanted.list.count))
		return;
	draft.title = arena_printf(p->arena, "create the node record of %s",
				   p->plan->items.at[draft.item].name);
	draft.reason = "because there is none";
	draft.change = (struct change){ NULL, "no record", "record" };
	draft.wants_iscsid = true; /* without it the defaults of iscsid.conf are not used */
	draft.command = iscsiadm_new(p->arena, p->tools, wish->name,
				     portal_text_tagged(p->arena, portal), listed->iface);
	if (wish->auth.ensure == AUTH_CHAP) {
		draft.type = &record_new_secret;
		auth_write(p, wish, true, &wanted, &draft);
		progress->record_action = planning_act(p, &draft);
		return;
	}
	made = progress->record_action = planning_act(p, &draft);
	if (made == PLAN_NONE || !wanted.list.count)
		return;
	progress->record_action =
		plan_update(p, draft.item, &update, portal_text(p->arena, portal), &wanted,
			    "because a new record has the defaults of iscsid.conf");
	plan_after(p->plan, progress->record_action, made);
}

static const char *differing_text(struct planning *p, const struct target_wish *wish,
				  const struct record *record, const struct wanted *wanted)
{
	const struct setting *first = wanted->list.at;
	const char *have = record_parameter(record, first->name);

	return arena_printf(p->arena, "because %s is '%s', not '%s'%s%s", first->name, have,
			    first->value, wanted->list.count > 1 ? ", and others differ" : "",
			    settings_behind(p, wish, record, first, wanted->list.count));
}

static bool may_write(struct planning *p, const struct record *record, size_t item)
{
	return binding_is_free(p, record->target, &record->portal, record->iface, item);
}

/* What a session of it is behind with, once the record is changed. */
static const char *outdated_by(struct planning *p, const struct record *record,
			       const struct wanted *wanted)
{
	const struct setting *first = settings_of_session(wanted->list.at, wanted->list.count);

	return first ? arena_printf(p->arena, "its record had %s at '%s', not '%s'", first->name,
				    record_parameter(record, first->name), first->value)
		     : NULL;
}

static void plan_existing(struct planning *p, const struct target_wish *wish,
			  struct portal_progress *progress)
{
	const struct record *record = progress->record;
	struct wanted wanted = wanted_parameters(p, wish, false);
	struct action draft = record_draft(p, &record_update, progress->record_item, wish->name,
					   &record->portal, record->iface);
	const char *unauthorized = auth_differs(p, wish, record);
	const struct setting *setting;

	if (unauthorized) {
		if (!may_write(p, record, progress->record_item))
			return;
		auth_rewrite(p, wish, &wanted, unauthorized, progress);
		progress->outdated = "its record had other credentials";
		return;
	}
	if (!keep_differing(p, record, progress->record_item, &wanted) || !wanted.list.count ||
	    !may_write(p, record, progress->record_item))
		return;
	progress->record_action = plan_update(p, progress->record_item, &draft, record->address,
					      &wanted, differing_text(p, wish, record, &wanted));
	progress->outdated = outdated_by(p, record, &wanted);
	vec_each (setting, &wanted.list)
		if (progress->record_action != PLAN_NONE)
			plan_change(p->plan, draft.item, setting->name,
				    record_parameter(record, setting->name), setting->value);
}

size_t record_item(struct planning *p, const struct target_wish *wish,
		   const struct portal_wish *listed, const struct place *place)
{
	return planning_item(p, target_kind.name, wish, listed, place);
}

/* An earlier one of the list that is the same portal by another name; NULL: none. */
static const struct portal_wish *twin_of(const struct planning *p, const struct target_wish *wish,
					 const struct portal_wish *portal)
{
	struct indices found = portals_listed(p, wish->name, &portal->portal, portal->iface);
	const struct portal_wish *first =
		found.list.count ? &wish->portals.at[found.list.at[0]] : portal;

	return first < portal ? first : NULL;
}

/* Whether it is known where the portal is, and that it is one of its own; else judges it. */
static bool is_clear(struct planning *p, const struct target_wish *wish,
		     const struct portal_wish *portal, struct portal_progress *progress)
{
	const struct portal_wish *twin = twin_of(p, wish, portal);
	const char *unresolved = portal_unresolved(p, &portal->portal, true);

	progress->doubled = twin;
	if (twin)
		plan_judge(p->plan, progress->record_item, VERDICT_FAILS,
			   "it is the same portal as %s, which is listed too: the host name stands "
			   "for that address; list one of them",
			   portal_text(p->arena, &twin->portal));
	else if (unresolved && !progress->record)
		plan_judge(p->plan, progress->record_item, VERDICT_UNKNOWN, "%s", unresolved);
	else if (!unresolved && portal_unresolved(p, &portal->portal, false))
		vec_add(p->arena, &p->plan->notes,
			arena_printf(p->arena, "%s, so what is there under its address is not seen",
				     portal_unresolved(p, &portal->portal, false)));
	return !twin && (!unresolved || progress->record);
}

static void plan_portal_up(struct planning *p, const struct target_wish *wish,
			   const struct portal_wish *portal, struct portal_progress *progress)
{
	size_t first = p->plan->actions.count, count;

	progress->record_item = record_item(p, wish, portal, &portal->place);
	progress->record_action = PLAN_NONE;
	progress->record = find_record(p, wish->name, portal, &count);
	if (target_is_busy(p, wish->name, progress->record_item) ||
	    !is_clear(p, wish, portal, progress) ||
	    !binding_is_usable(p, portal->iface, progress->record_item))
		return;
	if (count > 1)
		plan_judge(
			p->plan, progress->record_item, VERDICT_REFUSED,
			"there are %zu records of it, with different portal group tags or by "
			"name and by address, and iscsiadm would work on all of them; delete them "
			"once: iscsiadm -m node -T %s -p %s -I %s -o delete",
			count, wish->name, progress->record->address, portal->iface);
	else if (auth_is_unusable(p, wish, progress->record_item))
		return;
	else if (progress->record)
		plan_existing(p, wish, progress);
	else if (!records_are_unknown(p, wish->name, progress->record_item) &&
		 binding_is_free(p, wish->name, &portal->portal, portal->iface,
				 progress->record_item))
		plan_new(p, wish, portal, progress);
	binding_follow(p, portal->iface, first, progress);
}

static void plan_up(struct planning *p)
{
	const struct target_wish *wish;
	const struct portal_wish *portal;

	vec_each (wish, &p->wishes->targets) {
		struct target_progress *target = planning_target(p, wish);

		if (wish->ensure == TARGET_ABSENT)
			continue;
		vec_each (portal, &wish->portals)
			plan_portal_up(p, wish, portal, vec_push(p->arena, &target->portals));
	}
}

const struct kind target_kind = { "target", plan_up, target_plan_down };
