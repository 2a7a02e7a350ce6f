#include "report/yaml.h"

#include "base/arena.h"
#include "base/str.h"
#include "manifest/scalar.h"
#include "manifest/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#define ALNUM "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void indent(struct strbuf *out, unsigned int depth)
{
	while (depth--)
		strbuf_add(out, "  ");
}

void yaml_comment(struct strbuf *out, unsigned int depth, const char *format, ...)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct strbuf line CLEANUP(strbuf_done) = { 0 };
	va_list args;

	va_start(args, format);
	strbuf_add_line(&line, arena_vprintf(&scratch, format, args));
	va_end(args);
	indent(out, depth);
	strbuf_add(out, "# ");
	text_add_clean(out, strbuf_text(&line), line.length);
	strbuf_add_char(out, '\n');
}

/* Needs no quotes, whatever line it stands on. */
static bool is_plain(const char *text)
{
	return *text && strchr(ALNUM, *text) && !text[strspn(text, ALNUM "._:,+/-")] &&
	       !str_ends(text, ":") && scalar_type(text, true) == SCALAR_TEXT;
}

static void add_text(struct strbuf *out, const char *text)
{
	if (is_plain(text)) {
		strbuf_add(out, text);
		return;
	}
	strbuf_add_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *text);
	}
	strbuf_add_char(out, '"');
}

static void add_value(struct strbuf *out, const char *value)
{
	uint64_t number;

	if (str_number(value, INT64_MAX, &number))
		strbuf_add(out, value);
	else
		add_text(out, value);
	strbuf_add_char(out, '\n');
}

void yaml_pair(struct strbuf *out, unsigned int depth, const char *key, const char *value)
{
	indent(out, depth);
	add_text(out, key);
	strbuf_add(out, value ? ": " : ":\n");
	if (value)
		add_value(out, value);
}

void yaml_item(struct strbuf *out, unsigned int depth, const char *value)
{
	indent(out, depth);
	strbuf_add(out, "- ");
	add_value(out, value);
}

void yaml_item_pair(struct strbuf *out, unsigned int depth, const char *key, const char *value)
{
	indent(out, depth);
	strbuf_add(out, "- ");
	yaml_pair(out, 0, key, value);
}
