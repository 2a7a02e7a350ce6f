/*
 * A map that is behind what another host has made of its volume, leads to devices that are gone, or
 * has failed: refreshed, or, where a refresh does not help although the disks are back,
 * deactivated, with all that shares maps with it, and activated again.
 */
#include "kind/logical_volume_repair.h"

#include "act/stack.h"
#include "act/volume.h"
#include "kind/access.h"
#include "kind/carriers.h"
#include "kind/volume.h"
#include "kind/volume_group_trouble.h"
#include "kind/volume_layers.h"
#include "tool/lvm.h"

#include <stdlib.h>
#include <string.h>

/* ---- deactivated and activated again ---- */

#define NO_REFRESH "and a refresh does not help a volume of this layout"

/* What is restarted together, and what for. */
struct restart {
	const struct vg_wish *wish;
	const struct vg_progress *progress;
	const char *reason;
	struct layered all;
	size_t last; /* its last step so far; or PLAN_NONE */
};

/* The volume whose map this is; "" for what has no such name. */
static const char *volume_of(struct planning *p, const struct block *map)
{
	const char *vg, *lv;

	return lvm_split_dm_name(p->arena, map->dm_name, &vg, &lv) ? lv : "";
}

/* Of a volume group that is not visible only the manifest tells. */
static bool is_wanted(const struct restart *restart, const char *name)
{
	const struct lv *lv = lv_seen(restart->progress, name);
	const struct lv_wish *listed = vg_wish_lv(restart->wish, name);

	if (lv)
		return lv_is_wanted(restart->wish, lv) && !access_bars(restart->wish, lv);
	if (listed)
		return listed->ensure == LV_ACTIVE;
	return restart->wish->ensure == VG_ACTIVE;
}

/* Why a volume cannot be deactivated; NULL: it can. */
static const char *obstacle(struct planning *p, const struct restart *restart,
			    const struct block *map)
{
	const struct vg *vg = restart->progress->vg;
	const char *name = volume_of(p, map);
	const struct lv *lv = lv_seen(restart->progress, name);

	if (!*name || (vg && !lv))
		return arena_printf(p->arena,
				    "device-mapper has %s, which shares maps with it and is no "
				    "volume of %s (any more); %s",
				    block_title(map), restart->wish->name,
				    vg_orphan_advice(p, map));
	if (!p->plan->items.at[lv_item(p, restart->wish, name, restart->progress)].selected)
		return arena_printf(p->arena,
				    "%s/%s shares maps with it, and is left out by --only",
				    restart->wish->name, name);
	if (!is_wanted(restart, name))
		return arena_printf(p->arena,
				    "%s/%s shares maps with it, is active too, and is not to be so "
				    "by the manifest (to end that: lvchange -an %s/%s)",
				    restart->wish->name, name, restart->wish->name, name);
	return lv ? volume_holders(p, vg, lv) : map_holders(p, restart->wish->name, name, map);
}

static const char *obstacles(struct planning *p, const struct restart *restart)
{
	const struct block *const *map;
	const char *text = NULL;

	vec_each (map, &restart->all.maps) {
		const char *why = obstacle(p, restart, *map);

		if (why)
			text = text ? arena_printf(p->arena, "%s; %s", text, why) : why;
	}
	return text;
}

static void judge_all(struct planning *p, const struct restart *restart, const char *obstacles)
{
	const struct block *const *map;

	vec_each (map, &restart->all.maps) {
		const char *name = volume_of(p, *map);

		if (is_wanted(restart, name))
			plan_judge(
				p->plan, lv_item(p, restart->wish, name, restart->progress),
				VERDICT_REFUSED,
				"%s/%s has to be deactivated and activated again, %s, " NO_REFRESH
				"; but %s",
				restart->wish->name, name, restart->reason, obstacles);
	}
}

static struct action draft_of(struct planning *p, const struct restart *restart,
			      const struct action_type *type, const char *name)
{
	const struct vg_wish *wish = restart->wish;
	size_t item = lv_item(p, wish, name, restart->progress);
	struct action draft = volume_draft(p, type, item, wish->name, name);

	draft.late = restart->progress->late;
	draft.change = (struct change){ vg_wish_lv(wish, name) ? NULL : name, "failed",
					"activated again" };
	return draft;
}

