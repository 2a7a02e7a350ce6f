/*
 * Why something does not match: the host has moved away from a wish that it
 * once fulfilled (drift), or the wish has become another one (intent). Told by
 * what the applies before have left in a memory, and never guessed.
 */
#ifndef ENGINE_CAUSE_H
#define ENGINE_CAUSE_H

#include "model/marks.h"
#include "model/outcome.h"

/* What the host remembers of applied wishes. */
struct memory {
	bool known; /* there is one that this version of converge has written */
	bool same;  /* also of this manifest: what it does not have is new in the manifest */
	/* Of each resource the mark of the wish that it was last seen to fulfil; MEMORY_MISSED if
	 * another one was tried since, in vain; MEMORY_UNKNOWN if it never was, as far as known. */
	struct marks wishes;
};

#define MEMORY_MISSED "missed"
#define MEMORY_UNKNOWN "unknown"

/* Sets the cause of every item that does not match, or did not before this run. */
void causes_tell(const struct memory *memory, const struct marks *wishes, struct arena *arena,
		 struct outcome *outcome);
/* The memory after an apply. What this manifest does not name stays in it. */
void memory_learn(const struct memory *before, const struct marks *wishes,
		  const struct outcome *outcome, struct arena *arena, struct marks *ret_after);

#endif
