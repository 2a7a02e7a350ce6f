/*
 * Marks: what a manifest says, as a list of resources with one line of text
 * each. Two lists are compared to tell what has changed between them: the
 * manifest of a saved plan and today's (report/saved.h), and a manifest and the
 * one that was applied last. There is no secret in any of them.
 */
#ifndef MODEL_MARKS_H
#define MODEL_MARKS_H

#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"

struct wishes;

struct mark {
	const char *name; /* "target iqn.…", "logical volume xenGuests/noc1" */
	const char *text;
	struct place place; /* in the manifest, of what is in one */
};

struct marks {
	VEC(struct mark) list;
	struct strmap index; /* by name */
};

/* Both are copied; a name that is there already gets a number after it. */
void marks_add(struct arena *arena, struct marks *marks, const char *name, const char *text,
	       const struct place *place);
/* NULL: there is none of that name. */
const struct mark *marks_find(const struct marks *marks, const char *name);

/* The mark of wishes that an item of a plan belongs to. */
const char *marks_item(struct arena *arena, const char *kind, const char *name);

/* Each resource with the digest of all that is said of it; the place in a file does not count. */
void marks_of_wishes(const struct wishes *wishes, struct arena *arena, struct marks *marks);

#endif
