/*
 * Interfaces of open-iscsi. Up: made and set before the records that are bound to them. Down:
 * deleted when they are declared absent and nothing is bound to them any more.
 */
#include "act/interface.h"
#include "act/record.h"
#include "act/session.h"
#include "kind/binding.h"
#include "kind/kind.h"
#include "kind/settings.h"
#include "tool/iscsiadm.h"

#include <strings.h>

static void want_text(struct planning *p, struct wanted *wanted, const char *name,
		      const char *value, const char *have, const struct interface_wish *wish)
{
	if (value && !str_equal(value, have))
		want(p, wanted, name, value, &wish->place);
}

/* What it is to have, and has not. */
static struct wanted differing(struct planning *p, const struct interface_wish *wish,
			       const struct interface *have)
{
	bool same = wish->hwaddress && strcasecmp(wish->hwaddress, have->hwaddress) == 0;
	struct wanted wanted = { 0 };

	want_text(p, &wanted, INTERFACE_NET, wish->net, have->net, wish);
	if (!same)
		want_text(p, &wanted, INTERFACE_HWADDRESS, wish->hwaddress, have->hwaddress, wish);
	want_text(p, &wanted, INTERFACE_INITIATOR, wish->initiator, have->initiator, wish);
	return wanted;
}

static size_t plan_set(struct planning *p, const struct interface_wish *wish, size_t item,
		       const struct wanted *wanted, const char *reason)
{
	struct action update =
		interface_draft(p, &interface_update, wish, item,
				arena_printf(p->arena, "set %zu parameter%s of", wanted->list.count,
					     wanted->list.count == 1 ? "" : "s"));

	update.reason = reason;
	update.command = iscsiadm_interface_update(p->arena, p->tools, wish->name, wanted->list.at,
						   wanted->list.count);
	return planning_act(p, &update);
}

static size_t plan_new(struct planning *p, const struct interface_wish *wish, size_t item)
{
	static const struct interface nothing = { .net = "", .hwaddress = "", .initiator = "" };
	struct wanted wanted = differing(p, wish, &nothing);
	struct action draft = interface_draft(p, &interface_new, wish, item, "create");
	size_t made, set;

	if (!binding_displaces_none(p, wish->name, item))
		return PLAN_NONE;
	draft.reason = "because there is none";
	draft.change = (struct change){ NULL, "none", "made" };
	draft.command = iscsiadm_interface_new(p->arena, p->tools, wish->name);
	made = planning_act(p, &draft);
	if (made == PLAN_NONE || !wanted.list.count)
		return made;
	set = plan_set(p, wish, item, &wanted, "because a new one is bound to nothing");
	plan_after(p->plan, set, made);
	return set;
}

/* What a boot by an offload card writes: a device and an address. iscsid then uses the address. */
static bool is_bound_twice(const struct interface *have)
{
	return *have->net && *have->hwaddress;
}

static bool is_bound_otherwise(const struct interface_wish *wish, const struct interface *have)
{
	if (is_bound_twice(have) && wish->hwaddress)
		return strcasecmp(wish->hwaddress, have->hwaddress) != 0;
	return (wish->hwaddress && *have->net) || (wish->net && *have->hwaddress);
}

/* iscsiadm changes neither of the two while the other one is set, and still exits with 0. */
static bool is_stuck(struct planning *p, const struct interface_wish *wish, size_t item,
		     const struct interface *have)
{
	if (!is_bound_twice(have) || !is_bound_otherwise(wish, have))
		return false;
	plan_judge(p->plan, item, VERDICT_FAILS,
		   "it has both net_ifacename '%s' and hwaddress '%s', as a boot from an offload "
		   "card leaves it, and iscsiadm changes neither; declare that hwaddress, or "
		   "neither of the two, and it is kept as it is",
		   have->net, have->hwaddress);
	return true;
}

/* iscsiadm does not let a binding by one become a binding by the other in one step, and says so
 * with exit code 0. */
static size_t plan_clear(struct planning *p, const struct interface_wish *wish, size_t item,
			 const struct interface *have)
{
	bool by_net = wish->hwaddress;
	struct setting none = { by_net ? INTERFACE_NET : INTERFACE_HWADDRESS, "", wish->place };
	struct action clear = interface_draft(p, &interface_clear, wish, item,
					      arena_printf(p->arena, "clear %s of", none.name));

	if (!is_bound_otherwise(wish, have))
		return PLAN_NONE;
	clear.reason = arena_printf(p->arena, "because it is '%s', and only one of them can be set",
				    by_net ? have->net : have->hwaddress);
	clear.change = (struct change){ none.name, by_net ? have->net : have->hwaddress, "" };
	clear.command = iscsiadm_interface_update(p->arena, p->tools, wish->name, &none, 1);
	return planning_act(p, &clear);
}

