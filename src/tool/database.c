#include "tool/database.h"

#include "os/attrs.h"
#include "tool/iscsiadm.h"
#include "tool/record_files.h"

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

static const char *name_of(struct arena *arena, const struct record *record)
{
	return arena_printf(arena, "%s %s", record->target,
			    portal_text_bound(arena, &record->portal, record->iface));
}

/* Whether the files at one place are the records of the list. */
static bool has_just(const char *database, const struct snapshot *listed)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const struct tools there = { .database = database };
	struct snapshot files = { .arena = &scratch };
	struct strmap names = { 0 };
	const struct record *record;
	const char *reason;

	if (iscsiadm_read_files(&there, NULL, &files, &reason) < 0 || files.damaged.count ||
	    files.records.count != listed->records.count)
		return false;
	vec_each (record, &files.records)
		strmap_add(&scratch, &names, name_of(&scratch, record), 0);
	vec_each (record, &listed->records)
		if (strmap_find(&names, name_of(&scratch, record)) == SIZE_MAX)
			return false;
	return true;
}

const char *database_listed(const struct tools *tools, const struct snapshot *snapshot)
{
	const char *unknown = NULL;
	enum holder holder = holder_of(snapshot->arena, "nodes", &unknown);
	bool old, new;

	/* The files are read only where the one place that has any is not enough of an answer. */
	if (tools->database || unknown || holder == HOLDS_NONE ||
	    (holder != HOLDS_BOTH && snapshot->records.count))
		return NULL;
	old = has_just(OLD, snapshot);
	new = has_just(NEW, snapshot);
	if (old == new)
		return NULL;
	return old ? OLD : NEW;
}
