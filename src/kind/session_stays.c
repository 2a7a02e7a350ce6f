#include "kind/session_stays.h"

#include "act/session.h"
#include "act/stack.h"
#include "act/uses.h"
#include "kind/binding.h"
#include "tool/lvm.h"

/* ---- volume groups that are to stay ---- */

/* Whether a VG depends on what is going down. One that cannot be seen, and that names no target,
 * may. */
static bool depends(const struct planning *p, const struct vg_wish *wish, const char *target,
		    const struct session *session)
{
	const struct vg *vg = vg_of(p, wish);

	if (!session || (target && vg_wish_names(wish, target)))
		return target && vg_wish_names(wish, target);
	return vg ? stack_vg_is_on(&p->stack, vg, session->sid) : !wish->has_targets;
}

/* Why a VG that depends on a session stays; NULL if it does not. */
static const char *why_stays(struct planning *p, const struct vg_wish *wish,
			     const struct vg_progress *progress, const struct session *session)
{
	enum verdict verdict = p->plan->items.at[progress->item].verdict;
	bool healthy = session && session_is_logged_in(session);

	if (verdict == VERDICT_REFUSED)
		return arena_printf(p->arena, "volume group %s stays", wish->name);
	/* Of what is on a session that is not LOGGED_IN sysfs tells enough (law 4). */
	if (verdict == VERDICT_UNKNOWN && healthy)
		return arena_printf(p->arena, "what becomes of volume group %s is unknown",
				    wish->name);
	if (wish->ensure != VG_INACTIVE && progress->vg && healthy)
		return arena_printf(p->arena, "volume group %s is to be %s", wish->name,
				    vg_ensure_words[wish->ensure]);
	return NULL;
}

/* Wishes of volume groups, as indices in order, by what they may depend on. */
struct vg_dependents {
	struct strlists targets, vgs; /* by what `targets` names; by visible groups */
	struct indices anywhere;      /* those that cannot be seen, and name no target */
};

static void find_dependents(struct planning *p)
{
	struct vg_dependents *found = arena_alloc(p->arena, sizeof(*found));
	const struct target_ref *ref;

	for (size_t i = 0; i < p->wishes->vgs.count; i++) {
		const struct vg_wish *wish = &p->wishes->vgs.at[i];
		const struct vg *vg = vg_of(p, wish);

		vec_each (ref, &wish->targets)
			strlists_add(p->arena, &found->targets, ref->name, i);
		if (vg)
			strlists_add(p->arena, &found->vgs, vg->name, i);
		else if (!wish->has_targets)
			vec_add(p->arena, &found->anywhere.list, i);
	}
	p->dependents = found;
}

static void add_all(struct planning *p, struct indices *all, const struct indices *some)
{
	const size_t *at;

	vec_each (at, &some->list)
		vec_add(p->arena, &all->list, *at);
}

/* All wishes that depends() can be true of, in order. */
static struct indices may_depend(struct planning *p, const char *target,
				 const struct session *session)
{
	struct indices all = { 0 };
	const size_t *vg;

	if (!p->dependents)
		find_dependents(p);
	add_all(p, &all, strlists_at(&p->dependents->targets, target));
	if (session) {
		add_all(p, &all, &p->dependents->anywhere);
		vec_each (vg, &stack_vgs(&p->stack, session->sid)->list)
			add_all(p, &all,
				strlists_at(&p->dependents->vgs, p->snapshot->vgs.at[*vg].name));
	}
	indices_tidy(&all);
	return all;
}

const char *vg_stays(struct planning *p, const char *target, const struct session *session,
		     struct action *draft)
{
	struct indices candidates = may_depend(p, target, session);
	const size_t *at;

	vec_each (at, &candidates.list) {
		const struct vg_wish *wish = &p->wishes->vgs.at[*at];
		const char *why;

		if (!depends(p, wish, target, session))
			continue;
		why = why_stays(p, wish, &p->vgs[*at], session);
		if (why)
			return why;
		if (p->vgs[*at].deactivate != PLAN_NONE)
			vec_add(p->arena, &draft->after, p->vgs[*at].deactivate);
	}
	return NULL;
}

/* ---- what uses it ---- */

/* Sessions that do not work and show a LUN that another one shows, by their ids. */
struct sick_twins {
	VEC(unsigned int) list;
};

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

/* What stands on its disks; and on those of a session that does not work, if a LUN came in over
 * both and multipathd does not run: this is then the only path that does. */
static void all_uses(struct planning *p, const struct session *session, struct uses *uses)
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

const char *session_in_use(struct planning *p, const struct session *session)
{
	struct uses uses = { 0 }, lasting = { 0 };
	const size_t *at;

	all_uses(p, session, &uses);
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

/* ---- whether it can go ---- */

static bool is_path(const struct block *map, const struct block *disk)
{
	const char *const *slave;

	vec_each (slave, &map->slaves)
		if (str_equal(*slave, disk->name))
			return true;
	return false;
}

/*
 * Whether a use of a session is over once this plan has flushed a map: the map itself, or
 * multipathd, which has its paths open until then. ret_action: that step, PLAN_NONE while it is
 * still being found out; untouched if there is none.
 */
static bool is_flushed(const struct planning *p, const struct use *use, size_t *ret_action)
{
	bool daemon = use->kind == USE_PROCESS && str_equal(use->opener->command, "multipathd");
	const struct flush *flush;

	vec_each (flush, &p->flushes)
		if (daemon ? is_path(flush->map, use->block)
			   : use->kind == USE_HOLDER && use->block == flush->map) {
			*ret_action = flush->action;
			return true;
		}
	return false;
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
		bool flushed = is_flushed(p, use, &ends);

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

	all_uses(p, session, &uses);
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
