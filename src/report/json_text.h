/* Text in JSON documents that jansson writes. */
#ifndef REPORT_JSON_TEXT_H
#define REPORT_JSON_TEXT_H

#include <jansson.h>

struct strbuf;

/* null for NULL. Text from tools may not be UTF-8, which jansson refuses: then each odd byte
 * becomes '?'. */
json_t *json_text(const char *text);
/* The whole document as text; the root ends. */
void json_finish(json_t *root, struct strbuf *out);

#endif
