#include "config.h"

#include "tool/users.h"

#include "base/str.h"
#include "os/attrs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/major.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How far up a process's parents udev is looked for. */
#define PARENTS 16

static const char *target_of(int dirfd, const char *name, struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t length = readlinkat(dirfd, name, path, sizeof(path));

	return length > 0 ? arena_strndup(arena, path, (size_t)length) : NULL;
}

/* /dev/sgN, as virtual machines use for a whole LUN, is another way to the disk. */
static const struct block *disk_of_generic(const struct tools *tools, struct snapshot *snapshot,
					   const char *generic)
{
	struct attrs class = { .arena = snapshot->arena,
			       .directory = arena_printf(snapshot->arena, "%s/class/scsi_generic",
							 tools->sysfs),
			       .fd = AT_FDCWD,
			       .unknown = &snapshot->openers_unknown };
	struct names names =
		attrs_list(&class, arena_printf(snapshot->arena, "%s/device/block", generic));

	return names.list.count ? snapshot_block(snapshot, names.list.at[0]) : NULL;
}

static const struct block *device_of_number(const struct tools *tools, struct snapshot *snapshot,
					    const struct statx *status)
{
	char generic[16];

	if (S_ISBLK(status->stx_mode))
		return snapshot_devno(snapshot, status->stx_rdev_major, status->stx_rdev_minor);
	if (!S_ISCHR(status->stx_mode) || status->stx_rdev_major != SCSI_GENERIC_MAJOR)
		return NULL;
	snprintf(generic, sizeof(generic), "sg%u", status->stx_rdev_minor);
	return disk_of_generic(tools, snapshot, generic);
}

static const struct block *device_of_name(const struct tools *tools, struct snapshot *snapshot,
					  const char *name)
{
	const struct block *block = snapshot_block(snapshot, name);

	return block ? block : disk_of_generic(tools, snapshot, name);
}

/*
 * Whether the file system of what is open did not answer: its server is gone, and no device node is
 * on it that could be opened there.
 */
static bool is_of_lost_server(int error)
{
	return error == -ENOTCONN || error == -ESTALE || error == -ETIMEDOUT ||
	       error == -EHOSTDOWN || error == -EHOSTUNREACH;
}

/*
 * The block device behind a descriptor. Asked of the descriptor itself, so that it does not matter
 * which name the device has in the mount namespace of its process; without asking the file system,
 * whose server may be gone. A name alone counts where that cannot be asked.
 */
static const struct block *device_of(const struct tools *tools, struct snapshot *snapshot,
				     const struct attrs *fds, const char *fd)
{
	struct statx status;
	const char *path;
	int error;

	if (statx(fds->fd, fd, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE, &status) == 0)
		return device_of_number(tools, snapshot, &status);
	error = -errno;
	path = attrs_link(fds, fd);
	if (str_starts(path, "/dev/"))
		return device_of_name(tools, snapshot, path + strlen("/dev/"));
	if (path && !is_of_lost_server(error))
		attrs_doubt(fds, fd, error);
	return NULL;
}

/* A process names itself as it likes; what would disturb a terminal or a line is left out. */
static const char *plain(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *at = copy; *at; at++)
		if (char_is_control(*at))
			*at = '?';
	return copy;
}

static const char *command_of(const struct tools *tools, struct arena *arena, unsigned int pid)
{
	const char *text;

	if (attr_read(AT_FDCWD, arena_printf(arena, "%s/%u/comm", tools->proc, pid), arena, &text) <
	    0)
		return "";
	return plain(arena, text);
}

/* proc(5), stat: pid, (comm), state, ppid. 0 when it is gone, or has none. */
static unsigned int parent_of(const struct tools *tools, struct arena *arena, unsigned int pid)
{
	const char *text, *path = arena_printf(arena, "%s/%u/stat", tools->proc, pid);
	char *rest, *word;
	uint64_t parent;

	if (attr_read(AT_FDCWD, path, arena, &text) < 0)
		return 0;
	rest = strrchr(arena_strdup(arena, text), ')');
	if (!rest || strlen(rest) < strlen(") S "))
		return 0;
	rest += strlen(") S ");
	word = strsep(&rest, " ");
	return str_number(word, UINT_MAX, &parent) ? (unsigned int)parent : 0;
}

/* systemd before and since version 245, and eudev. */
bool users_is_udev(const char *command)
{
	return str_equal(command, "systemd-udevd") || str_equal(command, "(udev-worker)") ||
	       str_equal(command, "udevd");
}

/* udev itself, or a program that one of its rules runs. */
static bool works_for_udev(const struct tools *tools, unsigned int pid)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };

	for (int depth = 0; depth < PARENTS && pid > 1; depth++) {
		if (users_is_udev(command_of(tools, &scratch, pid)))
			return true;
		pid = parent_of(tools, &scratch, pid);
	}
	return false;
}

static void add(const struct tools *tools, struct snapshot *snapshot, unsigned int pid,
		const struct block *block)
{
	struct arena *arena = snapshot->arena;
	struct opener *old;

	vec_each (old, &snapshot->openers)
		if (old->pid == pid && old->major == block->major && old->minor == block->minor) {
			old->descriptors++;
			return;
		}
	vec_add(arena, &snapshot->openers,
		((struct opener){
			.major = block->major,
			.minor = block->minor,
			.pid = pid,
			.descriptors = 1,
			.command = command_of(tools, arena, pid),
			.program = target_of(AT_FDCWD,
					     arena_printf(arena, "%s/%u/exe", tools->proc, pid),
					     arena),
			.udev = works_for_udev(tools, pid),
		}));
}

static void read_process(const struct tools *tools, struct snapshot *snapshot, unsigned int pid)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const char *path = arena_printf(&scratch, "%s/%u/fd", tools->proc, pid), **name;
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct attrs fds = { .arena = snapshot->arena,
				   .directory = path,
				   .fd = fd,
				   .unknown = &snapshot->openers_unknown };
	struct names names = { 0 };
	int error = fd < 0 ? -errno : dir_list(fd, ".", &scratch, &names);

	if (error < 0)
		attrs_doubt(&fds, ".", error);
	vec_each (name, &names.list) {
		const struct block *block = device_of(tools, snapshot, &fds, *name);

		if (block)
			add(tools, snapshot, pid, block);
	}
}

void openers_read(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct names names = { 0 };
	const char **name;
	uint64_t pid;
	int error = dir_list(AT_FDCWD, tools->proc, &scratch, &names);

	if (error < 0 && !snapshot->openers_unknown)
		snapshot->openers_unknown = arena_printf(snapshot->arena, "cannot read %s: %s",
							 tools->proc, strerror(-error));
	vec_each (name, &names.list)
		/* What we have open ourselves is inherited, and ends with us. */
		if (str_number(*name, UINT_MAX, &pid) && pid != (uint64_t)getpid())
			read_process(tools, snapshot, (unsigned int)pid);
}
