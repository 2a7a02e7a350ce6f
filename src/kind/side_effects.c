#include "kind/side_effects.h"

static bool has_login(const struct planning *p)
{
	for (size_t i = 0; i < p->wishes->targets.count; i++)
		if (p->targets[i].pending.count)
			return true;
	return false;
}

/* What becomes of a VG that udev activates when its disks come. Of one that is to be active in
 * full there is nothing to say. */
static const char *after_udev(const struct vg_wish *wish, const struct vg *vg)
{
	if (wish->ensure == VG_INACTIVE)
		return "this run then deactivates it";
	if (vg_wish_lists(wish, LV_INACTIVE))
		return "this run then deactivates what is to be inactive";
	if (wish->access == ACCESS_SHARED && wish->ensure == VG_ACTIVE && !vg)
		return "what of it is neither linear nor striped is then active, too, although its "
		       "access is shared";
	if (wish->ensure == VG_PRESENT)
		return "it stays so, as the manifest does not say that it is to be inactive";
	return NULL;
}

void side_effects_note(struct planning *p)
{
	const struct vg_wish *wish;

	if (!has_login(p))
		return;
	vec_add(p->arena, &p->plan->notes,
		"a login brings every LUN that its target shows this host; udev activates complete "
		"volume groups on them, also those that no manifest names (to keep one from that: "
		"vgchange --setautoactivation n VG)");
	vec_each (wish, &p->wishes->vgs) {
		const struct vg_progress *progress = &p->vgs[wish - p->wishes->vgs.at];
		const char *then = after_udev(wish, progress->vg);

		if (progress->after.count && then && p->plan->items.at[progress->item].selected)
			vec_add(p->arena, &p->plan->notes,
				arena_printf(p->arena,
					     "udev activates volume group %s when its disks come; "
					     "%s",
					     wish->name, then));
	}
}
