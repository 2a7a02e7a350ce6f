#include "config.h"

#include "tool/blocks.h"

#include "os/file.h"
#include "tool/lvm.h"
#include "tool/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

bool block_is_hctl(const char *name)
{
	for (int part = 0; part < 4; part++) {
		size_t digits = strspn(name, "0123456789");

		if (!digits || name[digits] != (part < 3 ? ':' : '\0'))
			return false;
		name += digits + 1;
	}
	return true;
}

/* "vg/lv" for a path's last words. */
static bool is_volume(const struct block *block, const char *name)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const char *vg, *lv;

	return str_starts(block->dm_uuid, "LVM-") &&
	       lvm_split_dm_name(&scratch, block->dm_name, &vg, &lv) &&
	       str_equal(arena_printf(&scratch, "%s/%s", vg, lv), name);
}

static const struct block *block_by_name(const struct snapshot *snapshot, const char *name)
{
	const struct block *block;

	vec_each (block, &snapshot->blocks)
		if (str_equal(block->name, name) ||
		    (str_starts(name, "mapper/") &&
		     str_equal(block->dm_name, name + strlen("mapper/"))) ||
		    is_volume(block, name))
			return block;
	return NULL;
}

const struct block *block_of_path(const struct tools *tools, const struct snapshot *snapshot,
				  const char *path)
{
	static const char deleted[] = " (deleted)";
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const struct block *block = NULL;
	struct stat status;

	/* Elsewhere a path may lead to a file system whose server is gone. */
	if (!str_starts(path, "/dev/"))
		return NULL;
	path = arena_strdup(&scratch, path + strlen("/dev/"));
	if (str_ends(path, deleted))
		path = arena_strndup(&scratch, path, strlen(path) - strlen(deleted));
	if (tools && stat(arena_printf(&scratch, "%s/%s", tools->dev, path), &status) == 0 &&
	    S_ISBLK(status.st_mode))
		block = snapshot_devno(snapshot, major(status.st_rdev), minor(status.st_rdev));
	return block ? block : block_by_name(snapshot, path);
}

static const char *attribute(int fd, const char *name, struct arena *arena)
{
	const char *text;

	return attr_read(fd, name, arena, &text) < 0 || !*text ? NULL : text;
}

static uint64_t number(const char *text, uint64_t max)
{
	uint64_t value;

	return str_number(text, max, &value) ? value : 0;
}

static bool read_devno(int fd, struct arena *arena, struct block *block)
{
	const char *text = attribute(fd, "dev", arena), *colon = text ? strchr(text, ':') : NULL;
	uint64_t major, minor;

	if (!colon ||
	    !str_number(arena_strndup(arena, text, (size_t)(colon - text)), UINT_MAX, &major) ||
	    !str_number(colon + 1, UINT_MAX, &minor))
		return false;
	block->major = (unsigned int)major;
	block->minor = (unsigned int)minor;
	return true;
}

/*
 * Where the device is in the tree, "../../devices/platform/host2/session1/target2:0:0/2:0:0:1/
 * block/sda", cut into its directories, without the device itself.
 */
struct place_in_tree {
	VEC(const char *) directories;
};

static void find_place(int class_block, const char *name, struct arena *arena,
		       struct place_in_tree *ret_place)
{
	char link[PATH_MAX], *rest = link, *slash;
	ssize_t length = readlinkat(class_block, name, link, sizeof(link) - 1);

	if (length < 0)
		return;
	link[length] = '\0';
	while ((slash = strchr(rest, '/'))) {
		vec_add(arena, &ret_place->directories,
			arena_strndup(arena, rest, (size_t)(slash - rest)));
		rest = slash + 1;
	}
}

