#include "report/schema.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "report/json_text.h"

json_t *schema_of(const char *type)
{
	return json_pack("{s:s}", "type", type);
}

json_t *schema_object(json_t *properties, json_t *required)
{
	json_t *schema = schema_of("object");

	json_object_set_new(schema, "properties", properties);
	if (json_array_size(required))
		json_object_set(schema, "required", required);
	json_decref(required);
	json_object_set_new(schema, "additionalProperties", json_false());
	return schema;
}

int schema_print(const char *name, struct strbuf *out)
{
	static const struct {
		const char *name, *title;
		json_t *(*make)(void);
	} schemas[] = {
		{ "manifest", "A manifest of converge: one YAML document", schema_manifest },
		{ "snapshot", "What converge saw of a host: show --output json", schema_snapshot },
		{ "plan", "What converge would do: --dry-run --output json", schema_plan },
		{ "report", "What converge did: --output json, --report", schema_report },
	};

	for (size_t i = 0; i < sizeof(schemas) / sizeof(schemas[0]); i++) {
		json_t *root, *body;

		if (!str_equal(name, schemas[i].name))
			continue;
		root = json_pack("{s:s, s:s+, s:s}", "$schema",
				 "https://json-schema.org/draft/2020-12/schema", "$id",
				 "urn:converge:schema:", name, "title", schemas[i].title);
		body = schemas[i].make();
		json_object_update(root, body);
		json_decref(body);
		json_finish(root, out);
		return 0;
	}
	return -1;
}
