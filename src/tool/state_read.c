#include "tool/state.h"

#include "tool/state_pieces.h"

#include <jansson.h>
#include <limits.h>
#include <string.h>

/* Where in the document a value is, for messages: a chain on the stack. */
struct path {
	const struct path *parent;
	const char *key; /* NULL: element `index` of a list */
	size_t index;
};

struct reader {
	struct arena *arena;
	const char *reason; /* the first fault */
};

static void add_path(struct strbuf *out, const struct path *path)
{
	if (!path)
		return;
	add_path(out, path->parent);
	if (!path->key)
		strbuf_printf(out, "[%zu]", path->index);
	else
		strbuf_printf(out, out->length ? ".%s" : "%s", path->key);
}

static int fault(struct reader *reader, const struct path *path, const char *what)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	add_path(&text, path);
	if (!reader->reason)
		reader->reason = arena_printf(reader->arena, "the key %s of the state %s",
					      strbuf_text(&text), what);
	return -1;
}

static int read_struct(struct reader *reader, const struct state_table *table,
		       const struct path *path, const json_t *json, char *to);

static int read_text(struct reader *reader, const struct path *path, const json_t *json,
		     const char **ret_text)
{
	if (!json_is_string(json))
		return fault(reader, path, "is not text");
	*ret_text = arena_strndup(reader->arena, json_string_value(json), json_string_length(json));
	return 0;
}

static int read_number(struct reader *reader, enum state_type type, const struct path *path,
		       const json_t *json, void *to)
{
	json_int_t value = json_integer_value(json);

	if (!json_is_integer(json))
		return fault(reader, path, "is not a whole number");
	if ((type == STATE_INT && (value < INT_MIN || value > INT_MAX)) ||
	    (type == STATE_UINT && (value < 0 || value > (json_int_t)UINT_MAX)) ||
	    (type == STATE_UINT64 && value < 0))
		return fault(reader, path, "is out of range");
	if (type == STATE_INT)
		*(int *)to = (int)value;
	else if (type == STATE_UINT)
		*(unsigned int *)to = (unsigned int)value;
	else if (type == STATE_INT64)
		*(int64_t *)to = value;
	else
		*(uint64_t *)to = (uint64_t)value;
	return 0;
}

/* The VEC at `to` becomes as large as it has to be. */
static void reserve(struct reader *reader, void *to, size_t more, size_t size)
{
	struct state_vec vec;

	memcpy(&vec, to, sizeof(vec));
	vec_reserve_slots(reader->arena, &vec.at, vec.count, &vec.room, more, size);
	memcpy(to, &vec, sizeof(vec));
}

/* A new element of the VEC at `to`. */
static void *push(struct reader *reader, void *to, size_t size)
{
	struct state_vec vec;
	void *at;

	memcpy(&vec, to, sizeof(vec));
	at = vec_push_slot(reader->arena, &vec.at, &vec.count, &vec.room, size);
	memcpy(to, &vec, sizeof(vec));
	return at;
}

static size_t element_size(const struct state_field *field)
{
	return field->table ? field->table->size : sizeof(const char *);
}

static int read_element(struct reader *reader, const struct state_field *field,
			const struct path *path, const json_t *json, void *to)
{
	void *slot = push(reader, to, element_size(field));

	return field->table ? read_struct(reader, field->table, path, json, slot)
			    : read_text(reader, path, json, slot);
}

static int read_list(struct reader *reader, const struct state_field *field,
		     const struct path *path, const json_t *json, void *to)
{
	const json_t *element;
	size_t i;

	if (!json_is_array(json))
		return fault(reader, path, "is not a list");
	reserve(reader, to, json_array_size(json), element_size(field));
	json_array_foreach(json, i, element)
	{
		struct path at = { .parent = path, .index = i };

		if (read_element(reader, field, &at, element, to) < 0)
			return -1;
	}
	return 0;
}

static int read_parameters(struct reader *reader, const struct path *path, json_t *json, void *to)
{
	const char *key;
	json_t *value;

	if (!json_is_object(json))
		return fault(reader, path, "is not an object");
	reserve(reader, to, json_object_size(json), sizeof(struct parameter));
	json_object_foreach(json, key, value)
	{
		struct path at = { .parent = path, .key = key };
		struct parameter *parameter = push(reader, to, sizeof(*parameter));

		parameter->name = arena_strdup(reader->arena, key);
		if (read_text(reader, &at, value, &parameter->value) < 0)
			return -1;
	}
	return 0;
}

