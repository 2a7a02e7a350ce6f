/* Tabs used as white space, which libyaml lets pass in many places. */
#ifndef MANIFEST_TABS_H
#define MANIFEST_TABS_H

#include "base/diag.h"

/* A quoted or block scalar, in characters from the start of the text; tabs in it are its own. */
struct span {
	size_t start, end;
};

struct spans {
	VEC(struct span) list; /* in order */
};

/*
 * One error for each line of the first `end` characters that has a tab outside spans and
 * comments, up to 1000; -1 if there is one.
 */
int tabs_check(const struct source *source, const struct spans *spans, size_t end,
	       struct diags *diags);

#endif