/* Session and SCSI address are the names of directories above the device. */
static void take_place(const struct place_in_tree *place, struct block *block)
{
	const char **name;
	uint64_t sid;

	vec_each (name, &place->directories) {
		if (block_is_hctl(*name))
			block->lun = *name;
		else if (str_starts(*name, "session") && str_number(*name + 7, UINT_MAX, &sid))
			block->sid = (unsigned int)sid;
	}
}

/*
 * A link that leads nowhere stands for a device that is gone (FACTS: LVs after their session was
 * logged out); its name may since be another device's, so it is not among the slaves.
 */
static void read_slaves(int fd, struct arena *arena, struct block *block)
{
	CLEANUP(close_fd) int slaves = openat(fd, "slaves", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct names names = { 0 };
	const char **name;
	struct stat status;

	if (slaves < 0 || dir_list(slaves, ".", arena, &names) < 0)
		return;
	vec_each (name, &names.list) {
		if (fstatat(slaves, *name, &status, 0) == 0)
			vec_add(arena, &block->slaves, *name);
		else
			block->dangling = true;
	}
}

static void read_dm(int fd, struct arena *arena, struct block *block)
{
	const char *uuid = attribute(fd, "dm/uuid", arena);

	block->dm_name = attribute(fd, "dm/name", arena);
	if (!block->dm_name)
		return;
	block->dm_uuid = uuid ? uuid : "";
	block->suspended = str_equal(attribute(fd, "dm/suspended", arena), "1");
}

/* False when the device is gone, or is one that has no device number (a path of NVMe). */
static bool read_block(int class_block, const char *name, struct arena *arena, struct block *block)
{
	CLEANUP(close_fd) int fd = openat(class_block, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct place_in_tree place = { 0 };

	if (fd < 0 || !read_devno(fd, arena, block))
		return false;
	find_place(class_block, name, arena, &place);
	take_place(&place, block);
	block->name = name;
	block->size = number(attribute(fd, "size", arena), INT64_MAX);
	block->read_only = str_equal(attribute(fd, "ro", arena), "1");
	if (faccessat(fd, "partition", F_OK, 0) == 0) {
		if (place.directories.count)
			block->disk = place.directories.at[place.directories.count - 1];
		block->lun = NULL;
		return true;
	}
	if (block->lun) {
		block->state = attribute(fd, "device/state", arena);
		block->wwid = attribute(fd, "device/wwid", arena);
		return true; /* a SCSI disk is made of no other device */
	}
	block->wwid = attribute(fd, "wwid", arena);
	if (str_starts(name, "dm-"))
		read_dm(fd, arena, block);
	read_slaves(fd, arena, block);
	return true;
}

/* A loop device is made of what it is backed by, though sysfs does not list that as its slave. A
 * file counts as little as any other open file: its file system is mounted. */
static void read_loops(const struct tools *tools, struct snapshot *snapshot, int class_block)
{
	struct arena *arena = snapshot->arena;
	const struct block *backing;
	struct block *block;
	const char *path;

	vec_each (block, &snapshot->blocks) {
		if (!str_starts(block->name, "loop") || block->disk)
			continue;
		path = attribute(class_block,
				 arena_printf(arena, "%s/loop/backing_file", block->name), arena);
		backing = path ? block_of_path(tools, snapshot, path) : NULL;
		if (backing)
			vec_add(arena, &block->slaves, backing->name);
	}
}

int sysfs_read_blocks(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason)
{
	struct arena *arena = snapshot->arena;
	const char *path = arena_printf(arena, "%s/class/block", tools->sysfs), **name;
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct names names = { 0 };
	int error = fd < 0 ? -errno : dir_list(fd, ".", arena, &names);

	if (error < 0) {
		*ret_reason = arena_printf(arena, "cannot read %s: %s", path, strerror(-error));
		return -1;
	}
	vec_each (name, &names.list) {
		struct block block = { 0 };

		if (read_block(fd, *name, arena, &block))
			vec_add(arena, &snapshot->blocks, block);
	}
	read_loops(tools, snapshot, fd);
	return 0;
}
