#include "config.h"

#include "tool/autoactivation.h"

#include "os/clock.h"
#include "os/file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CMDLINE_BYTES ((size_t)64 * 1024)
#define UNIT_PREFIX "lvm-activate-"
#define UNIT_SUFFIX ".service"
/* systemd starts a unit within moments; an older file is that of one that has failed. */
#define START_SECONDS 10

/*
 * The volume group of "lvm vgchange -aay --autoactivation event VG", also where a shell or
 * systemd-run was given these words; NULL for any other command.
 */
static const char *activated_group(const struct strbuf *cmdline, struct arena *arena)
{
	const char *text = strbuf_text(cmdline), *end = text + cmdline->length;
	const char *before[2] = { "", "" };

	for (const char *word = text; word < end; word += strlen(word) + 1) {
		if (str_equal(before[0], "--autoactivation") && str_equal(before[1], "event") &&
		    *word != '-')
			return arena_strdup(arena, word);
		before[0] = before[1];
		before[1] = word;
	}
	return NULL;
}

static void read_processes(const struct tools *tools, struct snapshot *snapshot)
{
	CLEANUP(strbuf_done) struct strbuf cmdline = { 0 };
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct names names = { 0 };
	const char **name, *vg;
	uint64_t pid;

	if (dir_list(AT_FDCWD, tools->proc, &scratch, &names) < 0)
		return;
	vec_each (name, &names.list) {
		strbuf_clear(&cmdline);
		if (!str_number(*name, INT_MAX, &pid) ||
		    file_read(arena_printf(&scratch, "%s/%s/cmdline", tools->proc, *name),
			      CMDLINE_BYTES, &cmdline) < 0)
			continue;
		vg = activated_group(&cmdline, snapshot->arena);
		if (vg)
			vec_add(snapshot->arena, &snapshot->autoactivations,
				((struct autoactivation){ vg, (int)pid }));
	}
}

static bool is_recent(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && status.st_mtime + START_SECONDS > clock_now();
}

/* The VG in a unit's name, where systemd writes what it does not allow there as \xNN. */
static const char *unit_group(const char *unit, struct arena *arena)
{
	char *vg = arena_strdup(arena, unit + strlen(UNIT_PREFIX)), *to = vg;

	vg[strlen(vg) - strlen(UNIT_SUFFIX)] = '\0';
	for (const char *from = vg; *from; to++) {
		char code[3] = "";

		if (str_starts(from, "\\x") && strlen(from) >= 4) {
			memcpy(code, from + 2, 2);
			*to = (char)strtol(code, NULL, 16);
			from += 4;
		} else {
			*to = *from++;
		}
	}
	*to = '\0';
	return vg;
}

/* Between the request and the process there is only the file of the transient unit. */
static void read_units(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const char *path = arena_printf(arena, "%s/systemd/transient", tools->run), **name;
	struct names names = { 0 };

	if (dir_list(AT_FDCWD, path, arena, &names) < 0)
		return;
	vec_each (name, &names.list)
		if (str_starts(*name, UNIT_PREFIX) && str_ends(*name, UNIT_SUFFIX) &&
		    strlen(*name) > strlen(UNIT_PREFIX UNIT_SUFFIX) &&
		    is_recent(arena_printf(arena, "%s/%s", path, *name)))
			vec_add(arena, &snapshot->autoactivations,
				((struct autoactivation){ unit_group(*name, arena), 0 }));
}

void autoactivation_read(const struct tools *tools, struct snapshot *snapshot)
{
	/* Units first: one that becomes a process in between is then seen twice, not missed. */
	read_units(tools, snapshot);
	read_processes(tools, snapshot);
}
