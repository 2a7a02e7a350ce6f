#include "config.h"

#include "base/str.h"
#include "os/attrs.h"
#include "tool/blocks.h"
#include "tool/users.h"

#include <fcntl.h>

static void read_space(const struct tools *tools, struct snapshot *snapshot,
		       const struct attrs *spaces, const char *system, const char *number)
{
	struct arena *arena = snapshot->arena;
	const char *enable = attrs_text(spaces, arena_printf(arena, "%s/enable", number));
	const char *path = attrs_text(spaces, arena_printf(arena, "%s/device_path", number));
	const struct block *block = NULL;

	/* Configured, but not enabled yet, it has nothing open. */
	if (path && str_equal(enable, "1"))
		block = block_of_path(tools, snapshot, path, spaces->unknown);
	if (block)
		vec_add(arena, &snapshot->backstores,
			((struct backstore){
				block->major, block->minor, BACKSTORE_NVMET,
				arena_printf(arena, "%s/namespaces/%s", system, number) }));
}

void nvmet_read(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const char *root = arena_printf(arena, "%s/kernel/config/nvmet", tools->sysfs);
	const struct attrs nvmet = { arena, root, AT_FDCWD, &snapshot->openers_unknown };
	/* Without this target, or configfs, there is nothing of it. */
	const struct names systems = attrs_list(&nvmet, "subsystems");
	const char *const *system, *const *number;

	vec_each (system, &systems.list) {
		struct attrs spaces = nvmet;
		struct names numbers;

		spaces.directory =
			arena_printf(arena, "%s/subsystems/%s/namespaces", root, *system);
		numbers = attrs_list(&spaces, ".");
		vec_each (number, &numbers.list)
			read_space(tools, snapshot, &spaces, *system, *number);
	}
}
