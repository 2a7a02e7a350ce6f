#include "act/planning.h"

#include "model/host_name.h"

const char *portal_unresolved(struct planning *planning, const struct portal *portal, bool told)
{
	const struct host_name *name;

	if (!host_is_name(portal->host))
		return NULL;
	name = snapshot_host_name(planning->snapshot, portal->host);
	if (name && name->unknown)
		return arena_printf(planning->arena, "host name %s could not be resolved: %s",
				    portal->host, name->unknown);
	return name || told
		       ? NULL
		       : arena_printf(planning->arena,
				      "the snapshot does not tell what host name %s stands for",
				      portal->host);
}

bool planning_selects(const struct planning *planning, const char *name)
{
	const char *const *only;

	if (!planning->only || !planning->only->list.count)
		return true;
	vec_each (only, &planning->only->list)
		if (str_equal(*only, name))
			return true;
	return false;
}

size_t planning_item(struct planning *planning, const char *kind, const struct target_wish *wish,
		     const struct portal_wish *listed, const struct place *place)
{
	const char *name = wish->portals.count ? portal_name(planning, wish->name, &listed->portal,
							     listed->iface)
					       : wish->name;
	size_t item = plan_item(planning->plan, kind, name, place);

	planning->plan->items.at[item].selected = planning_selects(planning, wish->name);
	return item;
}

/* The verdict on an item in trouble of which this run began without this step; MATCHES if there was
 * no trouble and no review that the step was missing in, or the step was planned. */
static enum verdict unplanned(const struct planning *planning, const struct action *draft)
{
	const struct plan *first = planning->history ? planning->history->first : NULL;
	const struct item *item = &planning->plan->items.at[draft->item];
	size_t at = first ? plan_find_item(first, item->kind, item->name) : PLAN_NONE;
	enum verdict verdict;

	if (at == PLAN_NONE || !draft->command.argv.count)
		return VERDICT_MATCHES;
	verdict = first->items.at[at].verdict;
	if (verdict <= VERDICT_CHANGES)
		verdict = planning->history->bound ? VERDICT_REFUSED : VERDICT_MATCHES;
	return verdict != VERDICT_MATCHES && plan_find_action(first, draft->key) == PLAN_NONE
		       ? verdict
		       : VERDICT_MATCHES;
}

size_t planning_act(struct planning *planning, const struct action *draft)
{
	enum verdict trouble;

	if (!planning->plan->items.at[draft->item].selected) {
		plan_judge(planning->plan, draft->item, VERDICT_EXCLUDED,
			   "left out by --only: it would need to %s", draft->title);
		return PLAN_NONE;
	}
	trouble = unplanned(planning, draft);
	if (trouble != VERDICT_MATCHES) {
		plan_judge(planning->plan, draft->item, trouble,
			   planning->history->bound
				   ? "the saved plan has no such step: %s; review a new plan to "
				     "have that done"
				   : "since this run began it has become possible to %s; run "
				     "converge again to have that done",
			   draft->title);
		return PLAN_NONE;
	}
	return plan_action(planning->plan, draft);
}

struct target_progress *planning_target(const struct planning *p, const struct target_wish *wish)
{
	return wish ? &p->targets[wish - p->wishes->targets.at] : NULL;
}

const struct attempt *planning_tried(const struct planning *planning, const char *key)
{
	return planning->history ? history_find(planning->history, key) : NULL;
}

void planning_hint(struct planning *planning, struct action *draft, int code, const char *text)
{
	vec_add(planning->arena, &draft->hints, ((struct exit_hint){ code, text }));
}

void planning_hint_both(struct planning *planning, struct action *draft, int code, int other,
			const char *text)
{
	planning_hint(planning, draft, code, text);
	planning_hint(planning, draft, other, text);
}

bool planning_owes(const struct planning *planning, const char *key)
{
	return planning->history && history_owes(planning->history, key) &&
	       !history_find(planning->history, key);
}

const char *planning_straggler(const struct planning *planning, const char *resource)
{
	const struct straggler *straggler;

	vec_each (straggler, &planning->snapshot->stragglers)
		if (str_equal(straggler->lane, resource))
			return arena_printf(planning->arena,
					    "a command is still going (pid %d): %s", straggler->pid,
					    straggler->command);
	return NULL;
}

const char *portal_name(struct planning *planning, const char *target, const struct portal *portal,
			const char *iface)
{
	return arena_printf(planning->arena, "%s at %s", target,
			    portal_text_bound(planning->arena, portal, iface));
}

const struct vg *vg_of(const struct planning *p, const struct vg_wish *wish)
{
	return snapshot_vg(p->snapshot, wish->name, wish->uuid);
}
