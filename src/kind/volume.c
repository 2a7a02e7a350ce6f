#include "kind/volume.h"

#include "act/ends.h"
#include "act/stack.h"
#include "act/uses.h"
#include "act/volume.h"
#include "kind/volume_group_trouble.h"
#include "kind/volume_layers.h"
#include "tool/lvm.h"

#include <inttypes.h>

size_t lv_item(struct planning *p, const struct vg_wish *wish, const char *name,
	       const struct vg_progress *progress)
{
	const struct lv_wish *lv = vg_wish_lv(wish, name);
	const char *full;
	size_t item;

	if (!lv)
		return progress->item;
	full = arena_printf(p->arena, "%s/%s", wish->name, name);
	item = plan_item(p->plan, KIND_LV, full, &lv->place);
	p->plan->items.at[item].selected =
		planning_selects(p, full) || planning_selects(p, wish->name);
	return item;
}

size_t lv_act(struct planning *p, const struct vg_progress *progress, struct action *draft,
	      size_t also_after)
{
	size_t made = planning_act(p, draft);
	const size_t *after;

	if (made == PLAN_NONE)
		return made;
	vec_each (after, &progress->after)
		plan_after(p->plan, made, *after);
	plan_after(p->plan, made, also_after);
	return made;
}

const struct lv *lv_seen(const struct vg_progress *progress, const char *name)
{
	return progress->vg ? vg_lv(progress->vg, name) : NULL;
}

const char *lv_seen_word(const struct lv *lv)
{
	if (!lv)
		return "not visible";
	return lv->active ? "active" : lv->unknown ? "unknown" : "inactive";
}

/* A volume the manifest lists as active, or any volume of an active VG that is done piecewise. */
bool lv_is_wanted(const struct vg_wish *wish, const struct lv *lv)
{
	const struct lv_wish *listed = vg_wish_lv(wish, lv->name);

	if (listed)
		return listed->ensure == LV_ACTIVE;
	return wish->ensure == VG_ACTIVE && !lv->skip && volume_can_be_active(lv);
}

bool volume_can_be_active(const struct lv *lv)
{
	return !str_equal(lv->layout, "cache,pool") && !str_equal(lv->layout, "vdo,pool");
}

/* A volume whose map is as large as the volume: not of every layout it is. */
static bool has_plain_map(const struct lv *lv)
{
	return str_equal(lv->role, "public") &&
	       (str_equal(lv->layout, "linear") || str_equal(lv->layout, "striped"));
}

const char volume_leads_nowhere[] =
	"because its map leads to devices that are gone (its session was lost under it), so its "
	"I/O fails";

const char *volume_stale_reason(const struct planning *p, const struct vg *vg, const struct lv *lv)
{
	const struct block *block = stack_volume(&p->stack, vg, lv);

	if (block && stack_is_dangling(&p->stack, block))
		return volume_leads_nowhere;
	if (block && volume_failure(lv))
		return volume_failure(lv);
	if (block && lv->unknown)
		return "because its map disagrees with the metadata";
	if (block && has_plain_map(lv) && block->size * 512 != lv->size)
		return arena_printf(p->arena,
				    "because it was resized on another host: here it still has "
				    "%" PRIu64 " MiB, not %" PRIu64,
				    block->size / 2048, lv->size / 1024 / 1024);
	if (block && has_plain_map(lv) && block->extents && *lv->extents &&
	    !str_equal(block->extents, lv->extents))
		return "because its data was moved on another host: its map here still leads to "
		       "where it was";
	/* Pools and parts have none. */
	if (block && block->nodeless && str_starts(lv->role, "public"))
		return arena_printf(p->arena,
				    "because it is active, but /dev/%s/%s or /dev/mapper/%s is not "
				    "there",
				    vg->name, lv->name, lvm_dm_name(p->arena, vg->name, lv->name));
	return NULL;
}

/* The visible VG of this name whose map it is; NULL if none has it. */
static const struct vg *owner_of(const struct planning *p, const struct block *block,
				 const char *name)
{
	const struct vg *vg;

	vec_each (vg, &p->snapshot->vgs)
		if (str_equal(vg->name, name) && lvm_dm_uuid_is_vg(block->dm_uuid, vg->uuid))
			return vg;
	return NULL;
}

