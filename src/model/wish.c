#include "model/wish.h"

#include <stdint.h>

const char *const target_ensure_words[] = { "logged_in", "known", "absent", NULL };
const char *const vg_ensure_words[] = { "present", "active", "inactive", NULL };
const char *const vg_access_words[] = { "exclusive", "shared", "lockd", NULL };
const char *const lv_ensure_words[] = { "active", "inactive", NULL };
const char *const interface_ensure_words[] = { "present", "absent", NULL };
const char *const relogin_words[] = { "never", "when_idle", NULL };
const char *const unmanaged_words[] = { "ignore", "report", "remove", NULL };

const struct interface_wish *wishes_interface(const struct wishes *wishes, const char *name)
{
	size_t at = strmap_find(&wishes->interface_index, name);

	return at == SIZE_MAX ? NULL : &wishes->interfaces.at[at];
}

const struct target_wish *wishes_target(const struct wishes *wishes, const char *name)
{
	size_t at = strmap_find(&wishes->target_index, name);

	return at == SIZE_MAX ? NULL : &wishes->targets.at[at];
}

bool wishes_unmanaged(const struct wishes *wishes, const char *target)
{
	return !wishes_target(wishes, target) &&
	       (!wishes->unmanaged_match || str_matches(target, wishes->unmanaged_match));
}

const struct vg_wish *wishes_vg(const struct wishes *wishes, const char *name)
{
	size_t at = strmap_find(&wishes->vg_index, name);

	return at == SIZE_MAX ? NULL : &wishes->vgs.at[at];
}

const struct lv_wish *vg_wish_lv(const struct vg_wish *vg, const char *name)
{
	size_t at = strmap_find(&vg->lv_index, name);

	return at == SIZE_MAX ? NULL : &vg->lvs.at[at];
}

size_t target_wish_needs(const struct target_wish *target)
{
	return target->min_portals ? target->min_portals : target->portals.count;
}

bool vg_wish_names(const struct vg_wish *vg, const char *target)
{
	const struct target_ref *ref;

	vec_each (ref, &vg->targets)
		if (str_equal(ref->name, target))
			return true;
	return false;
}

bool vg_wish_lists(const struct vg_wish *vg, enum lv_ensure ensure)
{
	const struct lv_wish *lv;

	vec_each (lv, &vg->lvs)
		if (lv->ensure == ensure)
			return true;
	return false;
}

bool vg_wish_activates(const struct vg_wish *vg)
{
	return vg->ensure == VG_ACTIVE || vg_wish_lists(vg, LV_ACTIVE);
}
