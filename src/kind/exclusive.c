#include "kind/exclusive.h"

#include "act/portals.h"
#include "act/record.h"
#include "act/session.h"
#include "kind/initiator.h"
#include "kind/removal.h"
#include "kind/session_stays.h"

#define REASON "because its portal is not listed, and portals_exclusive is true"

static bool is_exclusive(const struct target_wish *wish)
{
	return wish->portals_exclusive && wish->ensure != TARGET_ABSENT;
}

bool exclusive_covers(const struct planning *p, const struct target_wish *wish,
		      const struct session *session)
{
	return is_exclusive(wish) && str_equal(session->target, wish->name) &&
	       !wish_of_session(p, wish, session);
}

/* Where a listed name is not resolved, what seems to be elsewhere may be there (law 3). */
static const char *unclear_list(struct planning *p, const struct target_wish *wish)
{
	const struct portal_wish *portal;
	const char *why = NULL;

	vec_each (portal, &wish->portals)
		if (!why)
			why = portal_unresolved(p, &portal->portal, false);
	return why;
}

/* The same, said of an item. */
static bool is_unclear(struct planning *p, const struct target_wish *wish, size_t item)
{
	const char *why = unclear_list(p, wish);

	if (why)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", why);
	return why;
}

static const char *elsewhere_name(const struct planning *p, const struct target_wish *wish)
{
	return arena_printf(p->arena, "%s at other portals", wish->name);
}

bool exclusive_has_left(const struct planning *p, const struct target_wish *wish)
{
	const char *name = is_exclusive(wish) ? elsewhere_name(p, wish) : NULL;

	return name && p->history && history_tried(p->history, KIND_SESSION, name, NULL);
}

static size_t elsewhere_item(struct planning *p, const char *kind, const struct target_wish *wish)
{
	size_t item = plan_item(p->plan, kind, elsewhere_name(p, wish), &wish->exclusive_place);

	p->plan->items.at[item].selected = planning_selects(p, wish->name);
	return item;
}

size_t exclusive_item(struct planning *p, const struct target_wish *wish,
		      const struct session *session)
{
	if (!exclusive_covers(p, wish, session) || unclear_list(p, wish) ||
	    planning_target(p, wish)->pending.count)
		return PLAN_NONE;
	return elsewhere_item(p, KIND_SESSION, wish);
}

/* ---- up ---- */

/* A session that something may be wanted on is not given up for logins that will not be tried. */
static bool may_log_in(const struct planning *p, const struct target_wish *wish,
		       const struct target_progress *target)
{
	const struct portal_progress *portal;
	enum verdict verdict;

	vec_each (portal, &target->portals)
		if (!initiator_bars(p, wish->portals.at[portal - target->portals.at].iface,
				    &verdict) &&
		    p->plan->items.at[portal->record_item].verdict <= VERDICT_CHANGES)
			return true;
	return false;
}

void exclusive_clear(struct planning *p, const struct target_wish *wish,
		     struct target_progress *target)
{
	size_t at = strmap_find(&p->session_index, wish->name), made;
	struct removal removal = { .reason = REASON };

	if (!is_exclusive(wish) || p->snapshot->multipathd || !may_log_in(p, wish, target) ||
	    unclear_list(p, wish))
		return;
	removal.item = elsewhere_item(p, KIND_SESSION, wish);
	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, wish->name); at++) {
		const struct session *session = p->sessions.at[at];
		struct action draft = session_logout_draft(p, removal.item, session);

		if (!exclusive_covers(p, wish, session) || session_in_use(p, session))
			continue;
		made = p->plan->actions.count;
		removal_log_out(p, &removal, session, &draft, NULL);
		if (p->plan->actions.count > made)
			vec_add(p->arena, &target->clearing, made);
	}
}

const struct session *exclusive_leaving(const struct planning *p, const struct target_wish *wish)
{
	size_t at = strmap_find(&p->session_index, wish->name);
	const struct session *leaving = NULL;

	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, wish->name); at++) {
		if (!exclusive_covers(p, wish, p->sessions.at[at]))
			return NULL;
		if (!session_ends(p, p->sessions.at[at]))
			leaving = p->sessions.at[at];
	}
	return leaving;
}

/* ---- down ---- */

void exclusive_sessions_down(struct planning *p, const struct target_wish *wish)
{
	const struct target_progress *target = planning_target(p, wish);
	size_t at = strmap_find(&p->session_index, wish->name);
	struct removal removal = { .reason = REASON };
	const size_t *login;
	const char *stays;

	if (!is_exclusive(wish))
		return;
	removal.item = elsewhere_item(p, KIND_SESSION, wish);
	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, wish->name); at++) {
		const struct session *session = p->sessions.at[at];
		struct action draft = session_logout_draft(p, removal.item, session);

		if (!exclusive_covers(p, wish, session) || session_ends(p, session))
			continue;
		if (is_unclear(p, wish, removal.item))
			return;
		/* The listed paths first, so that the last one is not given up for a login that
		 * then fails. */
		vec_each (login, &target->pending)
			if (p->snapshot->multipathd)
				vec_add(p->arena, &draft.after, *login);
		stays = vg_stays(p, NULL, session, &draft);
		removal_log_out(p, &removal, session, &draft, stays);
	}
	removal_judge(p, &removal);
}

static bool is_elsewhere(const struct planning *p, const struct target_wish *wish,
			 const struct record *record)
{
	return !wish_of_record(p, wish, record);
}

static void delete_records(struct planning *p, const struct target_wish *wish)
{
	struct removal removal = { .item = elsewhere_item(p, KIND_RECORD, wish), .reason = REASON };
	size_t at = strmap_find(&p->record_index, wish->name);

	if (target_is_busy(p, wish->name, removal.item) ||
	    records_are_unknown(p, wish->name, removal.item))
		return;
	for (; at < p->records.count && str_equal(p->records.at[at]->target, wish->name); at++)
		if (is_elsewhere(p, wish, p->records.at[at]) && !is_unclear(p, wish, removal.item))
			removal_delete(p, &removal, p->records.at[at]);
	removal_judge(p, &removal);
}

static const char *add_word(struct planning *p, const char *list, const char *what,
			    const struct portal *portal, const char *iface)
{
	return arena_printf(p->arena, "%s%s%s at %s", list ? list : "", list ? ", " : "", what,
			    portal_text_bound(p->arena, portal, iface));
}

static void note_leftovers(struct planning *p, const struct target_wish *wish)
{
	size_t at = strmap_find(&p->session_index, wish->name);
	const char *list = NULL;

	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, wish->name); at++) {
		const struct session *session = p->sessions.at[at];

		if (!wish_of_session(p, wish, session))
			list = add_word(p, list, arena_printf(p->arena, "session %u", session->sid),
					&session->portal, session->iface);
	}
	at = strmap_find(&p->record_index, wish->name);
	for (; at < p->records.count && str_equal(p->records.at[at]->target, wish->name); at++) {
		const struct record *record = p->records.at[at];

		if (is_elsewhere(p, wish, record))
			list = add_word(p, list, "a record", &record->portal, record->iface);
	}
	if (list && planning_selects(p, wish->name))
		vec_add(p->arena, &p->plan->notes,
			arena_printf(p->arena,
				     "target %s has what its 'portals' do not list: %s; that is "
				     "left alone, and goes with portals_exclusive: true",
				     wish->name, list));
}

void exclusive_records_down(struct planning *p, const struct target_wish *wish)
{
	if (is_exclusive(wish))
		delete_records(p, wish);
	else if (wish->ensure != TARGET_ABSENT && !unclear_list(p, wish))
		note_leftovers(p, wish);
}
