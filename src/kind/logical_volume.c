/*
 * Logical volumes: those the manifest lists, and all the others of a VG that must be activated
 * volume by volume. logical_volume_repair.c has those that are active and do not work.
 */
#include "act/volume.h"
#include "kind/access.h"
#include "kind/carriers.h"
#include "kind/kind.h"
#include "kind/logical_volume_repair.h"
#include "kind/rescan.h"
#include "kind/volume.h"
#include "kind/volume_group_trouble.h"
#include "tool/lvm.h"

/* What changes of its item: that of a listed volume is its own. */
static const char *change_word(const struct vg_wish *wish, const char *name)
{
	return vg_wish_lv(wish, name) ? NULL : name;
}

/* Another's action activates it. */
static void cover(struct planning *p, size_t item, const struct lv *lv)
{
	plan_covered(p->plan, item);
	if (p->plan->items.at[item].selected)
		plan_change(p->plan, item, NULL, lv_seen_word(lv), "active");
}

static void plan_activate(struct planning *p, const struct vg_wish *wish, const char *name,
			  bool skip, const struct vg_progress *progress)
{
	struct action draft = volume_draft(p, &lv_activate_type, lv_item(p, wish, name, progress),
					   wish->name, name);

	if (carriers_bar(p, progress, draft.item))
		return;
	draft.title = arena_printf(p->arena, "activate logical volume %s/%s", wish->name, name);
	draft.change = (struct change){ change_word(wish, name),
					lv_seen_word(lv_seen(progress, name)), "active" };
	draft.late = access_when(p, wish, progress->late, name);
	draft.reason = progress->why_late	     ? progress->why_late
		       : progress->late		     ? "because its volume group is not there yet"
		       : planning_owes(p, draft.key) ? "because its disks have just come"
						     : "because it is not active";
	/* Of a volume that is not there yet the flag is not known; what is promised is kept. */
	draft.command = lvm_activate(
		p->tools, p->snapshot, p->arena, &(struct lvm_name){ wish->name, wish->uuid, name },
		access_activation(wish), skip || progress->late || planning_owes(p, draft.key));
	access_hint(p, wish, &draft);
	lv_act(p, progress, &draft, PLAN_NONE);
}

static void plan_active(struct planning *p, const struct vg_wish *wish,
			const struct vg_progress *progress, const struct lv *lv)
{
	if (!lv_repair(p, wish, lv, progress) && lv->unknown)
		plan_judge(p->plan, lv_item(p, wish, lv->name, progress), VERDICT_UNKNOWN,
			   "whether %s/%s is active cannot be seen", wish->name, lv->name);
}

static bool lv_is_kept_off(struct planning *p, const struct vg_wish *wish, const char *name,
			   size_t item)
{
	const char *key = volume_key(p->arena, &lv_activate_type, wish->name, name);

	return vg_is_kept_off(p, wish->name, name, key, item);
}

/* What would be done with its volume group is not done if that is in trouble. */
static void judge_with_group(struct planning *p, const struct vg_progress *progress, size_t item)
{
	enum verdict group = p->plan->items.at[progress->item].verdict;

	if (group > VERDICT_CHANGES)
		plan_judge(p->plan, item, VERDICT_BLOCKED, "its volume group is %s",
			   verdict_words[group]);
}

static void plan_lv_up(struct planning *p, const struct vg_wish *wish,
		       const struct vg_progress *progress, const struct lv *lv)
{
	bool owed = volume_is_owed(p, wish, lv->name);
	size_t item;

	if (!lv_is_wanted(wish, lv) || access_bars(wish, lv))
		return;
	item = lv_item(p, wish, lv->name, progress);
	if ((lv->active || lv->unknown) && !owed)
		plan_active(p, wish, progress, lv);
	else if (!lv->active && (volume_is_in_the_way(p, progress->vg, lv, item) ||
				 lv_is_kept_off(p, wish, lv->name, item)))
		return;
	else if (!owed && progress->deferred)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "since this run began it has become possible to activate logical volume "
			   "%s/%s; run converge again to have that done",
			   wish->name, lv->name);
	else if (progress->piecewise || lv->skip || owed)
		plan_activate(p, wish, lv->name, lv->skip, progress);
	else if (progress->activate != PLAN_NONE)
		/* `vgchange -ay` does it; a listed volume is still judged by itself. */
		cover(p, item, lv);
	else
		judge_with_group(p, progress, item);
}

