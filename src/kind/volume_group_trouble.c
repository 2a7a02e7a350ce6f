/* What keeps a volume group from being seen or used, and what to do about it. */
#include "kind/volume_group_trouble.h"

#include "act/disk_trouble.h"
#include "act/ends.h"
#include "act/stack.h"
#include "act/uses.h"
#include "tool/lvm.h"

#include <inttypes.h>
#include <string.h>

/* "UUID, UUID" of all that have the name. */
static const char *uuids_of(struct planning *p, const char *name)
{
	CLEANUP(strbuf_done) struct strbuf list = { 0 };
	const struct vg *vg;

	vec_each (vg, &p->snapshot->vgs)
		if (str_equal(vg->name, name))
			strbuf_join(&list, ", ", vg->uuid);
	return list.length ? arena_strdup(p->arena, strbuf_text(&list)) : NULL;
}

bool vg_is_unclear(struct planning *p, const struct vg_wish *wish, size_t item)
{
	const char *resource = arena_printf(p->arena, "vg:%s", wish->name);
	const char *straggler = planning_straggler(p, resource);
	size_t count = snapshot_vg_count(p->snapshot, wish->name);

	if (straggler)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", straggler);
	else if (p->snapshot->lvm_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "LVM could not be asked: %s",
			   p->snapshot->lvm_unknown);
	else if (count > 1 && !wish->uuid)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "%zu volume groups have this name; say which one is meant with uuid "
			   "(%s), or rename all but one with: vgrename UUID NEWNAME",
			   count, uuids_of(p, wish->name));
	else
		return false;
	return true;
}

bool vg_is_out_of_sight(struct planning *p, const struct vg *vg, size_t item)
{
	if (!p->snapshot->lvm_incomplete || (vg && !vg->partial))
		return false;
	plan_judge(p->plan, item, VERDICT_UNKNOWN, "not all of LVM could be looked at: %s",
		   p->snapshot->lvm_incomplete);
	return true;
}

bool uses_are_unknown(struct planning *p, size_t item)
{
	if (p->snapshot->devices_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "not every device on it is known (%s)",
			   p->snapshot->devices_unknown);
	return p->snapshot->devices_unknown;
}

const char *vg_there_by_then(struct planning *p, const struct vg_wish *wish)
{
	return arena_printf(p->arena, "volume group %s is there by then%s", wish->name,
			    p->snapshot->lvm_devices.count
				    ? " (the disks that have come are then in --devices too)"
				    : "");
}

/* ---- not visible ---- */

/* What LVM shows as a physical volume it uses; by index of the block. */
static void mark_shown(const struct planning *p, bool *shown)
{
	const struct snapshot *snapshot = p->snapshot;
	const struct vg *vg;
	const struct pv *pv;
	const struct block *block;

	vec_each (vg, &snapshot->vgs)
		vec_each (pv, &vg->pvs)
			if ((block = snapshot_pv(snapshot, pv)))
				shown[block - snapshot->blocks.at] = true;
	vec_each (pv, &snapshot->orphans)
		if ((block = snapshot_pv(snapshot, pv)))
			shown[block - snapshot->blocks.at] = true;
}

/* Whether the manifest lets the target of this disk carry the group. */
static bool may_carry(const struct planning *p, const struct vg_wish *wish,
		      const struct block *block)
{
	const struct session *session = snapshot_session(p->snapshot, block->sid);

	return !wish->has_targets || (session && vg_wish_names(wish, session->target));
}

/*
 * Two disks with one identity and no multipathd: LVM then drops the VG without a word
 * (LVM 2.03.16, lib/cache/lvmcache.c:_all_multipath_components). Targets are known that give LUNs
 * of different data one WWID: those that differ in size, or of which LVM shows one, are not the
 * same.
 */
static const char *doubled_disk(struct planning *p, const struct vg_wish *wish)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const struct snapshot *snapshot = p->snapshot;
	bool *shown = arena_alloc(&scratch, snapshot->blocks.count + 1);
	struct strmap seen = { 0 };
	const struct block *block;

	if (snapshot->multipathd)
		return NULL;
	mark_shown(p, shown);
	vec_each (block, &snapshot->blocks) {
		size_t at = (size_t)(block - snapshot->blocks.at), other;
		const char *key;

		if (!block->sid || !block->wwid || block->disk || shown[at])
			continue;
		key = arena_printf(&scratch, "%" PRIu64 " %s", block->size, block->wwid);
		other = strmap_find(&seen, key);
		if (other == SIZE_MAX)
			strmap_add(&scratch, &seen, key, at);
		else if (may_carry(p, wish, block) ||
			 may_carry(p, wish, &snapshot->blocks.at[other]))
			return arena_printf(p->arena,
					    "%s and %s are the same LUN and multipathd does not "
					    "run, so LVM uses neither",
					    snapshot->blocks.at[other].name, block->name);
	}
	return NULL;
}

