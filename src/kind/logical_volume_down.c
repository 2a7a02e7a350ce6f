/* Logical volumes on the way down: those that are listed as inactive. */
#include "kind/logical_volume.h"

#include "kind/lvm_guard.h"
#include "kind/volume_group.h"
#include "tool/lvm.h"

static const struct action_type deactivate_type = {
	.name = "deactivate-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard,
};

static size_t plan_deactivate(struct planning *p, const struct vg_wish *wish,
			      const struct lv_wish *listed, const struct vg_progress *progress)
{
	size_t item = lv_item(p, wish, listed->name, progress);
	struct action draft = lvm_draft(p, &deactivate_type, item, wish->name, listed->name);

	draft.title =
		arena_printf(p->arena, "deactivate logical volume %s/%s", wish->name, listed->name);
	draft.late = progress->late;
	draft.reason = "because it is declared inactive";
	draft.change =
		(struct change){ NULL, lv_seen_word(lv_seen(progress, listed->name)), "inactive" };
	draft.command = lvm_deactivate(p->tools, p->snapshot, p->arena,
				       &(struct lvm_name){ wish->name, wish->uuid, listed->name });
	return lv_act(p, progress, &draft, PLAN_NONE);
}

static void plan_lv_down(struct planning *p, const struct vg_wish *wish,
			 const struct lv_wish *listed, struct vg_progress *progress)
{
	size_t item = lv_item(p, wish, listed->name, progress);
	const struct lv *lv = lv_seen(progress, listed->name);
	struct vg_progress late = *progress;
	const char *holders;
	size_t made;

	if (progress->late) {
		late.late = "udev activates it when its disks come";
		plan_deactivate(p, wish, listed, &late);
	} else if (lv && lv->unknown) {
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "whether it is active cannot be seen");
	} else if (lv && lv->active && uses_are_unknown(p, item)) {
		return;
	} else if (lv && lv->active && (holders = volume_holders(p, progress->vg, lv))) {
		plan_judge(p->plan, item, VERDICT_REFUSED, "it stays active: %s", holders);
	} else if (lv && lv->active) {
		made = plan_deactivate(p, wish, listed, progress);
		if (made != PLAN_NONE)
			vec_add(p->arena, &progress->singles, made);
	} else {
		vg_doubt_inactive(p, item);
	}
}

void lv_plan_down(struct planning *p)
{
	const struct vg_wish *wish;
	const struct lv_wish *lv;

	vec_each (wish, &p->wishes->vgs) {
		struct vg_progress *progress = &p->vgs[wish - p->wishes->vgs.at];

		vec_each (lv, &wish->lvs)
			if (progress->open && lv->ensure == LV_INACTIVE)
				plan_lv_down(p, wish, lv, progress);
	}
}
