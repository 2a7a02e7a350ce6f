/*
 * Markdown as GitHub and GitLab read it: text of any kind as just that text, in a cell of a table
 * and outside.
 */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "base/diag.h"
#include "base/strbuf.h"

/* On one line; whatever would be taken for markup, HTML, a mention or the end of the cell is not.
 */
void markdown_text(struct strbuf *out, const char *text);
/* A blank and the place as text; nothing if there is none. */
void markdown_place(struct strbuf *out, const struct place *where);
/* The same as `code`. */
void markdown_code(struct strbuf *out, const char *text);
/* A fenced block of lines, and of that language. */
void markdown_block(struct strbuf *out, const char *language, const char *text);

#endif
