#include "config.h"

#include "tool/autoactivation.h"

#include "os/attrs.h"
#include "os/clock.h"

#include <errno.h>
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

static void read_processes(const struct tools *tools, struct snapshot *snapshot,
			   const char **unknown)
{
	const struct attrs proc = { snapshot->arena, tools->proc, AT_FDCWD, unknown };
	CLEANUP(strbuf_done) struct strbuf cmdline = { 0 };
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const struct names names = attrs_list(&proc, ".");
	const char *const *name, *vg;
	uint64_t pid;
	int error;

	vec_each (name, &names.list) {
		strbuf_clear(&cmdline);
		if (!str_number(*name, INT_MAX, &pid))
			continue;
		error = file_read(arena_printf(&scratch, "%s/%s/cmdline", tools->proc, *name),
				  CMDLINE_BYTES, &cmdline);
		/* The words that are looked for are no such flood. */
		if (error < 0 && error != -EFBIG)
			attrs_doubt(&proc, arena_printf(&scratch, "%s/cmdline", *name), error);
		if (error < 0)
			continue;
		vg = activated_group(&cmdline, snapshot->arena);
		if (vg)
			vec_add(snapshot->arena, &snapshot->autoactivations,
				((struct autoactivation){ vg, (int)pid }));
	}
}

static bool is_recent(const struct attrs *units, const char *name)
{
	struct stat status;

	if (stat(arena_printf(units->arena, "%s/%s", units->directory, name), &status) == 0)
		return status.st_mtime + START_SECONDS > clock_now();
	attrs_doubt(units, name, -errno);
	return false;
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
static void read_units(const struct tools *tools, struct snapshot *snapshot, const char **unknown)
{
	struct arena *arena = snapshot->arena;
	const struct attrs units = { arena, arena_printf(arena, "%s/systemd/transient", tools->run),
				     AT_FDCWD, unknown };
	const struct names names = attrs_list(&units, ".");
	const char *const *name;

	vec_each (name, &names.list)
		if (str_starts(*name, UNIT_PREFIX) && str_ends(*name, UNIT_SUFFIX) &&
		    strlen(*name) > strlen(UNIT_PREFIX UNIT_SUFFIX) && is_recent(&units, *name))
			vec_add(arena, &snapshot->autoactivations,
				((struct autoactivation){ unit_group(*name, arena), 0 }));
}

const char *autoactivation_read(const struct tools *tools, struct snapshot *snapshot)
{
	const char *unknown = NULL;

	/* Units first: one that becomes a process in between is then seen twice, not missed. */
	read_units(tools, snapshot, &unknown);
	read_processes(tools, snapshot, &unknown);
	return unknown;
}
