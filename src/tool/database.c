#include "tool/database.h"

#include "os/attrs.h"

#include <fcntl.h>

#define OLD "/etc/iscsi"
#define NEW "/var/lib/iscsi"

enum holder { HOLDS_NONE, HOLDS_OLD, HOLDS_NEW, HOLDS_BOTH };

static const char both[] =
	"both " OLD " and " NEW " hold records; say which one iscsiadm uses with "
	"--tool database=DIR";

/* One that cannot be read may hold something: unknown then gets the reason. */
static bool has_any(struct arena *arena, const char *database, const char *name,
		    const char **unknown)
{
	const struct attrs attrs = { arena, database, AT_FDCWD, unknown };

	return attrs_list(&attrs, name).list.count;
}

static enum holder holder_of(struct arena *arena, const char *name, const char **unknown)
{
	return (enum holder)((has_any(arena, OLD, name, unknown) ? HOLDS_OLD : 0) |
			     (has_any(arena, NEW, name, unknown) ? HOLDS_NEW : 0));
}

static const char *database_at(enum holder holder, const char *unknown, const char **ret_reason)
{
	if (!unknown && holder != HOLDS_BOTH)
		return holder == HOLDS_NEW ? NEW : OLD;
	*ret_reason = unknown ? unknown : both;
	return NULL;
}

const char *database_of_records(struct arena *arena, const struct tools *tools,
				const char **ret_reason)
{
	const char *unknown = NULL;
	enum holder holder;

	if (tools->database)
		return tools->database;
	holder = holder_of(arena, "nodes", &unknown);
	return database_at(holder, unknown, ret_reason);
}

const char *database_of_interfaces(struct arena *arena, const struct tools *tools,
				   const char **ret_reason)
{
	enum holder interfaces, records;
	const char *unknown = NULL;

	if (tools->database)
		return tools->database;
	interfaces = holder_of(arena, "ifaces", &unknown);
	if (interfaces == HOLDS_NONE && !unknown)
		return OLD; /* none are there, wherever that is */
	records = holder_of(arena, "nodes", &unknown);
	return database_at(records == HOLDS_NONE ? interfaces : records, unknown, ret_reason);
}
