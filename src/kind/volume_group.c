/*
 * Volume groups on the way up: activated as a whole (or volume by volume, see
 * logical_volume.c) once the targets that carry them are there.
 * volume_group_down.c has the way back.
 */
#include "kind/volume_group.h"

#include "kind/lvm_guard.h"
#include "tool/lvm.h"

static const struct action_type activate_type = {
	.name = "activate",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard,
};

/* ---- which targets carry it ---- */

static const struct session *session_by_sid(const struct planning *p, unsigned int sid)
{
	const struct session *session;

	vec_each (session, &p->snapshot->sessions)
		if (session->sid == sid)
			return session;
	return NULL;
}

static void await_target(struct planning *p, const char *name, struct vg_progress *progress,
			 const char **blocked)
{
	size_t at = strmap_find(&p->wishes->target_index, name);
	const struct target_progress *target;
	const size_t *pending;

	if (at == SIZE_MAX)
		return;
	target = &p->targets[at];
	vec_each (pending, &target->pending)
		vec_add(p->arena, &progress->after, *pending);
	progress->busy |= target->busy;
	if (target->blocked && !*blocked)
		*blocked = target->blocked;
}

/* Learned from the probe: PV -> disk -> session -> target. */
static bool await_learned(struct planning *p, const struct vg *vg, struct vg_progress *progress,
			  const char **blocked)
{
	const struct pv *pv;
	bool learned = false;

	vec_each (pv, &vg->pvs) {
		const struct block *block =
			pv->missing ? NULL : snapshot_devno(p->snapshot, pv->major, pv->minor);
		const struct session *session =
			block && block->sid ? session_by_sid(p, block->sid) : NULL;

		if (!session)
			continue;
		await_target(p, session->target, progress, blocked);
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
			await_target(p, ref->name, progress, &blocked);
	} else if (!progress->vg || !await_learned(p, progress->vg, progress, &blocked)) {
		vec_each (target, &p->wishes->targets)
			if (target->ensure == TARGET_LOGGED_IN)
				await_target(p, target->name, progress, &blocked);
	}
	return blocked;
}

/* ---- what can be known about it ---- */

/* Judges what hides a VG from us, or makes its name no identity. True: nothing may be done. */
bool vg_is_unclear(struct planning *p, const struct vg_wish *wish, size_t item)
{
	const struct vg *vg = snapshot_vg(p->snapshot, wish->name);
	const char *resource = arena_printf(p->arena, "vg:%s", wish->name);
	const struct straggler *straggler = planning_straggler(p, resource);
	size_t count = snapshot_vg_count(p->snapshot, wish->name);

	if (straggler)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "a command is still going (pid %d): %s",
			   straggler->pid, straggler->command);
	else if (p->snapshot->lvm_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "LVM could not be asked: %s",
			   p->snapshot->lvm_unknown);
	else if (count > 1)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "%zu volume groups have this name; rename all but one with: "
			   "vgrename UUID NEWNAME",
			   count);
	else if (vg && wish->uuid && !str_equal(vg->uuid, wish->uuid))
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "the volume group of this name has uuid %s, not %s", vg->uuid,
			   wish->uuid);
	else if (p->snapshot->lvm_incomplete && (!vg || vg->partial))
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "not all of LVM could be looked at: %s",
			   p->snapshot->lvm_incomplete);
	else
		return false;
	return true;
}

/* Two disks with one identity and no multipathd: LVM then drops the VG without a word
 * (LVM 2.03.16, lib/cache/lvmcache.c:_all_multipath_components). */
static const char *doubled_disk(struct planning *p)
{
	struct strmap seen = { 0 };
	const struct block *block;

	vec_each (block, &p->snapshot->blocks) {
		size_t other;

		if (!block->sid || !block->wwid || block->disk || p->snapshot->multipathd)
			continue;
		other = strmap_find(&seen, block->wwid);
		if (other != SIZE_MAX)
			return arena_printf(
				p->arena,
				"%s and %s are the same LUN and multipathd does not run, "
				"so LVM uses neither",
				p->snapshot->blocks.at[other].name, block->name);
		strmap_add(p->arena, &seen, block->wwid, (size_t)(block - p->snapshot->blocks.at));
	}
	return NULL;
}

