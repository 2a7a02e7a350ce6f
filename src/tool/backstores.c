#include "config.h"

#include "tool/users.h"

#include "base/str.h"
#include "os/attrs.h"
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

static const char *attribute(const struct attrs *attrs, const char *name)
{
	const char *text = attrs_text(attrs, name);

	return text ? text : "";
}

/*
 * drivers/target/target_core_iblock.c and _file.c: "… iBlock device: dm-3  UDEV PATH: /dev/a/b
 * readonly: 0\n        Major: 253 Minor: 3  CLAIMED: IBLOCK", "TCM FILEIO ID: 0        File:
 * /dev/dm-3  Size: …".
 */
static const struct block *device_of(const struct tools *tools, const struct snapshot *snapshot,
				     const struct attrs *store)
{
	const char *info = attribute(store, "info");
	const char *numbers = strstr(info, "Major: "), *file = strstr(info, "File: ");
	unsigned int major, minor;

	if (numbers && sscanf(numbers, "Major: %u Minor: %u", &major, &minor) == 2)
		return snapshot_devno(snapshot, major, minor);
	if (file) {
		file += strlen("File: ");
		file = arena_strndup(store->arena, file, strcspn(file, " \n"));
	}
	return block_of_path(tools, snapshot, file ? file : attribute(store, "udev_path"),
			     store->unknown);
}

static void read_backstore(const struct tools *tools, struct snapshot *snapshot,
			   const struct attrs *adapter, const char *type, const char *name)
{
	struct attrs store = *adapter;
	const struct block *block = NULL;

	store.directory = arena_printf(store.arena, "%s/%s", adapter->directory, name);
	/* Configured, but not enabled yet, it has nothing open. */
	if (str_equal(attribute(&store, "enable"), "1"))
		block = device_of(tools, snapshot, &store);
	if (block)
		vec_add(snapshot->arena, &snapshot->backstores,
			((struct backstore){ block->major, block->minor, type,
					     arena_strdup(snapshot->arena, name) }));
}

void backstores_read(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const struct attrs target = { arena,
				      arena_printf(arena, "%s/kernel/config/target", tools->sysfs),
				      AT_FDCWD, &snapshot->openers_unknown };
	/* Without the kernel's target, or configfs, there is nothing of it. */
	const struct names adapters = attrs_list(&target, "core");
	const char *const *adapter, *const *name;

	vec_each (adapter, &adapters.list) {
		struct attrs attrs = target;
		struct names names;

		attrs.directory = arena_printf(arena, "%s/core/%s", target.directory, *adapter);
		names = attrs_list(&attrs, ".");
		vec_each (name, &names.list)
			read_backstore(tools, snapshot, &attrs, type_of(arena, *adapter), *name);
	}
}
