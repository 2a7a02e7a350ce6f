#include "config.h"

#include "report/saved_parts.h"

#include "model/host_name.h"
#include "os/clock.h"
#include "report/json_parts.h"

#include <stdlib.h>
#include <string.h>

#define ID_DIGITS 32

/* ---- writing ---- */

static json_t *marks_json(const struct marks *marks)
{
	json_t *object = json_object();
	const struct mark *mark;

	vec_each (mark, &marks->list) {
		/* A name as json_text() would have it, which jansson takes as a key. */
		json_t *name = json_text(mark->name);

		json_object_set_new(object, json_string_value(name), json_text(mark->text));
		json_decref(name);
	}
	return object;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The resolver returns them in any order. */
static json_t *addresses_json(const struct host_name *name)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	VEC(const char *) sorted = { 0 };
	const char *const *address;

	if (name)
		vec_each (address, &name->addresses)
			vec_add(&scratch, &sorted, *address);
	if (sorted.count)
		qsort(sorted.at, sorted.count, sizeof(*sorted.at), compare);
	vec_each (address, &sorted)
		strbuf_join(&text, ", ", *address);
	return json_text(text.length ? strbuf_text(&text) : "no address");
}

/* A step that names a portal by host name does something else once the name leads elsewhere. */
static json_t *host_names_json(const struct planned *planned)
{
	json_t *object = json_object();
	const struct action *action;

	vec_each (action, &planned->plan->actions) {
		const char *host = action->portal.host;

		if (host && host_is_name(host))
			json_object_set_new(
				object, host,
				addresses_json(snapshot_host_name(planned->snapshot, host)));
	}
	return object;
}

