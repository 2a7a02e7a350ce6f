#include "kind/multipath.h"

#include "kind/exclusive.h"
#include "kind/session.h"
#include "kind/unmanaged.h"
#include "kind/unused.h"
#include "tool/multipath.h"

/* The map of that name with the same identity; NULL if it is gone. */
static const struct block *map_of(const struct action *action, const struct snapshot *now)
{
	const struct block *block;

	vec_each (block, &now->blocks)
		if (str_equal(block->dm_name, action->map) &&
		    str_equal(block->dm_uuid, action->map_uuid))
			return block;
	return NULL;
}

/* A path that has come since, over a session that may be there to stay. */
static const char *new_path(const struct action *action, const struct block *map)
{
	const char *const *slave, *const *disk;

	vec_each (slave, &map->slaves) {
		bool known = false;

		vec_each (disk, &action->disks)
			known |= str_equal(*slave, *disk);
		if (!known)
			return *slave;
	}
	return NULL;
}

/* Law 4, right before the act; what udev has open for a moment is waited for. */
static enum guard_answer still_idle(const struct action *action, const struct tools *tools,
				    struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct block *map;
	struct uses uses = { 0 };
	struct stack stack;
	const char *path;

	*ret_reason = "multipath was not found";
	if (!tools->multipath.path || unused_look(tools, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	map = map_of(action, &now);
	if (!map) {
		*ret_reason = "it is gone already; run converge again to go on";
		return GUARD_REFUSE;
	}
	path = new_path(action, map);
	if (path) {
		*ret_reason = arena_printf(arena, "%s has become a path of it", path);
		return GUARD_REFUSE;
	}
	stack = stack_build(arena, &now);
	stack_uses(&stack, map, &uses);
	return unused_judge(&now, &uses, arena, ret_reason);
}

static const struct action_type flush_type = {
	.name = "flush",
	.touches = TOUCHES_SESSIONS,
	.guard = still_idle,
};

/* The session that a path came in over; NULL: it is no disk of one. */
static const struct session *session_of(const struct planning *p, const char *path)
{
	const struct block *disk = snapshot_block(p->snapshot, path);

	return disk && disk->sid && !disk->disk ? snapshot_session(p->snapshot, disk->sid) : NULL;
}

/* The item of a session that its target's wish ends, by whatever word; PLAN_NONE: none does. */
static size_t unwanted_item(struct planning *p, const struct session *session)
{
	const struct target_wish *wish = wishes_target(p->wishes, session->target);
	const struct portal_wish *listed = wish ? wish_of_session(p, wish, session) : NULL;

	if (!wish)
		return unmanaged_item(p, session);
	if (exclusive_covers(p, wish, session))
		return exclusive_item(p, wish, session);
	if (wish->ensure == TARGET_LOGGED_IN || (wish->portals.count && !listed))
		return PLAN_NONE;
	return session_item(p, wish, listed, &wish->place);
}

/* The same, as far as nothing is known yet that keeps the session. */
static size_t ending_item(struct planning *p, const struct session *session)
{
	size_t item = session ? unwanted_item(p, session) : PLAN_NONE;
	const struct item *found;

	if (item == PLAN_NONE)
		return PLAN_NONE;
	found = &p->plan->items.at[item];
	return found->selected && found->verdict <= VERDICT_CHANGES ? item : PLAN_NONE;
}

/* Why a volume group stays that the session carries, as the step that ends it asks. */
static const char *group_stays(struct planning *p, const struct session *session,
			       struct action *draft)
{
	const struct target_wish *wish = wishes_target(p->wishes, session->target);
	bool others = wish && exclusive_covers(p, wish, session);

	return vg_stays(p, others ? NULL : session->target, session, draft);
}

static void add_after(struct planning *p, struct action *draft, size_t action)
{
	const size_t *old;

	vec_each (old, &draft->after)
		if (*old == action)
			return;
	vec_add(p->arena, &draft->after, action);
}

/* Whether all its sessions end but for maps that this plan flushes; adds to draft what they wait
 * for: other maps too, so that after a failure the paths of those stay together. */
static bool may_flush(struct planning *p, const struct block *map, struct action *draft)
{
	const char *const *path, *stays, *text;

	vec_each (path, &map->slaves) {
		const struct session *session = session_of(p, *path);
		size_t item = ending_item(p, session);
		struct action logout;
		const size_t *after;

		if (item == PLAN_NONE)
			return false;
		logout = session_logout_draft(p, item, session);
		stays = group_stays(p, session, &logout);
		if (session_obstacle(p, session, stays, &logout, &text) != VERDICT_CHANGES)
			return false;
		vec_each (after, &logout.after)
			add_after(p, draft, *after);
	}
	return true;
}

static size_t plan_flush(struct planning *p, const struct block *map)
{
	const struct session *first = session_of(p, map->slaves.at[0]);
	size_t item = ending_item(p, first);
	struct action draft;
	const char *const *path;

	/* Another map of these sessions may have been left to the next run meanwhile. */
	if (item == PLAN_NONE)
		return PLAN_NONE;
	draft = session_logout_draft(p, item, first);
	draft.type = &flush_type;
	draft.key = arena_printf(p->arena, "flush %s", map->dm_name);
	draft.lane = arena_printf(p->arena, "map:%s", map->dm_name);
	draft.title = arena_printf(p->arena, "flush multipath map %s", map->dm_name);
	draft.reason = "because all its paths are logged out";
	draft.change = (struct change){ arena_printf(p->arena, "multipath map %s", map->dm_name),
					"there", "flushed" };
	draft.wants_iscsid = false;
	draft.map = map->dm_name;
	draft.map_uuid = map->dm_uuid;
	draft.command = multipath_flush(p->arena, p->tools, map->dm_name);
	vec_each (path, &map->slaves)
		vec_add(p->arena, &draft.disks, *path);
	return may_flush(p, map, &draft) ? planning_act(p, &draft) : PLAN_NONE;
}

/* Drops those that cannot be; each that goes may keep a session, and so another map. */
static void find_flushes(struct planning *p)
{
	for (size_t i = 0; i < p->flushes.count; i++) {
		struct action scratch = { 0 };

		if (may_flush(p, p->flushes.at[i].map, &scratch))
			continue;
		p->flushes.at[i] = p->flushes.at[--p->flushes.count];
		i = SIZE_MAX;
	}
}

void multipath_plan_down(struct planning *p)
{
	const struct block *block;

	vec_each (block, &p->snapshot->blocks)
		if (multipath_is_map(block) && block->dm_name && block->slaves.count)
			vec_add(p->arena, &p->flushes, ((struct flush){ block, PLAN_NONE }));
	find_flushes(p);
	for (size_t i = 0; i < p->flushes.count; i++) {
		p->flushes.at[i].action = plan_flush(p, p->flushes.at[i].map);
		if (p->flushes.at[i].action == PLAN_NONE)
			p->flushes.at[i--] = p->flushes.at[--p->flushes.count];
	}
}

static bool is_path(const struct block *map, const struct block *disk)
{
	const char *const *slave;

	vec_each (slave, &map->slaves)
		if (str_equal(*slave, disk->name))
			return true;
	return false;
}

bool multipath_ends(const struct planning *p, const struct use *use, size_t *ret_action)
{
	bool daemon = use->kind == USE_PROCESS && str_equal(use->opener->command, "multipathd");
	const struct flush *flush;

	vec_each (flush, &p->flushes)
		if (daemon ? is_path(flush->map, use->block)
			   : use->kind == USE_HOLDER && use->block == flush->map) {
			*ret_action = flush->action;
			return true;
		}
	return false;
}
