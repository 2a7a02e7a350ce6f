#include "tool/state.h"

#include "base/text.h"
#include "tool/records.h"
#include "tool/state_tables.h"

#include <inttypes.h>
#include <string.h>

/* NULL is "". JSON has no bytes: what is no UTF-8 (a mount point may be anything) becomes U+FFFD.
 */
static void write_text(struct strbuf *out, const char *text)
{
	size_t left = text ? strlen(text) : 0;

	strbuf_add_char(out, '"');
	while (left) {
		uint32_t code = 0;
		size_t length = text_character(text, left, &code);

		if (*text == '"' || *text == '\\')
			strbuf_printf(out, "\\%c", *text);
		else if (length && !text_is_printable(code))
			strbuf_printf(out, "\\u%04x", (unsigned int)code);
		else if (length)
			strbuf_add_bytes(out, text, length);
		else
			strbuf_add(out, "\xef\xbf\xbd");
		text += length ? length : 1;
		left -= length ? length : 1;
	}
	strbuf_add_char(out, '"');
}

static void new_line(struct strbuf *out, int depth)
{
	strbuf_add_char(out, '\n');
	for (int i = 0; i < depth; i++)
		strbuf_add(out, "  ");
}

/* The start of a member: the comma after the one before, and its key. */
static void write_key(struct strbuf *out, int depth, bool first, const char *key)
{
	if (!first)
		strbuf_add_char(out, ',');
	new_line(out, depth);
	write_text(out, key);
	strbuf_add(out, ": ");
}

static void write_struct(struct strbuf *out, const struct state_table *table, const char *from,
			 int depth);

static struct state_vec vec_of(const void *from)
{
	struct state_vec vec;

	memcpy(&vec, from, sizeof(vec));
	return vec;
}

static void write_texts(struct strbuf *out, const void *from)
{
	struct state_vec vec = vec_of(from);
	const char *const *texts = vec.at;

	strbuf_add_char(out, '[');
	for (size_t i = 0; i < vec.count; i++) {
		if (i)
			strbuf_add(out, ", ");
		write_text(out, texts[i]);
	}
	strbuf_add_char(out, ']');
}

static void write_list(struct strbuf *out, const struct state_table *table, const void *from,
		       int depth)
{
	struct state_vec vec = vec_of(from);
	const char *at = vec.at;

	strbuf_add_char(out, '[');
	for (size_t i = 0; i < vec.count; i++) {
		if (i)
			strbuf_add_char(out, ',');
		new_line(out, depth + 1);
		write_struct(out, table, at + i * table->size, depth + 1);
	}
	if (vec.count)
		new_line(out, depth);
	strbuf_add_char(out, ']');
}

static void write_parameters(struct strbuf *out, const void *from, int depth)
{
	struct state_vec vec = vec_of(from);
	const struct parameter *parameters = vec.at;

	strbuf_add_char(out, '{');
	for (size_t i = 0; i < vec.count; i++) {
		const struct parameter *parameter = &parameters[i];
		bool secret = *parameter->value && record_is_secret(parameter->name);

		write_key(out, depth + 1, i == 0, parameter->name);
		write_text(out, secret ? SECRET_MASK : parameter->value);
	}
	if (vec.count)
		new_line(out, depth);
	strbuf_add_char(out, '}');
}

static void write_number(struct strbuf *out, enum state_type type, const void *from)
{
	if (type == STATE_INT)
		strbuf_printf(out, "%d", *(const int *)from);
	else if (type == STATE_UINT)
		strbuf_printf(out, "%u", *(const unsigned int *)from);
	else if (type == STATE_INT64)
		strbuf_printf(out, "%" PRId64, *(const int64_t *)from);
	else
		strbuf_printf(out, "%" PRIu64, *(const uint64_t *)from);
}

static void write_value(struct strbuf *out, const struct state_field *field, const void *from,
			int depth)
{
	switch (field->type) {
	case STATE_TEXT:
	case STATE_MAYBE_TEXT:
		write_text(out, *(const char *const *)from);
		break;
	case STATE_BOOL:
		strbuf_add(out, *(const bool *)from ? "true" : "false");
		break;
	case STATE_INT:
	case STATE_UINT:
	case STATE_INT64:
	case STATE_UINT64:
		write_number(out, field->type, from);
		break;
	case STATE_OBJECT:
		write_struct(out, field->table, from, depth);
		break;
	case STATE_TEXTS:
		write_texts(out, from);
		break;
	case STATE_LIST:
	case STATE_MAYBE_LIST:
		write_list(out, field->table, from, depth);
		break;
	case STATE_PARAMETERS:
	case STATE_MAYBE_PARAMETERS:
		write_parameters(out, from, depth);
		break;
	}
}

static bool is_left_out(const struct state_field *field, const char *at)
{
	if (field->type == STATE_MAYBE_TEXT)
		return !*(const char *const *)(const void *)at;
	return (field->type == STATE_MAYBE_LIST || field->type == STATE_MAYBE_PARAMETERS) &&
	       !vec_of(at).count;
}

static void write_fields(struct strbuf *out, const struct state_table *table, const char *from,
			 int depth, bool first)
{
	const struct state_field *field;

	for (field = table->fields; field->name; field++) {
		const char *at = from + field->offset;

		if (is_left_out(field, at))
			continue;
		write_key(out, depth + 1, first, field->name);
		write_value(out, field, at, depth + 1);
		first = false;
	}
	new_line(out, depth);
}

static void write_struct(struct strbuf *out, const struct state_table *table, const char *from,
			 int depth)
{
	strbuf_add_char(out, '{');
	write_fields(out, table, from, depth, true);
	strbuf_add_char(out, '}');
}

void state_write(const struct snapshot *snapshot, struct strbuf *out)
{
	strbuf_add_char(out, '{');
	write_key(out, 1, true, "version");
	strbuf_printf(out, "%d", STATE_VERSION);
	write_fields(out, &state_snapshot, (const char *)snapshot, 0, false);
	strbuf_add(out, "}\n");
}
