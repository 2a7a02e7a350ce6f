/*
 * Interfaces of open-iscsi on the way up: made and set before the records that are bound to them.
 * interface_down.c has the way back.
 */
#include "kind/interface.h"

#include "kind/binding.h"
#include "kind/session.h"
#include "kind/target.h"
#include "tool/interfaces.h"
#include "tool/iscsiadm.h"

#include <strings.h>

/* `-o new` would reset one that has appeared since. */
static enum guard_answer still_missing(const struct action *action, const struct tools *tools,
				       struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };

	interfaces_read(tools, &now);
	if (now.interfaces_unknown)
		*ret_reason = now.interfaces_unknown;
	else if (snapshot_interface(&now, action->iface))
		*ret_reason = "an interface of that name has appeared since this run looked, and "
			      "would be reset; run converge again";
	else
		return GUARD_GO;
	return GUARD_REFUSE;
}

static const struct action_type interface_new = {
	.name = "interface-new",
	.guard = still_missing,
	.exit_text = iscsiadm_exit_text,
};
static const struct action_type interface_clear = {
	.name = "interface-clear",
	.exit_text = iscsiadm_exit_text,
};
static const struct action_type interface_update = {
	.name = "interface-update",
	.exit_text = iscsiadm_exit_text,
};
struct action interface_draft(struct planning *p, const struct action_type *type,
			      const struct interface_wish *wish, size_t item, const char *verb)
{
	return (struct action){
		.type = type,
		.item = item,
		.key = arena_printf(p->arena, "%s %s", type->name, wish->name),
		.title = arena_printf(p->arena, "%s interface %s", verb, wish->name),
		.place = wish->place,
		.lane = "records", /* those bound to it are written, or deleted, with it */
		.resource = arena_printf(p->arena, "interface:%s", wish->name),
		.iface = wish->name,
	};
}

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

bool interface_is_unclear(struct planning *p, const struct interface_wish *wish, size_t item)
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

	if (interface_is_unclear(p, wish, item))
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

static void plan_up(struct planning *p)
{
	for (size_t i = 0; i < p->wishes->interfaces.count; i++) {
		const struct interface_wish *wish = &p->wishes->interfaces.at[i];
		size_t item = plan_item(p->plan, interface_kind.name, wish->name, &wish->place);

		p->plan->items.at[item].selected = planning_selects(p, wish->name);
		p->interfaces[i] = (struct interface_progress){ item, PLAN_NONE };
		if (wish->ensure == INTERFACE_PRESENT)
			p->interfaces[i].action = plan_present(p, wish, item);
	}
}

const struct kind interface_kind = { "interface", plan_up, interface_plan_down };
