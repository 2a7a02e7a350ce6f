#include "tool/state_pieces.h"

#include "tool/state.h"

#include <string.h>

#define FIELDS_MAX 64

struct pieces {
	const char *at, *end;
	struct snapshot *snapshot;
	bool seen[FIELDS_MAX]; /* same index as the fields of a snapshot */
	bool has_version;
};

static void free_json(json_t **json)
{
	json_decref(*json);
}

static bool take(struct pieces *pieces, char c)
{
	while (pieces->at < pieces->end && *pieces->at && strchr(" \t\r\n", *pieces->at))
		pieces->at++;
	if (pieces->at == pieces->end || *pieces->at != c)
		return false;
	pieces->at++;
	return true;
}

/* NULL: there is none. */
static json_t *take_value(struct pieces *pieces)
{
	json_error_t error;
	json_t *value = json_loadb(
		pieces->at, (size_t)(pieces->end - pieces->at),
		JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &error);

	if (value)
		pieces->at += error.position;
	return value;
}

static bool read_elements(struct pieces *pieces, const struct state_field *field)
{
	struct snapshot *snapshot = pieces->snapshot;

	if (!take(pieces, '['))
		return false;
	if (take(pieces, ']'))
		return true;
	do {
		CLEANUP(free_json) json_t *value = take_value(pieces);

		if (!value || state_read_element(snapshot->arena, field, value, snapshot) < 0)
			return false;
	} while (take(pieces, ','));
	return take(pieces, ']');
}

static bool read_version(struct pieces *pieces)
{
	CLEANUP(free_json) json_t *value = take_value(pieces);
	bool again = pieces->has_version;

	pieces->has_version = true;
	return !again && json_is_integer(value) && json_integer_value(value) == STATE_VERSION;
}

static bool read_member(struct pieces *pieces, const char *key)
{
	const struct state_field *fields = state_snapshot.fields;
	CLEANUP(free_json) json_t *value = NULL;
	size_t at = 0;

	if (!take(pieces, ':'))
		return false;
	if (str_equal(key, "version"))
		return read_version(pieces);
	while (fields[at].name && !str_equal(fields[at].name, key))
		at++;
	if (!fields[at].name || at >= FIELDS_MAX || pieces->seen[at])
		return false;
	pieces->seen[at] = true;
	if (fields[at].type == STATE_LIST || fields[at].type == STATE_MAYBE_LIST)
		return read_elements(pieces, &fields[at]);
	value = take_value(pieces);
	return value &&
	       state_read_field(pieces->snapshot->arena, &fields[at], value, pieces->snapshot) == 0;
}

static bool has_all(const struct pieces *pieces)
{
	const struct state_field *fields = state_snapshot.fields;

	for (size_t i = 0; fields[i].name; i++)
		if (i >= FIELDS_MAX || (!pieces->seen[i] && !state_is_optional(&fields[i])))
			return false;
	return pieces->has_version;
}

bool state_read_pieces(const char *json, size_t size, struct snapshot *ret_snapshot)
{
	struct pieces pieces = { .at = json, .end = json + size, .snapshot = ret_snapshot };

	if (!take(&pieces, '{'))
		return false;
	do {
		CLEANUP(free_json) json_t *key = take_value(&pieces);

		if (!json_is_string(key) || !read_member(&pieces, json_string_value(key)))
			return false;
	} while (take(&pieces, ','));
	if (!take(&pieces, '}'))
		return false;
	while (pieces.at < pieces.end && *pieces.at && strchr(" \t\r\n", *pieces.at))
		pieces.at++;
	return pieces.at == pieces.end && has_all(&pieces);
}
