/* The schema of a snapshot, from the tables it is written and read by (tool/state_tables.h). */
#include "report/schema.h"

#include "tool/state.h"
#include "tool/state_tables.h"

#include <limits.h>

static json_t *table_schema(const struct state_table *table);

static json_t *range_schema(json_int_t minimum, json_int_t maximum)
{
	return json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", minimum, "maximum",
			 maximum);
}

static json_t *value_schema(const struct state_field *field)
{
	switch (field->type) {
	case STATE_TEXT:
	case STATE_MAYBE_TEXT:
		return schema_of("string");
	case STATE_BOOL:
		return schema_of("boolean");
	case STATE_INT:
		return range_schema(INT_MIN, INT_MAX);
	case STATE_UINT:
		return range_schema(0, UINT_MAX);
	case STATE_INT64:
		return schema_of("integer");
	case STATE_UINT64:
		return json_pack("{s:s, s:i}", "type", "integer", "minimum", 0);
	case STATE_OBJECT:
		return table_schema(field->table);
	case STATE_TEXTS:
		return json_pack("{s:s, s:o}", "type", "array", "items", schema_of("string"));
	case STATE_LIST:
	case STATE_MAYBE_LIST:
		return json_pack("{s:s, s:o}", "type", "array", "items",
				 table_schema(field->table));
	case STATE_PARAMETERS:
	case STATE_MAYBE_PARAMETERS:
		break;
	}
	return json_pack("{s:s, s:o}", "type", "object", "additionalProperties",
			 schema_of("string"));
}

static json_t *field_schema(const struct state_field *field)
{
	json_t *schema = json_pack("{s:s}", "description", field->doc);
	json_t *value = value_schema(field);

	json_object_update(schema, value);
	json_decref(value);
	return schema;
}

static void add_fields(const struct state_table *table, json_t *properties, json_t *required)
{
	const struct state_field *field;

	for (field = table->fields; field->name; field++) {
		json_object_set_new(properties, field->name, field_schema(field));
		if (!state_is_optional(field))
			json_array_append_new(required, json_string(field->name));
	}
}

static json_t *table_schema(const struct state_table *table)
{
	json_t *properties = json_object(), *required = json_array();

	add_fields(table, properties, required);
	return schema_object(properties, required);
}

json_t *schema_snapshot(void)
{
	json_t *properties = json_pack("{s:{s:s, s:i}}", "version", "description",
				       "the version of this format", "const", STATE_VERSION);
	json_t *required = json_pack("[s]", "version");

	add_fields(&state_snapshot, properties, required);
	return schema_object(properties, required);
}
