#include "config.h"

#include "tool/hangs.h"

#include "os/clock.h"
#include "os/file.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HANG_MS 3000
#define LOOK_MS 50
#define PF_EXITING 0x4u /* linux/sched.h */
#define SIGKILL_BIT 0x100u

/* ---- processes ---- */

/* By the name that the kernel has of it: its program cannot be read any more. */
static bool is_lvm(const char *name)
{
	return str_equal(name, "lvm") || str_starts(name, "vg") || str_starts(name, "lv") ||
	       str_starts(name, "pv");
}

/* Whether SIGKILL is pending, of /proc/PID/status. */
static bool is_killed(const struct tools *tools, const char *pid, struct arena *arena)
{
	static const char *const fields[] = { "\nSigPnd:\t", "\nShdPnd:\t" };
	const char *text, *at;

	if (attr_read(AT_FDCWD, arena_printf(arena, "%s/%s/status", tools->proc, pid), arena,
		      &text) < 0)
		return false;
	for (size_t i = 0; i < 2; i++) {
		at = strstr(text, fields[i]);
		if (at && strtoull(at + strlen(fields[i]), NULL, 16) & SIGKILL_BIT)
			return true;
	}
	return false;
}

/* Its name, if it is an lvm that was killed and waits for I/O, which nothing ends: proc(5), stat:
 * pid, (name), state, ppid, pgrp, session, tty, tpgid, flags. NULL: it is not. */
static const char *stuck_name(const struct tools *tools, const char *pid, struct arena *arena)
{
	const char *text, *end, *begin, *name;
	unsigned int flags = 0;
	char state = 0;

	if (attr_read(AT_FDCWD, arena_printf(arena, "%s/%s/stat", tools->proc, pid), arena, &text) <
	    0)
		return NULL;
	begin = strchr(text, '(');
	end = strrchr(text, ')');
	if (!begin || !end || end < begin)
		return NULL;
	name = arena_strndup(arena, begin + 1, (size_t)(end - begin - 1));
	if (!is_lvm(name) || sscanf(end + 1, " %c %*d %*d %*d %*d %*d %u", &state, &flags) != 2 ||
	    state != 'D')
		return NULL;
	return flags & PF_EXITING || is_killed(tools, pid, arena) ? name : NULL;
}

struct stuck {
	int pid;
	const char *name;
};

struct stuck_list {
	VEC(struct stuck) list;
};

static struct stuck_list find_stuck(const struct tools *tools, struct arena *arena)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct stuck_list found = { 0 };
	struct names names = { 0 };
	const char **name;
	uint64_t pid;

	if (dir_list(AT_FDCWD, tools->proc, &scratch, &names) < 0)
		return found;
	vec_each (name, &names.list) {
		const char *command = str_number(*name, INT_MAX, &pid)
					      ? stuck_name(tools, *name, &scratch)
					      : NULL;

		if (command)
			vec_add(arena, &found.list,
				((struct stuck){ (int)pid, arena_strdup(arena, command) }));
	}
	return found;
}

/* ---- what they wait for ---- */

/* A device that may hang, and what its counters were when it was first looked at. */
struct suspect {
	const struct block *block;
	int pid; /* 0: udev */
	const char *name;
	const char *done; /* completed reads and writes */
	bool hangs;
};

struct suspects {
	VEC(struct suspect) list;
};

/* Reads and writes that were completed, as text; NULL when none is under way, or that cannot be
 * read (Documentation/block/stat.rst). */
static const char *under_way(const struct tools *tools, struct arena *arena,
			     const struct block *block)
{
	unsigned long long reads, writes, flight;
	const char *text;

	if (attr_read(AT_FDCWD,
		      arena_printf(arena, "%s/class/block/%s/stat", tools->sysfs, block->name),
		      arena, &text) < 0 ||
	    sscanf(text, "%llu %*u %*u %*u %llu %*u %*u %*u %llu", &reads, &writes, &flight) != 3 ||
	    !flight)
		return NULL;
	return arena_printf(arena, "%llu %llu", reads, writes);
}

static void suspect(struct suspects *suspects, const struct tools *tools, struct arena *arena,
		    const struct block *block, const struct stuck *stuck)
{
	vec_add(arena, &suspects->list,
		((struct suspect){ .block = block,
				   .pid = stuck ? stuck->pid : 0,
				   .name = stuck ? stuck->name : "udev",
				   .done = under_way(tools, arena, block),
				   .hangs = block->suspended }));
}

/* The block device behind a descriptor, without asking the file system that it is on. */
static const struct block *opened(const struct snapshot *snapshot, int fds, const char *fd)
{
	char path[PATH_MAX];
	struct statx status;
	ssize_t length;

	if (statx(fds, fd, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT, STATX_TYPE, &status) == 0)
		return S_ISBLK(status.stx_mode) ? snapshot_devno(snapshot, status.stx_rdev_major,
								 status.stx_rdev_minor)
						: NULL;
	length = readlinkat(fds, fd, path, sizeof(path) - 1);
	if (length < 0)
		return NULL;
	path[length] = '\0';
	return str_starts(path, "/dev/") ? snapshot_block(snapshot, path + strlen("/dev/")) : NULL;
}

