/*
 * Sessions on the way up: a missing session of a listed portal is logged in and
 * its disks are waited for. session_down.c has the way back.
 */
#include "act/session.h"
#include "act/portals.h"
#include "act/record.h"
#include "kind/auth.h"
#include "kind/binding.h"
#include "kind/exclusive.h"
#include "kind/initiator.h"
#include "kind/kind.h"
#include "kind/luns.h"
#include "kind/relogin.h"
#include "kind/settings.h"
#include "model/host_name.h"
#include "tool/iscsiadm.h"

#include <stdlib.h>

/* Without node.session.scan nobody looks for disks, and none come by themselves. */
static bool looks_for_disks(const struct target_wish *wish, const struct record *record)
{
	return !str_equal(setting_at_login(wish, record, "node.session.scan"), "manual");
}

/* iscsid gives up after retries x login_timeout (usr/initiator.c:iscsi_retry_initial_login). A
 * record of ours has one retry; the longest of the tool's own defaults stands for what nobody says.
 */
static unsigned int login_seconds(const struct target_wish *wish, const struct record *record)
{
	unsigned int timeout =
		setting_number_at_login(wish, record, "node.conn[0].timeo.login_timeout", 30);
	unsigned int retries = setting_number_at_login(
		wish, record, "node.session.initial_login_retry_max", record ? 4 : 1);

	return timeout * (retries ? retries : 1) + 15;
}

/*
 * Where to look when the portal answers, but not for this target: tgt ends such a login with 19.
 * The kernel's own target says "service unavailable", of a name that it does not have and of a
 * target that is disabled, and iscsid tries again until its time is up.
 */
static void watch_name(struct planning *p, const struct portal_wish *listed, struct action *login)
{
	const char *portal = portal_text(p->arena, &listed->portal);

	planning_hint_both(
		p, login, ISCSIADM_TIMED_OUT, ISCSIADM_NOT_ACCEPTED,
		arena_printf(p->arena,
			     "so it ends, too, when %s has no target of this name, or "
			     "has disabled it; to see those it has: converge discover %s",
			     portal, portal));
}

static void plan_login(struct planning *p, const struct target_wish *wish,
		       const struct portal_wish *listed, struct portal_progress *progress,
		       struct target_progress *target, const char *late)
{
	struct action draft = session_draft(p, &session_login, progress->session_item, wish->name,
					    &listed->portal, listed->iface);
	const size_t *logout;
	size_t made;

	draft.title = arena_printf(p->arena, "log in to %s", p->plan->items.at[draft.item].name);
	draft.reason = progress->anew ? progress->anew : "because its session is missing";
	draft.change = (struct change){ NULL, "no session", "logged in" };
	draft.wants_iscsid = true;
	draft.command = iscsiadm_login(p->arena, p->tools, wish->name,
				       progress->record ? progress->record->address
							: portal_text(p->arena, &listed->portal),
				       listed->iface, login_seconds(wish, progress->record));
	draft.late = late;
	draft.luns = wish->luns; /* for the wait behind it */
	if (progress->record)
		draft.portal = progress->record->portal; /* the session will have it from there */
	watch_name(p, listed, &draft);
	auth_watch(p, wish, &draft);
	initiator_watch(p, &draft);
	binding_watch(p, &draft);
	made = planning_act(p, &draft);
	if (made == PLAN_NONE || late)
		return;
	plan_after(p->plan, made, progress->record_action);
	vec_each (logout, &target->clearing)
		plan_after(p->plan, made, *logout);
	if (looks_for_disks(wish, progress->record))
		made = session_wait(p, &draft, made);
	if (!planning_tried(p, draft.key))
		vec_add(p->arena, &target->pending, made);
}

static const char *pending_text(struct planning *p, size_t action)
{
	const struct action *login = &p->plan->actions.at[action];

	return portal_text_bound(p->arena, &login->portal, login->iface);
}

/* Without multipathd: the session, or the login of this plan, that a login would be a second path
 * beside; NULL if there is none. */
