#include "kind/binding.h"

#include "act/portals.h"
#include "act/record.h"
#include "tool/iscsiadm.h"

/* What this plan has decided for it; NULL: the manifest does not declare it. */
static const struct interface_progress *progress_of(const struct planning *p, const char *iface)
{
	size_t at = strmap_find(&p->wishes->interface_index, iface);

	return at == SIZE_MAX ? NULL : &p->interfaces[at];
}

static void judge_undeclared(struct planning *p, const char *iface, size_t item)
{
	const struct interface *interface = snapshot_interface(p->snapshot, iface);

	if (p->snapshot->interfaces_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "whether there is an interface %s is unknown: %s", iface,
			   p->snapshot->interfaces_unknown);
	else if (!interface)
		plan_judge(p->plan, item, VERDICT_FAILS,
			   "there is no interface %s on this host; declare it under 'interfaces'",
			   iface);
	else if (interface->fault)
		plan_judge(p->plan, item, VERDICT_FAILS,
			   "the file of its interface %s cannot be used (%s)", iface,
			   interface->fault);
}

bool binding_is_usable(struct planning *p, const char *iface, size_t item)
{
	const struct interface_progress *declared = progress_of(p, iface);
	enum verdict verdict;

	if (interface_is_built_in(iface))
		return true;
	if (!declared) {
		judge_undeclared(p, iface, item);
		return p->plan->items.at[item].verdict == VERDICT_MATCHES;
	}
	verdict = p->plan->items.at[declared->item].verdict;
	if (verdict > VERDICT_CHANGES)
		plan_judge(p->plan, item, VERDICT_BLOCKED, "its interface %s is %s", iface,
			   verdict_words[verdict]);
	return verdict <= VERDICT_CHANGES;
}

/* A record of another interface that goes when this one is written; NULL: there is none. */
static const struct record *displaced_by(const struct planning *p, const char *target,
					 const struct portal *portal, const char *iface)
{
	const size_t *at;

	vec_each (at, &portals_untagged(p, target, portal)->list)
		if (record_displaces(p->records.at[*at], target, portal, iface))
			return p->records.at[*at];
	return NULL;
}

bool binding_is_free(struct planning *p, const char *target, const struct portal *portal,
		     const char *iface, size_t item)
{
	const struct record *record = displaced_by(p, target, portal, iface);

	if (record)
		plan_judge(
			p->plan, item, VERDICT_REFUSED,
			"the portal has a record for interface %s without a portal group tag, and "
			"writing this one takes that away; delete that once, and list its portal "
			"with ',TPGT' if it is to come back: iscsiadm -m node -T %s -p %s -I %s "
			"-o delete",
			record->iface, target, record->address, record->iface);
	return !record;
}

bool binding_displaces_none(struct planning *p, const char *iface, size_t item)
{
	const size_t *at;

	vec_each (at, &portals_bound(p, iface)->list) {
		const struct record *bound = p->records.at[*at], *other;

		if (bound->portal.tpgt == TPGT_NONE)
			continue;
		other = displaced_by(p, bound->target, &bound->portal, iface);
		if (!other)
			continue;
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "iscsiadm would write the record of %s with it, and take away that of "
			   "interface %s, which has no portal group tag; delete that once: "
			   "iscsiadm -m node -T %s -p %s -I %s -o delete",
			   portal_name(p, bound->target, &bound->portal, iface), other->iface,
			   other->target, other->address, other->iface);
		return false;
	}
	return true;
}

const char *binding_is_lost(struct planning *p, const char *iface, struct action *draft)
{
	const struct interface_progress *declared = progress_of(p, iface);

	if (interface_is_built_in(iface) || p->snapshot->interfaces_unknown ||
	    snapshot_interface(p->snapshot, iface))
		return NULL;
	if (declared && declared->action != PLAN_NONE) {
		vec_add(p->arena, &draft->after, declared->action);
		return NULL;
	}
	return arena_printf(p->arena,
			    "there is no interface %s on this host, and without it iscsiadm "
			    "neither logs out nor deletes; declare it under 'interfaces' until "
			    "this is gone",
			    iface);
}

const char *binding_keeps(struct planning *p, const struct record *record, struct action *draft)
{
	const char *at = portal_name(p, record->target, &record->portal, record->iface);
	const char *lost = binding_is_lost(p, record->iface, draft);
	/* iscsiadm deletes the portal's file without a tag, whatever record it was asked for. */
	const struct record *instead =
		displaced_by(p, record->target, &record->portal, record->iface);

	if (lost)
		return arena_printf(p->arena, "the record of %s stays: %s", at, lost);
	if (!instead)
		return NULL;
	if (record_ends(p, instead)) {
		vec_add(p->arena, &draft->after,
			plan_find_action(p->plan, record_delete_draft(p, 0, instead).key));
		return NULL;
	}
	return arena_printf(p->arena,
			    "the record of %s stays: iscsiadm would delete that of interface %s, "
			    "which has no portal group tag, in its place; delete that once: "
			    "iscsiadm -m node -T %s -p %s -I %s -o delete",
			    at, instead->iface, instead->target, instead->address, instead->iface);
}

void binding_follow(struct planning *p, const char *iface, size_t first,
		    struct portal_progress *progress)
{
	const struct interface_progress *declared = progress_of(p, iface);

	if (!declared || declared->action == PLAN_NONE)
		return;
	for (size_t i = first; i < p->plan->actions.count; i++)
		plan_after(p->plan, i, declared->action);
	if (progress->record_action == PLAN_NONE)
		progress->record_action = declared->action;
}

static const char *or_else(const char *value, const char *otherwise)
{
	return value ? value : otherwise;
}

/* What a login by it goes out by: the manifest's word before what the interface has. Both empty:
 * whatever the routes say. */
static struct interface way_out(struct planning *p, const char *iface)
{
	const struct interface_wish *wish = wishes_interface(p->wishes, iface);
	const struct interface *have = snapshot_interface(p->snapshot, iface);
	struct interface way = { .net = "", .hwaddress = "" };

	if (have && !have->fault)
		way = *have;
	if (wish && (wish->net || wish->hwaddress)) {
		way.net = or_else(wish->net, "");
		way.hwaddress = or_else(wish->hwaddress, "");
	}
	return way;
}

static const char *place_of_interface(struct planning *p, const char *iface)
{
	const struct interface_wish *wish = wishes_interface(p->wishes, iface);

	if (!wish || !wish->place.source)
		return "not declared in the manifest";
	return arena_printf(p->arena, "%s:%u", wish->place.source->name, wish->place.line);
}

void binding_watch(struct planning *p, struct action *login)
{
	struct interface way = way_out(p, login->iface);
	const char *whose;

	if (!*way.net && !*way.hwaddress)
		return;
	whose = arena_printf(p->arena, "it goes out by interface %s (%s), which is bound to",
			     login->iface, place_of_interface(p, login->iface));
	planning_hint(
		p, login, ISCSIADM_TIMED_OUT,
		!*way.hwaddress
			? arena_printf(p->arena,
				       "%s %s: is that device there and up, and does it lead to "
				       "the portal (ping -I %s %s)?",
				       whose, way.net, way.net, login->portal.host)
			: arena_printf(p->arena,
				       "%s %s: is there a device with that hardware address (ip "
				       "link), is it up, and does it lead to %s?",
				       whose, way.hwaddress, login->portal.host));
}
