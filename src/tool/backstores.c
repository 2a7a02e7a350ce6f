#include "config.h"

#include "tool/users.h"

#include "base/str.h"
#include "os/file.h"
#include "tool/blocks.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* The kernel's names of the plugins (an adapter is PLUGIN_NUMBER), and targetcli's. */
static const char *type_of(struct arena *arena, const char *adapter)
{
	const char *underscore = strrchr(adapter, '_');

	if (str_starts(adapter, "iblock_"))
		return "block";
	return arena_strndup(arena, adapter,
			     underscore ? (size_t)(underscore - adapter) : strlen(adapter));
}

static const char *attribute(int fd, const char *name, struct arena *arena)
{
	const char *text;

	return attr_read(fd, name, arena, &text) < 0 ? "" : text;
}

/*
 * drivers/target/target_core_iblock.c and _file.c: "… iBlock device: dm-3  UDEV PATH: /dev/a/b
 * readonly: 0\n        Major: 253 Minor: 3  CLAIMED: IBLOCK", "TCM FILEIO ID: 0        File:
 * /dev/dm-3  Size: …".
 */
static const struct block *device_of(const struct tools *tools, const struct snapshot *snapshot,
				     int fd, struct arena *arena)
{
	const char *info = attribute(fd, "info", arena);
	const char *numbers = strstr(info, "Major: "), *file = strstr(info, "File: ");
	unsigned int major, minor;

	if (numbers && sscanf(numbers, "Major: %u Minor: %u", &major, &minor) == 2)
		return snapshot_devno(snapshot, major, minor);
	if (file) {
		file += strlen("File: ");
		file = arena_strndup(arena, file, strcspn(file, " \n"));
	}
	return block_of_path(tools, snapshot, file ? file : attribute(fd, "udev_path", arena));
}

static void read_backstore(const struct tools *tools, struct snapshot *snapshot, int adapter,
			   const char *type, const char *name)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	CLEANUP(close_fd) int fd = openat(adapter, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct block *block = NULL;

	/* Configured, but not enabled yet, it has nothing open. */
	if (fd >= 0 && str_equal(attribute(fd, "enable", &scratch), "1"))
		block = device_of(tools, snapshot, fd, &scratch);
	if (block)
		vec_add(snapshot->arena, &snapshot->backstores,
			((struct backstore){ block->major, block->minor, type,
					     arena_strdup(snapshot->arena, name) }));
}

void backstores_read(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const char *core = arena_printf(&scratch, "%s/kernel/config/target/core", tools->sysfs);
	struct names adapters = { 0 };
	const char **adapter, **name;

	/* Without the kernel's target, or configfs, there is nothing of it. */
	if (dir_list(AT_FDCWD, core, &scratch, &adapters) < 0)
		return;
	vec_each (adapter, &adapters.list) {
		const char *path = arena_printf(&scratch, "%s/%s", core, *adapter);
		CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		struct names names = { 0 };

		if (fd < 0 || dir_list(fd, ".", &scratch, &names) < 0)
			continue;
		vec_each (name, &names.list)
			read_backstore(tools, snapshot, fd, type_of(snapshot->arena, *adapter),
				       *name);
	}
}
