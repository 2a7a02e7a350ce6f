/*
 * Volumes that are active and do not work: their map is behind what another host has made of them,
 * leads to devices that are gone, has failed, or is suspended.
 */
#include "kind/access.h"
#include "kind/carriers.h"
#include "kind/logical_volume.h"
#include "kind/lvm_guard.h"
#include "kind/volume_group.h"
#include "kind/volume_layers.h"
#include "tool/lvm.h"

#include <stdlib.h>
#include <string.h>

static const struct action_type refresh_type = {
	.name = "refresh-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard_up,
};

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
	struct action draft =
		lvm_draft(p, &refresh_type, lv_item(p, wish, name, progress), wish->name, name);

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
		lv_restart(p, wish, map, progress, reason);
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
