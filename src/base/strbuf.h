/*
 * A growing text on the heap: the only owner of a plain char * in this program.
 * Always terminated; text is never NULL after the first call that adds, and
 * strbuf_text() is never NULL.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf {
	char *text;
	size_t length, room;
	/* Set before anything is added: wherever the text was, it is wiped when it grows and when
	 * it ends. Text that is secret is added with strbuf_add(): what formats it keeps copies. */
	bool secret;
};

void strbuf_done(struct strbuf *buf);
/* Makes room for this many more bytes, so that what is added does not move. */
void strbuf_reserve(struct strbuf *buf, size_t more);
void strbuf_clear(struct strbuf *buf);
void strbuf_add(struct strbuf *buf, const char *text);
void strbuf_add_bytes(struct strbuf *buf, const void *bytes, size_t count);
void strbuf_add_char(struct strbuf *buf, char c);
/* One more of a list: the separator before it, unless it is the first. */
void strbuf_join(struct strbuf *buf, const char *separator, const char *text);
/* Decimal: many times what strbuf_printf() is quick. */
void strbuf_add_number(struct strbuf *buf, uint64_t number);
void strbuf_printf(struct strbuf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Text on one line: line breaks become "; ", other control characters a blank; runs of blanks one;
 * and clean as by text_clean(). */
void strbuf_add_line(struct strbuf *buf, const char *text);
/* A line's piece, clean as by text_clean() but for a line end at the very end. */
void strbuf_printf_line(struct strbuf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *strbuf_text(const struct strbuf *buf) __attribute__((returns_nonnull));

#endif
