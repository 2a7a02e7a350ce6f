/* A saved plan against a fresh one: what has moved. */
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

/* ---- the manifest and the host ---- */

static const char *place_of(struct findings *findings, const struct marks *marks, const char *name)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct mark *mark = marks_find(marks, name);

	if (mark)
		report_place(&mark->place, &text);
	return arena_strdup(findings->arena, strbuf_text(&text));
}

static void compare_wishes(struct findings *findings, json_t *saved, json_t *fresh,
			   const struct marks *marks)
{
	const char *name;
	json_t *value;

	json_object_foreach(saved, name, value) if (!json_object_get(fresh, name))
		find(findings, "manifest: %s is not named any more", name);
	else if (!json_equal(value, json_object_get(fresh, name)))
		find(findings, "manifest: %s is wanted otherwise now%s", name,
		     place_of(findings, marks, name));
	json_object_foreach(fresh, name, value) if (!json_object_get(saved, name))
		find(findings, "manifest: %s is new%s", name, place_of(findings, marks, name));
}

static void compare_state(struct findings *findings, json_t *saved, json_t *fresh)
{
	const char *name;
	json_t *value;

	json_object_foreach(saved, name, value)
	{
		const json_t *now = json_object_get(fresh, name);

		if (!now)
			find(findings, "host: %s is gone (it was: %s)", name,
			     json_string_value(value));
		else if (!json_equal(value, now))
			find(findings, "host: %s was: %s; is: %s", name, json_string_value(value),
			     json_string_value(now));
	}
	json_object_foreach(fresh, name, value) if (!json_object_get(saved, name))
		find(findings, "host: %s is new: %s", name, json_string_value(value));
}

/* ---- the plan ---- */

/* Which of the list has this name; `name_of` is freed by us. */
static void index_list(struct arena *arena, json_t *list, char *(*name_of)(const json_t *element),
		       struct strmap *index)
{
	const json_t *element;
	size_t i;

	json_array_foreach(list, i, element)
	{
		char *name = name_of(element);

		if (name && strmap_find(index, name) == SIZE_MAX)
			strmap_add(arena, index, arena_strdup(arena, name), i);
		free(name);
	}
}

static const json_t *find_in(json_t *list, const struct strmap *index, const char *name)
{
	size_t at = name ? strmap_find(index, name) : SIZE_MAX;

	return at == SIZE_MAX ? NULL : json_array_get(list, at);
}

static char *resource_name(const json_t *resource)
{
	json_t *name = json_pack("[s, s]", text_of(resource, "kind"), text_of(resource, "name"));
	char *text = json_dumps(name, JSON_COMPACT);

	json_decref(name);
	return text;
}

static void compare_resources(struct findings *findings, json_t *saved, json_t *fresh)
{
	struct strmap index = { 0 };
	const json_t *now;
	size_t i;

	index_list(findings->arena, saved, resource_name, &index);
	json_array_foreach(fresh, i, now)
	{
		char *name = resource_name(now);
		const json_t *before = find_in(saved, &index, name);
		const char *verdict = text_of(now, "verdict"), *why = text_of(now, "text");

		free(name);
		if (before && str_equal(text_of(before, "verdict"), verdict))
			continue;
		find(findings, "plan: %s %s was: %s; is: %s%s%s", text_of(now, "kind"),
		     text_of(now, "name"), before ? text_of(before, "verdict") : "not in it",
		     verdict, *why ? ": " : "", why);
	}
}

/* The step without what may differ from look to look, as text; NULL: it has no command. */
static char *step_text(const json_t *step)
{
	static const char *const left_out[] = { "reason", "after", "file", "line", "column" };
	json_t *kept;
	char *text;

	if (!json_array_size(json_object_get(step, "command")) && !json_object_get(step, "secrets"))
		return NULL;
	kept = json_copy((json_t *)step);
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++)
		json_object_del(kept, left_out[i]);
	text = json_dumps(kept, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(kept);
	return text;
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

/* The steps of one that the other does not have; how many have a command. */
static size_t compare_steps_one_way(struct findings *findings, json_t *list,
				    const struct strmap *other, const char *what)
{
	const json_t *step;
	size_t i, count = 0;

	json_array_foreach(list, i, step)
	{
		char *text = step_text(step);

		if (text && strmap_find(other, text) == SIZE_MAX)
			find(findings, "plan: %s: %s: %s", what, text_of(step, "title"),
			     command_of(findings->arena, step));
		count += text != NULL;
		free(text);
	}
	return count;
}

/* The same steps: also in the same order? */
static bool same_order(json_t *saved, json_t *fresh)
{
	size_t i, at = 0;
	const json_t *step;
	bool same = true;

	json_array_foreach(saved, i, step)
	{
		char *text = step_text(step), *other = NULL;

		while (text && !other && at < json_array_size(fresh))
			other = step_text(json_array_get(fresh, at++));
		if (text && !str_equal(text, other))
			same = false;
		free(text);
		free(other);
	}
	return same;
}

static void compare_steps(struct findings *findings, json_t *saved, json_t *fresh)
{
	struct strmap saved_index = { 0 }, fresh_index = { 0 };
	size_t before = findings->count, had, has;

	index_list(findings->arena, saved, step_text, &saved_index);
	index_list(findings->arena, fresh, step_text, &fresh_index);
	had = compare_steps_one_way(findings, saved, &fresh_index, "a step is not needed any more");
	has = compare_steps_one_way(findings, fresh, &saved_index, "a step is new");
	if (findings->count == before && (had != has || !same_order(saved, fresh)))
		find(findings, "plan: the same steps come in another order");
}

const char *saved_differences(const struct saved *saved, const struct planned *fresh,
			      struct arena *arena)
{
	struct marks wishes = { 0 }, state = { 0 };
	struct findings findings = { .arena = arena };
	struct saved_parts now;
	const char *text;

	marks_of_wishes(fresh->wishes, arena, &wishes);
	marks_of_state(fresh->wishes, fresh->snapshot, arena, &state);
	saved_parts_make(fresh, &wishes, &state, &now);
	compare_wishes(&findings, saved->parts->manifest, now.manifest, &wishes);
	compare_state(&findings, saved->parts->state, now.state);
	compare_resources(&findings, saved->parts->resources, now.resources);
	compare_steps(&findings, saved->parts->steps, now.steps);
	if (findings.count > SHOWN_MAX)
		strbuf_printf(&findings.text, "\n  and %zu more", findings.count - SHOWN_MAX);
	text = findings.count ? arena_strdup(arena, strbuf_text(&findings.text)) : NULL;
	strbuf_done(&findings.text);
	json_decref(now.root);
	return text;
}
