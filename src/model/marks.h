/*
 * Marks: what a plan rests on, as a list of names with one line of text each.
 * Two lists of the same kind are compared to tell what has moved between them:
 * a saved plan and its host (report/saved.h), a manifest and the one that was
 * applied last. There is no secret in any of them.
 */
#ifndef MODEL_MARKS_H
#define MODEL_MARKS_H

#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"

struct snapshot;
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

/* Both are copied; a name that is there already gets a number behind it. */
void marks_add(struct arena *arena, struct marks *marks, const char *name, const char *text,
	       const struct place *place);
/* NULL: there is none of that name. */
const struct mark *marks_find(const struct marks *marks, const char *name);

/* The mark of wishes that an item of a plan belongs to. */
const char *marks_item(struct arena *arena, const char *kind, const char *name);

/*
 * The wishes for each resource, as a digest of all that is said of it, defaults included; where it
 * stands in which file does not count. Of secrets only where they are.
 */
void marks_of_wishes(const struct wishes *wishes, struct arena *arena, struct marks *marks);
/*
 * What these wishes speak of, as the snapshot has it: records, sessions, disks, volume groups and
 * all their volumes, and the groups of others on disks that may go. Left out is what changes while
 * a host is just used: what is open or mounted, and by whom, times and pids. What follows of those
 * for the plan shows in the plan.
 */
void marks_of_state(const struct wishes *wishes, const struct snapshot *snapshot,
		    struct arena *arena, struct marks *marks);

#endif
