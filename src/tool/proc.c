#include "tool/proc.h"

#include "os/attrs.h"
#include "tool/btrfs.h"

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

	/* EINVAL: its process has left its mount namespace, as it ends. */
	if (error && !(may_lack && (file_is_gone(error) || error == -EINVAL))) {
		*ret_reason = arena_printf(arena, "cannot read %s: %s", path, file_error(error));
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

/* File systems on block devices that give a mount a number of its own, below major 0. */
static bool is_numbered_by_itself(const char *type)
{
	return str_equal(type, "btrfs") || str_equal(type, "bcachefs");
}

/*
 * Their source names (one of) the devices. Of another file system it is just a word: anybody may
 * mount a tmpfs in a namespace of his own, and call its source as he likes.
 */
static void take_source(struct snapshot *snapshot, struct mount *mount, const char *type,
			const char *source)
{
	struct stat status;

	if (mount->major || !is_numbered_by_itself(type) || !str_starts(source, "/dev/"))
		return;
	if (stat(source, &status) < 0) {
		if (!file_is_gone(-errno) && !snapshot->openers_unknown)
			snapshot->openers_unknown = arena_printf(
				snapshot->arena, "cannot look at %s, which is mounted: %s", source,
				strerror(errno));
	} else if (S_ISBLK(status.st_mode)) {
		mount->major = major(status.st_rdev);
		mount->minor = minor(status.st_rdev);
	}
}

/* proc(5): id, parent, major:minor, root, mount point, options, tags, "-", type, source, options */
static bool read_mount(struct snapshot *snapshot, char *line, struct mount *mount)
{
	char *field[5], *rest = line, *tail = strstr(line, " - "), *type;

	for (size_t i = 0; i < 5; i++)
		field[i] = strsep(&rest, " ");
	if (!rest || !tail || tail < rest || !read_devno(field[2], mount))
		return false;
	mount->path = unescape(field[4]);
	tail += 3;
	type = strsep(&tail, " ");
	rest = tail;
	take_source(snapshot, mount, type, rest ? unescape(strsep(&rest, " ")) : NULL);
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
		if (!read_mount(snapshot, line, &mount)) {
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

/* Whether a process has ended: what is asked of one then ends with this or that error. */
static bool has_ended(const char *path)
{
	return access(path, F_OK) < 0 && file_is_gone(-errno);
}

/* A link of a process; NULL when the process is gone, or with a reason for unknown. */
static const char *link_of(const struct tools *tools, struct arena *arena, const char *process,
			   const char *link, const char **unknown)
{
	const char *path = arena_printf(arena, "%s/%s", tools->proc, process), *name;
	const char *doubt = NULL;
	const struct attrs attrs = { arena, path, AT_FDCWD, &doubt };

	name = attrs_link(&attrs, link);
	/* EACCES is also what the kernel says of one that ends (proc_ns_readlink()). */
	if (doubt && !*unknown && !has_ended(path))
		*unknown = doubt;
	return name;
}

/* A process's mount namespace, as "mnt:[4026531841]". */
static const char *namespace_of(const struct tools *tools, struct arena *arena, const char *process,
				const char **unknown)
{
	return link_of(tools, arena, process, "ns/mnt", unknown);
}

struct confined {
	const char *process, *space, *root;
};

/*
 * A process below a root of its own (chroot) sees the mounts below that alone. Where all processes
 * of a namespace are confined, each of their roots is read, and its paths are shown from the root
 * of the namespace.
 */
static int read_confined(const struct tools *tools, struct snapshot *snapshot,
			 const struct confined *confined, struct strmap *seen,
			 const char **ret_reason)
{
	struct arena *arena = snapshot->arena;
	const char *key = arena_printf(arena, "%s %s", confined->space, confined->root);
	size_t at = snapshot->mounts.count;
	uint64_t pid;

	if (strmap_find(seen, confined->space) != SIZE_MAX || strmap_find(seen, key) != SIZE_MAX ||
	    !str_number(confined->process, UINT_MAX, &pid))
		return 0;
	strmap_add(arena, seen, key, 0);
	if (read_mounts(tools, snapshot, confined->process, (unsigned int)pid, ret_reason) < 0)
		return -1;
	for (; at < snapshot->mounts.count; at++)
		snapshot->mounts.at[at].path =
			arena_printf(arena, "%s%s", confined->root, snapshot->mounts.at[at].path);
	return 0;
}

/*
 * Containers and services have mount namespaces of their own; each is read once. One that cannot be
 * read may have anything mounted.
 */
static int read_other_namespaces(const struct tools *tools, struct snapshot *snapshot,
				 const char **ret_reason)
{
	struct arena *arena = snapshot->arena;
	const char **unknown = &snapshot->openers_unknown, **process;
	const char *own = namespace_of(tools, arena, "self", unknown);
	const struct attrs proc = { arena, tools->proc, AT_FDCWD, unknown };
	struct names names = attrs_list(&proc, ".");
	VEC(struct confined) all = { 0 };
	const struct confined *confined;
	struct strmap seen = { 0 };
	uint64_t pid;

	if (!own)
		return 0;
	strmap_add(arena, &seen, own, 0);
	vec_each (process, &names.list) {
		const char *name = str_number(*process, UINT_MAX, &pid)
					   ? namespace_of(tools, arena, *process, unknown)
					   : NULL;

		const char *root;

		if (!name || strmap_find(&seen, name) != SIZE_MAX)
			continue;
		root = link_of(tools, arena, *process, "root", unknown);
		if (root && !str_equal(root, "/")) {
			vec_add(arena, &all, ((struct confined){ *process, name, root }));
			continue;
		}
		strmap_add(arena, &seen, name, 0);
		if (read_mounts(tools, snapshot, *process, (unsigned int)pid, ret_reason) < 0)
			return -1;
	}
	vec_each (confined, &all)
		if (read_confined(tools, snapshot, confined, &seen, ret_reason) < 0)
			return -1;
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

int proc_has_process(const struct tools *tools, struct arena *arena, const char *wanted,
		     const char **ret_reason)
{
	const char *unknown = NULL, **name;
	const struct attrs proc = { arena, tools->proc, AT_FDCWD, &unknown };
	struct names names = attrs_list(&proc, ".");

	vec_each (name, &names.list)
		if (**name >= '1' && **name <= '9' &&
		    str_equal(attrs_text(&proc, arena_printf(arena, "%s/comm", *name)), wanted))
			return 1;
	if (unknown)
		*ret_reason = unknown;
	return unknown ? -1 : 0;
}

/* Its socket alone proves nothing, as systemd listens on it whether multipathd runs or not. */
int proc_has_multipathd(const struct tools *tools, struct arena *arena, const char **ret_reason)
{
	char *rest = read_whole(tools, arena, "net/unix", true, ret_reason), *line;

	if (!rest)
		return -1;
	while ((line = strsep(&rest, "\n")))
		if (str_ends(line, " " MULTIPATHD))
			return proc_has_process(tools, arena, "multipathd", ret_reason);
	return 0;
}

int proc_read(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason)
{
	size_t mounts = snapshot->mounts.count, swaps = snapshot->swaps.count;
	int multipathd = proc_has_multipathd(tools, snapshot->arena, ret_reason);

	if (multipathd < 0 || read_mounts(tools, snapshot, "self", 0, ret_reason) < 0 ||
	    read_other_namespaces(tools, snapshot, ret_reason) < 0 ||
	    read_swaps(tools, snapshot, ret_reason) < 0) {
		snapshot->mounts.count = mounts;
		snapshot->swaps.count = swaps;
		return -1;
	}
	btrfs_add_devices(tools, snapshot);
	snapshot->multipathd = multipathd;
	return 0;
}