static void add_step(struct planning *p, struct restart *restart, struct action *draft)
{
	size_t made = lv_act(p, restart->progress, draft, restart->progress->activate);

	plan_after(p->plan, made, restart->last);
	restart->last = made;
}

static void plan_stop(struct planning *p, struct restart *restart, const char *name)
{
	const struct vg_wish *wish = restart->wish;
	struct action draft = draft_of(p, restart, &lv_stop_type, name);

	draft.title = arena_printf(p->arena, "deactivate logical volume %s/%s", wish->name, name);
	draft.reason = arena_printf(p->arena, "%s, " NO_REFRESH, restart->reason);
	draft.command = lvm_deactivate(p->tools, p->snapshot, p->arena,
				       &(struct lvm_name){ wish->name, wish->uuid, name });
	add_step(p, restart, &draft);
}

/* It was active, so the activation skip flag does not count. */
static void plan_start(struct planning *p, struct restart *restart, const char *name)
{
	const struct vg_wish *wish = restart->wish;
	struct action draft = draft_of(p, restart, &lv_start_type, name);

	draft.title =
		arena_printf(p->arena, "activate logical volume %s/%s again", wish->name, name);
	draft.reason = "because only a new activation helps it";
	draft.command = lvm_activate(p->tools, p->snapshot, p->arena,
				     &(struct lvm_name){ wish->name, wish->uuid, name },
				     access_activation(wish), true);
	access_hint(p, wish, &draft);
	add_step(p, restart, &draft);
}

/* LVM takes snapshots down and up with their origin. */
static void plan_steps(struct planning *p, struct restart *restart)
{
	const struct block *const *map;

	vec_each (map, &restart->all.maps)
		if (!volume_is_cow(&p->stack, *map))
			plan_stop(p, restart, volume_of(p, *map));
	for (size_t i = restart->all.maps.count; i-- > 0;) {
		const struct block *member = restart->all.maps.at[i];
		const char *name = volume_of(p, member);

		if (!volume_is_cow(&p->stack, member))
			plan_start(p, restart, name);
		else
			plan_covered(p->plan, lv_item(p, restart->wish, name, restart->progress));
	}
}

/*
 * Of a volume that fails though its disks are there, and that only a new activation helps: plans to
 * deactivate it, with all that shares maps with it, and to activate them again; or judges why that
 * cannot be done. map: its own; reason: "because …".
 */
static void plan_restart(struct planning *p, const struct vg_wish *wish, const struct block *map,
			 const struct vg_progress *progress, const char *reason)
{
	struct restart restart = {
		.wish = wish, .progress = progress, .reason = reason, .last = PLAN_NONE
	};
	const struct block *const *member;
	const char *why;

	/* Once for all that share maps; and without a lock no host may have them of a shared group.
	 */
	if (strmap_find(&p->restarted, map->dm_uuid) != SIZE_MAX ||
	    (progress->late && wish->access == ACCESS_SHARED))
		return;
	restart.all = volume_layered(&p->stack, map);
	vec_each (member, &restart.all.maps)
		strmap_add(p->arena, &p->restarted, (*member)->dm_uuid, 0);
	why = obstacles(p, &restart);
	if (why)
		judge_all(p, &restart, why);
	else
		plan_steps(p, &restart);
}

/* ---- repaired ---- */

/* Its I/O waits for as long as that lasts, which LVM does not mind. */
static bool is_suspended(struct planning *p, const struct vg_wish *wish, const char *name,
			 const struct block *map, const struct vg_progress *progress)
{
	const struct block *held = map ? volume_suspended(&p->stack, map) : NULL;

	if (!held)
		return false;
	plan_judge(p->plan, lv_item(p, wish, name, progress), VERDICT_FAILS,
		   "all I/O of %s/%s waits, because device-mapper has %s suspended: somebody did "
		   "that, or a command of LVM that did not end; if no such command is at work: "
		   "dmsetup resume %s",
		   wish->name, name, map == held ? "it" : block_title(held),
		   command_word(p->arena, block_title(held)));
	return true;
}

