/*
 * Text of unknown origin: is it UTF-8 that a manifest may hold, and how is it shown in a message
 * without harm to a terminal.
 */
#ifndef MANIFEST_TEXT_H
#define MANIFEST_TEXT_H

#include "base/text.h"

struct arena;
struct diags;
struct source;

/*
 * The whole source must be UTF-8 without control characters (tabs and line ends apart), so that
 * lines end at '\n' alone. One error at the first byte that is not; -1 then.
 */
int text_check(const struct source *source, struct diags *diags);

/* For quoting in a message: at most about 80 characters, what is not printable as '?'. */
const char *text_shown(struct arena *arena, const char *text);

#endif
