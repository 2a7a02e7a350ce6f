/*
 * Volume groups on the way up: activated as a whole (or volume by volume, see
 * logical_volume.c) once the targets that carry them are there.
 * volume_group_down.c has the way back.
 */
#include "kind/volume_group.h"

#include "kind/access.h"
#include "kind/carriers.h"
#include "kind/lvm_guard.h"
#include "kind/rescan.h"
#include "kind/session.h"
#include "tool/lvm.h"

const struct action_type vg_activate_type = {
	.name = "activate",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard_up,
};

/* ---- which targets carry it ---- */

/* Logouts that make way for logins: they take disks of a VG, or a second path, which hides it. */
static void await_clearing(struct planning *p, const struct target_progress *target,
			   struct vg_progress *progress)
{
	const struct vg *vg = progress->vg;
	const size_t *logout;

	vec_each (logout, &target->clearing) {
		bool leaves = vg && stack_vg_is_on(&p->stack, vg, p->plan->actions.at[*logout].sid);

		if (leaves || !vg || vg->partial)
			vec_add(p->arena, &progress->after, *logout);
		progress->leaves |= leaves;
	}
	if (target->clearing.count && !target->pending.count)
		progress->why_late = "because some of its disks come in twice now";
}

/* Disks that are just coming: they may bring it, and udev may activate it against the manifest. */
static void await_settling(struct planning *p, const struct vg_wish *wish,
			   const struct target_progress *target, struct vg_progress *progress)
{
	const struct vg *vg = progress->vg;
	const struct session *const *session;

	if (vg && !vg->partial && wish->ensure != VG_INACTIVE && !vg_wish_lists(wish, LV_INACTIVE))
		return;
	vec_each (session, &target->settling) {
		size_t wait = session_settle(p, *session, progress->item);

		if (wait == PLAN_NONE)
			continue;
		vec_add(p->arena, &progress->after, wait);
		progress->why_late = "because its disks are only just coming";
	}
}

/* declared: NULL for a target that the manifest does not name. */
static void await_target(struct planning *p, const struct vg_wish *wish,
			 const struct target_wish *declared, struct vg_progress *progress,
			 const char **blocked)
{
	const struct target_progress *target = planning_target(p, declared);
	const size_t *pending;

	if (!target)
		return;
	vec_each (pending, &target->pending)
		vec_add(p->arena, &progress->after, *pending);
	/* A group that is whole needs no more LUNs. */
	vec_each (pending, &target->rescans)
		if (!progress->vg || progress->vg->partial) {
			vec_add(p->arena, &progress->after, *pending);
			progress->why_late = "because LUNs of its target are not there yet";
		}
	await_clearing(p, target, progress);
	await_settling(p, wish, target, progress);
	progress->busy |= target->busy;
	progress->returns |= target->returns;
	if (target->blocked && !*blocked)
		*blocked = target->blocked;
}

/* Learned from the probe: PV -> disk -> session -> target. */
static bool await_learned(struct planning *p, const struct vg_wish *wish,
			  struct vg_progress *progress, const char **blocked)
{
	const struct vg *vg = progress->vg;
	const struct pv *pv;
	bool learned = false;

	vec_each (pv, &vg->pvs) {
		const struct block *block = snapshot_pv(p->snapshot, pv);
		const struct session *session =
			block && block->sid ? snapshot_session(p->snapshot, block->sid) : NULL;

		if (!session)
			continue;
		await_target(p, wish, wishes_target(p->wishes, session->target), progress, blocked);
		learned = true;
	}
	return learned && !vg->partial;
}

/* Why the targets of this VG will not all be there; NULL if they are, or the actions in
 * progress->after bring them. */
const char *vg_await_targets(struct planning *p, const struct vg_wish *wish,
			     struct vg_progress *progress)
{
	const struct target_ref *ref;
	const struct target_wish *target;
	const char *blocked = NULL;

	if (wish->has_targets) {
		vec_each (ref, &wish->targets)
			await_target(p, wish, wishes_target(p->wishes, ref->name), progress,
				     &blocked);
	} else if (!progress->vg || !await_learned(p, wish, progress, &blocked)) {
		vec_each (target, &p->wishes->targets)
			if (target->ensure == TARGET_LOGGED_IN)
				await_target(p, wish, target, progress, &blocked);
	}
	return blocked;
}

/* How much of it is active. */
static const char *seen_word(struct planning *p, const struct vg *vg)
{
	const struct lv *lv;
	size_t active = 0;

	if (!vg)
		return "not visible";
	if (vg->partial)
		return "partial";
	vec_each (lv, &vg->lvs)
		active += lv->active;
	return active ? arena_printf(p->arena, "%zu of %zu volumes active", active, vg->lvs.count)
		      : "inactive";
}

/* Steps for others bring it. */
static void cover(struct planning *p, const struct vg_wish *wish,
		  const struct vg_progress *progress)
{
	const char *have = seen_word(p, progress->vg);

	plan_covered(p->plan, progress->item);
	if (wish->ensure == VG_PRESENT && progress->vg && !progress->vg->partial)
		have = "visible";
	if (p->plan->items.at[progress->item].verdict == VERDICT_CHANGES)
		plan_change(p->plan, progress->item, NULL, have, vg_ensure_words[wish->ensure]);
}

/* Whether a look at its sessions' LUNs may bring what is missing; then all of it is done late. */
static bool is_rescanned(struct planning *p, const struct vg_wish *wish,
			 struct vg_progress *progress)
{
	const char *why = vg_wants_rescan(p, wish, progress->vg, vg_wish_activates(wish));

