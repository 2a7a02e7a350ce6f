/*
 * Volume groups. Up: activated as a whole (or volume by volume, see logical_volume.c) once the
 * targets that carry them are there. Down: deactivated before the sessions below them go.
 */
#include "act/disk_trouble.h"
#include "act/session.h"
#include "act/stack.h"
#include "act/volume.h"
#include "kind/access.h"
#include "kind/carriers.h"
#include "kind/kind.h"
#include "kind/rescan.h"
#include "kind/volume.h"
#include "kind/volume_group_trouble.h"
#include "tool/lvm.h"

#define AWAIT_ACTIVATION_SECONDS 60

/* ---- which targets carry it ---- */

/* Logouts that make way for logins: they take disks of a VG, or a second path, which hides it. */
static void await_clearing(struct planning *p, const struct target_progress *target,
			   struct vg_progress *progress)
{
	const struct vg *vg = progress->vg;
	const size_t *logout;

	vec_each (logout, &target->clearing) {
		bool leaves = vg && stack_vg_is_on(&p->stack, vg, p->plan->actions.at[*logout].sid);

		if (leaves || !vg || vg->partial)
			vec_add(p->arena, &progress->after, *logout);
		progress->leaves |= leaves;
	}
	if (target->clearing.count && !target->pending.count)
		progress->why_late = "because some of its disks come in twice now";
}

/* Disks that are just coming: they may bring it, and udev may activate it against the manifest. */
static void await_settling(struct planning *p, const struct vg_wish *wish,
			   const struct target_progress *target, struct vg_progress *progress)
{
	const struct vg *vg = progress->vg;
	const struct session *const *session;

	if (vg && !vg->partial && wish->ensure != VG_INACTIVE && !vg_wish_lists(wish, LV_INACTIVE))
		return;
	vec_each (session, &target->settling) {
		size_t wait = session_settle(p, *session, progress->item);

		if (wait == PLAN_NONE)
			continue;
		vec_add(p->arena, &progress->after, wait);
		progress->why_late = "because its disks are only just coming";
	}
}

/* declared: NULL for a target that the manifest does not name. */
static void await_target(struct planning *p, const struct vg_wish *wish,
			 const struct target_wish *declared, struct vg_progress *progress,
			 const char **blocked)
{
	const struct target_progress *target = planning_target(p, declared);
	const size_t *pending;

	if (!target)
		return;
	vec_each (pending, &target->pending)
		vec_add(p->arena, &progress->after, *pending);
	/* A group that is whole needs no more LUNs. */
	vec_each (pending, &target->rescans)
		if (!progress->vg || progress->vg->partial) {
			vec_add(p->arena, &progress->after, *pending);
			progress->why_late = "because LUNs of its target are not there yet";
		}
	await_clearing(p, target, progress);
	await_settling(p, wish, target, progress);
	progress->busy |= target->busy;
	progress->returns |= target->returns;
	if (target->blocked && !*blocked)
		*blocked = target->blocked;
}

/* Learned from the probe: PV -> disk -> session -> target. */
static bool await_learned(struct planning *p, const struct vg_wish *wish,
			  struct vg_progress *progress, const char **blocked)
{
	const struct vg *vg = progress->vg;
	const struct pv *pv;
	bool learned = false;

	vec_each (pv, &vg->pvs) {
		const struct block *block = snapshot_pv(p->snapshot, pv);
		const struct session *session =
			block && block->sid ? snapshot_session(p->snapshot, block->sid) : NULL;

		if (!session)
			continue;
		await_target(p, wish, wishes_target(p->wishes, session->target), progress, blocked);
		learned = true;
	}
	return learned && !vg->partial;
}

/*
 * Adds the logins that this VG's targets still wait for to progress->after. Why its targets will
 * not all be there; NULL if they are, or those logins bring them.
 */
static const char *await_targets(struct planning *p, const struct vg_wish *wish,
				 struct vg_progress *progress)
{
	const struct target_ref *ref;
	const struct target_wish *target;
	const char *blocked = NULL;

