#include "tool/proc.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PROC_BYTES ((size_t)64 * 1024 * 1024)
/* multipathd's command socket, in the abstract namespace, as /proc/net/unix shows it. */
#define MULTIPATHD "@/org/kernel/linux/storage/multipathd"

/* A copy of a whole file to cut up; NULL with a sentence. One that is not there is "" if it may. */
static char *read_whole(const struct tools *tools, struct arena *arena, const char *name,
			bool may_lack, const char **ret_reason)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *path = arena_printf(arena, "%s/%s", tools->proc, name);
	int error = file_read(path, PROC_BYTES, &text);

	if (error && !(may_lack && (error == -ENOENT || error == -ESRCH || error == -EINVAL))) {
		*ret_reason = arena_printf(arena, "cannot read %s: %s", path, strerror(-error));
		return NULL;
	}
	return arena_strdup(arena, strbuf_text(&text));
}

/* The kernel writes blanks, line ends and backslashes of a path as \ooo (seq_path()). */
static const char *unescape(char *text)
{
	char *from = text, *to = text;

	while (*from) {
		if (from[0] == '\\' && strspn(from + 1, "01234567") >= 3) {
			*to++ = (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 |
				       (from[3] - '0'));
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return text;
}

static bool read_devno(char *text, struct mount *mount)
{
	char *minor = strchr(text, ':');
	uint64_t numbers[2];

	if (!minor)
		return false;
	*minor++ = '\0';
	if (!str_number(text, UINT_MAX, &numbers[0]) || !str_number(minor, UINT_MAX, &numbers[1]))
		return false;
	mount->major = (unsigned int)numbers[0];
	mount->minor = (unsigned int)numbers[1];
	return true;
}

/*
 * btrfs and its like give a mount a number of its own, below major 0; the source then names (one
 * of) the devices.
 */
static void take_source(struct mount *mount, const char *source)
{
	struct stat status;

	if (mount->major || !str_starts(source, "/dev/") || stat(source, &status) < 0 ||
	    !S_ISBLK(status.st_mode))
		return;
	mount->major = major(status.st_rdev);
	mount->minor = minor(status.st_rdev);
}

/* proc(5): id, parent, major:minor, root, mount point, options, tags, "-", type, source, options */
static bool read_mount(char *line, struct mount *mount)
{
	char *field[5], *rest = line, *tail = strstr(line, " - ");

	for (size_t i = 0; i < 5; i++)
		field[i] = strsep(&rest, " ");
	if (!rest || !tail || tail < rest || !read_devno(field[2], mount))
		return false;
	mount->path = unescape(field[4]);
	tail += 3;
	strsep(&tail, " ");
	rest = tail;
	take_source(mount, rest ? unescape(strsep(&rest, " ")) : NULL);
	return true;
}

/* What is mounted here too is told once: here it has to be unmounted first anyway. */
static bool is_mounted_here(const struct snapshot *snapshot, const struct mount *mount)
{
	const struct mount *other;

	vec_each (other, &snapshot->mounts)
		if (!other->pid && other->major == mount->major && other->minor == mount->minor)
			return true;
	return false;
}

/* The mounts of one process, as it sees them; pid: as in struct mount. */
static int read_mounts(const struct tools *tools, struct snapshot *snapshot, const char *process,
		       unsigned int pid, const char **ret_reason)
{
	const char *name = arena_printf(snapshot->arena, "%s/mountinfo", process);
	char *rest = read_whole(tools, snapshot->arena, name, pid, ret_reason), *line;

	if (!rest)
		return -1;
	while ((line = strsep(&rest, "\n"))) {
		struct mount mount = { .pid = pid };

		if (!*line)
			continue;
		if (!read_mount(line, &mount)) {
			*ret_reason = arena_printf(snapshot->arena,
						   "%s/%s has a line that is not understood",
						   tools->proc, name);
			return -1;
		}
		if (!pid || !is_mounted_here(snapshot, &mount))
			vec_add(snapshot->arena, &snapshot->mounts, mount);
	}
	return 0;
}

/* A process's mount namespace, as "mnt:[4026531841]"; NULL when the process is gone. */
static const char *namespace_of(const struct tools *tools, struct arena *arena, const char *process)
{
	const char *path = arena_printf(arena, "%s/%s/ns/mnt", tools->proc, process);
	char name[64];
	ssize_t length = readlink(path, name, sizeof(name));

	return length > 0 ? arena_strndup(arena, name, (size_t)length) : NULL;
}

/* Containers and services have mount namespaces of their own; each is read once. */
static int read_other_namespaces(const struct tools *tools, struct snapshot *snapshot,
				 const char **ret_reason)
{
	const char *own = namespace_of(tools, snapshot->arena, "self"), **process;
	struct names names = { 0 };
	struct strmap seen = { 0 };
	uint64_t pid;

	if (!own || dir_list(AT_FDCWD, tools->proc, snapshot->arena, &names) < 0)
		return 0;
	strmap_add(snapshot->arena, &seen, own, 0);
	vec_each (process, &names.list) {
		const char *name = str_number(*process, UINT_MAX, &pid)
					   ? namespace_of(tools, snapshot->arena, *process)
					   : NULL;

		if (!name || strmap_find(&seen, name) != SIZE_MAX)
			continue;
		strmap_add(snapshot->arena, &seen, name, 0);
		if (read_mounts(tools, snapshot, *process, (unsigned int)pid, ret_reason) < 0)
			return -1;
	}
	return 0;
}

/* A header, then one line for each, with the name first. Kernels without swap have no such file. */
static int read_swaps(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason)
{
	char *rest = read_whole(tools, snapshot->arena, "swaps", true, ret_reason), *line;

	if (!rest)
		return -1;
	strsep(&rest, "\n");
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t")] = '\0';
		if (*line)
			vec_add(snapshot->arena, &snapshot->swaps,
				((struct swap){ unescape(line) }));
	}
	return 0;
}

/* Whether a process of this name is there. */
static bool has_process(const struct tools *tools, struct arena *arena, const char *wanted)
{
	struct names names = { 0 };
	const char **name, *comm;

	if (dir_list(AT_FDCWD, tools->proc, arena, &names) < 0)
		return false;
	vec_each (name, &names.list)
		if (**name >= '1' && **name <= '9' &&
		    attr_read(AT_FDCWD, arena_printf(arena, "%s/%s/comm", tools->proc, *name),
			      arena, &comm) == 0 &&
		    str_equal(comm, wanted))
			return true;
	return false;
}

/*
 * Not to be told is as if it did not run: then a second path is refused. Its socket alone proves
 * nothing, as systemd listens on it whether multipathd runs or not.
 */
bool proc_has_multipathd(const struct tools *tools, struct arena *arena)
{
	const char *reason;
	char *rest = read_whole(tools, arena, "net/unix", true, &reason), *line;

	while ((line = strsep(&rest, "\n")))
		if (str_ends(line, " " MULTIPATHD))
			return has_process(tools, arena, "multipathd");
	return false;
}

int proc_read(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason)
{
	size_t mounts = snapshot->mounts.count, swaps = snapshot->swaps.count;

	if (read_mounts(tools, snapshot, "self", 0, ret_reason) < 0 ||
	    read_other_namespaces(tools, snapshot, ret_reason) < 0 ||
	    read_swaps(tools, snapshot, ret_reason) < 0) {
		snapshot->mounts.count = mounts;
		snapshot->swaps.count = swaps;
		return -1;
	}
	snapshot->multipathd = proc_has_multipathd(tools, snapshot->arena);
	return 0;
}
