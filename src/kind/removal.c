#include "kind/removal.h"

#include "act/portals.h"
#include "act/record.h"
#include "act/session.h"
#include "kind/binding.h"
#include "kind/session_stays.h"
#include "model/host_name.h"

void removal_keep(struct planning *p, struct removal *removal, enum verdict verdict,
		  const char *text)
{
	if (removal->worst == VERDICT_MATCHES || verdict < removal->worst)
		removal->worst = verdict;
	vec_add(p->arena, &removal->texts, text);
}

void removal_log_out(struct planning *p, struct removal *removal, const struct session *session,
		     struct action *draft, const char *stays)
{
	const char *text;
	enum verdict verdict = session_obstacle(p, session, stays, draft, &text);

	draft->reason = removal->reason;
	if (verdict == VERDICT_CHANGES)
		planning_act(p, draft);
	else
		removal_keep(p, removal, verdict, text);
}

/* A session of exactly this record that this plan does not end. */
static const struct session *staying_session(const struct planning *p, const struct record *record)
{
	struct indices there = portals_sessions(p, record->target, &record->portal, record->iface);
	const size_t *at;

	vec_each (at, &there.list)
		if (!session_ends(p, p->sessions.at[*at]))
			return p->sessions.at[*at];
	return NULL;
}

void removal_delete(struct planning *p, struct removal *removal, const struct record *record)
{
	struct action draft = record_delete_draft(p, removal->item, record);
	const char *straggler = planning_straggler(p, draft.resource);
	const struct damaged_record *damaged = record_find_damaged(p, record->target);
	const struct session *session = staying_session(p, record);
	const char *kept = binding_keeps(p, record, &draft);
	const char *at = portal_name(p, record->target, &record->portal, record->iface);

	draft.reason = removal->reason;
	if (straggler)
		removal_keep(p, removal, VERDICT_UNKNOWN, straggler);
	else if (damaged)
		removal_keep(p, removal, VERDICT_UNKNOWN,
			     arena_printf(p->arena,
					  "the record of %s stays beside the damaged %s (%s); look "
					  "at that, then move it out of the way",
					  at, damaged->file, damaged->reason));
	else if (session)
		removal_keep(p, removal, VERDICT_BLOCKED,
			     arena_printf(p->arena, "the record of %s stays while session %u does",
					  at, session->sid));
	else if (kept)
		removal_keep(p, removal, VERDICT_FAILS, kept);
	else
		record_act_delete(p, &draft);
}

void removal_judge(struct planning *p, const struct removal *removal)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *const *each;

	vec_each (each, &removal->texts)
		strbuf_join(&text, "; ", *each);
	if (removal->worst != VERDICT_MATCHES)
		plan_judge(p->plan, removal->item, removal->worst, "%s", strbuf_text(&text));
}
