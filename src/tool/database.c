#include "tool/database.h"

#include "os/file.h"

#include <fcntl.h>

#define OLD "/etc/iscsi"
#define NEW "/var/lib/iscsi"

enum holder { HOLDS_NONE, HOLDS_OLD, HOLDS_NEW, HOLDS_BOTH };

static bool has_any(struct arena *arena, const char *path)
{
	struct names names = { 0 };

	return dir_list(AT_FDCWD, path, arena, &names) == 0 && names.list.count;
}

static enum holder holder_of(struct arena *arena, const char *old, const char *new)
{
	return (enum holder)((has_any(arena, old) ? HOLDS_OLD : 0) |
			     (has_any(arena, new) ? HOLDS_NEW : 0));
}

static const char *database_at(enum holder holder)
{
	if (holder == HOLDS_BOTH)
		return NULL;
	return holder == HOLDS_NEW ? NEW : OLD;
}

const char *database_of_records(struct arena *arena, const struct tools *tools)
{
	if (tools->database)
		return tools->database;
	return database_at(holder_of(arena, OLD "/nodes", NEW "/nodes"));
}

const char *database_of_interfaces(struct arena *arena, const struct tools *tools)
{
	enum holder interfaces, records;

	if (tools->database)
		return tools->database;
	interfaces = holder_of(arena, OLD "/ifaces", NEW "/ifaces");
	if (interfaces == HOLDS_NONE)
		return OLD; /* none are there, wherever that is */
	records = holder_of(arena, OLD "/nodes", NEW "/nodes");
	return database_at(records == HOLDS_NONE ? interfaces : records);
}
