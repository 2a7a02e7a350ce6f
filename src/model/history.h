/*
 * History: what this run has tried so far, one attempt per action it came to.
 * Planning again after a round looks at it, so that nothing is tried twice.
 */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct plan;

enum attempt_end {
	ATTEMPT_DONE, /* the command answered success, or the wait was reached */
	ATTEMPT_FAILED,
	ATTEMPT_TIMED_OUT,   /* a changing command may still be at work */
	ATTEMPT_REFUSED,     /* the look right before the act said no */
	ATTEMPT_SKIPPED,     /* something it depends on did not get done */
	ATTEMPT_INTERRUPTED, /* not started: a signal came, or the run's time was up */
};

struct attempt {
	const char *key, *type, *kind, *item, *title, *reason, *resource;
	const char *command; /* as a shell line; NULL for a wait */
	const char *place;   /* "file:line", or NULL */
	enum attempt_end end;
	const char *text; /* what went wrong, whole sentence; NULL when done */
	int code;   /* exit status of the command; -1 if it did not end by itself, or never ran */
	int64_t ms; /* how long it ran */
};

struct history {
	struct arena *arena;
	VEC(struct attempt) attempts;
	struct strmap index;	/* key -> attempts */
	VEC(const char *) owed; /* keys of late actions whose turn has come */
	/* What this run's dry run would have printed: the plan it began with; NULL until then. */
	const struct plan *first;
	bool bound; /* to the commands of `first`: it was reviewed, and nothing else is to be done
		     */
};

extern const char *const attempt_words[];

/* The attempt at the action with that key; NULL if it was not come to. */
const struct attempt *history_find(const struct history *history, const char *key);
/* Whether a step for that item was come to; type: of that type, NULL: any. */
bool history_tried(const struct history *history, const char *kind, const char *item,
		   const char *type);
bool history_owes(const struct history *history, const char *key);
void history_add(struct history *history, const struct attempt *attempt);

#endif
