#include "report/render.h"

#include "manifest/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_SHOWN 120

/*
 * Where a line of a source starts, and one character of it. Places come in order, so the search
 * goes on from there: many faults on one endless line must not take for ever.
 */
struct cursor {
	const struct source *source;
	unsigned int line;
	size_t start;		/* of the line */
	size_t character, byte; /* character of the line, from 0, and its place in the source */
};

/* The part of a line that is shown. */
struct window {
	size_t first;		  /* character */
	size_t start, end, count; /* bytes in the source; characters */
	bool cut_left, cut_right;
};

static bool line_ends_at(const struct source *source, size_t at)
{
	if (at < source->size && source->text[at] == '\r')
		at++;
	return at >= source->size || source->text[at] == '\n';
}

/* Behind the next character; a byte that is not UTF-8 is one. */
static size_t next_character(const struct source *source, size_t at)
{
	uint32_t code;
	size_t length = text_character(source->text + at, source->size - at, &code);

	return at + (length ? length : 1);
}

/* Moves to the start of the line; false if the source has no such line. */
static bool find_line(struct cursor *cursor, const struct place *place)
{
	const struct source *source = place->source;

	if (cursor->source != source || cursor->line > place->line)
		*cursor = (struct cursor){ .source = source, .line = 1 };
	while (cursor->line < place->line) {
		const char *end =
			memchr(source->text + cursor->byte, '\n', source->size - cursor->byte);

		if (!end)
			return false;
		cursor->line++;
		cursor->start = cursor->byte = (size_t)(end - source->text) + 1;
		cursor->character = 0;
	}
	return true;
}

/* Moves to a character of the line, or to its end if it has fewer. */
static void find_character(struct cursor *cursor, size_t character)
{
	if (cursor->character > character) {
		cursor->character = 0;
		cursor->byte = cursor->start;
	}
	for (; cursor->character < character; cursor->character++) {
		if (line_ends_at(cursor->source, cursor->byte))
			return;
		cursor->byte = next_character(cursor->source, cursor->byte);
	}
}

/* At most LINE_MAX_SHOWN characters from `at`; their number, and where they end. */
static size_t measure(const struct source *source, size_t at, size_t *ret_end)
{
	size_t count = 0;

	for (; count < LINE_MAX_SHOWN && !line_ends_at(source, at); count++)
		at = next_character(source, at);
	*ret_end = at;
	return count;
}

/* Keeps the caret in sight, with more of the line to its right than to its left. */
static struct window choose_window(struct cursor *cursor, size_t caret)
{
	const struct source *source = cursor->source;
	struct window window = { 0 };

	measure(source, cursor->start, &window.end);
	if (!line_ends_at(source, window.end) && caret > LINE_MAX_SHOWN / 2)
		window.first = caret - LINE_MAX_SHOWN / 3;
	find_character(cursor, window.first);
	window.start = cursor->byte;
	window.count = measure(source, window.start, &window.end);
	window.cut_left = window.first > 0;
	window.cut_right = !line_ends_at(source, window.end);
	return window;
}

static void add_underline(struct strbuf *out, const struct window *window,
			  const struct place *place, size_t caret)
{
	size_t offset = caret - window->first, room;
	int margin = snprintf(NULL, 0, "%5u", place->line);

	if (offset > window->count)
		offset = window->count;
	room = window->count > offset ? window->count - offset : 1;
	strbuf_printf(out, "%*s | %*s^", margin, "", (int)offset + (window->cut_left ? 3 : 0), "");
	for (size_t i = 1; i < place->width && i < room; i++)
		strbuf_add_char(out, '~');
	strbuf_add_char(out, '\n');
}

static void add_line(struct strbuf *out, struct cursor *cursor, const struct place *place)
{
	size_t caret = place->column ? place->column - 1 : 0;
	const struct source *source = place->source;
	struct window window;

	if (!place->line || !source->text || !find_line(cursor, place))
		return;
	window = choose_window(cursor, caret);
	strbuf_printf(out, "%5u | %s", place->line, window.cut_left ? "..." : "");
	text_add_clean(out, source->text + window.start, window.end - window.start);
	strbuf_add(out, window.cut_right ? "...\n" : "\n");
	add_underline(out, &window, place, caret);
}

static void add_place(struct strbuf *out, const struct place *place)
{
	if (!place->source)
		return;
	text_add_clean(out, place->source->name, strlen(place->source->name));
	if (place->line)
		strbuf_printf(out, ":%u:%u", place->line, place->column);
	strbuf_add(out, ": ");
}

static void add_entry(struct strbuf *out, struct cursor *cursor, const struct place *place,
		      const char *level, const char *text)
{
	add_place(out, place);
	strbuf_printf(out, "%s: ", level);
	text_add_clean(out, text, strlen(text));
	strbuf_add_char(out, '\n');
	if (place->source)
		add_line(out, cursor, place);
}

void render_diags(const struct diags *diags, struct strbuf *out)
{
	struct cursor first = { 0 }, second = { 0 };
	const struct diag *diag;

	vec_each (diag, &diags->list) {
		add_entry(out, &first, &diag->place,
			  diag->level == DIAG_ERROR ? "error" : "warning", diag->text);
		if (diag->second_text)
			add_entry(out, &second, &diag->second, "note", diag->second_text);
	}
}
