#include "manifest/value_digest.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

/* The text that is digested: a line for each key, indented by its depth, so that no two values have
 * one text. No text of a manifest holds a line break. */
struct writer {
	struct arena arena;
	struct strbuf text;
	int depth;
};

static void add(struct writer *writer, const struct value *value);

static void add_line(struct writer *writer, const char *key, const char *text)
{
	strbuf_printf(&writer->text, "\n%*s%s=%s", writer->depth, "", key ? key : "",
		      text ? text : "");
}

static void add_member(struct writer *writer, const char *key, const struct value *value)
{
	add_line(writer, key, NULL);
	writer->depth++;
	add(writer, value);
	writer->depth--;
}

static bool has_default(const struct value *value)
{
	return value->field->flags & FIELD_DEFAULT;
}

static bool holds_resources(const struct value *value)
{
	return value->field->type == FIELD_MAP && value->field->item->type == FIELD_RECORD;
}

static void add_record(struct writer *writer, const struct value *record)
{
	const struct value *value;

	vec_each (value, &record->items)
		if ((value->given || has_default(value)) && !holds_resources(value))
			add_member(writer, value->field->name, value);
}

static int compare(const void *a, const void *b)
{
	return strcmp((*(const struct value *const *)a)->name,
		      (*(const struct value *const *)b)->name);
}

static void add_map(struct writer *writer, const struct value *map)
{
	VEC(const struct value *) sorted = { 0 };
	const struct value *value, *const *member;

	vec_each (value, &map->items)
		vec_add(&writer->arena, &sorted, value);
	if (sorted.count)
		qsort(sorted.at, sorted.count, sizeof(*sorted.at), compare);
	vec_each (member, &sorted)
		add_member(writer, (*member)->name, *member);
}

static void add(struct writer *writer, const struct value *value)
{
	const struct value *item;

	switch (value->field->type) {
	case FIELD_NUMBER:
	case FIELD_BOOL:
	case FIELD_WORD:
		strbuf_printf(&writer->text, "%lld",
			      (long long)(value->given ? value->number : value->field->standard));
		break;
	case FIELD_TEXT:
		strbuf_add(&writer->text, value->text);
		break;
	case FIELD_LIST:
		vec_each (item, &value->items)
			add_line(writer, "", value_line(&writer->arena, item, false));
		break;
	case FIELD_MAP:
		add_map(writer, value);
		break;
	case FIELD_RECORD:
		add_record(writer, value);
		break;
	}
}

uint64_t value_digest(const struct value *value)
{
	struct writer writer = { 0 };
	uint64_t digest;

	add(&writer, value);
	digest = digest_lasting(strbuf_text(&writer.text), writer.text.length);
	strbuf_done(&writer.text);
	arena_free(&writer.arena);
	return digest;
}
