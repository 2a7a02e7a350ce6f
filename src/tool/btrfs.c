#include "tool/btrfs.h"

#include "os/attrs.h"

#include <fcntl.h>

struct members {
	VEC(const struct block *) list;
};

static bool is_on(const struct members *members, const struct mount *mount)
{
	const struct block *const *block;

	vec_each (block, &members->list)
		if ((*block)->major == mount->major && (*block)->minor == mount->minor)
			return true;
	return false;
}

static void share_mounts(struct snapshot *snapshot, const struct members *members)
{
	const struct block *const *block;
	size_t count = snapshot->mounts.count;

	for (size_t i = 0; i < count; i++) {
		struct mount mount = snapshot->mounts.at[i];

		if (!is_on(members, &mount))
			continue;
		vec_each (block, &members->list) {
			if ((*block)->major == mount.major && (*block)->minor == mount.minor)
				continue;
			vec_add(snapshot->arena, &snapshot->mounts,
				((struct mount){ (*block)->major, (*block)->minor, mount.path,
						 mount.pid }));
		}
	}
}

void btrfs_add_devices(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const struct attrs attrs = { arena, arena_printf(arena, "%s/fs/btrfs", tools->sysfs),
				     AT_FDCWD, &snapshot->openers_unknown };
	const struct names systems = attrs_list(&attrs, ".");
	const char *const *name, *const *device;

	vec_each (name, &systems.list) {
		/* "features" is no file system, and has none. */
		const struct names devices =
			attrs_list(&attrs, arena_printf(arena, "%s/devices", *name));
		struct members members = { 0 };

		vec_each (device, &devices.list) {
			const struct block *block = snapshot_block(snapshot, *device);

			if (block)
				vec_add(arena, &members.list, block);
		}
		if (members.list.count > 1)
			share_mounts(snapshot, &members);
	}
}