static const char *other_path(struct planning *p, const char *target,
			      const struct target_progress *progress)
{
	size_t at = strmap_find(&p->session_index, target);

	if (p->snapshot->multipathd)
		return NULL;
	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, target); at++)
		if (!session_ends(p, p->sessions.at[at]))
			return arena_printf(p->arena, "session %u", p->sessions.at[at]->sid);
	if (progress->pending.count)
		return arena_printf(p->arena, "the login at %s",
				    pending_text(p, progress->pending.at[0]));
	return NULL;
}

/*
 * A login of ours may still complete, and counts as a path, unless iscsid has said that it gave up
 * (law 13): it timed out here, or iscsid is at a login of its own (exit 15 without a session).
 */
static const char *uncertain_path(struct planning *p, const struct target_wish *wish,
				  const struct portal_wish *own)
{
	const struct portal_wish *portal;

	if (p->snapshot->multipathd || !p->history || !p->history->attempts.count)
		return NULL;
	vec_each (portal, &wish->portals) {
		const char *at = portal_text_bound(p->arena, &portal->portal, portal->iface);
		const struct attempt *attempt = planning_tried(
			p, arena_printf(p->arena, "%s %s %s", session_login.name, wish->name, at));

		if (attempt && portal != own &&
		    (attempt->end == ATTEMPT_TIMED_OUT || attempt->end == ATTEMPT_FAILED) &&
		    !iscsiadm_login_gave_up(attempt->code))
			return arena_printf(p->arena, "the login at %s, which may still complete,",
					    at);
	}
	return NULL;
}

/* Judges a login that would be a second path (law 5); should the login in its way fail, it gets its
 * turn. False: it would not be one. */
static bool is_second_path(struct planning *p, const struct target_wish *wish,
			   const struct portal_wish *listed, struct portal_progress *progress,
			   struct target_progress *target)
{
	const char *path = other_path(p, wish->name, target);

	if (!path)
		path = uncertain_path(p, wish, listed);
	if (!path)
		return false;
	if (exclusive_leaving(p, wish)) {
		target->returns = true;
		plan_login(p, wish, listed, progress, target,
			   arena_printf(p->arena, "session %u is logged out",
					exclusive_leaving(p, wish)->sid));
		return true;
	}
	plan_judge(p->plan, progress->session_item, VERDICT_REFUSED,
		   "%s already leads to this target and multipathd does not run: LVM would lose "
		   "volume groups that come in twice; start multipathd, or list one portal",
		   path);
	if (target->pending.count)
		plan_login(p, wish, listed, progress, target,
			   arena_printf(p->arena, "%s fails", path));
	return true;
}

/* Judges a target that a command is still at work on: its session may come or go. */
static bool is_busy(struct planning *p, const struct target_wish *wish,
		    const struct portal_progress *progress, struct target_progress *target)
{
	const char *resource = arena_printf(p->arena, "target:%s", wish->name);

	if (!planning_straggler(p, resource))
		return false;
	target->busy = true;
	plan_judge(p->plan, progress->session_item, VERDICT_UNKNOWN, "%s",
		   p->plan->items.at[progress->record_item].text);
	return true;
}

static void plan_missing(struct planning *p, const struct target_wish *wish,
			 const struct portal_wish *listed, struct portal_progress *progress,
			 struct target_progress *target)
{
	enum verdict record = p->plan->items.at[progress->record_item].verdict;
	const char *unresolved = portal_unresolved(p, &listed->portal, true), *nameless;
	enum verdict verdict;

	if (unresolved)
		plan_judge(p->plan, progress->session_item, VERDICT_UNKNOWN, "%s", unresolved);
	else if (record > VERDICT_CHANGES)
		plan_judge(p->plan, progress->session_item, VERDICT_BLOCKED,
			   "its node record is %s", verdict_words[record]);
	else if ((nameless = initiator_bars(p, listed->iface, &verdict)))
		plan_judge(p->plan, progress->session_item, verdict, "%s", nameless);
	else if (login_opens_several(p, wish, progress->record))
		plan_judge(p->plan, progress->session_item, VERDICT_REFUSED,
			   "node.session.nr_sessions asks for several sessions, each a path of its "
			   "own, and multipathd does not run; start it, or set the parameter to 1");
	else if (!is_second_path(p, wish, listed, progress, target))
		plan_login(p, wish, listed, progress, target, NULL);
}

