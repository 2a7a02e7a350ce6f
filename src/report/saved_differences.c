/* A saved plan compared with a new one. */
#include "base/str.h"
#include "report/report.h"
#include "report/saved_parts.h"

#include <stdlib.h>

#define SHOWN_MAX 20

struct findings {
	struct arena *arena;
	struct strbuf text;
	size_t count;
};

static void find(struct findings *findings, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void find(struct findings *findings, const char *format, ...)
{
	va_list args;

	if (findings->count++ >= SHOWN_MAX)
		return;
	va_start(args, format);
	strbuf_add(&findings->text, "\n  ");
	strbuf_add_line(&findings->text, arena_vprintf(findings->arena, format, args));
	va_end(args);
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* ---- the manifest ---- */

static const char *place_of(struct findings *findings, const struct marks *marks, const char *name)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct mark *mark = marks_find(marks, name);

	if (mark)
		report_place(&mark->place, &text);
	return arena_strdup(findings->arena, strbuf_text(&text));
}

static void compare_wishes(struct findings *findings, json_t *saved, const struct marks *fresh)
{
	const struct mark *mark;
	const char *name;
	json_t *value;

	json_object_foreach(saved, name, value)
	{
		mark = marks_find(fresh, name);
		if (!mark)
			find(findings, "manifest: %s is not named any more", name);
		else if (!str_equal(json_string_value(value), mark->text))
			find(findings, "manifest: %s has changed%s", name,
			     place_of(findings, fresh, name));
	}
	vec_each (mark, &fresh->list)
		if (!json_object_get(saved, mark->name))
			find(findings, "manifest: %s is new%s", mark->name,
			     place_of(findings, fresh, mark->name));
}

/* A name that only one of them uses is in a step that the other one does not have. */
static void compare_host_names(struct findings *findings, json_t *saved, const json_t *fresh)
{
	const char *name;
	json_t *value;

	json_object_foreach(saved, name, value)
	{
		const json_t *now = json_object_get(fresh, name);

		if (now && !json_equal(value, now))
			find(findings, "host: the name %s was: %s; is: %s", name,
			     json_string_value(value), json_string_value(now));
	}
}

/* ---- the plan ---- */

/* A text that tells an element of a list from the others; NULL: it does not count. */
typedef const char *identify(struct arena *arena, const json_t *element);

static const char *resource_name(struct arena *arena, const json_t *resource)
{
	return arena_printf(arena, "%s %s", text_of(resource, "kind"), text_of(resource, "name"));
}

/* The step without what may differ from probe to probe. */
static const char *step_text(struct arena *arena, const json_t *step)
{
	static const char *const left_out[] = { "reason", "after", "file", "line", "column" };
	const char *text;
	json_t *kept;
	char *dumped;

	if (!json_array_size(json_object_get(step, "command")) && !json_object_get(step, "secrets"))
		return NULL;
	kept = json_copy((json_t *)step);
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++)
		json_object_del(kept, left_out[i]);
	dumped = json_dumps(kept, JSON_COMPACT | JSON_SORT_KEYS);
	text = dumped ? arena_strdup(arena, dumped) : NULL;
	free(dumped);
	json_decref(kept);
	return text;
}

/* The first element with each text, by its place in the list. */
static struct strmap index_list(struct arena *arena, json_t *list, identify *text_of_element)
{
	struct strmap index = { 0 };
	const json_t *element;
	size_t i;

	json_array_foreach(list, i, element)
	{
		const char *text = text_of_element(arena, element);

		if (text && strmap_find(&index, text) == SIZE_MAX)
			strmap_add(arena, &index, text, i);
	}
	return index;
}

static void compare_resources(struct findings *findings, json_t *saved, json_t *fresh)
{
	struct strmap before = index_list(findings->arena, saved, resource_name);
	struct strmap now = index_list(findings->arena, fresh, resource_name);
	const json_t *resource;
	size_t i, at;

	json_array_foreach(fresh, i, resource)
	{
		const char *name = resource_name(findings->arena, resource);
		const char *why = text_of(resource, "text"), *was = "not in it";

		at = strmap_find(&before, name);
		if (at != SIZE_MAX)
			was = text_of(json_array_get(saved, at), "verdict");
		if (!str_equal(was, text_of(resource, "verdict")))
			find(findings, "plan: %s was: %s; is: %s%s%s", name, was,
			     text_of(resource, "verdict"), *why ? ": " : "", why);
	}
	json_array_foreach(saved, i, resource)
	{
		const char *name = resource_name(findings->arena, resource);

		if (strmap_find(&now, name) == SIZE_MAX)
			find(findings, "plan: %s was: %s; is: not in it", name,
			     text_of(resource, "verdict"));
	}
}

static const char *command_of(struct arena *arena, const json_t *step)
{
	struct command command = { 0 };
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const json_t *word;
	size_t i;

	json_array_foreach(json_object_get(step, "command"), i, word)
		command_add(arena, &command, json_is_string(word) ? json_string_value(word) : "");
	if (command.argv.count)
		command_text(&command, &text);
	else
		strbuf_add(&text, "no command to type");
	return arena_strdup(arena, strbuf_text(&text));
}

/* Their order does not count: the edges between steps are those of the new plan. */
static void find_steps_without(struct findings *findings, json_t *list, json_t *other,
			       const char *what)
{
	struct strmap index = index_list(findings->arena, other, step_text);
	const json_t *step;
	size_t i;

	json_array_foreach(list, i, step)
	{
		const char *text = step_text(findings->arena, step);

		if (text && strmap_find(&index, text) == SIZE_MAX)
			find(findings, "plan: %s: %s: %s", what, text_of(step, "title"),
			     command_of(findings->arena, step));
	}
}

const char *saved_differences(const struct saved *saved, const struct planned *fresh,
			      struct arena *arena)
{
	struct marks wishes = { 0 };
	struct findings findings = { .arena = arena };
	struct saved_parts now;
	const char *text;

	marks_of_wishes(fresh->wishes, arena, &wishes);
	saved_parts_make(fresh, &wishes, &now);
	compare_wishes(&findings, saved->parts->manifest, &wishes);
	compare_host_names(&findings, saved->parts->host_names, now.host_names);
	compare_resources(&findings, saved->parts->resources, now.resources);
	find_steps_without(&findings, saved->parts->steps, now.steps,
			   "a step is not needed any more");
	find_steps_without(&findings, now.steps, saved->parts->steps, "a step is new");
	if (findings.count > SHOWN_MAX)
		strbuf_printf(&findings.text, "\n  and %zu more", findings.count - SHOWN_MAX);
	text = findings.count ? arena_strdup(arena, strbuf_text(&findings.text)) : NULL;
	strbuf_done(&findings.text);
	json_decref(now.root);
	return text;
}
