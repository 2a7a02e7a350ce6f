#include "tool/multipath.h"

#define FLUSH_SECONDS 60

bool multipath_is_map(const struct block *block)
{
	return str_starts(block->dm_uuid, "mpath-");
}

struct command multipath_flush(struct arena *arena, const struct tools *tools, const char *map)
{
	struct command command = { .path = tools->multipath.path,
				   .changes = true,
				   .seconds = FLUSH_SECONDS };

	command_add(arena, &command, tools->multipath.given ? command.path : "multipath");
	command_add(arena, &command, "-f"); /* flushes an unused map; it forces nothing (law 6) */
	command_add(arena, &command, map);
	return command;
}