	if (wish->has_targets) {
		vec_each (ref, &wish->targets)
			await_target(p, wish, wishes_target(p->wishes, ref->name), progress,
				     &blocked);
	} else if (!progress->vg || !await_learned(p, wish, progress, &blocked)) {
		vec_each (target, &p->wishes->targets)
			if (target->ensure == TARGET_LOGGED_IN)
				await_target(p, wish, target, progress, &blocked);
	}
	return blocked;
}

/* How much of it is active. */
static const char *seen_word(struct planning *p, const struct vg *vg)
{
	const struct lv *lv;
	size_t active = 0;

	if (!vg)
		return "not visible";
	if (vg->partial)
		return "partial";
	vec_each (lv, &vg->lvs)
		active += lv->active;
	return active ? arena_printf(p->arena, "%zu of %zu volumes active", active, vg->lvs.count)
		      : "inactive";
}

/* Steps for others bring it. */
static void cover(struct planning *p, const struct vg_wish *wish,
		  const struct vg_progress *progress)
{
	const char *have = seen_word(p, progress->vg);

	plan_covered(p->plan, progress->item);
	if (wish->ensure == VG_PRESENT && progress->vg && !progress->vg->partial)
		have = "visible";
	if (p->plan->items.at[progress->item].verdict == VERDICT_CHANGES)
		plan_change(p->plan, progress->item, NULL, have, vg_ensure_words[wish->ensure]);
}

/* Whether a look at its sessions' LUNs may bring what is missing; then all of it is done late. */
static bool is_rescanned(struct planning *p, const struct vg_wish *wish,
			 struct vg_progress *progress)
{
	const char *why = vg_wants_rescan(p, wish, progress->vg, vg_wish_activates(wish));

	if (!why || !rescan_plan(p, wish, progress, progress->item, why))
		return false;
	cover(p, wish, progress);
	progress->late =
		arena_printf(p->arena, "this host sees all of volume group %s by then", wish->name);
	progress->why_late = "because this host does not see all of it yet";
	progress->open = true;
	return true;
}

/*
 * Is udev just activating this VG, though the manifest wants something of it inactive? Then the
 * plan waits for that, in progress->after, and must act on the VG late. Whether it is.
 */
static bool await_activation(struct planning *p, const struct vg_wish *wish,
			     struct vg_progress *progress)
{
	struct action draft = volume_draft(p, &vg_await_type, progress->item, wish->name, NULL);
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

/* Decides whether the volumes of a VG can be acted on: now, late, or not at all. */
static void judge_up(struct planning *p, const struct vg_wish *wish, struct vg_progress *progress)
{
	const struct vg *vg = progress->vg = vg_of(p, wish);
	const char *blocked;

	if (vg_is_unclear(p, wish, progress->item) ||
	    access_bars_group(p, wish, vg, progress->item))
		return;
	blocked = await_targets(p, wish, progress);
	carriers_compare(p, wish, vg, progress);
	if (vg_wish_lists(wish, LV_INACTIVE))
		await_activation(p, wish, progress);
	if (progress->busy) {
		plan_judge(p->plan, progress->item, VERDICT_UNKNOWN,
			   "a command is still at work on its target");
	} else if (progress->after.count && !progress->barred) {
		/* One login of several may bring it, whatever blocks the others. */
		cover(p, wish, progress);
		progress->late = vg_there_by_then(p, wish);
		progress->open = true;
	} else if (vg_is_out_of_sight(p, vg, progress->item)) {
		return;
	} else if (!blocked && !progress->barred && is_rescanned(p, wish, progress)) {
		return;
	} else if (!vg || progress->leaves) {
		vg_judge_invisible(p, wish, progress->item, blocked);
	} else if (!vg_is_unusable(p, vg, vg_wish_activates(wish), progress->item, blocked)) {
		progress->after.count = 0;
		progress->open = true;
		vg_note_orphans(p, vg);
	}
}

/* ---- up ---- */

static size_t vg_item(struct planning *p, const struct vg_wish *wish)
{
	size_t item = plan_item(p->plan, KIND_VG, wish->name, &wish->place);

	p->plan->items.at[item].selected = planning_selects(p, wish->name);
	return item;
}

/* Those that `vgchange -ay` would activate: without what another map is in the way of, and without
 * what is activated by itself. */
static size_t inactive_volumes(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
			       size_t item)
{
	const struct lv *lv;
	size_t count = 0;

	vec_each (lv, &vg->lvs)
		count += !lv->active && !lv->skip && volume_can_be_active(lv) &&
			 !volume_is_owed(p, wish, lv->name) &&
			 !volume_is_in_the_way(p, vg, lv, item);
	return count;
}

static void plan_activate(struct planning *p, const struct vg_wish *wish,
			  struct vg_progress *progress)
{
	struct action draft = volume_draft(p, &vg_activate_type, progress->item, wish->name, NULL);
	const struct vg *vg = progress->vg;
	size_t missing = vg ? inactive_volumes(p, wish, vg, progress->item) : 0;
	bool seen = vg && !vg->partial;
	const size_t *after;