static void judge_invisible(struct planning *p, struct vg_progress *progress, const char *blocked)
{
	const char *doubled = blocked ? NULL : doubled_disk(p);

	if (blocked)
		plan_judge(p->plan, progress->item, VERDICT_BLOCKED,
			   "its targets are not there: %s", blocked);
	else
		plan_judge(
			p->plan, progress->item, VERDICT_FAILS,
			"it is not visible on this host, and no login of this manifest will bring "
			"it: %s",
			doubled ? doubled
				: "look at the LUNs the target exports to this host, at pvs, and "
				  "at LVM's devices file and filters");
}

/* Decides whether the volumes of a VG can be acted on: now, late, or not at all. */
static void judge_up(struct planning *p, const struct vg_wish *wish, struct vg_progress *progress)
{
	const struct vg *vg = progress->vg = snapshot_vg(p->snapshot, wish->name);
	const char *blocked;

	if (vg_is_unclear(p, wish, progress->item))
		return;
	blocked = vg_await_targets(p, wish, progress);
	if (vg_wish_lists(wish, LV_INACTIVE))
		vg_await_activation(p, wish, progress);
	if (progress->busy) {
		plan_judge(p->plan, progress->item, VERDICT_UNKNOWN,
			   "a command is still at work on its target");
	} else if (progress->after.count && !blocked) {
		plan_covered(p->plan, progress->item);
		progress->late =
			arena_printf(p->arena, "volume group %s is there by then", wish->name);
		progress->open = true;
	} else if (!vg) {
		judge_invisible(p, progress, blocked);
	} else if (vg->exported) {
		plan_judge(p->plan, progress->item, VERDICT_REFUSED,
			   "it is exported; import it first with: vgimport %s", vg->name);
	} else if (vg->partial && (wish->ensure == VG_ACTIVE || vg_wish_lists(wish, LV_ACTIVE))) {
		plan_judge(p->plan, progress->item, blocked ? VERDICT_BLOCKED : VERDICT_REFUSED,
			   "%u of its physical volumes %s missing, and a partial volume group is "
			   "never activated%s%s",
			   vg->missing_pvs, vg->missing_pvs == 1 ? "is" : "are",
			   blocked ? "; its targets are not there: " : "", blocked ? blocked : "");
	} else {
		progress->after.count = 0;
		progress->open = true;
	}
}

/* ---- up ---- */

static size_t vg_item(struct planning *p, const struct vg_wish *wish)
{
	size_t item = plan_item(p->plan, "volume group", wish->name, &wish->place);

	p->plan->items.at[item].selected = planning_selects(p, wish->name);
	return item;
}

static size_t inactive_volumes(const struct vg *vg)
{
	const struct lv *lv;
	size_t count = 0;

	vec_each (lv, &vg->lvs)
		count += !lv->active && !lv->skip && volume_can_be_active(lv);
	return count;
}

static void plan_activate(struct planning *p, const struct vg_wish *wish,
			  struct vg_progress *progress)
{
	struct action draft = lvm_draft(p, &activate_type, progress->item, wish->name, NULL);
	size_t missing = progress->late ? 0 : inactive_volumes(progress->vg);
	const size_t *after;

	if (!progress->late && !missing && !planning_owes(p, draft.key))
		return;
	draft.title = arena_printf(p->arena, "activate volume group %s", wish->name);
	draft.late = progress->late;
	if (progress->late)
		draft.reason = "because its targets are not logged in yet";
	else if (missing)
		draft.reason =
			arena_printf(p->arena,
				     "because %zu of its %zu logical volumes %s "
				     "not active",
				     missing, progress->vg->lvs.count, missing == 1 ? "is" : "are");
	else
		draft.reason = "because its disks have just come, and udev may not have "
			       "activated all of it";
	draft.command = lvm_vg_activate(p->tools, p->snapshot, p->arena, wish->name);
	progress->activate = planning_act(p, &draft);
	vec_each (after, &progress->after)
		if (progress->activate != PLAN_NONE)
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
				      !p->plan->items.at[progress->item].selected;
		if (progress->open && !progress->piecewise)
			plan_activate(p, wish, progress);
	}
}

const struct kind vg_kind = { "volume group", plan_up, vg_plan_down };
