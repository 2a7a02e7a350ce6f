#include "tool/trust.h"

#include "model/command.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as the kernel */

/* Whoever has "/" can change every path; in a user namespace that is how root looks. */
static bool is_owner(uid_t uid)
{
	struct stat top;

	return uid == 0 || uid == geteuid() || (stat("/", &top) == 0 && uid == top.st_uid);
}

static bool is_group(gid_t gid)
{
	struct stat top;

	return gid == 0 || (stat("/", &top) == 0 && gid == top.st_gid);
}

static bool others_may_write(const struct stat *st)
{
	if (S_ISLNK(st->st_mode) || (S_ISDIR(st->st_mode) && st->st_mode & S_ISVTX))
		return false;
	return st->st_mode & S_IWOTH || (st->st_mode & S_IWGRP && !is_group(st->st_gid));
}

static const char *fault_of(struct arena *arena, const char *place, const struct stat *st,
			    const char **ret_fix)
{
	const char *word = command_word(arena, place);

	if (!is_owner(st->st_uid)) {
		*ret_fix = arena_printf(arena, "chown %sroot %s", S_ISLNK(st->st_mode) ? "-h " : "",
					word);
		return arena_printf(arena, "%s belongs to user %u, not to root", place,
				    (unsigned int)st->st_uid);
	}
	if (!others_may_write(st))
		return NULL;
	*ret_fix = arena_printf(arena, "chmod go-w %s", word);
	return arena_printf(arena, "%s has mode %04o, which lets others write it", place,
			    (unsigned int)st->st_mode & 07777);
}

static char *read_link(struct arena *arena, const char *path)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target));

	return length < 0 ? NULL : arena_strndup(arena, target, (size_t)length);
}

/* Where the walk goes on that has met a link: what is left of the path, from a new place. */
static bool follow(struct arena *arena, const char **place, char **rest)
{
	char *target = read_link(arena, *place);

	if (!target)
		return false;
	*rest = arena_printf(arena, "%s/%s", target, *rest ? *rest : "");
	*place = target[0] == '/'
			 ? ""
			 : arena_strndup(arena, *place, (size_t)(strrchr(*place, '/') - *place));
	return true;
}

static char *absolute(struct arena *arena, const char *path)
{
	char here[PATH_MAX];

	if (*path == '/' || !getcwd(here, sizeof(here)))
		return arena_strdup(arena, path);
	return arena_printf(arena, "%s/%s", here, path);
}

const char *trust_fault(struct arena *arena, const char *path, const char **ret_fix)
{
	char *rest = absolute(arena, path), *name = "";
	const char *place = "", *fault;
	struct stat st;
	int links = 0;

	while (name) {
		if (lstat(*place ? place : "/", &st) < 0)
			return NULL;
		fault = fault_of(arena, *place ? place : "/", &st, ret_fix);
		if (fault)
			return fault;
		if (S_ISLNK(st.st_mode) && (++links > LINKS_MAX || !follow(arena, &place, &rest)))
			return NULL;
		do
			name = strsep(&rest, "/");
		while (name && !*name);
		if (name)
			place = arena_printf(arena, "%s/%s", place, name);
	}
	return NULL;
}
