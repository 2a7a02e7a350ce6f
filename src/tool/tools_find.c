#include "tool/tools_find.h"

#include "config.h"

#include "base/str.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* lvm(8) is one program: the packages link these names to it, and it looks at argv[0]. */
static const char *find_binary(struct arena *arena, const char *name)
{
	static const char *const directories[] = { "/usr/sbin", "/usr/bin", "/sbin", "/bin" };

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
		const char *path = arena_printf(arena, "%s/%s", directories[i], name);

		if (access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

void tools_find(struct arena *arena, struct tools *ret_tools)
{
	*ret_tools = (struct tools){
		.iscsiadm.path = find_binary(arena, "iscsiadm"),
		.lvm.path = find_binary(arena, "lvm"),
		.getent.path = find_binary(arena, "getent"),
		.multipath.path = find_binary(arena, "multipath"),
		.sysfs = "/sys",
		.proc = "/proc",
		.run = "/run",
		.dev = "/dev",
		.iscsi_etc = "/etc/iscsi",
		.lvm_etc = "/etc/lvm",
		.lock = CONVERGE_RUNDIR "/lock",
		.state = CONVERGE_STATEDIR,
		.credentials = getenv("CREDENTIALS_DIRECTORY"),
	};
}

/* The length of NAME in "NAME=PATH"; 0 when there is none. */
static size_t name_length(const char *argument)
{
	const char *equals = strchr(argument, '=');

	return equals ? (size_t)(equals - argument) : 0;
}

static const char **directory(struct tools *tools, const char *name)
{
	const struct {
		const char *name, **path;
	} directories[] = {
		{ "sysfs", &tools->sysfs },	  { "proc", &tools->proc },
		{ "run", &tools->run },		  { "dev", &tools->dev },
		{ "database", &tools->database }, { "iscsi-etc", &tools->iscsi_etc },
		{ "lvm-etc", &tools->lvm_etc },	  { "lock", &tools->lock },
		{ "state", &tools->state },	  { "credentials", &tools->credentials },
	};

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		if (str_equal(directories[i].name, name))
			return directories[i].path;
	return NULL;
}

const char *tools_set(struct arena *arena, struct tools *tools, const char *argument)
{
	size_t length = name_length(argument);
	const char *name = arena_strndup(arena, argument, length), *path, **place;

	if (!length)
		return arena_printf(arena, "'%s' is not NAME=PATH", argument);
	path = arena_strdup(arena, argument + length + 1);
	if (*path != '/')
		return arena_printf(arena, "the path of %s must begin with '/', not '%s'", name,
				    path);
	place = directory(tools, name);
	if (place)
		*place = path;
	else if (str_equal(name, "iscsiadm"))
		tools->iscsiadm = (struct tool_file){ path, true };
	else if (str_equal(name, "lvm"))
		tools->lvm = (struct tool_file){ path, true };
	else if (str_equal(name, "getent"))
		tools->getent = (struct tool_file){ path, true };
	else if (str_equal(name, "multipath"))
		tools->multipath = (struct tool_file){ path, true };
	else
		return arena_printf(
			arena,
			"'%s' is not one of iscsiadm, lvm, getent, multipath, sysfs, "
			"proc, run, dev, database, iscsi-etc, lvm-etc, lock, state, credentials",
			name);
	return NULL;
}

const char *tools_unusable(struct arena *arena, const struct tools *tools)
{
	const struct {
		const char *name;
		const struct tool_file *file;
	} programs[] = { { "iscsiadm", &tools->iscsiadm },
			 { "lvm", &tools->lvm },
			 { "getent", &tools->getent },
			 { "multipath", &tools->multipath } };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (programs[i].file->given && access(programs[i].file->path, X_OK) < 0)
			return arena_printf(arena, "the program of --tool %s=%s cannot be run: %s",
					    programs[i].name, programs[i].file->path,
					    strerror(errno));
	return NULL;
}
