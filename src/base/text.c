#include "base/text.h"

#include "base/strbuf.h"

#include <string.h>

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

bool text_is_printable(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return false;
	if (code >= 0x2028 && code <= 0x202e) /* line ends, bidirectional overrides */
		return false;
	if ((code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f)
		return false;
	return code != 0xfeff && code != 0xfffe && code != 0xffff;
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

void text_clean(struct strbuf *buf, size_t from, const char *keep)
{
	const char *end, *at;
	char *to;

	if (!buf->text)
		return;
	end = buf->text + buf->length;
	at = to = buf->text + from;
	while (at < end) {
		uint32_t code = 0;
		size_t length = text_character(at, (size_t)(end - at), &code);

		if (length &&
		    (text_is_printable(code) || (code && code < ' ' && strchr(keep, (int)code)))) {
			memmove(to, at, length);
			to += length;
		} else {
			*to++ = length == 1 ? ' ' : '?';
		}
		at += length ? length : 1;
	}
	*to = '\0';
	buf->length = (size_t)(to - buf->text);
}

bool text_is_clean(const char *text)
{
	size_t left = strlen(text);

	while (left) {
		uint32_t code;
		size_t length = text_character(text, left, &code);

		if (!length || !text_is_printable(code))
			return false;
		text += length;
		left -= length;
	}
	return true;
}

void text_add_json(struct strbuf *out, const char *text, size_t size)
{
	while (size) {
		uint32_t code = 0;
		size_t length = text_character(text, size, &code);

		if (!length || code == '\n' || text_is_printable(code))
			strbuf_add_bytes(out, text, length ? length : 1);
		else
			strbuf_printf(out, "\\u%04x", (unsigned int)code);
		text += length ? length : 1;
		size -= length ? length : 1;
	}
}