/* What it means that it is not LOGGED_IN, and what to do. */
static const char *sick_text(struct planning *p, const struct session *session)
{
	if (!str_equal(session->state, "FREE"))
		return "iscsid is trying to bring it back; look at the target and the network";
	return arena_printf(p->arena,
			    "it is just being made or ended, or iscsid has let go of it; if it "
			    "stays so, and nothing uses it: iscsiadm -m session -r %u --logout",
			    session->sid);
}

/* Tells of more sessions of one record than it asks for: parallel logins make them
 * (open-iscsi#135). */
static void note_doubles(struct planning *p, const struct session *first,
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

static void note_present(struct planning *p, const struct target_wish *wish,
			 const struct session *session, const struct portal_progress *progress,
			 struct target_progress *target)
{
	target->sessions_up += luns_are_there(p, wish, session, progress->session_item, target);
	vec_add(p->arena, &target->logged_in, session->sid);
	if (session->awaited && looks_for_disks(wish, progress->record))
		vec_add(p->arena, &target->settling, session);
}

static void plan_portal_up(struct planning *p, const struct target_wish *wish,
			   const struct portal_wish *portal, struct portal_progress *progress,
			   struct target_progress *target)
{
	const struct session *session = session_find(p, wish->name, &portal->portal, portal->iface);

	progress->session_item = session_item(p, wish, portal, &portal->place);
	if (is_busy(p, wish, progress, target))
		return;
	target->returns |= relogin_was_made(p, progress);
	if (session && p->plan->items.at[progress->session_item].selected)
		note_doubles(p, session, progress->record);
	if (progress->doubled)
		plan_judge(p->plan, progress->session_item, VERDICT_BLOCKED, "%s",
			   p->plan->items.at[progress->record_item].text);
	else if (!session || (session_is_logged_in(session) &&
			      relogin_clear(p, wish, session, progress, target)))
		plan_missing(p, wish, portal, progress, target);
	else if (session_is_logged_in(session))
		note_present(p, wish, session, progress, target);
	else
		plan_judge(p->plan, progress->session_item, VERDICT_FAILS,
			   "session %u is %s, not LOGGED_IN: %s", session->sid,
			   *session->state ? session->state : "in an unreadable state",
			   sick_text(p, session));
}

/* Sessions beyond min_portals may be missing; without enough of them the target is not there. */
static void judge_target(struct planning *p, const struct target_wish *wish,
			 struct target_progress *target)
{
	size_t needed = target_wish_needs(wish);
	const struct portal_progress *portal;

	vec_each (portal, &target->portals) {
		struct item *item = &p->plan->items.at[portal->session_item];
		size_t sure = target->sessions_up;

		if (item->verdict != VERDICT_CHANGES)
			sure += target->pending.count + target->rescans.count;
		item->expendable = item->verdict != VERDICT_MATCHES && sure >= needed;
		if (item->verdict > VERDICT_CHANGES && !item->expendable && !target->blocked)
			target->blocked =
				arena_printf(p->arena, "session %s: %s", item->name, item->text);
	}
	if (target->sessions_up >= needed) {
		target->blocked = NULL;
		target->pending.count = target->rescans.count = 0;
	} else if (target->sessions_up + target->pending.count + target->rescans.count < needed &&
		   !target->blocked) {
		target->blocked = arena_printf(p->arena, "%zu of %zu sessions of target %s are up",
					       target->sessions_up, needed, wish->name);
	}
	if (target->logged_in.count < needed)
		target->lacking = target->blocked;
}

void session_plan_up(struct planning *p)
{
	const struct target_wish *wish;

	vec_each (wish, &p->wishes->targets) {
		struct target_progress *target = planning_target(p, wish);

		if (wish->ensure != TARGET_LOGGED_IN)
			continue;
		exclusive_clear(p, wish, target);
		target->returns = exclusive_has_left(p, wish);
		for (size_t i = 0; i < wish->portals.count; i++)
			plan_portal_up(p, wish, &wish->portals.at[i], &target->portals.at[i],
				       target);
		judge_target(p, wish, target);
	}
	luns_note_none(p);
}