/* Another VG has the name, or another name has the VG: the manifest's uuid and name disagree. */
static const char *mistaken_identity(struct planning *p, const struct vg_wish *wish)
{
	const struct vg *renamed = wish->uuid ? snapshot_vg_by_uuid(p->snapshot, wish->uuid) : NULL;
	const char *uuids = wish->uuid ? uuids_of(p, wish->name) : NULL;

	if (renamed)
		return arena_printf(p->arena,
				    "the volume group with this uuid is called %s; correct the "
				    "manifest, or rename it with: vgrename %s %s",
				    renamed->name, wish->uuid, wish->name);
	if (uuids)
		return arena_printf(p->arena, "the volume group of this name has uuid %s, not %s",
				    uuids, wish->uuid);
	return NULL;
}

static const char *ignored_disks(struct planning *p)
{
	const char *const *name, *list = NULL;

	vec_each (name, &p->snapshot->lvm_ignored)
		list = list ? arena_printf(p->arena, "%s, %s", list, *name) : *name;
	if (!list)
		return NULL;
	return arena_printf(p->arena,
			    "the devices file or the filters of LVM leave out %s; to see them: "
			    "lvmconfig --type full devices",
			    list);
}

void vg_judge_invisible(struct planning *p, const struct vg_wish *wish, size_t item,
			const char *blocked)
{
	const char *mistaken = mistaken_identity(p, wish);
	const char *cause = doubled_disk(p, wish);

	if (!cause)
		cause = disk_trouble(p, wish);
	if (!cause)
		cause = ignored_disks(p);
	if (blocked)
		plan_judge(p->plan, item, VERDICT_BLOCKED, "its targets are not there: %s",
			   blocked);
	else if (mistaken)
		plan_judge(p->plan, item, VERDICT_REFUSED, "%s", mistaken);
	else
		plan_judge(
			p->plan, item, VERDICT_FAILS,
			"it is not visible on this host, and no login of this manifest will "
			"bring it: %s",
			cause ? cause
			      : arena_printf(
					p->arena,
					"look at the LUNs the target exports to this host%s%s, at "
					"pvs, and at LVM's devices file and filters",
					p->snapshot->initiator ? ", which it knows as " : "",
					p->snapshot->initiator ? p->snapshot->initiator : ""));
}

/* ---- not in full ---- */

const struct pv *vg_short_pv(const struct planning *p, const struct vg *vg)
{
	const struct pv *pv;

	vec_each (pv, &vg->pvs) {
		const struct block *block = snapshot_pv(p->snapshot, pv);

		if (block && pv->span > block->size * 512)
			return pv;
	}
	return NULL;
}

/*
 * The physical volumes that are here, but that the metadata flags as missing, as the group was
 * changed while they were not: no rescan ends that. NULL when there are none, or others are really
 * missing.
 */
static const char *flagged_pvs(struct planning *p, const struct vg *vg)
{
	const char *list = NULL;
	unsigned int count = 0;
	const struct pv *pv;

	vec_each (pv, &vg->pvs) {
		const char *name = command_word(p->arena, pv->name);

		if (!pv->missing || !snapshot_devno(p->snapshot, pv->major, pv->minor))
			continue;
		list = list ? arena_printf(p->arena, "%s %s", list, name) : name;
		count++;
	}
	return count >= vg->missing_pvs ? list : NULL;
}

const char *vg_wants_rescan(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
			    bool activates)
{
	const struct pv *pv = vg ? vg_short_pv(p, vg) : NULL;

	if (!vg)
		return doubled_disk(p, wish) || mistaken_identity(p, wish) || disk_trouble(p, wish)
			       ? NULL
			       : arena_printf(
					 p->arena,
					 "because volume group %s is not visible, and its LUNs "
					 "may be new",
					 wish->name);
	if (!activates || vg->exported || vg->inaccessible)
		return NULL;
	if (vg->partial && flagged_pvs(p, vg))
		return NULL;
	if (vg->partial)
		return arena_printf(p->arena,
				    "because volume group %s is not complete, and the LUNs it "
				    "lacks may be new",
				    wish->name);
	if (pv)
		return arena_printf(p->arena,
				    "because %s is smaller than its physical volume in %s, and its "
				    "LUN may have grown",
				    pv->name, wish->name);
	return NULL;
}