static void suspect_opened(struct suspects *suspects, const struct tools *tools,
			   const struct snapshot *snapshot, const struct stuck *stuck,
			   struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/%d/fd", tools->proc, stuck->pid), **fd;
	CLEANUP(close_fd) int fds = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct names names = { 0 };

	if (fds < 0 || dir_list(fds, ".", arena, &names) < 0)
		return;
	vec_each (fd, &names.list) {
		const struct block *block = opened(snapshot, fds, *fd);

		if (block)
			suspect(suspects, tools, arena, block, stuck);
	}
}

static bool is_awaited(const struct snapshot *snapshot, const struct block *block)
{
	const struct session *session =
		block->sid && !block->disk ? snapshot_session(snapshot, block->sid) : NULL;

	return session && session->awaited;
}

/* Whether it is watched on: I/O is under way, and none has come back since. */
static bool is_still(const struct suspect *suspect, const struct tools *tools, struct arena *arena)
{
	return suspect->done && str_equal(suspect->done, under_way(tools, arena, suspect->block));
}

static void watch(struct suspects *suspects, const struct tools *tools, struct arena *arena)
{
	struct suspect *one;
	bool any = false;

	vec_each (one, &suspects->list)
		any |= one->done != NULL;
	for (int ms = 0; any && ms < HANG_MS; ms += LOOK_MS) {
		any = false;
		poll(NULL, 0, LOOK_MS);
		vec_each (one, &suspects->list) {
			if (!is_still(one, tools, arena))
				one->done = NULL;
			any |= one->done != NULL;
		}
	}
	vec_each (one, &suspects->list)
		one->hangs |= one->done != NULL;
}

/* Of a process that shows no device that hangs, all count: another lvm would be lost on one. */
static bool is_explained(const struct suspects *suspects, int pid)
{
	const struct suspect *one;

	vec_each (one, &suspects->list)
		if (one->pid == pid && one->hangs)
			return true;
	return !pid;
}

static bool is_noted(const struct snapshot *snapshot, const char *device)
{
	const struct hang *hang;

	vec_each (hang, &snapshot->hangs)
		if (str_equal(hang->device, device))
			return true;
	return false;
}

void hangs_read(const struct tools *tools, struct snapshot *snapshot)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct stuck_list stuck = find_stuck(tools, snapshot->arena);
	struct suspects suspects = { 0 };
	const struct block *block;
	const struct suspect *one;
	const struct stuck *each;

	vec_each (each, &stuck.list)
		suspect_opened(&suspects, tools, snapshot, each, &scratch);
	vec_each (block, &snapshot->blocks)
		if (is_awaited(snapshot, block))
			suspect(&suspects, tools, &scratch, block, NULL);
	watch(&suspects, tools, &scratch);
	vec_each (one, &suspects.list)
		if ((one->hangs || !is_explained(&suspects, one->pid)) &&
		    !is_noted(snapshot, one->block->name))
			vec_add(snapshot->arena, &snapshot->hangs,
				((struct hang){ one->block->name, one->pid, one->name }));
}

bool hangs_suspected(const struct tools *tools, const struct snapshot *snapshot)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const struct session *session;

	vec_each (session, &snapshot->sessions)
		if (session->awaited)
			return true;
	return find_stuck(tools, &scratch).list.count;
}

static const char *device_text(const struct snapshot *snapshot, const char *name)
{
	const struct block *block = snapshot_block(snapshot, name);
	const struct session *session =
		block && block->sid ? snapshot_session(snapshot, block->sid) : NULL;

	if (session)
		return arena_printf(snapshot->arena, "%s (LUN %s, session %u of %s)", name,
				    block->lun ? block->lun : "unknown", session->sid,
				    session->target);
	return block && block->dm_name
		       ? arena_printf(snapshot->arena, "%s (%s)", name, block->dm_name)
		       : name;
}

const char *hangs_text(const struct snapshot *snapshot)
{
	const char *text = NULL, *one;
	const struct hang *hang;

	vec_each (hang, &snapshot->hangs) {
		one = hang->pid
			      ? arena_printf(snapshot->arena,
					     "%s does not answer: %s (pid %d), which cannot be "
					     "killed, waits for it",
					     device_text(snapshot, hang->device), hang->command,
					     hang->pid)
			      : arena_printf(snapshot->arena, "%s does not answer: %s waits for it",
					     device_text(snapshot, hang->device), hang->command);
		text = text ? arena_printf(snapshot->arena, "%s; %s", text, one) : one;
	}
	return text;
}
