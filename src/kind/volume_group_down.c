/* Volume groups on the way down: deactivated before the sessions below them go. */
#include "kind/volume_group.h"

#include "kind/disk_trouble.h"
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

void vg_doubt_inactive(struct planning *p, size_t item)
{
	if (p->snapshot->activations_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "whether udev is just activating it is unknown (%s)",
			   p->snapshot->activations_unknown);
}

struct maps {
	VEC(const struct block *) list;
};

static bool is_leases(struct planning *p, const struct block *block)
{
	const char *vg, *lv;

	return lvm_split_dm_name(p->arena, block->dm_name, &vg, &lv) && str_equal(lv, LVM_LEASES);
}

/* Maps that device-mapper still has under a VG's name or uuid. Orphans: only those of volumes that
 * are no longer in it, which LVM does not end. lvmlockd's leases are there as long as its lock is
 * started. */
static struct maps active_maps(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
			       bool orphans)
{
	const char *uuid = vg ? vg->uuid : wish->uuid;
	const struct indices *all = stack_maps(&p->stack, uuid, wish->uuid ? NULL : wish->name);
	struct maps maps = { 0 };
	const size_t *at;

	vec_each (at, &all->list) {
		const struct block *block = &p->snapshot->blocks.at[*at];

		if (orphans == (vg && vg_has_orphan(p, vg, block)) && !(vg && is_leases(p, block)))
			vec_add(p->arena, &maps.list, block);
	}
	return maps;
}

/* "vg-a, vg-b"; NULL if there are none. */
static const char *maps_text(struct planning *p, const struct maps *maps)
{
	CLEANUP(strbuf_done) struct strbuf list = { 0 };
	const struct block *const *block;

	vec_each (block, &maps->list)
		strbuf_join(&list, ", ", block_title(*block));
	return list.length ? arena_strdup(p->arena, strbuf_text(&list)) : NULL;
}

static const char *orphans_advice(struct planning *p, const struct maps *maps)
{
	const struct block *const *block;
	const char *text = NULL;

	if (maps->list.count == 1)
		return vg_orphan_advice(p, maps->list.at[0]);
	vec_each (block, &maps->list)
		text = arena_printf(p->arena, "%s%s%s: %s", text ? text : "", text ? "; " : "",
				    block_title(*block), vg_orphan_advice(p, *block));
	return text;
}

/* Maps that lead to disks which are here are of a group that LVM might see. */
static const char *unseen_advice(struct planning *p, const struct maps *maps)
{
	const struct block *const *block;

	vec_each (block, &maps->list)
		if (!stack_is_dangling(&p->stack, *block))
			return "its disks are still here: look at pvs -a, and at LVM's devices file "
			       "and filters";
	return arena_printf(p->arena, "log in to its target again, or: %s",
			    orphans_advice(p, maps));
}

static const char *held_volumes(struct planning *p, const struct vg *vg)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const struct lv *lv;

	vec_each (lv, &vg->lvs) {
		const char *holders = volume_holders(p, vg, lv);

		if (holders)
			strbuf_join(&text, "; ", holders);
	}
	return text.length ? arena_strdup(p->arena, strbuf_text(&text)) : NULL;
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
	plan_rename(p->plan, progress->deactivate,
		    arena_printf(p->arena, "%s again", p->plan->actions.at[made].key));
	progress->deactivate = made;
}

static void plan_vg_down(struct planning *p, const struct vg_wish *wish,
			 struct vg_progress *progress)
{
	const struct vg *vg = progress->vg = vg_of(p, wish);
	const struct maps active = active_maps(p, wish, vg, false);
	const struct maps orphans = active_maps(p, wish, vg, true);
	const char *maps = maps_text(p, &active), *held;

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
	if (!maps && orphans.list.count)
		plan_judge(p->plan, progress->item, VERDICT_REFUSED,
			   "device-mapper still has %s, of volumes that are no longer in it "
			   "(removed or renamed on another host?); %s",
			   maps_text(p, &orphans), orphans_advice(p, &orphans));
	else if (!maps)
		vg_doubt_inactive(p, progress->item);
	if (!maps)
		return;
	if (!vg && disk_trouble(p, wish))
		plan_judge(p->plan, progress->item, VERDICT_REFUSED,
			   "LVM does not see it, but device-mapper still has %s: %s", maps,
			   disk_trouble(p, wish));
	else if (!vg)
		plan_judge(p->plan, progress->item, VERDICT_REFUSED,
			   "LVM does not see it, but device-mapper still has %s; %s", maps,
			   unseen_advice(p, &active));
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
	return vg ? stack_vg_is_on(&p->stack, vg, session->sid) : !wish->has_targets;
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

/* Wishes of volume groups, as indices in order, by what they may depend on. */
struct vg_dependents {
	struct strlists targets, vgs; /* by what `targets` names; by visible groups */
	struct indices anywhere;      /* those that cannot be seen, and name no target */
};

static void find_dependents(struct planning *p)
{
	struct vg_dependents *found = arena_alloc(p->arena, sizeof(*found));
	const struct target_ref *ref;

	for (size_t i = 0; i < p->wishes->vgs.count; i++) {
		const struct vg_wish *wish = &p->wishes->vgs.at[i];
		const struct vg *vg = vg_of(p, wish);

		vec_each (ref, &wish->targets)
			strlists_add(p->arena, &found->targets, ref->name, i);
		if (vg)
			strlists_add(p->arena, &found->vgs, vg->name, i);
		else if (!wish->has_targets)
			vec_add(p->arena, &found->anywhere.list, i);
	}
	p->dependents = found;
}

static void add_all(struct planning *p, struct indices *all, const struct indices *some)
{
	const size_t *at;

	vec_each (at, &some->list)
		vec_add(p->arena, &all->list, *at);
}

/* All wishes that depends() can be true of, in order. */
static struct indices may_depend(struct planning *p, const char *target,
				 const struct session *session)
{
	struct indices all = { 0 };
	const size_t *vg;

	if (!p->dependents)
		find_dependents(p);
	add_all(p, &all, strlists_at(&p->dependents->targets, target));
	if (session) {
		add_all(p, &all, &p->dependents->anywhere);
		vec_each (vg, &stack_vgs(&p->stack, session->sid)->list)
			add_all(p, &all,
				strlists_at(&p->dependents->vgs, p->snapshot->vgs.at[*vg].name));
	}
	indices_tidy(&all);
	return all;
}

const char *vg_stays(struct planning *p, const char *target, const struct session *session,
		     struct action *draft)
{
	struct indices candidates = may_depend(p, target, session);
	const size_t *at;

	vec_each (at, &candidates.list) {
		const struct vg_wish *wish = &p->wishes->vgs.at[*at];
		const char *why;

		if (!depends(p, wish, target, session))
			continue;
		why = why_stays(p, wish, &p->vgs[*at], session);
		if (why)
			return why;
		if (p->vgs[*at].deactivate != PLAN_NONE)
			vec_add(p->arena, &draft->after, p->vgs[*at].deactivate);
	}
	return NULL;
}
