#include "config.h"

#include "tool/blocks.h"

#include "os/attrs.h"
#include "tool/lvm.h"
#include "tool/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

/* How often a map that cannot be read is looked at, and how long between two times. */
#define AGAIN_MAX 5
#define AGAIN_NS 20000000

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

/* The block device that a node leads to. */
static const struct block *block_of_node(const struct snapshot *snapshot, const char *node,
					 const char **unknown)
{
	struct stat status;

	if (stat(node, &status) == 0)
		return S_ISBLK(status.st_mode) ? snapshot_devno(snapshot, major(status.st_rdev),
								minor(status.st_rdev))
					       : NULL;
	/* Not a directory, or a link in a circle: nobody's node. */
	if (unknown && !*unknown && !file_is_gone(-errno) && errno != ENOTDIR && errno != ELOOP)
		*unknown = arena_printf(snapshot->arena, "cannot look at %s: %s", node,
					strerror(errno));
	return NULL;
}

const struct block *block_of_path(const struct tools *tools, const struct snapshot *snapshot,
				  const char *path, const char **unknown)
{
	static const char deleted[] = " (deleted)";
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const struct block *block = NULL;

	/* Elsewhere a path may lead to a file system whose server is gone. */
	if (!str_starts(path, "/dev/"))
		return NULL;
	path = arena_strdup(&scratch, path + strlen("/dev/"));
	if (str_ends(path, deleted))
		path = arena_strndup(&scratch, path, strlen(path) - strlen(deleted));
	if (tools)
		block = block_of_node(snapshot, arena_printf(&scratch, "%s/%s", tools->dev, path),
				      unknown);
	return block ? block : block_by_name(snapshot, path);
}

static uint64_t number(const char *text, uint64_t max)
{
	uint64_t value;

	return str_number(text, max, &value) ? value : 0;
}

/* False: it has none (a path of NVMe), is gone, or cannot be read. */
static bool read_devno(const struct attrs *attrs, struct block *block)
{
	const char *text = attrs_value(attrs, "dev"), *colon = text ? strchr(text, ':') : NULL;
	uint64_t major, minor;

	if (!colon ||
	    !str_number(arena_strndup(attrs->arena, text, (size_t)(colon - text)), UINT_MAX,
			&major) ||
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

static void find_place(const struct attrs *class, const char *name, struct place_in_tree *ret_place)
{
	const char *rest = attrs_link(class, name), *slash;

	while (rest && (slash = strchr(rest, '/'))) {
		vec_add(class->arena, &ret_place->directories,
			arena_strndup(class->arena, rest, (size_t)(slash - rest)));
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
static void read_slaves(const struct attrs *attrs, struct block *block)
{
	const struct names names = attrs_list(attrs, "slaves");
	const char *const *name;
	struct stat status;

	vec_each (name, &names.list) {
		const char *link = arena_printf(attrs->arena, "slaves/%s", *name);

		if (fstatat(attrs->fd, link, &status, 0) == 0)
			vec_add(attrs->arena, &block->slaves, *name);
		else if (file_is_gone(-errno))
			block->dangling = true;
		else
			attrs_doubt(attrs, link, -errno);
	}
}

static void read_dm(const struct attrs *attrs, struct block *block)
{
	const char *uuid = attrs_value(attrs, "dm/uuid");

	block->dm_name = attrs_value(attrs, "dm/name");
	if (!block->dm_name)
		return;
	block->dm_uuid = uuid ? uuid : "";
	block->suspended = str_equal(attrs_value(attrs, "dm/suspended"), "1");
}

static void read_disk(const struct attrs *attrs, struct block *block)
{
	if (block->lun) {
		block->state = attrs_value(attrs, "device/state");
		block->wwid = attrs_value(attrs, "device/wwid");
		return; /* a SCSI disk is made of no other device */
	}
	block->wwid = attrs_value(attrs, "wwid");
	if (str_starts(block->name, "dm-"))
		read_dm(attrs, block);
	read_slaves(attrs, block);
}

/* False when the device is gone, is one that has no device number (a path of NVMe), or could not
 * be read in full. */
static bool read_block(const struct attrs *class, const char *name, struct block *block)
{
	CLEANUP(close_fd) int fd = attrs_open(class, name);
	struct place_in_tree place = { 0 };
	const char *unknown = NULL;
	const struct attrs link = { class->arena, class->directory, class->fd, &unknown };
	const struct attrs attrs = {
		.arena = class->arena,
		.directory = arena_printf(class->arena, "%s/%s", class->directory, name),
		.fd = fd,
		.unknown = &unknown,
	};

	if (fd >= 0 && read_devno(&attrs, block)) {
		find_place(&link, name, &place);
		take_place(&place, block);
		block->name = name;
		block->size = number(attrs_value(&attrs, "size"), INT64_MAX);
		block->read_only = str_equal(attrs_value(&attrs, "ro"), "1");
		if (!attrs_has(&attrs, "partition")) {
			read_disk(&attrs, block);
		} else {
			if (place.directories.count)
				block->disk = place.directories.at[place.directories.count - 1];
			block->lun = NULL;
		}
	}
	if (unknown && !*class->unknown)
		*class->unknown = unknown;
	return block->name && !unknown;
}

/*
 * A map that is just being removed may answer with an error (EIO), and is gone when looked at
 * again. One that still cannot be read then is unknown.
 */
static bool read_block_surely(const struct attrs *class, const char *name, struct block *ret_block)
{
	const struct timespec pause = { .tv_nsec = AGAIN_NS };
	const char *unknown = NULL;
	const struct attrs doubted = { class->arena, class->directory, class->fd, &unknown };
	bool is_map = str_starts(name, "dm-");

	for (int times = 1;; times++) {
		struct block block = { 0 };

		unknown = NULL;
		if (read_block(&doubted, name, &block)) {
			*ret_block = block;
			return true;
		}
		if (!unknown)
			return false;
		if (!is_map || times == AGAIN_MAX)
			break;
		/* The first time it may have been over by then. */
		if (times > 1)
			nanosleep(&pause, NULL);
	}
	if (!*class->unknown)
		*class->unknown = unknown;
	return false;
}

/*
 * A loop device is made of what it is backed by, though sysfs does not list that as its slave. A
 * file counts as little as any other open file: its file system is mounted.
 */
static void read_loops(const struct tools *tools, struct snapshot *snapshot,
		       const struct attrs *class)
{
	struct arena *arena = snapshot->arena;
	const struct block *backing;
	struct block *block;
	const char *path;

	vec_each (block, &snapshot->blocks) {
		if (!str_starts(block->name, "loop") || block->disk)
			continue;
		path = attrs_value(class, arena_printf(arena, "%s/loop/backing_file", block->name));
		backing = path ? block_of_path(tools, snapshot, path, class->unknown) : NULL;
		if (backing)
			vec_add(arena, &block->slaves, backing->name);
	}
}

int sysfs_read_blocks(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason)
{
	struct arena *arena = snapshot->arena;
	const char *path = arena_printf(arena, "%s/class/block", tools->sysfs), **name;
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct attrs class = { arena, path, fd, &snapshot->devices_unknown };
	struct names names = { 0 };
	int error = fd < 0 ? -errno : dir_list(fd, ".", arena, &names);

	if (error < 0) {
		*ret_reason = arena_printf(arena, "cannot read %s: %s", path, strerror(-error));
		return -1;
	}
	vec_each (name, &names.list) {
		struct block block = { 0 };

		if (read_block_surely(&class, *name, &block))
			vec_add(arena, &snapshot->blocks, block);
	}
	read_loops(tools, snapshot, &class);
	return 0;
}
