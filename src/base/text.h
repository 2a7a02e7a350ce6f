/*
 * Text from outside (manifests, mount points, names of processes and volumes, output of tools):
 * is it UTF-8, and how is it printed without harm to a terminal or a log. Everything printable
 * is left as it is; control characters (C0, DEL, C1), bidirectional overrides and isolates, line
 * and paragraph separators and what is not UTF-8 are not printable.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

/* The bytes of the one character at text (1 to 4) and its code; 0 if it is not UTF-8. */
size_t text_character(const char *text, size_t size, uint32_t *ret_code);
/* May stand in a message or a source line: no control, bidirectional or line separating one. */
bool text_is_printable(uint32_t code);
/* Whether all of it is. */
bool text_is_clean(const char *text);

/* What is not printable becomes '?', and a tab a blank. */
void text_add_clean(struct strbuf *out, const char *text, size_t size);
/* What is in buf from there on: a control character of ASCII becomes a blank, unless it is in keep;
 * what else is not printable becomes '?'. */
void text_clean(struct strbuf *buf, size_t from, const char *keep);
/* A piece of a JSON document, which means the same: what is not printable is written \uXXXX. */
void text_add_json(struct strbuf *out, const char *text, size_t size);

#endif