static const char *value_in(const struct interface *have, const char *parameter)
{
	if (str_equal(parameter, INTERFACE_NET))
		return have->net;
	return str_equal(parameter, INTERFACE_HWADDRESS) ? have->hwaddress : have->initiator;
}

static void note_sessions(struct planning *p, const char *name)
{
	for (size_t i = 0; i < p->sessions.count; i++)
		if (str_equal(p->sessions.at[i]->iface, name))
			vec_add(p->arena, &p->plan->notes,
				arena_printf(p->arena,
					     "session %u stays as interface %s was: what changes "
					     "counts from its next login",
					     p->sessions.at[i]->sid, name));
}

static void note_stale(struct planning *p, const struct session *session,
		       const struct interface_wish *wish, const char *name, const char *value,
		       const char *wanted)
{
	if (value && wanted && strcasecmp(value, wanted) != 0)
		vec_add(p->arena, &p->plan->notes,
			arena_printf(p->arena,
				     "session %u still has %s '%s', and interface %s '%s' by now: "
				     "that counts from its next login",
				     session->sid, name, value, wish->name, wanted));
}

/* The interface is as it is to be; a login before it was changed is not. */
static void note_stale_sessions(struct planning *p, const struct interface_wish *wish)
{
	for (size_t i = 0; i < p->sessions.count; i++) {
		const struct session *session = p->sessions.at[i];

		if (!str_equal(session->iface, wish->name))
			continue;
		note_stale(p, session, wish, INTERFACE_NET, session->net, wish->net);
		note_stale(p, session, wish, INTERFACE_HWADDRESS, session->hwaddress,
			   wish->hwaddress);
		note_stale(p, session, wish, INTERFACE_INITIATOR, session->initiator,
			   wish->initiator);
	}
}

static size_t plan_existing(struct planning *p, const struct interface_wish *wish, size_t item,
			    const struct interface *have)
{
	struct wanted wanted = differing(p, wish, have);
	const struct setting *first = wanted.list.at, *setting;
	size_t clear, set;

	if (!wanted.list.count && !is_bound_otherwise(wish, have)) {
		note_stale_sessions(p, wish);
		return PLAN_NONE;
	}
	if (is_stuck(p, wish, item, have) || !binding_displaces_none(p, wish->name, item))
		return PLAN_NONE;
	clear = plan_clear(p, wish, item, have);
	if (!wanted.list.count)
		return clear;
	set = plan_set(p, wish, item, &wanted,
		       arena_printf(p->arena, "because %s is '%s', not '%s'%s", first->name,
				    value_in(have, first->name), first->value,
				    wanted.list.count > 1 ? ", and others differ" : ""));
	plan_after(p->plan, set, clear);
	vec_each (setting, &wanted.list)
		if (set != PLAN_NONE)
			plan_change(p->plan, item, setting->name, value_in(have, setting->name),
				    setting->value);
	if (set != PLAN_NONE)
		note_sessions(p, wish->name);
	return set;
}

/* Judges an item of which it is not known what is there. */
static bool is_unclear(struct planning *p, const struct interface_wish *wish, size_t item)
{
	const char *resource = arena_printf(p->arena, "interface:%s", wish->name);
	const char *straggler = planning_straggler(p, resource);

	if (straggler)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", straggler);
	else if (p->snapshot->interfaces_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "the interfaces could not be read: %s",
			   p->snapshot->interfaces_unknown);
	return straggler || p->snapshot->interfaces_unknown;
}

static size_t plan_present(struct planning *p, const struct interface_wish *wish, size_t item)
{
	const struct interface *have = snapshot_interface(p->snapshot, wish->name);

	if (is_unclear(p, wish, item))
		return PLAN_NONE;
	if (!have)
		return plan_new(p, wish, item);
	if (!have->fault)
		return plan_existing(p, wish, item, have);
	plan_judge(p->plan, item, VERDICT_FAILS,
		   "its file cannot be used (%s); look at it, then move it out of the way",
		   have->fault);
	return PLAN_NONE;
}

void interface_plan_up(struct planning *p)
{
	for (size_t i = 0; i < p->wishes->interfaces.count; i++) {
		const struct interface_wish *wish = &p->wishes->interfaces.at[i];
		size_t item = plan_item(p->plan, KIND_INTERFACE, wish->name, &wish->place);

		p->plan->items.at[item].selected = planning_selects(p, wish->name);
		p->interfaces[i] = (struct interface_progress){ item, PLAN_NONE };
		if (wish->ensure == INTERFACE_PRESENT)
			p->interfaces[i].action = plan_present(p, wish, item);
	}
}

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

/* What of this host this plan leaves of an interface, for interface_user(). */
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

	if (is_unclear(p, wish, item) || !snapshot_interface(p->snapshot, wish->name))
		return;
	if (p->snapshot->records_unknown) {
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "which records are bound to it is unknown: %s",
			   p->snapshot->records_unknown);
		return;
	}
	stays = what_stays(p, bound, wish->name);
	user = interface_user(&stays, wish->name, p->arena);
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
