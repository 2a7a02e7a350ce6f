/* The schema of a manifest, from the field tables (manifest/field.h) and those of the settings. */
#include "report/schema.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "manifest/document.h"
#include "manifest/scalar.h"
#include "manifest/setting.h"
#include "report/json_text.h"

#include <string.h>

#define INTEGER_PATTERN "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"

static json_t *field_schema(const struct field *field);

/* The whole text: in some languages `$` also stands before a last line end. */
static json_t *pattern_json(const char *pattern)
{
	CLEANUP(strbuf_done) struct strbuf whole = { 0 };

	strbuf_printf(&whole, "^(%s)$(?!\\n)", pattern);
	return json_string(strbuf_text(&whole));
}

/* What it is and, for editors that would show the expression else, what to write. */
static void add_rule(json_t *schema, const struct text_rule *rule, const struct field *field)
{
	CLEANUP(strbuf_done) struct strbuf message = { 0 };

	if (!rule)
		return;
	if (rule == field->rule)
		strbuf_printf(&message, "not a usable %s; write one such as %s", field->noun,
			      field->example);
	else
		strbuf_printf(&message, "no %s can have this name", field->noun);
	json_object_set_new(schema, "pattern", pattern_json(rule->pattern));
	json_object_set_new(schema, "patternErrorMessage", json_text(strbuf_text(&message)));
	if (rule->longest)
		json_object_set_new(schema, "maxLength", json_integer(rule->longest));
}

static json_t *range_schema(int64_t minimum, int64_t maximum)
{
	if (minimum == maximum)
		return json_pack("{s:I}", "const", (json_int_t)minimum);
	return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)minimum,
			 "maximum", (json_int_t)maximum);
}

/* bare: what YAML takes for an integer may stand there without quotes, too. */
static json_t *words_schema(const char *const *words, bool bare)
{
	json_t *list = json_array();
	int64_t number;

	for (; *words; words++) {
		if (bare && scalar_type(*words, true) == SCALAR_INTEGER &&
		    scalar_integer(*words, &number))
			json_array_append_new(list, json_integer((json_int_t)number));
		json_array_append_new(list, json_string(*words));
	}
	return json_pack("{s:o}", "enum", list);
}

static json_t *text_schema(const struct field *field)
{
	json_t *schema = field->flags & FIELD_ANY_SCALAR
				 ? json_pack("{s:[s,s,s]}", "type", "string", "number", "boolean")
				 : schema_of("string");

	add_rule(schema, field->rule, field);
	return schema;
}

static json_t *list_schema(const struct field *field)
{
	json_t *schema = schema_of("array");

	json_object_set_new(schema, "items", field_schema(field->item));
	if (field->flags & FIELD_NOT_EMPTY)
		json_object_set_new(schema, "minItems", json_integer(1));
	if (field->flags & FIELD_UNIQUE)
		json_object_set_new(schema, "uniqueItems", json_true());
	return schema;
}

static json_t *setting_schema(const struct setting_type *type)
{
	bool is_number = !type->words && !type->rule;
	json_t *schema = type->words ? words_schema(type->words, true) : json_object();
	json_t *range = is_number ? range_schema(type->minimum, type->maximum) : NULL;
	CLEANUP(strbuf_done) struct strbuf doc = { 0 };

	strbuf_add(&doc, type->doc);
	if (type->version)
		strbuf_printf(&doc, " (%s)", type->version);
	json_object_set_new(schema, "description", json_string(strbuf_text(&doc)));
	if (type->rule)
		json_object_update_new(schema, json_pack("{s:s, s:o}", "type", "string", "pattern",
							 pattern_json(type->rule)));
	if (!range)
		return schema;
	json_object_set_new(schema, "anyOf",
			    json_pack("[o, {s:s, s:o}]", range, "type", "string", "pattern",
				      pattern_json(INTEGER_PATTERN)));
	if (type->or_zero)
		json_array_append_new(json_object_get(schema, "anyOf"),
				      json_pack("{s:i}", "const", 0));
	return schema;
}

