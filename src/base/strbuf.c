#include "base/strbuf.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void wipe_and_free(struct strbuf *buf)
{
	if (buf->text && buf->secret)
		explicit_bzero(buf->text, buf->room);
	free(buf->text);
}

/* realloc(3) may leave a copy behind that nobody can wipe. */
static char *move_secret(struct strbuf *buf, size_t room)
{
	char *text = heap_resize(NULL, room);

	if (buf->length)
		memcpy(text, buf->text, buf->length);
	wipe_and_free(buf);
	return text;
}

void strbuf_reserve(struct strbuf *buf, size_t more)
{
	size_t room = (buf->room + more + 1) * 2;

	if (buf->room - buf->length > more)
		return;
	buf->text = buf->secret ? move_secret(buf, room) : heap_resize(buf->text, room);
	buf->room = room;
	buf->text[buf->length] = '\0';
}

void strbuf_done(struct strbuf *buf)
{
	wipe_and_free(buf);
	*buf = (struct strbuf){ .secret = buf->secret };
}

void strbuf_clear(struct strbuf *buf)
{
	buf->length = 0;
	if (buf->text)
		buf->text[0] = '\0';
}

void strbuf_add_bytes(struct strbuf *buf, const void *bytes, size_t count)
{
	strbuf_reserve(buf, count);
	if (count)
		memcpy(buf->text + buf->length, bytes, count);
	buf->length += count;
	buf->text[buf->length] = '\0';
}

void strbuf_add(struct strbuf *buf, const char *text)
{
	strbuf_add_bytes(buf, text, strlen(text));
}

void strbuf_add_char(struct strbuf *buf, char c)
{
	strbuf_add_bytes(buf, &c, 1);
}

void strbuf_join(struct strbuf *buf, const char *separator, const char *text)
{
	if (buf->length)
		strbuf_add(buf, separator);
	strbuf_add(buf, text);
}

void strbuf_add_number(struct strbuf *buf, uint64_t number)
{
	char digits[20], *first = digits + sizeof(digits);

	do
		*--first = (char)('0' + number % 10);
	while (number /= 10);
	strbuf_add_bytes(buf, first, (size_t)(digits + sizeof(digits) - first));
}

__attribute__((format(printf, 2, 0))) static void add_formatted(struct strbuf *buf,
								const char *format, va_list args)
{
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length > 0) {
		strbuf_reserve(buf, (size_t)length);
		vsnprintf(buf->text + buf->length, (size_t)length + 1, format, args);
		buf->length += (size_t)length;
	}
}

void strbuf_printf(struct strbuf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_formatted(buf, format, args);
	va_end(args);
}

void strbuf_printf_line(struct strbuf *buf, const char *format, ...)
{
	size_t at = buf->length;
	va_list args;
	bool ends;

	va_start(args, format);
	add_formatted(buf, format, args);
	va_end(args);
	ends = buf->length > at && buf->text[buf->length - 1] == '\n';
	buf->length -= ends;
	text_clean(buf, at, "");
	if (ends)
		strbuf_add_char(buf, '\n');
}

void strbuf_add_line(struct strbuf *buf, const char *text)
{
	const char *pending = "";
	size_t at = buf->length;

	for (text += strspn(text, " \t\r\n"); *text; text++) {
		if (*text == '\n' || *text == '\r') {
			pending = "; ";
		} else if ((unsigned char)*text <= ' ' || *text == 0x7f) {
			pending = *pending ? pending : " ";
		} else {
			strbuf_add(buf, pending);
			strbuf_add_char(buf, *text);
			pending = "";
		}
	}
	text_clean(buf, at, "");
}

const char *strbuf_text(const struct strbuf *buf)
{
	return buf->text ? buf->text : "";
}