	if (!why || !rescan_plan(p, wish, progress, progress->item, why))
		return false;
	cover(p, wish, progress);
	progress->late =
		arena_printf(p->arena, "this host sees all of volume group %s by then", wish->name);
	progress->why_late = "because this host does not see all of it yet";
	progress->open = true;
	return true;
}

/* Decides whether the volumes of a VG can be acted on: now, late, or not at all. */
static void judge_up(struct planning *p, const struct vg_wish *wish, struct vg_progress *progress)
{
	const struct vg *vg = progress->vg = vg_of(p, wish);
	const char *blocked;

	if (vg_is_unclear(p, wish, progress->item) ||
	    access_bars_group(p, wish, vg, progress->item))
		return;
	blocked = vg_await_targets(p, wish, progress);
	carriers_compare(p, wish, vg, progress);
	if (vg_wish_lists(wish, LV_INACTIVE))
		vg_await_activation(p, wish, progress);
	if (progress->busy) {
		plan_judge(p->plan, progress->item, VERDICT_UNKNOWN,
			   "a command is still at work on its target");
	} else if (progress->after.count && !progress->barred) {
		/* One login of several may bring it, whatever blocks the others. */
		cover(p, wish, progress);
		progress->late = vg_there_by_then(p, wish);
		progress->open = true;
	} else if (vg_is_out_of_sight(p, vg, progress->item)) {
		return;
	} else if (!blocked && !progress->barred && is_rescanned(p, wish, progress)) {
		return;
	} else if (!vg || progress->leaves) {
		vg_judge_invisible(p, wish, progress->item, blocked);
	} else if (!vg_is_unusable(p, vg, vg_wish_activates(wish), progress->item, blocked)) {
		progress->after.count = 0;
		progress->open = true;
		vg_note_orphans(p, vg);
	}
}

/* ---- up ---- */

static size_t vg_item(struct planning *p, const struct vg_wish *wish)
{
	size_t item = plan_item(p->plan, "volume group", wish->name, &wish->place);

	p->plan->items.at[item].selected = planning_selects(p, wish->name);
	return item;
}

/* Those that `vgchange -ay` would activate: without what another map is in the way of, and without
 * what is activated by itself. */
static size_t inactive_volumes(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
			       size_t item)
{
	const struct lv *lv;
	size_t count = 0;

	vec_each (lv, &vg->lvs)
		count += !lv->active && !lv->skip && volume_can_be_active(lv) &&
			 !volume_is_owed(p, wish, lv->name) &&
			 !volume_is_in_the_way(p, vg, lv, item);
	return count;
}

const char *vg_activation_key(struct planning *p, const struct vg_wish *wish)
{
	return lvm_key(p->arena, &vg_activate_type, wish->name, NULL);
}

static void plan_activate(struct planning *p, const struct vg_wish *wish,
			  struct vg_progress *progress)
{
	struct action draft = lvm_draft(p, &vg_activate_type, progress->item, wish->name, NULL);
	const struct vg *vg = progress->vg;
	size_t missing = vg ? inactive_volumes(p, wish, vg, progress->item) : 0;
	bool seen = vg && !vg->partial;
	const size_t *after;

	if (!missing && !planning_owes(p, draft.key) && (seen || !progress->late))
		return;
	if (missing && vg_is_kept_off(p, wish->name, NULL, draft.key, progress->item))
		return;
	if (progress->barred) {
		if (missing)
			carriers_bar(p, progress, progress->item);
		return;
	}
	draft.title = arena_printf(p->arena, "activate volume group %s", wish->name);
	draft.change = (struct change){ NULL, seen_word(p, vg), "active" };
	draft.late = access_when(p, wish, progress->late, NULL);
	if (progress->late && !seen)
		draft.reason = progress->why_late ? progress->why_late
						  : "because its targets are not logged in yet";
	else if (missing)
		draft.reason = arena_printf(p->arena,
					    "because %zu of its %zu logical volumes %s "
					    "not active",
					    missing, vg->lvs.count, missing == 1 ? "is" : "are");
	else
		draft.reason = "because its disks have just come, and udev may not have "
			       "activated all of it";
	draft.command = lvm_activate(p->tools, p->snapshot, p->arena,
				     &(struct lvm_name){ wish->name, wish->uuid, NULL },
				     access_activation(wish), false);
	access_hint(p, wish, &draft);
	progress->activate = planning_act(p, &draft);
	vec_each (after, &progress->after)
		plan_after(p->plan, progress->activate, *after);
}

static void plan_up(struct planning *p)
{
	const struct vg_wish *wish;

	vec_each (wish, &p->wishes->vgs) {
		struct vg_progress *progress = &p->vgs[wish - p->wishes->vgs.at];

		*progress = (struct vg_progress){ .item = vg_item(p, wish),
						  .activate = PLAN_NONE,
						  .deactivate = PLAN_NONE };
		if (wish->ensure == VG_INACTIVE)
			continue;
		judge_up(p, wish, progress);
		progress->piecewise = wish->ensure == VG_PRESENT ||
				      vg_wish_lists(wish, LV_INACTIVE) ||
				      access_splits(wish, progress->vg) ||
				      !p->plan->items.at[progress->item].selected;
		progress->deferred = access_defers(p, wish, progress);
		if (progress->open && !progress->piecewise)
			plan_activate(p, wish, progress);
	}
}

const struct kind vg_kind = { "volume group", plan_up, vg_plan_down };
