/*
 * Text of unknown origin: is it UTF-8 that a manifest may hold, and how is it shown in a message
 * without harm to a terminal.
 */
#ifndef MANIFEST_TEXT_H
#define MANIFEST_TEXT_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct diags;
struct source;
struct strbuf;

/* The bytes of the one character at text (1 to 4) and its code; 0 if it is not UTF-8. */
size_t text_character(const char *text, size_t size, uint32_t *ret_code);
/* May stand in a message or a source line: no control, bidirectional or line separating one. */
int text_is_printable(uint32_t code);

/*
 * The whole source must be UTF-8 without control characters (tabs and line ends apart), so that
 * lines end at '\n' alone. One error at the first byte that is not; -1 then.
 */
int text_check(const struct source *source, struct diags *diags);

/* Text that could have come from anywhere, without what would disturb a terminal, or could not
 * stand in a manifest: a tab as a blank, anything else as '?'. */
void text_add_clean(struct strbuf *out, const char *text, size_t size);

/* For quoting in a message: at most about 80 characters, what is not printable as '?'. */
const char *text_shown(struct arena *arena, const char *text);

#endif