static void judge_inaccessible(struct planning *p, const struct vg *vg, size_t item)
{
	if (*vg->lock_type)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "it is shared with lock type %s, and lvmlockd is not in use here; set "
			   "global/use_lvmlockd=1 in lvm.conf, start lvmlockd and its lock "
			   "manager, then: vgchange --lock-start %s",
			   vg->lock_type, vg->name);
	else
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "it belongs to the host with system ID %s, which may be using it; this "
			   "host's own is shown by: lvm systemid",
			   vg->systemid);
}

bool vg_is_unusable(struct planning *p, const struct vg *vg, bool activates, size_t item,
		    const char *blocked)
{
	const char *flagged = vg->partial ? flagged_pvs(p, vg) : NULL;

	if (vg->inaccessible)
		judge_inaccessible(p, vg, item);
	else if (vg->exported)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "it is exported; import it first with: vgimport %s", vg->name);
	else if (vg->partial && activates && flagged)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "%s %s here, but the metadata of the volume group flags it as missing, "
			   "and a partial volume group is never activated; once it is certain that "
			   "its data is current: vgextend --restoremissing %s %s",
			   flagged, strchr(flagged, ' ') ? "are" : "is",
			   command_word(p->arena, vg->name), flagged);
	else if (vg->partial && activates)
		plan_judge(p->plan, item, blocked ? VERDICT_BLOCKED : VERDICT_REFUSED,
			   "%u of its physical volumes %s missing, and a partial volume group is "
			   "never activated%s%s",
			   vg->missing_pvs, vg->missing_pvs == 1 ? "is" : "are",
			   blocked ? "; its targets are not there: " : "", blocked ? blocked : "");
	else
		return false;
	return true;
}

/* ---- activated in vain ---- */

/* Does the list name the VG, or this volume of it? A tag may, too. */
static bool may_list(struct planning *p, const char *list, const char *vg, const char *lv)
{
	return strstr(list, "\"@") || strstr(list, arena_printf(p->arena, "\"%s\"", vg)) ||
	       (lv && strstr(list, arena_printf(p->arena, "\"%s/%s\"", vg, lv)));
}

bool vg_is_kept_off(struct planning *p, const char *vg, const char *lv, const char *key,
		    size_t item)
{
	const struct attempt *attempt = planning_tried(p, key);
	const char *list = p->snapshot->lvm_volume_list;

	if (!attempt || attempt->end != ATTEMPT_DONE || !list || may_list(p, list, vg, lv))
		return false;
	plan_judge(
		p->plan, item, VERDICT_FAILS,
		"LVM answered success but did not activate it, because activation/volume_list is "
		"%s; add %s to it in /etc/lvm/lvm.conf",
		list, vg);
	return true;
}

/* ---- maps without a volume ---- */

bool vg_has_orphan(struct planning *p, const struct vg *vg, const struct block *block)
{
	const char *vg_name, *lv_name;
	const struct lv *lv;

	if (!block->dm_uuid || !lvm_dm_uuid_is_vg(block->dm_uuid, vg->uuid) ||
	    !lvm_dm_uuid_is_top(block->dm_uuid) ||
	    !lvm_split_dm_name(p->arena, block->dm_name, &vg_name, &lv_name) ||
	    lvm_name_is_hidden(lv_name))
		return false;
	lv = vg_lv(vg, lv_name);
	/* What is part of another map is no volume, but such as an image of a mirrored one. */
	return (!lv || stack_volume(&p->stack, vg, lv) != block) &&
	       !stack_is_part(&p->stack, block);
}

const char *vg_orphan_advice(struct planning *p, const struct block *block)
{
	const char *removal = block_removal(&p->stack, block);
	struct uses uses = { 0 };

	stack_uses(&p->stack, block, &uses);
	if (uses.list.count)
		return arena_printf(p->arena, "it is in use: %s", uses_text(p->arena, &uses));
	if (removal)
		return arena_printf(p->arena, "when nothing uses it: %s", removal);
	return arena_printf(p->arena, "to see what it is: dmsetup info %s",
			    command_word(p->arena, block_title(block)));
}

void vg_note_orphans(struct planning *p, const struct vg *vg)
{
	const struct stack_links *maps = stack_group(&p->stack, vg);
	const size_t *at;

	if (!maps)
		return;
	vec_each (at, &maps->list) {
		const struct block *block = &p->snapshot->blocks.at[*at];

		if (vg_has_orphan(p, vg, block))
			vec_add(p->arena, &p->plan->notes,
				arena_printf(
					p->arena,
					"device-mapper still has %s, a volume that %s no longer "
					"has (removed or renamed on another host?); %s",
					block->dm_name, vg->name, vg_orphan_advice(p, block)));
	}
}

void vg_doubt_inactive(struct planning *p, size_t item)
{
	if (p->snapshot->activations_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "whether udev is just activating it is unknown (%s)",
			   p->snapshot->activations_unknown);
}
