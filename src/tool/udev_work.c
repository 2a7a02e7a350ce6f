#include "config.h"

#include "tool/udev_work.h"

#include "base/str.h"
#include "os/file.h"
#include "tool/users.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define LOCKS_BYTES ((size_t)4 * 1024 * 1024)

/* 1, 0, or -1 if that cannot be read. */
static int is_udev(const struct tools *tools, struct arena *arena, unsigned int pid)
{
	const char *name;
	int error = attr_read(AT_FDCWD, arena_printf(arena, "%s/%u/comm", tools->proc, pid), arena,
			      &name);

	if (error < 0)
		return file_is_gone(error) ? 0 : -1;
	return users_is_udev(name);
}

/* A line of /proc/locks (proc(5)): "1: FLOCK  ADVISORY  READ 345 00:05:131 0 EOF". False if it is
 * not known whose lock it is. */
static bool take_line(const struct tools *tools, struct arena *arena, const char *line, dev_t dev,
		      struct udev_work *work)
{
	unsigned int pid, major, minor;
	unsigned long long inode;
	int udev;

	if (sscanf(line, "%*u: FLOCK ADVISORY READ %u %x:%x:%llu", &pid, &major, &minor, &inode) !=
		    4 ||
	    makedev(major, minor) != dev)
		return true;
	udev = is_udev(tools, arena, pid);
	if (udev > 0)
		vec_add(arena, &work->nodes, inode);
	return udev >= 0;
}

struct udev_work udev_work_read(const struct tools *tools, struct arena *arena)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct udev_work work = { 0 };
	struct stat dev;
	char *rest, *line;

	if (stat(tools->dev, &dev) < 0 ||
	    file_read(arena_printf(arena, "%s/locks", tools->proc), LOCKS_BYTES, &text) < 0)
		return work;
	rest = arena_strdup(arena, strbuf_text(&text));
	/* A part of its locks would say that the other disks are free (law 3). */
	while ((line = strsep(&rest, "\n")))
		if (!take_line(tools, arena, line, dev.st_dev, &work))
			return (struct udev_work){ 0 };
	return work;
}

bool udev_works_on(const struct tools *tools, const struct udev_work *work, const char *disk)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const uint64_t *node;
	struct stat status;

	if (stat(arena_printf(&scratch, "%s/%s", tools->dev, disk), &status) < 0)
		return work->nodes.count && !file_is_gone(-errno);
	vec_each (node, &work->nodes)
		if (*node == status.st_ino)
			return true;
	return false;
}
