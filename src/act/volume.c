#include "act/volume.h"

#include "act/disk_trouble.h"
#include "os/file.h"
#include "tool/autoactivation.h"
#include "tool/lvm.h"
#include "tool/sysfs.h"
#include "tool/tools.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- right before the change ---- */

static bool was_sick(const struct action *action, unsigned int sid)
{
	const unsigned int *sick;

	vec_each (sick, &action->sick)
		if (*sick == sid)
			return true;
	return false;
}

/* A session that has left LOGGED_IN since the plan was made would make LVM hang on its disks (law
 * 12). */
static enum guard_answer guard(const struct action *action, const struct tools *tools,
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

static size_t still_logged_in(const struct carrier_need *need, const struct snapshot *now)
{
	const struct session *session;
	const unsigned int *sid;
	size_t count = 0;

	vec_each (session, &now->sessions)
		vec_each (sid, &need->sids)
			count += session->sid == *sid && session_is_logged_in(session);
	return count;
}

/* Whether enough of the sessions that it relies on are still LOGGED_IN. */
static enum guard_answer still_carried(const struct action *action, const struct tools *tools,
				       struct arena *arena, const char **ret_reason)
{
	const struct carrier_need *need;

	vec_each (need, &action->carriers) {
		struct snapshot now = { .arena = arena };
		size_t count;

		if (sysfs_read_sessions_of(tools, need->target, &now, ret_reason) < 0)
			return GUARD_REFUSE;
		count = still_logged_in(need, &now);
		if (count >= need->sessions)
			continue;
		*ret_reason = arena_printf(arena,
					   "only %zu of the %zu sessions of target %s that volume "
					   "group %s needs are still LOGGED_IN; run converge again",
					   count, need->sessions, need->target, action->vg);
		return GUARD_REFUSE;
	}
	return GUARD_GO;
}

/* The same for what brings volumes up: a disk of the volume group that has gone since then would
 * make it partial, and a partial one is never activated. */
static enum guard_answer guard_up(const struct action *action, const struct tools *tools,
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
	if (still_carried(action, tools, arena, ret_reason) != GUARD_GO)
		return GUARD_REFUSE;
	return guard(action, tools, arena, ret_reason);
}

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

/* ---- steps ---- */

const struct action_type vg_activate_type = {
	.name = "activate",
	.touches = TOUCHES_VOLUMES,
	.guard = guard_up,
};

const struct action_type vg_deactivate_type = {
	.name = "deactivate",
	.touches = TOUCHES_VOLUMES,
	.guard = guard,
};

const struct action_type vg_await_type = {
	.name = "await-activation",
	.touches = TOUCHES_VOLUMES,
	.reached = is_activated,
};

const struct action_type lv_activate_type = {
	.name = "activate-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = guard_up,
};

const struct action_type lv_deactivate_type = {
	.name = "deactivate-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = guard,
};

const struct action_type lv_refresh_type = {
	.name = "refresh-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = guard_up,
};

/* Both look whether the disks are still there: what is deactivated is to come up again. */
const struct action_type lv_stop_type = {
	.name = "deactivate-failed-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = guard_up,
};

const struct action_type lv_start_type = {
	.name = "reactivate-lv",
	.touches = TOUCHES_VOLUMES,
	.guard = guard_up,
};

const char *volume_key(struct arena *arena, const struct action_type *type, const char *vg,
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

/* Notes for still_carried() which sessions it relies on. */
static void note_carriers(const struct planning *p, const struct vg_wish *wish,
			  struct action *draft)
{
	const struct target_ref *ref;
	const unsigned int *sid;

	if (!wish || !wish->has_targets)
		return;
	vec_each (ref, &wish->targets) {
		const struct target_wish *declared = wishes_target(p->wishes, ref->name);
		const struct target_progress *target = planning_target(p, declared);
		struct carrier_need need = { .target = ref->name };

		if (!declared || declared->ensure != TARGET_LOGGED_IN)
			continue;
		need.sessions = target_wish_needs(declared);
		vec_each (sid, &target->logged_in)
			vec_add(p->arena, &need.sids, *sid);
		vec_add(p->arena, &draft->carriers, need);
	}
}

struct action volume_draft(struct planning *p, const struct action_type *type, size_t item,
			   const char *vg, const char *lv)
{
	struct action draft = {
		.type = type,
		.item = item,
		.key = volume_key(p->arena, type, vg, lv),
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
	note_carriers(p, wishes_vg(p->wishes, vg), &draft);
	return draft;
}

const char *vg_activation_key(struct planning *p, const struct vg_wish *wish)
{
	return volume_key(p->arena, &vg_activate_type, wish->name, NULL);
}
