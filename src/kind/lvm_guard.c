#include "kind/lvm_guard.h"

#include "base/strbuf.h"
#include "kind/carriers.h"
#include "kind/disk_trouble.h"
#include "kind/ends.h"
#include "kind/volume_group.h"
#include "kind/volume_layers.h"
#include "os/file.h"
#include "tool/lvm.h"
#include "tool/sysfs.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static bool was_sick(const struct action *action, unsigned int sid)
{
	const unsigned int *sick;

	vec_each (sick, &action->sick)
		if (*sick == sid)
			return true;
	return false;
}

enum guard_answer lvm_guard(const struct action *action, const struct tools *tools,
			    struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct session *session;

	if (sysfs_read_sick_sessions(tools, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	vec_each (session, &now.sessions) {
		if (session_is_logged_in(session) || was_sick(action, session->sid))
			continue;
		*ret_reason = arena_printf(arena,
					   "session %u of %s is %s since this run looked, and LVM "
					   "would hang on its disks",
					   session->sid, session->target, session->state);
		return GUARD_REFUSE;
	}
	return GUARD_GO;
}

enum guard_answer lvm_guard_up(const struct action *action, const struct tools *tools,
			       struct arena *arena, const char **ret_reason)
{
	const char *const *disk;

	vec_each (disk, &action->disks) {
		const char *path = arena_printf(arena, "%s/class/block/%s", tools->sysfs, *disk);

		if (access(path, F_OK) == 0)
			continue;
		*ret_reason = file_is_gone(-errno)
				      ? arena_printf(arena,
						     "%s, a disk of volume group %s, has gone "
						     "since this run looked; run converge again",
						     *disk, action->vg)
				      : arena_printf(arena, "cannot look at %s: %s", path,
						     strerror(errno));
		return GUARD_REFUSE;
	}
	if (carriers_still_there(action, tools, arena, ret_reason) != GUARD_GO)
		return GUARD_REFUSE;
	return lvm_guard(action, tools, arena, ret_reason);
}

const struct action_type lv_activate_type = {
	.name = "activate-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard_up,
};

const char *lvm_key(struct arena *arena, const struct action_type *type, const char *vg,
		    const char *lv)
{
	return lv ? arena_printf(arena, "%s %s/%s", type->name, vg, lv)
		  : arena_printf(arena, "%s %s", type->name, vg);
}

/* Of a volume group that is not visible yet, none are known. */
static void note_disks(struct planning *p, struct action *draft)
{
	const struct vg_wish *wish = wishes_vg(p->wishes, draft->vg);
	const struct vg *vg = snapshot_vg(p->snapshot, draft->vg, wish ? wish->uuid : NULL);
	const struct pv *pv;

	if (!vg)
		return;
	vec_each (pv, &vg->pvs) {
		const struct block *block = snapshot_pv(p->snapshot, pv);

		if (!block)
			continue;
		vec_add(p->arena, &draft->disks, block->name);
		if (disk_hint(p, block))
			planning_hint(p, draft, LVM_PROCESSING_FAILED, disk_hint(p, block));
	}
}

struct action lvm_draft(struct planning *p, const struct action_type *type, size_t item,
			const char *vg, const char *lv)
{
	struct action draft = {
		.type = type,
		.item = item,
		.key = lvm_key(p->arena, type, vg, lv),
		.place = p->plan->items.at[item].place,
		.lane = arena_printf(p->arena, "vg:%s", vg),
		.resource = arena_printf(p->arena, "vg:%s", vg),
		.vg = vg,
		.lv = lv,
	};

	/* They are the same for all steps. */
	draft.sick.at = p->snapshot->sick.at;
	draft.sick.count = draft.sick.room = p->snapshot->sick.count;
	note_disks(p, &draft);
	carriers_note(p, wishes_vg(p->wishes, vg), &draft);
	return draft;
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
	return p->history && planning_owes(p, lvm_key(p->arena, &lv_activate_type, wish->name, lv));
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
