/*
 * The record files of open-iscsi, read without its tool: one file it cannot
 * read makes `iscsiadm -m node` fail for all of them. Nothing here writes, and
 * the database lock is not taken.
 */
#include "tool/record_files.h"

#include "os/file.h"
#include "tool/database.h"
#include "tool/iscsiadm.h"
#include "tool/records.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A record of 107 parameters has 4 KiB; the longest the tool can write has under 64. */
#define RECORD_BYTES ((size_t)256 * 1024)

struct reader {
	struct snapshot *snapshot;
	const char *database;
	const char *target; /* directory of nodes/ that is being read */
	const char *error;  /* why the database as a whole cannot be read */
};

static int fail(struct reader *reader, const char *file, int error)
{
	reader->error = arena_printf(reader->snapshot->arena, "cannot read %s/%s: %s",
				     reader->database, file, strerror(-error));
	return -1;
}

static void damaged(struct reader *reader, const char *file, const char *reason)
{
	vec_add(reader->snapshot->arena, &reader->snapshot->damaged,
		((struct damaged_record){ file, reader->target, reason }));
}

/* The lines of a file, as usr/idbm.c:idbm_recinfo_config reads them; NULL or what is wrong. */
static const char *parse(struct arena *arena, char *text, struct record *record)
{
	struct strmap seen = { 0 };
	char *line;

	while ((line = record_next_line(&text))) {
		struct parameter parameter;
		uint64_t digest;

		if (!record_split(line, &parameter, &digest) ||
		    (!str_starts(parameter.name, "node.") &&
		     !str_starts(parameter.name, "iface.") &&
		     !str_starts(parameter.name, "discovery.")))
			return "it is no node record";
		record_note_secret(record, parameter.name, digest);
		record_set(arena, record, &seen, &parameter);
	}
	return NULL;
}

/*
 * The path that the tool would look for this record under (usr/idbm.c:get_config_file_path and
 * libopeniscsiusr/idbm.c); deleting fails when it is another.
 */
static bool path_agrees(struct arena *arena, const struct record *record, const char *target,
			const char *directory, const char *iface)
{
	const char *host = record_parameter(record, "node.conn[0].address"), *portal;

	portal = arena_printf(arena, "%s,%d", host, record->portal.port);
	if (!str_equal(record->target, target) || (iface && !str_equal(record->iface, iface)))
		return false;
	if (!iface && str_equal(directory, portal))
		return true;
	return str_equal(directory, arena_printf(arena, "%s,%d", portal, record->portal.tpgt));
}

static const char *check(struct arena *arena, struct strbuf *text, struct record *record,
			 const char *target, const char *directory, const char *iface)
{
	const char *fault;
	char *copy;

	if (!text->length)
		return "it is empty";
	if (memchr(text->text, '\0', text->length))
		return "it is no node record";
	copy = arena_strndup(arena, text->text, text->length);
	fault = parse(arena, copy, record);
	if (fault)
		explicit_bzero(copy, text->length); /* what was not parsed is not masked */
	if (!fault)
		fault = record_identify(arena, record);
	if (!fault && !path_agrees(arena, record, target, directory, iface))
		fault = "it disagrees with its path";
	return fault;
}

/* iface NULL: a flat file, as it is when the portal group tag is not known. */
static int read_record(struct reader *reader, const char *file, const char *directory,
		       const char *iface)
{
	struct arena *arena = reader->snapshot->arena;
	CLEANUP(strbuf_done) struct strbuf text = { .secret = true };
	const char *path = arena_printf(arena, "%s/%s", reader->database, file), *fault;
	struct record record = { 0 };
	int error = file_read(path, RECORD_BYTES, &text);

	if (error == -ENOENT)
		return 0; /* deleted since the directory was read */
	if (error == -EISDIR || error == -EFBIG || error == -EMEDIUMTYPE) {
		damaged(reader, file, "it is no node record");
		return 0;
	}
	if (error)
		return fail(reader, file, error);
	fault = check(arena, &text, &record, reader->target, directory, iface);
	if (fault)
		damaged(reader, file, fault);
	else
		vec_add(arena, &reader->snapshot->records, record);
	return 0;
}

/* Lists a directory; 1 with no names when it is no directory, -1 when it cannot be read. */
static int list(struct reader *reader, const char *file, struct names *ret_names)
{
	struct arena *arena = reader->snapshot->arena;
	int error = dir_list(AT_FDCWD, arena_printf(arena, "%s/%s", reader->database, file), arena,
			     ret_names);

	if (error == -ENOTDIR)
		return 1;
	if (error && error != -ENOENT)
		return fail(reader, file, error);
	return 0;
}

static int read_portal(struct reader *reader, const char *file, const char *directory)
{
	struct arena *arena = reader->snapshot->arena;
	struct names ifaces = { 0 };
	const char **iface;
	int flat = list(reader, file, &ifaces);

	if (flat < 0)
		return -1;
	if (flat)
		return read_record(reader, file, directory, NULL);
	vec_each (iface, &ifaces.list)
		if (read_record(reader, arena_printf(arena, "%s/%s", file, *iface), directory,
				*iface) < 0)
			return -1;
	return 0;
}

static int read_target(struct reader *reader, const char *target)
{
	struct arena *arena = reader->snapshot->arena;
	const char *file = arena_printf(arena, "nodes/%s", target), **portal;
	struct names portals = { 0 };
	int stray;

	reader->target = target;
	stray = list(reader, file, &portals);
	if (stray < 0)
		return -1;
	if (stray)
		damaged(reader, file, "it is no directory of a target");
	vec_each (portal, &portals.list)
		if (read_portal(reader, arena_printf(arena, "%s/%s", file, *portal), *portal) < 0)
			return -1;
	return 0;
}

static int read_all(struct reader *reader)
{
	struct names targets = { 0 };
	const char **target;
	int result = list(reader, "nodes", &targets);

	if (result > 0)
		result = fail(reader, "nodes", -ENOTDIR);
	vec_each (target, &targets.list)
		if (result == 0)
			result = read_target(reader, *target);
	return result;
}

int iscsiadm_read_files(const struct tools *tools, const char *target, struct snapshot *snapshot,
			const char **ret_reason)
{
	struct reader reader = { .snapshot = snapshot };
	size_t records = snapshot->records.count, damages = snapshot->damaged.count;

	reader.database = database_of_records(snapshot->arena, tools, ret_reason);
	if (!reader.database)
		return -1;
	if ((target ? read_target(&reader, target) : read_all(&reader)) < 0) {
		snapshot->records.count = records;
		snapshot->damaged.count = damages;
		*ret_reason = reader.error;
		return -1;
	}
	records_sort(snapshot);
	return 0;
}
