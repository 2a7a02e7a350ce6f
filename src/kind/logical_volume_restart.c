/*
 * Volumes that fail although their disks are back, and that a refresh does not help: they are
 * deactivated, with all that shares maps with them, and activated again.
 */
#include "kind/access.h"
#include "kind/logical_volume.h"
#include "kind/lvm_guard.h"
#include "kind/volume_group.h"
#include "kind/volume_layers.h"
#include "tool/lvm.h"

#define NO_REFRESH "and a refresh does not help a volume of this layout"

/* Both look whether the disks are still there: what is deactivated is to come up again. */
static const struct action_type stop_type = {
	.name = "deactivate-failed-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard_up,
};

static const struct action_type start_type = {
	.name = "reactivate-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard_up,
};

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
	struct action draft = lvm_draft(p, type, item, wish->name, name);

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
	struct action draft = draft_of(p, restart, &stop_type, name);

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
	struct action draft = draft_of(p, restart, &start_type, name);

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

void lv_restart(struct planning *p, const struct vg_wish *wish, const struct block *map,
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
