#include "kind/carriers.h"

/* ---- what a device came in over ---- */

/* A stack of devices is a few deep, but a broken snapshot may have a circle. */
struct descent {
	struct arena *arena;
	const struct snapshot *snapshot;
	VEC(const struct block *) seen;
	struct names *targets;
	bool vague;
};

static bool is_seen(const struct descent *descent, const struct block *block)
{
	const struct block *const *seen;

	vec_each (seen, &descent->seen)
		if (*seen == block)
			return true;
	return false;
}

static void reach_session(struct descent *descent, unsigned int sid)
{
	const struct session *session = snapshot_session(descent->snapshot, sid);

	if (session)
		vec_add(descent->arena, &descent->targets->list, session->target);
	else
		descent->vague = true;
}

static void walk_down(struct descent *descent, const struct block *block)
{
	const char *const *slave;

	if (!block || block->dangling)
		descent->vague = true;
	if (!block || is_seen(descent, block))
		return;
	vec_add(descent->arena, &descent->seen, block);
	if (block->sid)
		reach_session(descent, block->sid);
	else if (block->disk)
		walk_down(descent, snapshot_block(descent->snapshot, block->disk));
	vec_each (slave, &block->slaves)
		walk_down(descent, snapshot_block(descent->snapshot, *slave));
}

bool carriers_of(struct arena *arena, const struct snapshot *snapshot, const struct block *block,
		 struct names *targets)
{
	struct descent descent = { .arena = arena, .snapshot = snapshot, .targets = targets };

	walk_down(&descent, block);
	return !descent.vague;
}

/* ---- compared with the manifest ---- */

enum carrier { CARRIER_UNKNOWN, CARRIER_LISTED, CARRIER_OTHER, CARRIER_LOCAL };

/* One path over a listed target is enough: a LUN may come in over several targets. */
static enum carrier carrier_of(struct planning *p, const struct vg_wish *wish, const struct pv *pv,
			       const char **ret_target)
{
	struct names targets = { 0 };
	bool known = carriers_of(p->arena, p->snapshot, snapshot_pv(p->snapshot, pv), &targets);
	const char *const *target;

	vec_each (target, &targets.list)
		if (vg_wish_names(wish, *target))
			return CARRIER_LISTED;
	if (!known)
		return CARRIER_UNKNOWN;
	if (!targets.list.count)
		return CARRIER_LOCAL;
	*ret_target = targets.list.at[0];
	return CARRIER_OTHER;
}

/* "iqn.a, iqn.b" */
static const char *listed_text(struct planning *p, const struct vg_wish *wish)
{
	const struct target_ref *ref;
	const char *list = NULL;

	vec_each (ref, &wish->targets)
		list = list ? arena_printf(p->arena, "%s, %s", list, ref->name) : ref->name;
	return list ? list : "no target";
}

static void refuse(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
		   const char *where, struct vg_progress *progress)
{
	const char *stays = vg_has_active(vg) ? "; what is active of it stays active" : "";

	plan_judge(p->plan, progress->item, VERDICT_REFUSED,
		   "%s, but 'targets' lists %s; correct 'targets', unless this is a copy of the "
		   "volume group%s",
		   where, listed_text(p, wish), stays);
	progress->barred = "its volume group is refused";
}

static const struct target_progress *progress_of(const struct planning *p, const char *target)
{
	return planning_target(p, wishes_target(p->wishes, target));
}

/* A disk that LVM saw and sysfs had not shown yet is one of theirs, if theirs are only coming. */
static bool is_coming(struct planning *p, const struct vg_wish *wish, const struct pv *pv)
{
	const struct target_ref *ref;

	if (snapshot_pv(p->snapshot, pv) || p->snapshot->devices_unknown)
		return false;
	vec_each (ref, &wish->targets) {
		const struct target_progress *target = progress_of(p, ref->name);

		if (target && target->settling.count)
			return true;
	}
	return false;
}

/*
 * A physical volume of another target bars the group, whatever the others are on. Local disks
 * cannot be listed, so a group may have some beside those of its targets (a cache), but not only
 * them. A group whose targets are an empty list is a local one.
 */
static void compare_disks(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
			  struct vg_progress *progress)
{
	const struct pv *pv, *local = NULL;
	size_t others = 0;
	const char *target;

	vec_each (pv, &vg->pvs) {
		enum carrier carrier =
			pv->missing ? CARRIER_UNKNOWN : carrier_of(p, wish, pv, &target);

		if (carrier == CARRIER_OTHER) {
			refuse(p, wish, vg,
			       arena_printf(p->arena, "target %s carries it (%s)", target,
					    pv->name),
			       progress);
			return;
		}
		/* Law 3: what is not known in full is not among the blocks; a session may be
		 * younger than the list of sessions. */
		if (carrier == CARRIER_UNKNOWN && !pv->missing && !is_coming(p, wish, pv))
			progress->barred = arena_printf(
				p->arena, "which target carries it is not known (%s)",
				p->snapshot->devices_unknown
					? p->snapshot->devices_unknown
					: arena_printf(p->arena, "what brought %s", pv->name));
		if (carrier == CARRIER_LOCAL)
			local = pv;
		else
			others++;
	}
	if (local && !others && wish->targets.count)
		refuse(p, wish, vg,
		       arena_printf(p->arena, "a local disk carries it (%s)", local->name),
		       progress);
}

void carriers_compare(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
		      struct vg_progress *progress)
{
	const struct target_ref *ref;

	if (!wish->has_targets)
		return;
	if (vg)
		compare_disks(p, wish, vg, progress);
	vec_each (ref, &wish->targets) {
		const struct target_progress *target = progress_of(p, ref->name);

		if (target && target->lacking && !progress->barred)
			progress->barred = arena_printf(p->arena, "its targets are not there: %s",
							target->lacking);
	}
}

bool carriers_bar(struct planning *p, const struct vg_progress *progress, size_t item)
{
	if (progress->barred)
		plan_judge(p->plan, item, VERDICT_BLOCKED, "%s", progress->barred);
	return progress->barred;
}

/* ---- immediately before the change ---- */
