/*
 * Sessions on the way down: a session is logged out once nothing uses what came
 * in over it (law 4).
 */
#include "kind/session.h"

#include "kind/binding.h"
#include "kind/claims.h"
#include "kind/exclusive.h"
#include "kind/multipath.h"
#include "kind/unused.h"
#include "tool/iscsiadm.h"
#include "tool/lvm.h"

/* Sessions that do not work and show a LUN that another one shows, by their ids. */
struct sick_twins {
	VEC(unsigned int) list;
};

/* Its session id may be another session's by now. */
static bool is_another(const struct action *action, const struct snapshot *now)
{
	const struct session *session;

	vec_each (session, &now->sessions)
		if (session->sid == action->sid &&
		    (!str_equal(session->target, action->target) ||
		     !portal_equal(&session->portal, &action->portal)))
			return true;
	return false;
}

/*
 * Law 4, right before the act: by now even an active volume is one too many. Who has a disk open
 * only because udev looks at it, which it does after every deactivation, is waited for.
 */
static enum guard_answer still_unused(const struct action *action, const struct tools *tools,
				      struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	struct sids sids = { 0 };
	struct uses uses = { 0 };
	struct stack stack;

	if (unused_look(tools, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	if (is_another(action, &now)) {
		*ret_reason = "its session id now belongs to another session";
		return GUARD_REFUSE;
	}
	stack = stack_build(arena, &now);
	vec_add(arena, &sids.list, action->sid);
	claims_of_sessions(tools, &stack, &sids, &now);
	stack_session_uses(&stack, action->sid, &uses);
	return unused_judge(&now, &uses, arena, ret_reason);
}

/*
 * For about a second after its restart iscsid does not know the session, or is just taking it over
 * (9: "in invalid state for logout. Try again later"). Nothing was done then.
 */
static const char *iscsid_takes_over(int code)
{
	return code == ISCSIADM_NOT_FOUND || code == ISCSIADM_NOT_CONNECTED ||
			       code == ISCSIADM_INTERNAL
		       ? "iscsid to be ready to log out of the session"
		       : NULL;
}

static const struct action_type logout_type = {
	.name = "logout",
	.touches = TOUCHES_SESSIONS,
	.guard = still_unused,
	.exit_text = iscsiadm_exit_text,
	.not_yet = iscsid_takes_over,
};

bool session_is_logout(const struct action *action)
{
	return action->type == &logout_type;
}

/* The step of this plan that ends an active volume, by its VG or by itself; or PLAN_NONE. */
static size_t deactivation_of(struct planning *p, const struct use *use)
{
	size_t at = strmap_find(&p->wishes->vg_index, use->vg);
	const size_t *single;

	if (at == SIZE_MAX)
		return PLAN_NONE;
	/* Another VG may have the same name. */
	if (p->vgs[at].vg && !lvm_dm_uuid_is_vg(use->block->dm_uuid, p->vgs[at].vg->uuid))
		return PLAN_NONE;
	if (p->vgs[at].deactivate != PLAN_NONE)
		return p->vgs[at].deactivate;
	vec_each (single, &p->vgs[at].singles)
		if (str_equal(p->plan->actions.at[*single].lv, use->lv))
			return *single;
	return PLAN_NONE;
}

/* Splits the uses of a session into what this plan ends and what stays; what is over in a moment
 * is neither. */
static void sort_uses(struct planning *p, const struct uses *uses, struct uses *ret_staying,
		      struct action *draft)
{
	struct uses lasting = { 0 };
	const struct use *use;

	uses_select(p->arena, uses, false, &lasting);
	vec_each (use, &lasting.list) {
		size_t ends = use->kind == USE_VOLUME ? deactivation_of(p, use) : PLAN_NONE;
		bool flushed = multipath_ends(p, use, &ends);

		if (ends != PLAN_NONE)
			vec_add(p->arena, &draft->after, ends);
		else if (!flushed)
			vec_add(p->arena, &ret_staying->list, *use);
	}
}

/*
 * A volume group that the manifest does not name, with a physical volume on the session's disks and
 * a volume active on others: its part here is in use, though no map stands on it. NULL if there is
 * none.
 */
static const struct vg *active_stranger(const struct planning *p, const struct session *session)
{
	const size_t *at;

	vec_each (at, &stack_vgs(&p->stack, session->sid)->list) {
		const struct vg *vg = &p->snapshot->vgs.at[*at];

		if (!wishes_vg(p->wishes, vg->name) && vg_has_active(vg))
			return vg;
	}
	return NULL;
}

const char *session_in_use(struct planning *p, const struct session *session)
{
	struct uses uses = { 0 }, lasting = { 0 };
	const size_t *at;

	session_uses(p, session, &uses);
	uses_select(p->arena, &uses, false, &lasting);
	if (lasting.list.count)
		return uses_text(p->arena, &lasting);
	vec_each (at, &stack_vgs(&p->stack, session->sid)->list)
		if (vg_has_active(&p->snapshot->vgs.at[*at]))
			return arena_printf(p->arena,
					    "a part of volume group %s is on its disks, and that "
					    "is active",
					    p->snapshot->vgs.at[*at].name);
	return NULL;
}

/* Of the step that logs it out. */
static const char *logout_key(struct arena *arena, const struct session *session)
{
	return arena_printf(arena, "%s %s %s %u", logout_type.name, session->target,
			    portal_text_bound(arena, &session->portal, session->iface),
			    session->sid);
}

struct action session_logout_draft(struct planning *p, size_t item, const struct session *session)
{
	struct action draft = session_draft(p, &logout_type, item, session->target,
					    &session->portal, session->iface);

	draft.sid = session->sid;
	draft.key = logout_key(p->arena, session);
	draft.title = arena_printf(
		p->arena, "log out of %s (session %u)",
		portal_name(p, session->target, &session->portal, session->iface), session->sid);
	draft.change = (struct change){ arena_printf(p->arena, "session %u", session->sid),
					*session->state ? session->state : "there", "logged out" };
	draft.wants_iscsid = true;
	draft.command = iscsiadm_logout(p->arena, p->tools, session->sid);
	session_watch_iscsid(p, &draft);
	return draft;
}

bool session_ends(const struct planning *p, const struct session *session)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };

	return plan_find_action(p->plan, logout_key(&scratch, session)) != PLAN_NONE;
}

