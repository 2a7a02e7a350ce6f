#include "manifest/load.h"

#include "base/strbuf.h"
#include "manifest/tree.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static struct source *source_new(struct manifest *manifest, const char *name)
{
	struct source *source = arena_alloc(manifest->arena, sizeof(*source));

	source->name = arena_strdup(manifest->arena, name);
	source->turn = ++manifest->sources;
	return source;
}

static struct place whole_of(struct manifest *manifest, const char *name)
{
	return (struct place){ .source = source_new(manifest, name) };
}

static void refuse(struct manifest *manifest, const char *name, int result, struct diags *diags)
{
	struct place place = whole_of(manifest, name);

	manifest->whole = false;
	manifest->faulty = true;
	if (result == -EFBIG)
		diag_error(diags, &place,
			   "it is larger than 16 MiB, the most that a manifest may have; split it");
	else if (result == -EINVAL)
		diag_error(diags, &place, "it is no regular file; name it, if it is to be read");
	else
		diag_error(diags, &place, "it cannot be read: %s", strerror(-result));
}

static void load_text(struct manifest *manifest, const char *name, const struct strbuf *text,
		      struct diags *diags)
{
	static const char mark[] = "\xef\xbb\xbf"; /* some editors put it before UTF-8 */
	struct source *source = source_new(manifest, name);
	size_t skipped = str_starts(strbuf_text(text), mark) ? strlen(mark) : 0;
	struct node *const *root;
	CLEANUP(tree_free) struct tree tree = { 0 };

	source->size = text->length - skipped;
	source->text = arena_strndup(manifest->arena, strbuf_text(text) + skipped, source->size);
	if (tree_read(manifest->arena, source, diags, &tree))
		manifest->whole = false;
	vec_each (root, &tree.documents) {
		struct document document;

		if (document_read(manifest->arena, *root, diags, &document))
			manifest->whole = false;
		else
			vec_add(manifest->arena, &manifest->documents, document);
	}
}

/* One file; the result is -EISDIR, with nothing said, if it is a directory. */
static int load_file(struct manifest *manifest, const char *path, struct diags *diags)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	bool is_stdin = str_equal(path, "-");
	int result = is_stdin ? file_read_stdin(MANIFEST_FILE_MAX, &text)
			      : file_read_named(path, MANIFEST_FILE_MAX, &text);

	if (!is_stdin && !file_is_own(path))
		vec_add(manifest->arena, &manifest->paths.list,
			arena_strdup(manifest->arena, path));
	if (result == -EISDIR)
		return result;
	if (result < 0)
		refuse(manifest, path, result, diags);
	else
		load_text(manifest, is_stdin ? "<stdin>" : path, &text, diags);
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void load_directory(struct manifest *manifest, const char *path, struct diags *diags)
{
	struct names names = { 0 };
	int result = dir_list(AT_FDCWD, path, manifest->arena, &names);
	size_t length = strlen(path), found = 0;
	struct place place;

	if (result < 0) {
		refuse(manifest, path, result, diags);
		return;
	}
	if (names.list.count)
		qsort(names.list.at, names.list.count, sizeof(*names.list.at), compare);
	for (size_t i = 0; i < names.list.count; i++) {
		const char *name = names.list.at[i], *file;

		if (!str_ends(name, ".yaml"))
			continue;
		found++;
		file = arena_printf(manifest->arena, "%s%s%s", path,
				    path[length - 1] == '/' ? "" : "/", name);
		/* One that was named is waited for; nobody means one that lies about. */
		if (file_may_wait(file))
			refuse(manifest, file, -EINVAL, diags);
		else if (load_file(manifest, file, diags))
			refuse(manifest, file, -EISDIR, diags);
	}
	if (found)
		return;
	place = whole_of(manifest, path);
	diag_error(diags, &place, "this directory holds no *.yaml file");
}

void load_path(struct manifest *manifest, const char *path, struct diags *diags)
{
	size_t before = diags->errors;

	if (load_file(manifest, path, diags))
		load_directory(manifest, path, diags);
	if (diags->errors > before)
		manifest->faulty = true;
}
