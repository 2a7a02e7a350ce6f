/*
 * Lines of a manifest, for verbs that print one. Names and values are quoted where YAML would take
 * them for anything but that text. Depth counts levels of two blanks.
 */
#ifndef REPORT_YAML_H
#define REPORT_YAML_H

#include "base/strbuf.h"

/* "# TEXT", on one line; what must not stand in a manifest becomes '?'. */
void yaml_comment(struct strbuf *out, unsigned int depth, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* "KEY: VALUE"; without a value what follows, one level deeper, is the value. Both are printable
 * ASCII. A value that is a decimal number is written as one. */
void yaml_pair(struct strbuf *out, unsigned int depth, const char *key, const char *value);
/* "- VALUE" */
void yaml_item(struct strbuf *out, unsigned int depth, const char *value);
/* "- KEY: VALUE": an item that is a map, whose other pairs follow one level deeper. */
void yaml_item_pair(struct strbuf *out, unsigned int depth, const char *key, const char *value);

#endif
