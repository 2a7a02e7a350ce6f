/* The schemas of plan and report, from the tables they are written by (report/json_keys.h). */
#include "report/schema.h"

#include "report/json_keys.h"
#include "report/report.h"

#define TIME_PATTERN "^[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"

static json_t *keys_schema(const struct json_key *owner);

static json_t *list_schema(json_t *items)
{
	return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

static json_t *words_schema(const struct json_key *key)
{
	json_t *words = json_array();

	for (size_t i = 0; i < key->word_count; i++)
		json_array_append_new(words, json_string(key->words[i]));
	return json_pack("{s:o}", "enum", words);
}

static json_t *number_schema(const char *type)
{
	return json_pack("{s:s, s:i}", "type", type, "minimum", 0);
}

static json_t *value_schema(const struct json_key *key)
{
	switch (key->type) {
	case KEY_TEXT:
		return key->words ? words_schema(key) : schema_of("string");
	case KEY_MAYBE_TEXT:
		return json_pack("{s:[s,s]}", "type", "string", "null");
	case KEY_BOOL:
		return schema_of("boolean");
	case KEY_NUMBER:
		return number_schema("integer");
	case KEY_SECONDS:
		return number_schema("number");
	case KEY_TIME:
		return json_pack("{s:s, s:s}", "type", "string", "pattern", TIME_PATTERN);
	case KEY_TEXTS:
		return list_schema(schema_of("string"));
	case KEY_NUMBERS:
		return list_schema(number_schema("integer"));
	case KEY_TEXT_MAP:
		return json_pack("{s:s, s:o}", "type", "object", "additionalProperties",
				 schema_of("string"));
	case KEY_OBJECTS:
		break;
	}
	return list_schema(keys_schema(key));
}

/* An object of the keys of this one. */
static json_t *keys_schema(const struct json_key *owner)
{
	json_t *properties = json_object(), *required = json_array();

	for (size_t i = 0; i < owner->key_count; i++) {
		const struct json_key *key = &owner->keys[i];
		json_t *schema = json_pack("{s:s}", "description", key->doc);
		json_t *value = value_schema(key);

		json_object_update(schema, value);
		json_decref(value);
		json_object_set_new(properties, key->name, schema);
		if (!key->optional)
			json_array_append_new(required, json_string(key->name));
	}
	return schema_object(properties, required);
}

static json_t *property(json_t *schema, const char *name)
{
	return json_object_get(json_object_get(schema, "properties"), name);
}

/* Both have the same keys. */
static json_t *outcome_schema(bool dry_run)
{
	json_t *schema = keys_schema(&report_keys);

	json_object_set_new(property(schema, "version"), "const", json_integer(REPORT_VERSION));
	json_object_set_new(property(schema, "dry_run"), "const", json_boolean(dry_run));
	json_object_set_new(property(schema, "exit"), "enum", json_pack("[i,i,i,i]", 0, 2, 4, 6));
	return schema;
}

json_t *schema_plan(void)
{
	json_t *schema = outcome_schema(true);

	json_object_set_new(property(schema, "attempts"), "maxItems", json_integer(0));
	return schema;
}

json_t *schema_report(void)
{
	return outcome_schema(false);
}
