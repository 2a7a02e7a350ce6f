/*
 * For unit tests: trees of files in a temporary directory, and recorded output
 * of the real tools (tests/recorded). Everything is in one arena.
 */
#ifndef TESTS_UNIT_TREE_H
#define TESTS_UNIT_TREE_H

#include "os/file.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline const char *tree_make(struct arena *arena)
{
	char *root = arena_strdup(arena, "/tmp/converge-unit-XXXXXX");

	cr_assert_not_null(mkdtemp(root));
	return root;
}

static inline int tree_remove_one(const char *path, const struct stat *status, int type,
				  struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void tree_remove(const char *root)
{
	nftw(root, tree_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* root/name, its directory made. */
static inline const char *tree_path(struct arena *arena, const char *root, const char *name)
{
	char *path = arena_printf(arena, "%s/%s", root, name);

	for (char *slash = strchr(path + strlen(root) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	return path;
}

static inline void tree_bytes(struct arena *arena, const char *root, const char *name,
			      const void *bytes, size_t size)
{
	const char *path = tree_path(arena, root, name);
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file, "%s", path);
	cr_assert_eq(fwrite(bytes, 1, size, file), size);
	fclose(file);
}

static inline void tree_file(struct arena *arena, const char *root, const char *name,
			     const char *text)
{
	tree_bytes(arena, root, name, text, strlen(text));
}

static inline void tree_link(struct arena *arena, const char *root, const char *name,
			     const char *target)
{
	cr_assert_eq(symlink(target, tree_path(arena, root, name)), 0, "%s", name);
}

static inline void tree_directory(struct arena *arena, const char *root, const char *name)
{
	mkdir(tree_path(arena, root, name), 0755);
}

/* A file of tests/recorded, to be changed at will. */
static inline char *recorded(struct arena *arena, const char *name)
{
	const char *top = getenv("top_srcdir");
	const char *path = arena_printf(arena, "%s/tests/recorded/%s", top ? top : ".", name);
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	cr_assert_eq(file_read(path, 1 << 20, &text), 0, "%s", path);
	return arena_strdup(arena, strbuf_text(&text));
}

/* text with the first `old` in it replaced. */
static inline char *replaced(struct arena *arena, const char *text, const char *old,
			     const char *new)
{
	const char *at = strstr(text, old);

	cr_assert_not_null(at, "no \"%s\"", old);
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
}

#endif
