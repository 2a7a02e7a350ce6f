/* One plan being executed: its steps, what each waits for, and what runs. Private to execute.c. */
#ifndef ENGINE_ROUND_H
#define ENGINE_ROUND_H

#include "engine/execute.h"
#include "os/uevent.h"

enum step_state {
	STEP_PENDING,
	STEP_RUNNING,
	STEP_WAITING,
	STEP_GUARDED, /* its guard said "not yet" */
	STEP_DONE,
	STEP_NOT_DONE,
	STEP_LATER
};

/* One action of the plan. */
struct step {
	const struct action *action;
	struct round *round;
	enum step_state state;
	bool *lane;   /* whether its lane is taken */
	size_t unmet; /* dependencies that are not done */
	VEC(size_t) dependents;
	int64_t started, deadline; /* of a wait; deadline 0: it has not been waited for */
	const char *awaited;
	struct child child;
	uint64_t noted; /* its start time, once it is in the lock file; else 0 */
	int code;	/* its exit status; -1 if it has none */
};

struct round {
	struct execution *execution;
	const struct plan *plan;
	struct step *steps;
	size_t done;
	size_t running;			       /* commands */
	size_t waiting;			       /* waits, and steps that must not be done yet */
	size_t under_way[TOUCHES_VOLUMES + 1]; /* both, by what they touch */
	struct strmap lanes;		       /* name -> number */
	bool *busy;			       /* by lane number */
	struct uevents events;		       /* fd -1: not subscribed */
	int64_t looked;			       /* when the waits were looked at */
};

/* Fills steps and lanes from round->plan. */
void round_build(struct round *round);
/* Nothing it depends on is missing, its lane is free, and nothing runs that it must keep apart
 * from. */
bool step_is_ready(const struct step *step);
/*
 * Late actions are for the next round, and what was tried before keeps the end it had: then the
 * step is over without an act.
 */
bool step_is_over(struct step *step);
/*
 * A step has come to its end: written down (once per key and run), told to the observer, and passed
 * on to what depends on it.
 */
void step_settle(struct step *step, enum attempt_end end, const char *text, int64_t ms);

#endif