static int read_value(struct reader *reader, const struct state_field *field,
		      const struct path *path, json_t *json, void *to)
{
	switch (field->type) {
	case STATE_TEXT:
	case STATE_MAYBE_TEXT:
		return read_text(reader, path, json, to);
	case STATE_BOOL:
		if (!json_is_boolean(json))
			return fault(reader, path, "is neither true nor false");
		*(bool *)to = json_is_true(json);
		return 0;
	case STATE_INT:
	case STATE_UINT:
	case STATE_INT64:
	case STATE_UINT64:
		return read_number(reader, field->type, path, json, to);
	case STATE_OBJECT:
		return read_struct(reader, field->table, path, json, to);
	case STATE_TEXTS:
	case STATE_LIST:
	case STATE_MAYBE_LIST:
		return read_list(reader, field, path, json, to);
	case STATE_PARAMETERS:
	case STATE_MAYBE_PARAMETERS:
		return read_parameters(reader, path, json, to);
	}
	return -1;
}

static bool is_field(const struct state_table *table, const char *key)
{
	const struct state_field *field;

	for (field = table->fields; field->name; field++)
		if (str_equal(field->name, key))
			return true;
	return false;
}

static int check_keys(struct reader *reader, const struct state_table *table,
		      const struct path *path, const json_t *json)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)json, key, value)
	{
		struct path at = { .parent = path, .key = key };

		if (!is_field(table, key) && (path || !str_equal(key, "version")))
			return fault(reader, &at, "is not known");
	}
	return 0;
}

static int read_struct(struct reader *reader, const struct state_table *table,
		       const struct path *path, const json_t *json, char *to)
{
	const struct state_field *field;

	if (!json_is_object(json))
		return fault(reader, path, "is not an object");
	if (check_keys(reader, table, path, json) < 0)
		return -1;
	for (field = table->fields; field->name; field++) {
		struct path at = { .parent = path, .key = field->name };
		json_t *value = json_object_get(json, field->name);

		if (!value && state_is_optional(field))
			continue;
		if (!value)
			return fault(reader, &at, "is missing");
		if (read_value(reader, field, &at, value, to + field->offset) < 0)
			return -1;
	}
	return 0;
}

static const char *check_version(struct arena *arena, const json_t *root)
{
	const json_t *version = json_object_get(root, "version");

	if (!json_is_integer(version))
		return "the state has no version: it is not a snapshot of a host";
	if (json_integer_value(version) != STATE_VERSION)
		return arena_printf(arena, "the state has version %lld; only %d is understood",
				    (long long)json_integer_value(version), STATE_VERSION);
	return NULL;
}

static void free_json(json_t **json)
{
	json_decref(*json);
}

int state_read_field(struct arena *arena, const struct state_field *field, json_t *json,
		     struct snapshot *snapshot)
{
	struct reader reader = { .arena = arena };
	const struct path path = { .key = field->name };

	return read_value(&reader, field, &path, json, (char *)snapshot + field->offset);
}

int state_read_element(struct arena *arena, const struct state_field *field, const json_t *json,
		       struct snapshot *snapshot)
{
	struct reader reader = { .arena = arena };
	const struct path path = { .key = field->name };

	return read_element(&reader, field, &path, json, (char *)snapshot + field->offset);
}

/* The reason why it is none; NULL: it is one. */
static const char *read_whole(const char *json, size_t size, struct snapshot *read)
{
	struct reader reader = { .arena = read->arena };
	json_error_t error = { 0 };
	CLEANUP(free_json)
	json_t *root = json_loadb(json, size, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		reader.reason = arena_printf(read->arena, "the state is not JSON: line %d: %s",
					     error.line, error.text);
	else
		reader.reason = check_version(read->arena, root);
	if (!reader.reason)
		read_struct(&reader, &state_snapshot, NULL, root, (char *)read);
	return reader.reason;
}

int state_read(const char *json, size_t size, struct snapshot *snapshot, const char **ret_reason)
{
	struct snapshot read = { .arena = snapshot->arena };
	const char *reason = NULL;

	if (!state_read_pieces(json, size, &read)) {
		read = (struct snapshot){ .arena = snapshot->arena };
		reason = read_whole(json, size, &read);
	}
	if (reason) {
		*ret_reason = reason;
		return -1;
	}
	snapshot_index(&read);
	*snapshot = read;
	return 0;
}
