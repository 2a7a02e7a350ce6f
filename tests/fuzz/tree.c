/* Inputs that are directories; fuzz.h has their form. */
#include "config.h"

#include "fuzz.h"

#include "os/file.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRIES 200
#define DEPTH 16

static bool is_part(const char *part)
{
	return *part && !str_equal(part, ".") && !str_equal(part, "..");
}

/*
 * Makes the directories a name goes through, never through a symbolic link; cuts it to its last
 * part. The open directory, or -1 when the name is not for this tree.
 */
static int open_parent(int root, char **name, size_t *ret_depth)
{
	int at = dup(root);
	char *part;

	for (*ret_depth = 0; at >= 0 && strchr(*name, '/'); ++*ret_depth) {
		CLEANUP(close_fd) int parent = at;

		part = strsep(name, "/");
		if (*ret_depth == DEPTH || !is_part(part))
			return -1;
		mkdirat(parent, part, 0755);
		at = openat(parent, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	return at;
}

/*
 * A target with no more ".." than there are directories above, all in front, stays inside. What
 * /proc links to may have a name of a device, but none that there is.
 */
static bool stays_inside(const char *target, size_t depth)
{
	if (str_starts(target, "/dev/fuzz-"))
		return !strchr(target + strlen("/dev/fuzz-"), '/');
	while (depth && str_starts(target, "../")) {
		target += strlen("../");
		depth--;
	}
	return *target && *target != '/' && !strstr(target, "..");
}

static void add_file(int directory, const char *name, const char *text, size_t size)
{
	CLEANUP(close_fd)
	int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
			0644);

	if (fd >= 0)
		fuzz_check(write(fd, text, size) == (ssize_t)size);
}

/* line: what stands behind the '@'. */
static void add_entry(int root, char *line, const char *text, size_t size)
{
	char *link = strstr(line, " -> "), *name = line;
	CLEANUP(close_fd) int directory = -1;
	size_t depth;

	if (link) {
		*link = '\0';
		link += strlen(" -> ");
	}
	directory = open_parent(root, &name, &depth);
	if (directory < 0 || !is_part(name))
		return; /* "@NAME/" has been made by then */
	if (!link)
		add_file(directory, name, text, size);
	else if (stays_inside(link, depth) && symlinkat(link, directory, name) < 0)
		return; /* it is there already */
}

static void fill(struct arena *arena, int root, const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;

	for (size_t i = 0; i < ENTRIES && at < end && *at == '@'; i++) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at)), *text, *next;
		char *line;

		line_end = line_end ? line_end : end;
		line = arena_strndup(arena, at + 1, (size_t)(line_end - at - 1));
		text = line_end < end ? line_end + 1 : end;
		next = line_end < end ? memmem(line_end, (size_t)(end - line_end), "\n@", 2) : NULL;
		next = next ? next + 1 : end;
		add_entry(root, line, text, (size_t)(next - text));
		at = next;
	}
}

const char *fuzz_tree(struct arena *arena, const uint8_t *data, size_t size)
{
	const char *temporary = getenv("TMPDIR");
	char *root = arena_printf(arena, "%s/converge-fuzz-XXXXXX", temporary ? temporary : "/tmp");
	CLEANUP(close_fd) int fd = -1;

	fuzz_check(mkdtemp(root));
	fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	fuzz_check(fd >= 0);
	fill(arena, fd, data, size);
	return root;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

void fuzz_tree_remove(const char *root)
{
	fuzz_check(nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0);
}
