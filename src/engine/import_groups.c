/* The volume groups of an import: those that stand on disks of sessions. */
#include "engine/import_parts.h"
#include "kind/carriers.h"
#include "kind/volume.h"
#include "manifest/field.h"
#include "manifest/names.h"

#include <stdlib.h>
#include <string.h>

/* The targets that carry it, sorted, each once. */
static struct names targets_of(const struct import *import, const struct vg *vg)
{
	struct names targets = { 0 };
	const struct pv *pv;

	vec_each (pv, &vg->pvs)
		carriers_of(import->arena, import->snapshot, snapshot_pv(import->snapshot, pv),
			    &targets);
	import_unique(&targets);
	return targets;
}

/* ---- words for its state ---- */

/* Whether all that `vgchange -ay` would activate is active, and there is any. */
static bool is_active(const struct vg *vg)
{
	const struct lv *lv;
	size_t count = 0;

	vec_each (lv, &vg->lvs) {
		if (lv->skip || !volume_can_be_active(lv))
			continue;
		if (!lv->active || lv->unknown)
			return false;
		count++;
	}
	return count;
}

static void add_volume(struct import *import, struct imported_vg *group, const struct lv *lv)
{
	struct reading reading = { 0 };
	const char *fault = name_read_lv(import->arena, lv->name, &reading);

	if (!fault)
		fault = name_check_pair(group->wish.name, lv->name);
	if (lv->unknown)
		fault = "whether it is active cannot be seen";
	if (fault)
		remark_gap(import, &group->remarks, "%s/%s is left out: %s", group->wish.name,
			   lv->name, fault);
	else
		vec_add(import->arena, &group->wish.lvs,
			((struct lv_wish){ .name = lv->name,
					   .ensure = lv->active ? LV_ACTIVE : LV_INACTIVE }));
}

void import_volumes(struct import *import, struct imported_vg *group)
{
	const struct lv *lv;

	group->wish.ensure = VG_PRESENT;
	group->wish.lvs.count = 0;
	vec_each (lv, &group->vg->lvs)
		if (volume_can_be_active(lv))
			add_volume(import, group, lv);
}

static void draft_group(struct import *import, struct imported_vg *group)
{
	const struct lv *lv;

	if (is_active(group->vg)) {
		group->wish.ensure = VG_ACTIVE;
		vec_each (lv, &group->vg->lvs)
			if (lv->skip && lv->active)
				add_volume(import, group, lv); /* the word alone does not mean it */
	} else if (group->vg->lvs.count && !vg_has_active(group->vg)) {
		group->wish.ensure = VG_INACTIVE;
	} else {
		import_volumes(import, group);
	}
}

static bool is_named_alike(const struct snapshot *snapshot, const struct vg *vg)
{
	const struct vg *other;

	vec_each (other, &snapshot->vgs)
		if (other != vg && str_equal(other->name, vg->name))
			return true;
	return false;
}

static const char *group_fault(struct import *import, const struct vg *vg)
{
	struct reading reading = { 0 };
	const struct imported_vg *other;
	const char *fault = name_read_vg(import->arena, vg->name, &reading);

	if (fault)
		return fault;
	vec_each (other, &import->vgs)
		if (!other->left_out && str_equal(other->wish.name, vg->name))
			return arena_printf(import->arena,
					    "the group with UUID %s has the same name, which a "
					    "manifest may use once",
					    other->wish.uuid);
	if (vg->partial)
		return arena_printf(import->arena, "%u of its %zu physical volumes are missing",
				    vg->missing_pvs, vg->pvs.count);
	return NULL;
}

static void import_group(struct import *import, const struct vg *vg)
{
	const char *fault = group_fault(import, vg), *const * target;
	struct names carriers = targets_of(import, vg);
	struct imported_vg *group;

	if (!carriers.list.count)
		return;
	group = vec_push(import->arena, &import->vgs);
	group->wish.name = vg->name;
	group->vg = vg;
	if (is_named_alike(import->snapshot, vg))
		group->wish.uuid = vg->uuid;
	group->wish.access = *vg->lock_type ? ACCESS_LOCKD : ACCESS_EXCLUSIVE;
	if (fault) {
		group->left_out = true;
		remark_gap(import, &group->remarks, "%s", fault);
		return;
	}
	group->wish.has_targets = true;
	vec_each (target, &carriers.list)
		vec_add(import->arena, &group->wish.targets,
			((struct target_ref){ .name = *target }));
	draft_group(import, group);
}

/* Of groups with one name the first is described: one that LVM would use, if there is one. */
static int by_group(const void *left, const void *right)
{
	const struct vg *const *a = left, *const *b = right;
	int order = strcmp((*a)->name, (*b)->name);

	if (!order)
		order = (*a)->inaccessible - (*b)->inaccessible;
	return order ? order : strcmp((*a)->uuid, (*b)->uuid);
}

void import_groups(struct import *import)
{
	VEC(const struct vg *) groups = { 0 };
	const struct vg *vg, **group;

	vec_each (vg, &import->snapshot->vgs)
		vec_add(import->arena, &groups, vg);
	if (groups.count)
		qsort(groups.at, groups.count, sizeof(*groups.at), by_group);
	vec_each (group, &groups)
		import_group(import, *group);
}
