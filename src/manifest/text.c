#include "manifest/text.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"

#include <string.h>

#define SHOWN_MAX 80

static int refuse_character(struct diags *diags, const struct place *place, size_t length,
			    uint32_t code)
{
	if (!length)
		return diag_error(diags, place,
				  "a manifest is UTF-8 text, and this byte is not; save "
				  "the file as UTF-8");
	if (!code)
		return diag_error(diags, place,
				  "a manifest is text, and this is a NUL byte; is this "
				  "the right file?");
	return diag_error(diags, place,
			  "the character U+%04X is not allowed in a manifest; remove it",
			  (unsigned)code);
}

int text_check(const struct source *source, struct diags *diags)
{
	struct place place = { source, 1, 1, 1 };
	size_t length;

	for (size_t at = 0; at < source->size; at += length, place.column++) {
		uint32_t code = 0;

		length = 1;
		if (source->text[at] >= ' ' && source->text[at] <= '~')
			continue;
		length = text_character(source->text + at, source->size - at, &code);
		if (code == '\n') {
			place.line++;
			place.column = 0;
			continue;
		}
		if (code == '\r' && at + 1 < source->size && source->text[at + 1] == '\n')
			continue;
		if (!length || (code != '\t' && !text_is_printable(code)))
			return refuse_character(diags, &place, length, code);
	}
	return 0;
}

const char *text_shown(struct arena *arena, const char *text)
{
	CLEANUP(strbuf_done) struct strbuf shown = { 0 };
	size_t left = strlen(text), count = 0;

	for (; left && count < SHOWN_MAX; count++) {
		uint32_t code = 0;
		size_t length = text_character(text, left, &code);

		if (length && text_is_printable(code))
			strbuf_add_bytes(&shown, text, length);
		else
			strbuf_add_char(&shown, '?');
		text += length ? length : 1;
		left -= length ? length : 1;
	}
	if (left)
		strbuf_add(&shown, "...");
	return arena_strdup(arena, strbuf_text(&shown));
}