	if (!missing && !planning_owes(p, draft.key) && (seen || !progress->late))
		return;
	if (missing && vg_is_kept_off(p, wish->name, NULL, draft.key, progress->item))
		return;
	if (progress->barred) {
		if (missing)
			carriers_bar(p, progress, progress->item);
		return;
	}
	draft.title = arena_printf(p->arena, "activate volume group %s", wish->name);
	draft.change = (struct change){ NULL, seen_word(p, vg), "active" };
	draft.late = access_when(p, wish, progress->late, NULL);
	if (progress->late && !seen)
		draft.reason = progress->why_late ? progress->why_late
						  : "because its targets are not logged in yet";
	else if (missing)
		draft.reason = arena_printf(p->arena,
					    "because %zu of its %zu logical volumes %s "
					    "not active",
					    missing, vg->lvs.count, missing == 1 ? "is" : "are");
	else
		draft.reason = "because its disks have just come, and udev may not have "
			       "activated all of it";
	draft.command = lvm_activate(p->tools, p->snapshot, p->arena,
				     &(struct lvm_name){ wish->name, wish->uuid, NULL },
				     access_activation(wish), false);
	access_hint(p, wish, &draft);
	progress->activate = planning_act(p, &draft);
	vec_each (after, &progress->after)
		plan_after(p->plan, progress->activate, *after);
}

void vg_plan_up(struct planning *p)
{
	const struct vg_wish *wish;

	vec_each (wish, &p->wishes->vgs) {
		struct vg_progress *progress = &p->vgs[wish - p->wishes->vgs.at];

		*progress = (struct vg_progress){ .item = vg_item(p, wish),
						  .activate = PLAN_NONE,
						  .deactivate = PLAN_NONE };
		if (wish->ensure == VG_INACTIVE)
			continue;
		judge_up(p, wish, progress);
		progress->piecewise = wish->ensure == VG_PRESENT ||
				      vg_wish_lists(wish, LV_INACTIVE) ||
				      access_splits(wish, progress->vg) ||
				      !p->plan->items.at[progress->item].selected;
		progress->deferred = access_defers(p, wish, progress);
		if (progress->open && !progress->piecewise)
			plan_activate(p, wish, progress);
	}
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

static const char *seen_word_down(const struct vg *vg)
{
	if (!vg)
		return "not visible";
	return vg_has_active(vg) ? "active" : "inactive, until udev activates it";
}

static void plan_deactivate(struct planning *p, const struct vg_wish *wish,
			    struct vg_progress *progress, const char *late, const char *reason)
{
	struct action draft =
		volume_draft(p, &vg_deactivate_type, progress->item, wish->name, NULL);
	const size_t *after;

	draft.title = arena_printf(p->arena, "deactivate volume group %s", wish->name);
	draft.key = deactivation_key(p, progress, draft.key);
	draft.reason = reason;
	draft.late = late;
	draft.change = (struct change){ NULL, seen_word_down(progress->vg), "inactive" };
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
	await_targets(p, wish, progress);
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
	if (await_activation(p, wish, progress)) {
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
