/*
 * A growing text on the heap: the only owner of a plain char * in this program.
 * Always terminated; text is never NULL after the first call that adds, and
 * strbuf_text() is never NULL.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stddef.h>
#include <stdint.h>

struct strbuf {
	char *text;
	size_t length, room;
};

void strbuf_done(struct strbuf *buf);
void strbuf_wipe(struct strbuf *buf); /* strbuf_done() that leaves none of the text in memory */
/* Makes room for this many more bytes, so that what is added does not move. */
void strbuf_reserve(struct strbuf *buf, size_t more);
void strbuf_clear(struct strbuf *buf);
void strbuf_add(struct strbuf *buf, const char *text);
void strbuf_add_bytes(struct strbuf *buf, const void *bytes, size_t count);
void strbuf_add_char(struct strbuf *buf, char c);
/* Decimal: many times what strbuf_printf() is quick. */
void strbuf_add_number(struct strbuf *buf, uint64_t number);
void strbuf_printf(struct strbuf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Text on one line: line breaks become "; ", other control characters a blank; runs of blanks one.
 */
void strbuf_add_line(struct strbuf *buf, const char *text);
/* A line's piece: control characters become blanks, but for a line end at the very end. */
void strbuf_printf_line(struct strbuf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *strbuf_text(const struct strbuf *buf) __attribute__((returns_nonnull));

#endif
