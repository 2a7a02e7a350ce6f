#include "act/multipath.h"

#include "act/stack.h"
#include "act/unused.h"
#include "act/uses.h"
#include "tool/tools.h"

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

const struct action_type multipath_flush_type = {
	.name = "flush",
	.touches = TOUCHES_SESSIONS,
	.guard = still_idle,
};
