#include "kind/binding.h"

#include "tool/interfaces.h"

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

bool binding_displaces(const struct record *record, const char *target, const struct portal *portal,
		       const char *iface)
{
	return record->portal.tpgt == TPGT_NONE && str_equal(record->target, target) &&
	       portal_equal(&record->portal, portal) && !str_equal(record->iface, iface);
}

bool binding_is_free(struct planning *p, const char *target, const struct portal_wish *listed,
		     size_t item)
{
	size_t at = strmap_find(&p->record_index, target);

	for (; at < p->records.count && str_equal(p->records.at[at]->target, target); at++) {
		const struct record *record = p->records.at[at];

		if (!binding_displaces(record, target, &listed->portal, listed->iface))
			continue;
		plan_judge(
			p->plan, item, VERDICT_REFUSED,
			"the portal has a record for interface %s without a portal group tag, and "
			"a new one would take its place; delete that once, and list its portal "
			"with ',TPGT' if it is to come back: iscsiadm -m node -T %s -p %s -I %s "
			"-o delete",
			record->iface, target, record->address, record->iface);
		return false;
	}
	return true;
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
