#include "report/wrap.h"

#include "base/str.h"

#include <string.h>

/* Behind the character, or the escape sequence, at this place; its columns are added. */
static const char *next(const char *at, size_t *columns)
{
	if (*at == '\033') {
		at += strcspn(at, "m\n");
		return *at == 'm' ? at + 1 : at;
	}
	++*columns;
	for (at++; (*at & 0xc0) == 0x80;)
		at++;
	return at;
}

/* Where the part of a line that fits ends: at its last blank, or, if the first word alone is too
 * long, behind that. */
static const char *fold(const char *line, const char *end, size_t width)
{
	const char *blank = NULL, *at = line + strspn(line, "# ");
	size_t columns = (size_t)(at - line);

	while (at < end && (columns <= width || !blank)) {
		if (*at == ' ')
			blank = at;
		at = next(at, &columns);
	}
	return columns <= width || !blank ? end : blank;
}

static void add_line(const char *line, const char *end, size_t width, const char *indent,
		     struct strbuf *out)
{
	const char *stop = fold(line, end, width);
	size_t margin = strlen(indent);

	strbuf_add_bytes(out, line, (size_t)(stop - line));
	while (stop < end) {
		line = stop + strspn(stop, " ");
		stop = fold(line, end, width > margin ? width - margin : 1);
		strbuf_printf(out, "\n%s", indent);
		strbuf_add_bytes(out, line, (size_t)(stop - line));
	}
	strbuf_add_char(out, '\n');
}

void wrap_lines(const char *text, size_t width, const char *only, const char *indent,
		struct strbuf *out)
{
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		if (width && str_starts(text, only)) {
			add_line(text, end, width, indent, out);
		} else {
			strbuf_add_bytes(out, text, (size_t)(end - text));
			strbuf_add_char(out, '\n');
		}
	}
}
