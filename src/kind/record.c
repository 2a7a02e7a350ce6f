/*
 * Node records, which the manifest calls targets. Up: a missing one is made, and differing
 * parameters are set, before any login. Down: one is deleted once its session is gone.
 */
#include "act/record.h"
#include "act/portals.h"
#include "kind/auth.h"
#include "kind/binding.h"
#include "kind/exclusive.h"
#include "kind/kind.h"
#include "kind/session_stays.h"
#include "kind/settings.h"
#include "model/host_name.h"
#include "tool/iscsiadm.h"
#include "tool/records.h"

#include <string.h>

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
	progress->record = record_find(p, wish->name, portal, &count);
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

void record_plan_up(struct planning *p)
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

static void plan_delete(struct planning *p, const struct target_wish *wish,
			const struct record *record, const struct portal_wish *listed)
{
	size_t item = record_item(p, wish, listed, &wish->place);
	size_t session = planning_item(p, KIND_SESSION, wish, listed, &wish->place);
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

void record_plan_down(struct planning *p)
{
	const struct target_wish *wish;

	vec_each (wish, &p->wishes->targets) {
		if (wish->ensure == TARGET_ABSENT)
			plan_absent(p, wish);
		exclusive_records_down(p, wish);
	}
}
