#include "config.h"

#include "cli/applied.h"

#include "cli/common.h"
#include "engine/cause.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define APPLIED_CAP ((size_t)64 * 1024 * 1024)

static void free_json(json_t **json)
{
	json_decref(*json);
}

/* The manifests as they were named, whatever directory that was in. */
static const char *manifest_names(struct arena *arena, const struct options *options)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const char *const *name;

	vec_each (name, &options->arguments.list) {
		char *path = realpath(*name, NULL);

		strbuf_add(&text, text.length ? " " : "");
		strbuf_add(&text, path ? path : *name);
		free(path);
	}
	return arena_strdup(arena, text.length ? strbuf_text(&text) : CONVERGE_SYSCONFDIR);
}

/*
 * Digests of another version are of other texts: that would look as if every wish had changed. NULL
 * for what is no memory.
 */
static json_t *parse(const struct strbuf *text)
{
	json_t *root = json_loadb(strbuf_text(text), text->length, JSON_REJECT_DUPLICATES, NULL);
	const char *version = json_string_value(json_object_get(root, "converge"));

	if (version && strcmp(version, PACKAGE_VERSION) == 0)
		return root;
	json_decref(root);
	return NULL;
}

static void read_memory(struct arena *arena, json_t *root, const char *manifest,
			struct memory *memory)
{
	const char *name;
	json_t *value;
	size_t i;

	memory->known = root != NULL;
	json_array_foreach(json_object_get(root, "manifests"), i,
			   value) if (str_equal(json_string_value(value), manifest)) memory->same =
		true;
	json_object_foreach(json_object_get(root, "resources"), name,
			    value) if (json_is_string(value))
		marks_add(arena, &memory->wishes, name, json_string_value(value), NULL);
}

static json_t *memory_json(json_t *before, const char *manifest, bool same,
			   const struct marks *after)
{
	json_t *root = json_object(), *resources = json_object();
	json_t *manifests = json_copy(json_object_get(before, "manifests"));
	const struct mark *mark;

	if (!json_is_array(manifests)) {
		json_decref(manifests);
		manifests = json_array();
	}
	if (!same)
		json_array_append_new(manifests, json_string(manifest));
	vec_each (mark, &after->list)
		json_object_set_new(resources, mark->name, json_string(mark->text));
	json_object_set_new(root, "converge", json_string(PACKAGE_VERSION));
	json_object_set_new(root, "manifests", manifests);
	json_object_set_new(root, "resources", resources);
	return root;
}

/* A host that matches has nothing to learn, and its file is left as it is. */
static void write_memory(const struct tools *tools, const char *file, json_t *root,
			 const struct strbuf *before)
{
	char *text = json_dumps(root, JSON_INDENT(2) | JSON_SORT_KEYS);
	int error = 0;

	if (text && strcmp(text, strbuf_text(before)) != 0) {
		error = dir_make(tools->state);
		if (!error)
			error = file_replace(file, text, strlen(text), 0600);
	}
	if (error)
		complain("warning: %s could not be written, so the next run cannot tell whether "
			 "the host or the manifest has moved: %s",
			 file, strerror(-error));
	free(text);
}

void applied_tell(const struct options *options, const struct tools *tools,
		  const struct wishes *wishes, struct outcome *outcome)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const char *file = arena_printf(&scratch, "%s/applied", tools->state);
	const char *manifest = manifest_names(&scratch, options);
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	json_t *before CLEANUP(free_json) = NULL, *root CLEANUP(free_json) = NULL;
	struct marks now = { 0 }, after = { 0 };
	struct memory memory = { 0 };

	if (file_read(file, APPLIED_CAP, &text) == 0)
		before = parse(&text);
	read_memory(&scratch, before, manifest, &memory);
	marks_of_wishes(wishes, &scratch, &now);
	causes_tell(&memory, &now, &scratch, outcome);
	if (outcome->dry_run)
		return;
	memory_learn(&memory, &now, outcome, &scratch, &after);
	root = memory_json(before, manifest, memory.same, &after);
	write_memory(tools, file, root, &text);
}