/* What a map is that has the name of a volume and is none of its group's, and what ends it. */
static const char *stranger_text(struct planning *p, const struct block *block)
{
	const char *end = block_end(&p->stack, block);
	struct uses uses = { 0 };
	const char *what = block_is_kpartx(block) ? "a partition of another device"
			   : str_starts(block->dm_uuid, "LVM-")
				   ? "a volume of a group that LVM does "
				     "not see"
				   : "a map that is not LVM's";

	stack_uses(&p->stack, block, &uses);
	if (uses.list.count)
		return arena_printf(p->arena, "%s; it is in use: %s", what,
				    uses_text(p->arena, &uses));
	if (end)
		return arena_printf(p->arena, "%s; when nothing uses it: %s", what, end);
	return arena_printf(p->arena, "%s; to see what it is: dmsetup info %s", what,
			    command_word(p->arena, block_title(block)));
}

bool volume_is_in_the_way(struct planning *p, const struct vg *vg, const struct lv *lv, size_t item)
{
	const char *name = lvm_dm_name(p->arena, vg->name, lv->name);
	const char *uuid = lvm_dm_uuid(p->arena, vg->uuid, lv->uuid);
	const struct block *block = stack_named(&p->stack, name);
	const struct vg *owner;

	if (!block || str_starts(block->dm_uuid, uuid))
		return false;
	owner = owner_of(p, block, vg->name);
	if (owner && owner != vg)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "%s/%s cannot be activated: the volume of this name in the other volume "
			   "group %s is active; rename one of the two with: vgrename UUID NEWNAME "
			   "(the other is %s)",
			   vg->name, lv->name, vg->name, owner->uuid);
	else if (owner)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "%s/%s cannot be activated: device-mapper still has %s of another "
			   "volume, which %s had before (replaced on another host?); %s",
			   vg->name, lv->name, name, vg->name, vg_orphan_advice(p, block));
	else
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "%s/%s cannot be activated: device-mapper has its name, %s, for %s",
			   vg->name, lv->name, name, stranger_text(p, block));
	return true;
}

bool volume_is_owed(const struct planning *p, const struct vg_wish *wish, const char *lv)
{
	return p->history &&
	       planning_owes(p, volume_key(p->arena, &lv_activate_type, wish->name, lv));
}

/* Who uses it from outside of its VG, and will not be over in a moment. */
static void outside_uses(struct planning *p, const char *vg, const struct block *block,
			 struct uses *ret_uses)
{
	struct uses all = { 0 }, staying = { 0 };
	const struct use *use;

	stack_uses(&p->stack, block, &all);
	uses_select(p->arena, &all, false, &staying);
	vec_each (use, &staying.list)
		if (!str_equal(use->vg, vg))
			vec_add(p->arena, &ret_uses->list, *use);
}

const char *map_holders(struct planning *p, const char *vg, const char *lv, const struct block *map)
{
	struct uses uses = { 0 };

	outside_uses(p, vg, map, &uses);
	return uses.list.count ? arena_printf(p->arena, "%s/%s is open: %s", vg, lv,
					      uses_text(p->arena, &uses))
			       : NULL;
}

const char *volume_holders(struct planning *p, const struct vg *vg, const struct lv *lv)
{
	const struct block *block = stack_volume(&p->stack, vg, lv);
	const char *holders;
	unsigned int count;

	/* A pool or image is held open by the volumes made of it: its role is private. */
	if (str_starts(lv->role, "private"))
		return NULL;
	holders = block ? map_holders(p, vg->name, lv->name, block) : NULL;
	if (holders)
		return holders;
	/* LVM looked earlier, and what it saw may be over; the count is of now. */
	if (!lv->open || (block && stack_open_count(&p->stack, block, &count)))
		return NULL;
	return arena_printf(p->arena,
			    "%s/%s is open, by whom cannot be seen from here (to look elsewhere: "
			    "fuser -v /dev/%s/%s)",
			    vg->name, lv->name, vg->name, lv->name);
}
