/*
 * Execution: the only code that changes the host. Runs the actions of one plan
 * that are not late and were not tried before, each after what it depends on, in
 * parallel except within a lane, and writes down every attempt.
 */
#ifndef ENGINE_EXECUTE_H
#define ENGINE_EXECUTE_H

#include "model/history.h"
#include "model/plan.h"
#include "os/lock.h"
#include "os/pool.h"
#include "tool/tools.h"

/* Told what happens while it happens; every function may be NULL. */
struct observer {
	void *context;
	void (*started)(void *context, const struct action *action);
	void (*awaits)(void *context, const struct action *action, const char *what);
	void (*ended)(void *context, const struct action *action, const struct attempt *attempt);
};

struct execution {
	const struct tools *tools;
	struct pool *pool;
	struct lock *lock;
	struct history *history;
	const struct observer *observer;
	struct arena *arena;
	unsigned int jobs;    /* commands at a time, at least 1 */
	int64_t deadline;     /* of the whole run; a command on records may go beyond it */
	unsigned int signals; /* received so far; the first stops what is not started, the second
			       * also stops waiting */
};

/*
 * Guards are asked right before each act. A failed action skips its dependents
 * only. A changing command that reaches its deadline is left alone, its
 * attempt is "timed out", and what depends on it does not run. The keys of late actions whose
 * dependencies got done are added to history->owed.
 * Returns how many actions got done.
 */
size_t execute(struct execution *execution, const struct plan *plan);

/* A sentence when the run was cut short ("a signal came", "the time is up"); else NULL. */
const char *execution_stopped(const struct execution *execution);

#endif
