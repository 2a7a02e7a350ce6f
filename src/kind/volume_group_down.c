/* Volume groups on the way down: deactivated before the sessions below them go. */
#include "kind/volume_group.h"

#include "kind/lvm_guard.h"
#include "tool/autoactivation.h"
#include "tool/lvm.h"

#define AWAIT_ACTIVATION_SECONDS 60

static const struct action_type deactivate_type = {
	.name = "deactivate",
	.touches = TOUCHES_VOLUMES,
	.guard = lvm_guard,
};

static bool is_activated(const struct action *action, const struct tools *tools,
			 struct arena *arena, const char **ret_awaited)
{
	struct snapshot now = { .arena = arena };
	const char *unknown = autoactivation_read(tools, &now);
	const struct autoactivation *activation = snapshot_autoactivation(&now, action->vg);

	if (activation && ret_awaited)
		*ret_awaited = activation->pid ? arena_printf(arena, "pid %d, which activates it",
							      activation->pid)
					       : "systemd, which starts its activation";
	else if (unknown && ret_awaited)
		*ret_awaited = arena_printf(arena, "a view of who activates it (%s)", unknown);
	return !activation && !unknown;
}

static const struct action_type await_activation_type = {
	.name = "await-activation",
	.touches = TOUCHES_VOLUMES,
	.reached = is_activated,
};

bool vg_await_activation(struct planning *p, const struct vg_wish *wish,
			 struct vg_progress *progress)
{
	struct action draft =
		lvm_draft(p, &await_activation_type, progress->item, wish->name, NULL);
	size_t wait;

	if (!snapshot_autoactivation(p->snapshot, wish->name))
		return false;
	draft.title =
		arena_printf(p->arena, "wait until udev has activated volume group %s", wish->name);
	draft.reason = "because its activation in the background is going on";
	draft.command.seconds = AWAIT_ACTIVATION_SECONDS;
	wait = planning_act(p, &draft);
	if (wait != PLAN_NONE)
		vec_add(p->arena, &progress->after, wait);
	return true;
}

/* Maps that device-mapper still has under a VG's name or uuid: "vg-a, vg-b"; NULL if none. Orphans:
 * only those of volumes that are no longer in it, which LVM does not end. */
static const char *active_maps(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
			       bool orphans)
{
	const char *uuid = vg ? vg->uuid : wish->uuid;
	const struct block *block;
	const char *list = NULL, *name, *vg_name, *lv_name;

	vec_each (block, &p->snapshot->blocks) {
		if (!str_starts(block->dm_uuid, "LVM-"))
			continue;
		if (!(uuid && lvm_dm_uuid_is_vg(block->dm_uuid, uuid)) &&
		    (wish->uuid ||
		     !lvm_split_dm_name(p->arena, block->dm_name, &vg_name, &lv_name) ||
		     !str_equal(vg_name, wish->name)))
			continue;
		if (orphans != (vg && vg_has_orphan(p, vg, block)))
			continue;
		name = block->dm_name ? block->dm_name : block->name;
		list = list ? arena_printf(p->arena, "%s, %s", list, name) : name;
	}
	return list;
}

static const char *held_volumes(struct planning *p, const struct vg *vg)
{
	const struct lv *lv;
	const char *text = NULL;

	vec_each (lv, &vg->lvs) {
		const char *holders = volume_holders(p, vg, lv);

		if (!holders)
			continue;
		text = text ? arena_printf(p->arena, "%s; %s", text, holders) : holders;
	}
	return text;
}

/* What was deactivated, and then active again because its disks went and came, is another step. */
static const char *deactivation_key(struct planning *p, const struct vg_progress *progress,
				    const char *key)
{
	const struct attempt *attempt = planning_tried(p, key);

	return progress->returns && attempt && attempt->end == ATTEMPT_DONE
		       ? arena_printf(p->arena, "%s again", key)
		       : key;
}

static const char *seen_word(const struct vg *vg)
{
	if (!vg)
		return "not visible";
	return vg_has_active(vg) ? "active" : "inactive, until udev activates it";
}

static void plan_deactivate(struct planning *p, const struct vg_wish *wish,
			    struct vg_progress *progress, const char *late, const char *reason)
{
	struct action draft = lvm_draft(p, &deactivate_type, progress->item, wish->name, NULL);
	const size_t *after;

	draft.title = arena_printf(p->arena, "deactivate volume group %s", wish->name);
	draft.key = deactivation_key(p, progress, draft.key);
	draft.reason = reason;
	draft.late = late;
	draft.change = (struct change){ NULL, seen_word(progress->vg), "inactive" };
	draft.command = lvm_deactivate(p->tools, p->snapshot, p->arena,
				       &(struct lvm_name){ wish->name, wish->uuid, NULL });
	progress->deactivate = planning_act(p, &draft);
	vec_each (after, &progress->after)
		plan_after(p->plan, progress->deactivate, *after);
}