static void note_late(struct planning *p, const struct vg_wish *wish,
		      const struct vg_progress *progress, bool lists_active)
{
	const char *note = NULL;

	if (!p->plan->items.at[progress->item].selected)
		return;
	if (progress->piecewise && wish->ensure == VG_ACTIVE)
		note = arena_printf(
			p->arena,
			"if volume group %s has other volumes than those listed, each%s is "
			"activated too: lvchange %s %s/NAME",
			wish->name,
			wish->access == ACCESS_SHARED ? " that is linear or striped" : "",
			lvm_activation_words[access_activation(wish)], wish->name);
	else if (lists_active && !progress->piecewise)
		note = arena_printf(
			p->arena,
			"if a listed volume of %s has the activation skip flag: lvchange "
			"%s -K %s/NAME",
			wish->name, lvm_activation_words[access_activation(wish)], wish->name);
	if (note)
		vec_add(p->arena, &p->plan->notes, note);
}

/* Refreshes of what is seen to need them: volumes, or of a VG that is not there, left-over maps. */
static void plan_late_refreshes(struct planning *p, const struct vg_wish *wish,
				const struct vg_progress *progress)
{
	const struct lv *lv;

	if (progress->vg) {
		vec_each (lv, &progress->vg->lvs)
			if (lv_is_wanted(wish, lv) && !access_bars(wish, lv) &&
			    (lv->active || lv->unknown))
				plan_active(p, wish, progress, lv);
		return;
	}
	lv_repair_left_over(p, wish, progress);
}

static bool is_active(const struct vg_progress *progress, const char *name)
{
	const struct lv *lv = progress->vg ? vg_lv(progress->vg, name) : NULL;

	return lv && lv->active;
}

/* Of a VG that is not there yet only the manifest's list and left-over maps are known. */
static void plan_late(struct planning *p, const struct vg_wish *wish,
		      const struct vg_progress *progress)
{
	const struct lv_wish *lv;
	bool lists_active = false;

	vec_each (lv, &wish->lvs) {
		size_t item = lv_item(p, wish, lv->name, progress);

		if (lv->ensure != LV_ACTIVE || is_active(progress, lv->name))
			continue;
		lists_active = true;
		if (progress->piecewise)
			plan_activate(p, wish, lv->name, false, progress);
		else
			cover(p, item, lv_seen(progress, lv->name));
	}
	plan_late_refreshes(p, wish, progress);
	note_late(p, wish, progress, lists_active);
}

/* A listed volume that this host does not see may be on a LUN that is new to it. */
static void plan_missing(struct planning *p, const struct vg_wish *wish, const struct lv_wish *lv,
			 const struct vg_progress *progress)
{
	size_t item = lv_item(p, wish, lv->name, progress);
	struct vg_progress late = *progress;
	const char *full = p->plan->items.at[item].name;

	if (carriers_bar(p, progress, item))
		return;
	late.after.count = late.after.room = 0;
	if (!rescan_plan(p, wish, &late, item,
			 arena_printf(p->arena,
				      "because there is no logical volume %s as this host sees it, "
				      "and its LUN may be new",
				      full))) {
		plan_judge(p->plan, item, VERDICT_FAILS,
			   "there is no such logical volume in volume group %s as this host sees "
			   "it; create it, or correct the manifest",
			   wish->name);
		return;
	}
	plan_covered(p->plan, item);
	plan_change(p->plan, item, NULL, lv_seen_word(NULL), lv_ensure_words[lv->ensure]);
	vec_add(p->arena, &p->plan->notes,
		arena_printf(p->arena,
			     "unless the rescan brings logical volume %s, it has to be created, or "
			     "the manifest corrected",
			     full));
	late.late = arena_printf(p->arena, "logical volume %s is there by then", full);
	late.why_late = "because it is not there yet";
	if (lv->ensure == LV_ACTIVE)
		plan_activate(p, wish, lv->name, false, &late);
}

static void judge_listed(struct planning *p, const struct vg_wish *wish,
			 const struct vg_progress *progress)
{
	const struct lv_wish *lv;

	vec_each (lv, &wish->lvs) {
		size_t item = lv_item(p, wish, lv->name, progress);

		if (!progress->open)
			judge_with_group(p, progress, item);
		else if (progress->open && !progress->late && !vg_lv(progress->vg, lv->name))
			plan_missing(p, wish, lv, progress);
	}
}

void lv_plan_up(struct planning *p)
{
	const struct vg_wish *wish;
	const struct lv *lv;

	vec_each (wish, &p->wishes->vgs) {
		const struct vg_progress *progress = &p->vgs[wish - p->wishes->vgs.at];

		if (wish->ensure == VG_INACTIVE)
			continue;
		judge_listed(p, wish, progress);
		if (!progress->open)
			continue;
		if (progress->late) {
			plan_late(p, wish, progress);
			continue;
		}
		access_judge_volumes(p, wish, progress);
		vec_each (lv, &progress->vg->lvs)
			plan_lv_up(p, wish, progress, lv);
	}
}

static size_t plan_deactivate(struct planning *p, const struct vg_wish *wish,
			      const struct lv_wish *listed, const struct vg_progress *progress)
{
	size_t item = lv_item(p, wish, listed->name, progress);
	struct action draft = volume_draft(p, &lv_deactivate_type, item, wish->name, listed->name);

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
