#include "manifest/text.h"

#include "base/arena.h"
#include "base/diag.h"
#include "base/strbuf.h"

#include <string.h>

#define SHOWN_MAX 80

size_t text_character(const char *text, size_t size, uint32_t *ret_code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = size ? (unsigned char)text[0] : 0xff;
	size_t length = first < 0x80   ? 1
			: first < 0xc0 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
			: first < 0xf8 ? 4
				       : 0;
	uint32_t code = length == 1 ? first : first & (0x7fu >> length);

	if (!length || length > size)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (code < smallest[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return length;
}

int text_is_printable(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return 0;
	if (code >= 0x2028 && code <= 0x202e) /* line ends, bidirectional overrides */
		return 0;
	if ((code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f)
		return 0;
	return code != 0xfeff && code != 0xfffe && code != 0xffff;
}

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

void text_add_clean(struct strbuf *out, const char *text, size_t size)
{
	while (size) {
		uint32_t code = 0;
		size_t length = text_character(text, size, &code);

		if (length && text_is_printable(code))
			strbuf_add_bytes(out, text, length);
		else
			strbuf_add_char(out, code == '\t' ? ' ' : '?');
		text += length ? length : 1;
		size -= length ? length : 1;
	}
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
