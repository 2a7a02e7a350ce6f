/*
 * Sessions on the way down: a session is logged out once nothing uses what came in over it (law 4).
 * What multipathd has made of the paths to a LUN holds their sessions, and is flushed once nothing
 * is active on it and all its paths go.
 */
#include "act/multipath.h"
#include "act/portals.h"
#include "act/session.h"
#include "kind/exclusive.h"
#include "kind/kind.h"
#include "kind/session_stays.h"
#include "kind/unmanaged.h"
#include "tool/multipath.h"

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
	draft.type = &multipath_flush_type;
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

/* Finds the maps all of whose sessions can be logged out but for those maps, and plans to flush
 * them. The items of these sessions are there. */
static void plan_flushes(struct planning *p)
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

static void plan_logout(struct planning *p, const struct target_wish *wish,
			const struct session *session, const struct portal_wish *listed)
{
	size_t item = session_item(p, wish, listed, &wish->place);
	struct action draft = session_logout_draft(p, item, session);
	const char *stays = vg_stays(p, wish->name, session, &draft), *text;
	enum verdict verdict = session_obstacle(p, session, stays, &draft, &text);

	draft.reason = p->wishes->release
			       ? "because this host releases its storage"
			       : arena_printf(p->arena, "because the target is declared %s",
					      target_ensure_words[wish->ensure]);
	if (verdict == VERDICT_CHANGES)
		planning_act(p, &draft);
	else
		plan_judge(p->plan, item, verdict, "%s", text);
}

static void make_items_down(struct planning *p, const struct target_wish *wish)
{
	const struct portal_wish *portal;

	if (!wish->portals.count)
		session_item(p, wish, NULL, &wish->place);
	vec_each (portal, &wish->portals) {
		size_t item = session_item(p, wish, portal, &portal->place);
		const char *why = portal_unresolved(p, &portal->portal, true);

		if (why)
			plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", why);
	}
}

static void plan_target_down(struct planning *p, const struct target_wish *wish)
{
	size_t at = strmap_find(&p->session_index, wish->name);

	for (; at < p->sessions.count && str_equal(p->sessions.at[at]->target, wish->name); at++) {
		const struct portal_wish *listed = wish_of_session(p, wish, p->sessions.at[at]);

		if (listed || !wish->portals.count)
			plan_logout(p, wish, p->sessions.at[at], listed);
	}
}

void session_plan_down(struct planning *p)
{
	const struct target_wish *wish;

	vec_each (wish, &p->wishes->targets)
		if (wish->ensure != TARGET_LOGGED_IN)
			make_items_down(p, wish);
	plan_flushes(p);
	vec_each (wish, &p->wishes->targets) {
		if (wish->ensure != TARGET_LOGGED_IN)
			plan_target_down(p, wish);
		exclusive_sessions_down(p, wish);
	}
}
