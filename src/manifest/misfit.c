#include "manifest/misfit.h"

#include "base/strbuf.h"
#include "manifest/scalar.h"
#include "manifest/suggest.h"
#include "manifest/text.h"

#include <inttypes.h>
#include <string.h>

const struct field *field_short(const struct field *field)
{
	for (size_t i = 0; i < field->field_count; i++)
		if (field->fields[i].flags & FIELD_SHORT)
			return &field->fields[i];
	return NULL;
}

static const char *with_article(struct decoder *decoder, const char *noun)
{
	return arena_printf(decoder->arena, "%s %s", strchr("aeiou", *noun) ? "an" : "a", noun);
}

/* How a message names a value: its key, its name, or what it is. */
static const char *label(struct decoder *decoder, const struct value *value)
{
	value = decoder->whole ? decoder->whole : value;
	if (value->name)
		return arena_printf(decoder->arena, "%s '%s'", value->field->noun,
				    text_shown(decoder->arena, value->name));
	if (value->field->name)
		return arena_printf(decoder->arena, "'%s'", value->field->name);
	return with_article(decoder, value->field->noun);
}

static const char *found(struct decoder *decoder, const struct node *node)
{
	static const char *const names[] = { [SCALAR_TEXT] = "the text",
					     [SCALAR_NULL] = "null",
					     [SCALAR_BOOL] = "the boolean",
					     [SCALAR_INTEGER] = "the integer",
					     [SCALAR_FLOAT] = "the number" };

	if (node->kind == NODE_LIST)
		return "a list";
	if (node->kind == NODE_MAP)
		return "a map";
	return arena_printf(decoder->arena, "%s '%s'", names[scalar_type(node->text, node->plain)],
			    text_shown(decoder->arena, node->text));
}

static const char *word_list(struct decoder *decoder, const struct field *field)
{
	CLEANUP(strbuf_done) struct strbuf list = { 0 };

	for (size_t i = 0; field->words[i]; i++)
		strbuf_printf(&list, "%s'%s'",
			      !i		    ? ""
			      : field->words[i + 1] ? ", "
						    : " or ",
			      field->words[i]);
	return arena_strdup(decoder->arena, strbuf_text(&list));
}

static const char *expected(struct decoder *decoder, const struct field *field)
{
	const struct field *brief;

	switch (field->type) {
	case FIELD_NUMBER:
		if (field->minimum == field->maximum)
			return arena_printf(decoder->arena, "the integer %" PRId64, field->minimum);
		return arena_printf(decoder->arena, "an integer from %" PRId64 " to %" PRId64,
				    field->minimum, field->maximum);
	case FIELD_BOOL:
		return "true or false";
	case FIELD_WORD:
		return word_list(decoder, field);
	case FIELD_TEXT:
		return field->flags & FIELD_ANY_SCALAR ? "a word or an integer" : "text";
	case FIELD_LIST:
		return arena_printf(decoder->arena, "a list, such as [%s]", field->item->example);
	case FIELD_MAP:
		return arena_printf(decoder->arena, "a map with a key for each %s",
				    field->item->noun);
	case FIELD_RECORD:
		break;
	}
	brief = field_short(field);
	if (!brief)
		return "a map";
	return brief->name ? arena_printf(decoder->arena, "%s, or a map with '%s'",
					  expected(decoder, brief), brief->name)
			   : arena_printf(decoder->arena, "%s, or a map, such as %s",
					  expected(decoder, brief), field->example);
}

/* What could stand there: beside the word in place of a record also the record. */
static const char *expected_at(struct decoder *decoder, const struct value *value)
{
	bool is_word = decoder->whole && !value->field->name;

	return expected(decoder, is_word ? decoder->whole->field : value->field);
}

void misfit_type(struct decoder *decoder, struct value *value, const struct node *node)
{
	bool quoted = node->kind == NODE_SCALAR && value->field->type == FIELD_NUMBER &&
		      !node->plain && scalar_type(node->text, true) == SCALAR_INTEGER;
	bool bare = node->kind == NODE_SCALAR && value->field->type == FIELD_TEXT;

	value->bad = true;
	diag_error(decoder->diags, &node->place, "%s must be %s, not %s%s", label(decoder, value),
		   expected_at(decoder, value), found(decoder, node),
		   quoted ? "; remove the quotes"
		   : bare ? "; put it in quotes if it is meant as text"
			  : "");
}

void misfit_word(struct decoder *decoder, struct value *value, const struct node *node)
{
	const struct field *field = value->field;
	const char *close = NULL;

	for (size_t i = 0; field->words[i]; i++)
		if (suggest_is_close(node->text, field->words[i]))
			close = field->words[i];
	value->bad = true;
	diag_error(decoder->diags, &node->place, "%s must be %s, not '%s'%s%s%s",
		   label(decoder, value), expected_at(decoder, value),
		   text_shown(decoder->arena, node->text), close ? "; did you mean '" : "",
		   close ? close : "", close ? "'?" : "");
}

void misfit_key(struct decoder *decoder, struct value *value, const struct pair *pair)
{
	CLEANUP(strbuf_done) struct strbuf known = { 0 };
	const struct field *record = value->field;
	const char *key = text_shown(decoder->arena, pair->key), *close = NULL;

	for (size_t i = 0; i < record->field_count; i++) {
		if (!record->fields[i].name)
			continue;
		strbuf_printf(&known, "%s'%s'", known.length ? ", " : "", record->fields[i].name);
		if (suggest_is_close(pair->key, record->fields[i].name))
			close = record->fields[i].name;
	}
	value->vague |= close != NULL;
	if (close)
		diag_error(decoder->diags, &pair->place,
			   "unknown key '%s' in %s; did you mean '%s'?", key,
			   with_article(decoder, record->noun), close);
	else
		diag_error(decoder->diags, &pair->place, "unknown key '%s' in %s; it may have %s",
			   key, with_article(decoder, record->noun), strbuf_text(&known));
}
