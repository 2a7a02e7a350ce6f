/*
 * Records and sessions of targets that no document of this host names: left alone, told, or, with
 * the explicit word `remove` and a pattern, taken away as those of an absent target would be.
 */
#include "kind/unmanaged.h"

#include "act/session.h"
#include "kind/kind.h"
#include "kind/removal.h"
#include "kind/session_stays.h"

static struct removal removal_of(struct planning *p, const char *what)
{
	struct removal removal = {
		.reason = "because no document names its target, and unmanaged is to be removed",
	};
	const char *name = arena_printf(p->arena, "%s of %s", what, p->wishes->unmanaged_match);

	removal.item = plan_item(p->plan, KIND_UNMANAGED, name, &p->wishes->unmanaged_place);
	p->plan->items.at[removal.item].selected = planning_selects(p, name);
	return removal;
}

size_t unmanaged_item(struct planning *p, const struct session *session)
{
	if (p->wishes->unmanaged != UNMANAGED_REMOVE ||
	    !wishes_unmanaged(p->wishes, session->target))
		return PLAN_NONE;
	return removal_of(p, "sessions").item;
}

static void remove_sessions(struct planning *p)
{
	struct removal removal = removal_of(p, "sessions");

	for (size_t i = 0; i < p->sessions.count; i++) {
		const struct session *session = p->sessions.at[i];
		struct action draft = session_logout_draft(p, removal.item, session);

		if (wishes_unmanaged(p->wishes, session->target))
			removal_log_out(p, &removal, session, &draft,
					vg_stays(p, session->target, session, &draft));
	}
	removal_judge(p, &removal);
}

static void remove_records(struct planning *p)
{
	struct removal removal = removal_of(p, "records");
	const struct damaged_record *damaged;

	if (p->snapshot->records_unknown)
		plan_judge(p->plan, removal.item, VERDICT_UNKNOWN,
			   "the node records could not be read: %s", p->snapshot->records_unknown);
	for (size_t i = 0; i < p->records.count && !p->snapshot->records_unknown; i++)
		if (wishes_unmanaged(p->wishes, p->records.at[i]->target))
			removal_delete(p, &removal, p->records.at[i]);
	vec_each (damaged, &p->snapshot->damaged)
		if (wishes_unmanaged(p->wishes, damaged->target))
			removal_keep(p, &removal, VERDICT_UNKNOWN,
				     arena_printf(p->arena,
						  "%s is damaged (%s); look at it, then move it "
						  "out of the way",
						  damaged->file, damaged->reason));
	removal_judge(p, &removal);
}

static void note(struct planning *p, const char *what, const char *target,
		 const struct portal *portal, const char *iface)
{
	vec_add(p->arena, &p->plan->notes,
		arena_printf(p->arena, "no document names %s %s", what,
			     portal_name(p, target, portal, iface)));
}

static void report(struct planning *p)
{
	for (size_t i = 0; i < p->sessions.count; i++) {
		const struct session *session = p->sessions.at[i];

		if (wishes_unmanaged(p->wishes, session->target))
			note(p, arena_printf(p->arena, "the target of session %u,", session->sid),
			     session->target, &session->portal, session->iface);
	}
	for (size_t i = 0; i < p->records.count; i++)
		if (wishes_unmanaged(p->wishes, p->records.at[i]->target))
			note(p, "the target of the record of", p->records.at[i]->target,
			     &p->records.at[i]->portal, p->records.at[i]->iface);
}

void unmanaged_plan_down(struct planning *p)
{
	if (p->wishes->unmanaged == UNMANAGED_REMOVE) {
		remove_sessions(p);
		remove_records(p);
	} else if (p->wishes->unmanaged == UNMANAGED_REPORT) {
		report(p);
	}
}
