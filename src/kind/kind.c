#include "kind/kind.h"

#include "kind/access.h"
#include "model/host_name.h"
#include "tool/secret_name.h"

static void nothing(struct planning *planning)
{
	(void)planning;
}

const struct kind kinds[] = {
	{ initiator_plan_up, nothing },		{ interface_plan_up, interface_plan_down },
	{ nothing, unmanaged_plan_down },	{ record_plan_up, record_plan_down },
	{ session_plan_up, session_plan_down }, { vg_plan_up, vg_plan_down },
	{ lv_plan_up, lv_plan_down },		{ NULL, NULL },
};

void kinds_host_names(const struct wishes *wishes, struct arena *arena, struct names *ret_names)
{
	const struct portal_wish *portal;
	const struct target_wish *target;

	vec_each (target, &wishes->targets)
		vec_each (portal, &target->portals)
			if (host_is_name(portal->portal.host))
				vec_add(arena, &ret_names->list, portal->portal.host);
}

bool kinds_take_down(const struct wishes *wishes)
{
	const struct target_wish *target;
	const struct vg_wish *vg;

	vec_each (target, &wishes->targets)
		if (target->ensure != TARGET_LOGGED_IN || target->portals_exclusive ||
		    target->relogin == RELOGIN_WHEN_IDLE)
			return true;
	vec_each (vg, &wishes->vgs)
		if (vg->ensure == VG_INACTIVE || vg_wish_lists(vg, LV_INACTIVE))
			return true;
	return wishes->unmanaged == UNMANAGED_REMOVE;
}

static void add_path(const struct secret_source *source, const struct tools *tools,
		     struct arena *arena, struct names *names)
{
	const char *path = secret_path(arena, tools, source), *const * other;

	vec_each (other, &names->list)
		if (str_equal(*other, path))
			return;
	if (path)
		vec_add(arena, &names->list, path);
}

struct names kinds_secrets(const struct wishes *wishes, const struct tools *tools,
			   struct arena *arena)
{
	const struct target_wish *wish;
	struct names names = { 0 };

	vec_each (wish, &wishes->targets) {
		if (wish->auth.ensure != AUTH_CHAP)
			continue;
		add_path(&wish->auth.own.secret, tools, arena, &names);
		if (wish->auth.mutual.user)
			add_path(&wish->auth.mutual.secret, tools, arena, &names);
	}
	return names;
}

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

static void note_side_effects(struct planning *p)
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

void kinds_note(struct planning *p)
{
	note_side_effects(p);
	access_note(p);
}
