/* Lines of a report on a terminal: broken at blanks, so that words stay whole. */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include "base/strbuf.h"

/*
 * The text with every line that begins with `only` folded to so many columns, as far as it has
 * blanks; what follows begins with `indent`. Width 0: as it is. Characters are taken for one
 * column each, and escape sequences for none.
 */
void wrap_lines(const char *text, size_t width, const char *only, const char *indent,
		struct strbuf *out);

#endif