/*
 * Without multipathd LVM hides what comes in twice, an active volume group with a part there
 * included (law 3). One path may go, as the other keeps what there is; of the last one it must be
 * seen first what it carries.
 */
static bool shares_last_path(const struct planning *p, const struct session *session)
{
	const struct indices *disks = stack_disks(&p->stack, session->sid);
	const size_t *disk, *twin;

	if (p->snapshot->multipathd || !session_is_logged_in(session))
		return false;
	vec_each (disk, &disks->list)
		vec_each (twin, &stack_twins(&p->stack, &p->snapshot->blocks.at[*disk])->list) {
			const struct session *other =
				snapshot_session(p->snapshot, p->snapshot->blocks.at[*twin].sid);

			if (other && other != session && session_ends(p, other))
				return true;
		}
	return false;
}

/* Adds a session once; they are in order of their ids then, as in the snapshot. */
static void add_sick(struct planning *p, const struct session *other, struct sick_twins *sick)
{
	size_t at = sick->list.count;

	if (!other || session_is_logged_in(other))
		return;
	while (at && sick->list.at[at - 1] >= other->sid)
		if (sick->list.at[--at] == other->sid)
			return;
	vec_push(p->arena, &sick->list);
	for (size_t i = sick->list.count - 1; i > at; i--)
		sick->list.at[i] = sick->list.at[i - 1];
	sick->list.at[at] = other->sid;
}

void session_uses(struct planning *p, const struct session *session, struct uses *uses)
{
	const struct indices *disks = stack_disks(&p->stack, session->sid);
	struct sick_twins sick = { 0 };
	const size_t *disk, *twin;
	const unsigned int *sid;

	stack_session_uses(&p->stack, session->sid, uses);
	if (p->snapshot->multipathd || !session_is_logged_in(session) || !p->snapshot->sick.count)
		return;
	vec_each (disk, &disks->list)
		vec_each (twin, &stack_twins(&p->stack, &p->snapshot->blocks.at[*disk])->list)
			add_sick(p,
				 snapshot_session(p->snapshot, p->snapshot->blocks.at[*twin].sid),
				 &sick);
	vec_each (sid, &sick.list)
		stack_session_uses(&p->stack, *sid, uses);
}

static bool awaits_logins(const struct planning *p)
{
	for (size_t i = 0; i < p->wishes->targets.count; i++)
		if (p->targets[i].pending.count)
			return true;
	return false;
}

/*
 * A volume group that the manifest does not name and of which only a part is here, some of it on
 * this session: a login of the same plan may complete it, and udev then activates it (law 4). NULL
 * if there is none.
 */
static const struct vg *stranger_to_come(const struct planning *p, const struct session *session)
{
	const size_t *at;

	if (!awaits_logins(p))
		return NULL;
	vec_each (at, &stack_vgs(&p->stack, session->sid)->list) {
		const struct vg *vg = &p->snapshot->vgs.at[*at];

		if (vg->partial && !wishes_vg(p->wishes, vg->name))
			return vg;
	}
	return NULL;
}