static void plan_refresh(struct planning *p, const struct vg_wish *wish, const char *name,
			 const struct vg_progress *progress, const char *reason)
{
	struct action draft = volume_draft(p, &lv_refresh_type, lv_item(p, wish, name, progress),
					   wish->name, name);

	draft.title = arena_printf(p->arena, "refresh logical volume %s/%s", wish->name, name);
	draft.change =
		(struct change){ vg_wish_lv(wish, name) ? NULL : name, "stale", "refreshed" };
	draft.late = access_when(p, wish, progress->late, name);
	draft.reason = reason;
	draft.command = lvm_refresh(p->tools, p->snapshot, p->arena,
				    &(struct lvm_name){ wish->name, wish->uuid, name });
	lv_act(p, progress, &draft, progress->activate);
}

/* Has what its map leads to, or keeps of what it led to, set right. */
static void repair(struct planning *p, const struct vg_wish *wish, const char *name,
		   const struct block *map, const struct vg_progress *progress, const char *reason,
		   bool has_failed)
{
	const struct pv *pv = progress->vg ? vg_short_pv(p, progress->vg) : NULL;

	if (carriers_bar(p, progress, lv_item(p, wish, name, progress)))
		return;
	if (pv && !progress->late)
		plan_judge(p->plan, lv_item(p, wish, name, progress), VERDICT_FAILS,
			   "%s/%s should be refreshed, %s; but %s is smaller than its physical "
			   "volume, and a refresh could leave the volume suspended: look at the "
			   "size of this LUN on the target",
			   wish->name, name, reason, pv->name);
	else if (has_failed ||
		 (reason == volume_leads_nowhere && volume_keeps_failure(&p->stack, map)))
		plan_restart(p, wish, map, progress, reason);
	else
		plan_refresh(p, wish, name, progress, reason);
}

bool lv_repair(struct planning *p, const struct vg_wish *wish, const struct lv *lv,
	       const struct vg_progress *progress)
{
	const struct block *map = stack_volume(&p->stack, progress->vg, lv);
	const char *reason = volume_stale_reason(p, progress->vg, lv);

	if (is_suspended(p, wish, lv->name, map, progress))
		return true;
	if (reason)
		repair(p, wish, lv->name, map, progress, reason, volume_failure(lv));
	return reason;
}

/* ---- of a volume group that is not visible ---- */

/* The volume of a left-over map that the wish wants active and that leads nowhere; or NULL. */
static const char *stale_volume(struct planning *p, const struct vg_wish *wish,
				const struct block *block)
{
	const struct lv_wish *listed;
	const char *vg_name, *lv_name;

	/* A layer is refreshed with the volume on top of it. */
	if (volume_is_layer(&p->stack, block) ||
	    !lvm_split_dm_name(p->arena, block->dm_name, &vg_name, &lv_name) ||
	    !str_equal(vg_name, wish->name))
		return NULL;
	listed = vg_wish_lv(wish, lv_name);
	if (listed)
		return listed->ensure == LV_ACTIVE ? lv_name : NULL;
	return wish->ensure == VG_ACTIVE ? lv_name : NULL;
}

/* A left-over map of a volume group that is not there. */
struct stale {
	const char *name;
	const struct block *map;
};

static int by_name(const void *left, const void *right)
{
	return strcmp(((const struct stale *)left)->name, ((const struct stale *)right)->name);
}

void lv_repair_left_over(struct planning *p, const struct vg_wish *wish,
			 const struct vg_progress *progress)
{
	VEC(struct stale) list = { 0 };
	const struct stale *stale;
	const size_t *lost;

	vec_each (lost, &p->stack.lost.list) {
		const struct block *map = &p->snapshot->blocks.at[*lost];
		const char *name = stale_volume(p, wish, map);

		if (name)
			vec_add(p->arena, &list, ((struct stale){ name, map }));
	}
	/* In the order in which LVM will show them. */
	if (list.count)
		qsort(list.at, list.count, sizeof(*list.at), by_name);
	vec_each (stale, &list)
		if (!is_suspended(p, wish, stale->name, stale->map, progress))
			repair(p, wish, stale->name, stale->map, progress, volume_leads_nowhere,
			       false);
}
