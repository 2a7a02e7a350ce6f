/* What became of an action, in words. */
#ifndef ENGINE_FAILURE_H
#define ENGINE_FAILURE_H

#include "model/history.h"
#include "model/plan.h"
#include "os/pool.h"

/* NULL and ATTEMPT_DONE when the command answered success; else a sentence: the command's exit
 * status, what it means, and the last lines it wrote on stderr. */
const char *failure_text(struct arena *arena, const struct action *action,
			 const struct child *child, enum attempt_end *ret_end);

/* Why a child has no overlay: child->bare; its path: what it was to see another text in. */
const char *bare_text(struct arena *arena, const char *name, const char *path, int error);

/* "pid 812", and what keeps it: for a process that is left behind (law 13). */
const char *whereabouts(struct arena *arena, pid_t pid);

/* An attempt record that no longer points into plan or action; code: see struct attempt. */
struct attempt attempt_of(struct arena *arena, const struct plan *plan, const struct action *action,
			  enum attempt_end end, const char *text, int code, int64_t ms);

#endif