/* What has to be seen before a session can go that nothing stands in the way of; or NULL. */
static const char *seen_first(struct planning *p, const struct session *session)
{
	const struct vg *vg = stranger_to_come(p, session);

	if (shares_last_path(p, session))
		return "LVM then sees nothing in use on its disks, which have come in twice until "
		       "now";
	return vg ? arena_printf(p->arena,
				 "volume group %s is not active by then, though a login may have "
				 "brought the rest of it",
				 vg->name)
		  : NULL;
}

/* Refused for what is known to use it, unknown when that is all that may. */
static enum verdict verdict_of(const struct uses *uses)
{
	const struct use *use;

	vec_each (use, &uses->list)
		if (!use->unknown)
			return VERDICT_REFUSED;
	return VERDICT_UNKNOWN;
}

enum verdict session_obstacle(struct planning *p, const struct session *session, const char *stays,
			      struct action *draft, const char **ret_text)
{
	const char *straggler = planning_straggler(p, draft->resource);
	const struct vg *stranger = active_stranger(p, session);
	struct uses uses = { 0 }, staying = { 0 };
	enum verdict verdict = VERDICT_REFUSED;
	const char *lost = binding_is_lost(p, session->iface, draft), *why;

	session_uses(p, session, &uses);
	sort_uses(p, &uses, &staying, draft);
	if (straggler) {
		*ret_text = straggler;
		return VERDICT_UNKNOWN;
	}
	if (staying.list.count) {
		verdict = verdict_of(&staying);
		why = uses_text(p->arena, &staying);
	} else if (stranger) {
		why = arena_printf(p->arena,
				   "a part of volume group %s is on its disks, and that is active "
				   "(to end that: vgchange -an %s)",
				   stranger->name, stranger->name);
	} else if (stays) {
		verdict = VERDICT_BLOCKED;
		why = stays;
	} else if (p->snapshot->devices_unknown) {
		verdict = VERDICT_UNKNOWN;
		why = arena_printf(p->arena, "not every device on its disks is known (%s)",
				   p->snapshot->devices_unknown);
	} else if (p->snapshot->lvm_unknown && session_is_logged_in(session)) {
		verdict = VERDICT_UNKNOWN;
		why = arena_printf(p->arena, "what LVM has on it is unknown (%s)",
				   p->snapshot->lvm_unknown);
	} else if (snapshot_session_hangs(p->snapshot, session)) {
		verdict = VERDICT_UNKNOWN;
		why = "LVM was kept off a disk of it that does not answer";
	} else if (lost) {
		verdict = VERDICT_FAILS;
		why = lost;
	} else if (p->snapshot->openers_unknown) {
		verdict = VERDICT_UNKNOWN;
		why = arena_printf(p->arena, "not every user of its disks is known (%s)",
				   p->snapshot->openers_unknown);
	} else {
		draft->late = seen_first(p, session);
		return VERDICT_CHANGES;
	}
	*ret_text = arena_printf(p->arena, "session %u stays logged in: %s", session->sid, why);
	return verdict;
}

static void plan_logout(struct planning *p, const struct target_wish *wish,
			const struct session *session, const struct portal_wish *listed)
{
	size_t item = session_item(p, wish, listed, &wish->place);
	struct action draft = session_logout_draft(p, item, session);
	const char *stays = vg_stays(p, wish->name, session, &draft), *text;
	enum verdict verdict = session_obstacle(p, session, stays, &draft, &text);

	draft.reason = p->wishes->release
			       ? "because this host releases its storage"
			       : arena_printf(p->arena, "because the target is declared %s",
					      target_ensure_words[wish->ensure]);
	if (verdict == VERDICT_CHANGES)
		planning_act(p, &draft);
	else
		plan_judge(p->plan, item, verdict, "%s", text);
}

static void make_items_down(struct planning *p, const struct target_wish *wish)
{
	const struct portal_wish *portal;

	if (!wish->portals.count)
		session_item(p, wish, NULL, &wish->place);
	vec_each (portal, &wish->portals) {
		size_t item = session_item(p, wish, portal, &portal->place);
		const char *why = portal_unresolved(p, &portal->portal, true);

		if (why)
			plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", why);
	}
}

static void plan_target_down(struct planning *p, const struct target_wish *wish)
{
	size_t at = strmap_find(&p->session_index, wish->name);

	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, wish->name); at++) {
		const struct portal_wish *listed = wish_of_session(p, wish, p->sessions.at[at]);

		if (listed || !wish->portals.count)
			plan_logout(p, wish, p->sessions.at[at], listed);
	}
}

void session_plan_down(struct planning *p)
{
	const struct target_wish *wish;

	vec_each (wish, &p->wishes->targets)
		if (wish->ensure != TARGET_LOGGED_IN)
			make_items_down(p, wish);
	multipath_plan_down(p);
	vec_each (wish, &p->wishes->targets) {
		if (wish->ensure != TARGET_LOGGED_IN)
			plan_target_down(p, wish);
		exclusive_sessions_down(p, wish);
	}
}