static json_t *settings_schema(void)
{
	json_t *properties = json_object();

	for (size_t i = 0; i < setting_type_count; i++)
		json_object_set_new(properties, setting_types[i].name,
				    setting_schema(&setting_types[i]));
	return schema_object(properties, json_array());
}

static json_t *map_schema(const struct field *field)
{
	json_t *schema, *names;

	/* Their names are in a table of their own, as is what each can be. */
	if (field->item->read_named == setting_read_value)
		return settings_schema();
	schema = schema_of("object");
	names = json_object();
	add_rule(names, field->item->name_rule, field->item);
	json_object_set_new(schema, "propertyNames", names);
	json_object_set_new(schema, "additionalProperties", field_schema(field->item));
	return schema;
}

/* {"if": it is declared absent, "then": it has none of these}; NULL if it may have all. */
static json_t *absent_schema(const struct field *record)
{
	json_t *none = json_object();

	for (size_t i = 0; i < record->field_count; i++)
		if (record->fields[i].flags & FIELD_NOT_ABSENT)
			json_object_set_new(none, record->fields[i].name, json_false());
	if (!json_object_size(none)) {
		json_decref(none);
		return NULL;
	}
	return json_pack("{s:{s:[s], s:{s:{s:s}}}, s:{s:o}}", "if", "required", "ensure",
			 "properties", "ensure", "const", "absent", "then", "properties", none);
}

/* What must hold between keys. */
static void add_together(json_t *schema, const struct field *record)
{
	json_t *rules = json_array(), *absent = absent_schema(record);

	if (absent)
		json_array_append_new(rules, absent);
	if (record->together)
		json_array_append_new(rules, json_loads(record->together, 0, NULL));
	if (json_array_size(rules))
		json_object_set(schema, "allOf", rules);
	json_decref(rules);
}

/* Which words or values may stand there; of a record also the map with its keys. */
static json_t *record_schema(const struct field *record)
{
	json_t *properties = json_object(), *required = json_array(), *schema, *brief = NULL;

	for (size_t i = 0; i < record->field_count; i++) {
		const struct field *field = &record->fields[i];

		if (field->flags & FIELD_SHORT)
			brief = field_schema(field);
		if (!field->name)
			continue;
		json_object_set_new(properties, field->name, field_schema(field));
		if (field->flags & FIELD_REQUIRED)
			json_array_append_new(required, json_string(field->name));
	}
	schema = schema_object(properties, required);
	add_together(schema, record);
	return brief ? json_pack("{s:[o,o]}", "oneOf", brief, schema) : schema;
}

static json_t *type_schema(const struct field *field)
{
	switch (field->type) {
	case FIELD_NUMBER:
		return range_schema(field->minimum, field->maximum);
	case FIELD_BOOL:
		return schema_of("boolean");
	case FIELD_WORD:
		return words_schema(field->words, false);
	case FIELD_TEXT:
		return text_schema(field);
	case FIELD_LIST:
		return list_schema(field);
	case FIELD_MAP:
		return map_schema(field);
	case FIELD_RECORD:
		break;
	}
	return record_schema(field);
}

static json_t *standard_json(const struct field *field)
{
	return field->type == FIELD_BOOL ? json_boolean(field->standard)
					 : json_string(field->words[field->standard]);
}

/* An example as YAML has it, which may need quotes where a text as such does not. */
static json_t *example_json(const char *example)
{
	size_t quoted = *example == '"';

	return json_stringn(example + quoted, strlen(example) - 2 * quoted);
}

static json_t *field_schema(const struct field *field)
{
	json_t *schema = json_object(), *type = type_schema(field);

	json_object_set_new(schema, "description", json_text(field->doc));
	json_object_update(schema, type);
	json_decref(type);
	if (field->flags & FIELD_DEFAULT)
		json_object_set_new(schema, "default", standard_json(field));
	if (field->type == FIELD_TEXT)
		json_object_set_new(schema, "examples",
				    json_pack("[o]", example_json(field->example)));
	return schema;
}

json_t *schema_manifest(void)
{
	return field_schema(&document_field);
}
