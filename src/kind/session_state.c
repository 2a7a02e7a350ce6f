/* Sessions as they are: which one is meant, what its state means, and whether it has doubles. */
#include "kind/session.h"
#include "model/host_name.h"
#include "tool/iscsiadm.h"

const struct session *session_find(struct planning *p, const char *target,
				   const struct portal *portal, const char *iface)
{
	struct indices there = portals_sessions(p, target, portal, iface);
	const struct session *found = NULL;
	const size_t *at;

	vec_each (at, &there.list)
		if (!found || session_is_logged_in(p->sessions.at[*at]))
			found = p->sessions.at[*at];
	return found;
}

const char *session_sick_text(struct planning *p, const struct session *session)
{
	if (!str_equal(session->state, "FREE"))
		return "iscsid is trying to bring it back; look at the target and the network";
	return arena_printf(p->arena,
			    "it is just being made or ended, or iscsid has let go of it; if it "
			    "stays so, and nothing uses it: iscsiadm -m session -r %u --logout",
			    session->sid);
}

void session_watch_iscsid(struct planning *p, struct action *draft)
{
	planning_hint_both(p, draft, ISCSIADM_NOT_FOUND, ISCSIADM_NOT_CONNECTED,
			   arena_printf(p->arena,
					"iscsid was restarted and has not brought session %u "
					"back yet; nothing was done; run converge again once "
					"`iscsiadm -m session -r %u -P 1` shows it LOGGED IN",
					draft->sid, draft->sid));
}

void session_note_doubles(struct planning *p, const struct session *first,
			  const struct record *record)
{
	const char *asked = record ? record_parameter(record, "node.session.nr_sessions") : NULL;
	struct indices there = portals_sessions(p, first->target, &first->portal, first->iface);
	const size_t *at;
	CLEANUP(strbuf_done) struct strbuf list = { 0 };
	uint64_t wanted;

	vec_each (at, &there.list) {
		strbuf_join(&list, ", ", "");
		strbuf_add_number(&list, p->sessions.at[*at]->sid);
	}
	if (!str_number(asked, 1000, &wanted) || !wanted)
		wanted = 1;
	if (there.list.count > wanted)
		vec_add(p->arena, &p->plan->notes,
			arena_printf(p->arena,
				     "%s has %zu sessions (%s), and one is enough; to end one that "
				     "nothing uses: iscsiadm -m session -r SID --logout",
				     portal_name(p, first->target, &first->portal, first->iface),
				     there.list.count, strbuf_text(&list)));
}

bool session_shares_target(const struct planning *p, const struct session *session)
{
	size_t at = strmap_find(&p->session_index, session->target);

	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, session->target);
	     at++)
		if (p->sessions.at[at] != session)
			return !p->snapshot->multipathd;
	return false;
}