static json_t *verdicts_json(const struct plan *plan)
{
	json_t *array = json_array();
	const struct item *item;

	vec_each (item, &plan->items) {
		json_t *object = json_object();

		json_object_set_new(object, "kind", json_string(item->kind));
		json_object_set_new(object, "name", json_text(item->name));
		json_object_set_new(object, "verdict", json_string(verdict_words[item->verdict]));
		json_object_set_new(object, "text", json_text(item->text));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *names_json(const struct names *names)
{
	json_t *array = json_array();
	const char *const *name;

	if (names)
		vec_each (name, &names->list)
			json_array_append_new(array, json_text(*name));
	return array;
}

void saved_parts_make(const struct planned *planned, const struct marks *wishes,
		      struct saved_parts *ret_parts)
{
	*ret_parts = (struct saved_parts){
		.root = json_object(),
		.manifest = marks_json(wishes),
		.host_names = host_names_json(planned),
		.resources = verdicts_json(planned->plan),
		.steps = plan_json(planned->plan),
	};
	json_object_set_new(ret_parts->root, "manifest", ret_parts->manifest);
	json_object_set_new(ret_parts->root, "host_names", ret_parts->host_names);
	json_object_set_new(ret_parts->root, "resources", ret_parts->resources);
	json_object_set_new(ret_parts->root, "plan", ret_parts->steps);
}

void saved_write(const struct planned *planned, const char *id, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct marks wishes = { 0 };
	struct saved_parts parts;
	json_t *root = json_object();

	marks_of_wishes(planned->wishes, &scratch, &wishes);
	saved_parts_make(planned, &wishes, &parts);
	json_object_set_new(root, "saved_plan", json_integer(SAVED_VERSION));
	json_object_set_new(root, "converge", json_string(PACKAGE_VERSION));
	json_object_set_new(root, "id", json_string(id));
	json_object_set_new(root, "host", json_text(planned->wishes->host));
	json_object_set_new(root, "made", json_string(clock_text(&scratch, clock_now())));
	json_object_set_new(root, "only", names_json(planned->only));
	json_object_update(root, parts.root);
	json_decref(parts.root);
	json_finish(root, out);
}

/* ---- reading ---- */

static bool all_text(const json_t *list)
{
	const json_t *value;
	size_t i;

	json_array_foreach(list, i, value) if (!json_is_string(value)) return false;
	return json_is_array(list);
}

static bool all_have_text(json_t *list, const char *const *keys)
{
	json_t *value;
	size_t i;

	json_array_foreach(
		list, i,
		value) for (size_t k = 0; keys[k];
			    k++) if (!json_is_string(json_object_get(value, keys[k]))) return false;
	return json_is_array(list);
}

static bool is_map_of_text(json_t *map)
{
	const char *key;
	json_t *value;

	json_object_foreach(map, key, value) if (!json_is_string(value)) return false;
	return json_is_object(map);
}

/* It may be printed: whatever the file has there, it stays on its line. */
static const char *line_of(struct arena *arena, const char *text)
{
	struct strbuf line CLEANUP(strbuf_done) = { 0 };

	strbuf_add_line(&line, text);
	return arena_strdup(arena, strbuf_text(&line));
}

/* NULL, or the sentence that says why it is none. */
static const char *check_version(struct arena *arena, const json_t *root)
{
	const json_t *version = json_object_get(root, "saved_plan");
	const char *program = json_string_value(json_object_get(root, "converge"));

	if (!json_is_integer(version) || !program)
		return "this is no plan that --save-plan wrote";
	if (json_integer_value(version) != SAVED_VERSION || strcmp(program, PACKAGE_VERSION))
		return arena_printf(arena,
				    "this plan was saved by converge %s, and this is %s, which "
				    "might do otherwise; save a new one",
				    line_of(arena, program), PACKAGE_VERSION);
	return NULL;
}

static int unpack(json_t *root, struct arena *arena, struct saved *ret_saved)
{
	static const char *const resource_keys[] = { "kind", "name", "verdict", NULL };
	static const char *const step_keys[] = { "title", NULL };
	struct saved saved = { 0 };
	struct saved_parts parts = { .root = root };
	json_t *only;
	const json_t *name;
	size_t i;

	if (json_unpack(root, "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "id", &saved.id, "host",
			&saved.host, "made", &saved.made, "only", &only, "manifest",
			&parts.manifest, "host_names", &parts.host_names, "resources",
			&parts.resources, "plan", &parts.steps) < 0 ||
	    strspn(saved.id, "0123456789abcdef") != ID_DIGITS || saved.id[ID_DIGITS] ||
	    !all_text(only) || !is_map_of_text(parts.manifest) ||
	    !is_map_of_text(parts.host_names) || !all_have_text(parts.resources, resource_keys) ||
	    !all_have_text(parts.steps, step_keys))
		return -1;
	saved.id = arena_strdup(arena, saved.id);
	saved.host = line_of(arena, saved.host);
	saved.made = line_of(arena, saved.made);
	json_array_foreach(only, i, name)
		vec_add(arena, &saved.only.list,
			(const char *)arena_strdup(arena, json_string_value(name)));
	saved.parts = arena_alloc(arena, sizeof(parts));
	*saved.parts = parts;
	*ret_saved = saved;
	return 0;
}

int saved_read(const char *json, size_t size, struct arena *arena, struct saved *ret_saved,
	       const char **ret_reason)
{
	json_error_t error = { 0 };
	json_t *root = json_loadb(json, size, JSON_REJECT_DUPLICATES, &error);
	const char *reason;

	if (!root)
		reason = arena_printf(arena, "this is no plan, for it is not JSON: line %d: %s",
				      error.line, error.text);
	else
		reason = check_version(arena, root);
	if (!reason && unpack(root, arena, ret_saved) < 0)
		reason = "this is no whole plan: a part of it is missing or not as --save-plan "
			 "wrote it";
	if (!reason)
		return 0;
	json_decref(root);
	*ret_reason = reason;
	return -1;
}

void saved_free(struct saved *saved)
{
	if (saved->parts)
		json_decref(saved->parts->root);
	saved->parts = NULL;
}