/* Once more, when a login that follows a logout has brought its disks again. */
static void plan_again(struct planning *p, const struct vg_wish *wish, struct vg_progress *progress)
{
	size_t made = progress->deactivate;

	if (made == PLAN_NONE || !progress->returns ||
	    planning_tried(p, p->plan->actions.at[made].key))
		return;
	plan_deactivate(p, wish, progress, "udev activates it when its disks come again",
			"because it is declared inactive");
	p->plan->actions.at[progress->deactivate].key =
		arena_printf(p->arena, "%s again", p->plan->actions.at[made].key);
	progress->deactivate = made;
}

static void plan_vg_down(struct planning *p, const struct vg_wish *wish,
			 struct vg_progress *progress)
{
	const struct vg *vg = progress->vg = vg_of(p, wish);
	const char *maps = active_maps(p, wish, vg, false);
	const char *orphans = active_maps(p, wish, vg, true);
	const char *held;

	if (vg_is_unclear(p, wish, progress->item) || uses_are_unknown(p, progress->item))
		return;
	vg_await_targets(p, wish, progress);
	if (progress->after.count && (!vg || vg->partial || !maps)) {
		plan_deactivate(p, wish, progress,
				maps ? "its disks come" : "udev activates it when its disks come",
				"because it is declared inactive");
		if (maps)
			plan_again(p, wish, progress);
		return;
	}
	progress->after.count = 0;
	if (vg_is_out_of_sight(p, vg, progress->item))
		return;
	if (vg_await_activation(p, wish, progress)) {
		plan_deactivate(p, wish, progress, "udev has activated it",
				"because it is declared inactive");
		return;
	}
	held = vg && maps ? held_volumes(p, vg) : NULL;
	if (!maps && orphans)
		plan_judge(
			p->plan, progress->item, VERDICT_REFUSED,
			"device-mapper still has %s, of volumes that are no longer in it (removed "
			"or renamed on another host?); when nothing uses them: dmsetup remove NAME",
			orphans);
	if (!maps)
		return;
	if (!vg)
		plan_judge(p->plan, progress->item, VERDICT_REFUSED,
			   "LVM does not see it, but device-mapper still has %s; log in to its "
			   "target again, or when nothing uses them: dmsetup remove NAME",
			   maps);
	else if (vg_is_unusable(p, vg, false, progress->item, NULL))
		return;
	else if (held)
		plan_judge(p->plan, progress->item, VERDICT_REFUSED, "it stays active: %s", held);
	else {
		plan_deactivate(p, wish, progress, NULL,
				arena_printf(p->arena, "because it is active (%s)", maps));
		plan_again(p, wish, progress);
	}
}

void vg_plan_down(struct planning *p)
{
	const struct vg_wish *wish;

	vec_each (wish, &p->wishes->vgs)
		if (wish->ensure == VG_INACTIVE)
			plan_vg_down(p, wish, &p->vgs[wish - p->wishes->vgs.at]);
}

/* Whether a VG depends on what is going down. One that cannot be seen, and that names no target,
 * may. */
static bool depends(const struct planning *p, const struct vg_wish *wish, const char *target,
		    const struct session *session)
{
	const struct vg *vg = vg_of(p, wish);

	if (!session || (target && vg_wish_names(wish, target)))
		return target && vg_wish_names(wish, target);
	return vg ? snapshot_vg_is_on(p->snapshot, vg, session->sid) : !wish->has_targets;
}

/* Why a VG that depends on a session stays; NULL if it does not. */
static const char *why_stays(struct planning *p, const struct vg_wish *wish,
			     const struct vg_progress *progress, const struct session *session)
{
	enum verdict verdict = p->plan->items.at[progress->item].verdict;
	bool healthy = session && session_is_logged_in(session);

	if (verdict == VERDICT_REFUSED)
		return arena_printf(p->arena, "volume group %s stays", wish->name);
	/* Of what is on a session that is not LOGGED_IN sysfs tells enough (law 4). */
	if (verdict == VERDICT_UNKNOWN && healthy)
		return arena_printf(p->arena, "what becomes of volume group %s is unknown",
				    wish->name);
	if (wish->ensure != VG_INACTIVE && progress->vg && healthy)
		return arena_printf(p->arena, "volume group %s is to be %s", wish->name,
				    vg_ensure_words[wish->ensure]);
	return NULL;
}

const char *vg_stays(struct planning *p, const char *target, const struct session *session,
		     struct action *draft)
{
	const struct vg_wish *wish;

	vec_each (wish, &p->wishes->vgs) {
		const struct vg_progress *progress = &p->vgs[wish - p->wishes->vgs.at];
		const char *why;

		if (!depends(p, wish, target, session))
			continue;
		why = why_stays(p, wish, progress, session);
		if (why)
			return why;
		if (progress->deactivate != PLAN_NONE)
			vec_add(p->arena, &draft->after, progress->deactivate);
	}
	return NULL;
}
