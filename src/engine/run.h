/*
 * A run: probe, plan, execute, verify.
 *
 * Applying goes in rounds. A plan's late actions depend on what a login
 * reveals, so after a round the host is probed and planned afresh, and the next round runs what
 * its plan says that was not tried yet. The plan that has nothing left to try is
 * also the verification. No action is tried twice, so this ends.
 */
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "engine/execute.h"
#include "model/outcome.h"
#include "model/snapshot.h"
#include "model/wish.h"
#include "os/file.h"

/* Somebody who is asked before anything of a plan is done; -1 with a sentence: nothing is (exit 1).
 * What a yes was said to is all that is then done, also in later rounds. */
struct review {
	void *context;
	int (*ask)(void *context, const struct plan *plan, const struct snapshot *snapshot,
		   const char **ret_reason);
};

/* Somebody who is told once, when the plan has something to do and nothing of it was begun. */
struct beginning {
	void *context;
	void (*tell)(void *context);
};

struct run {
	struct arena *arena;
	const struct wishes *wishes;
	const struct tools *tools;
	const struct names *only;
	const struct observer *observer;
	const struct review *review;	   /* NULL: nobody is asked */
	const struct beginning *beginning; /* NULL: nobody is told */
	struct pool *pool;
	unsigned int jobs;
	int64_t deadline; /* clock_ms() */
	unsigned int signals;
	struct tools settled;	      /* the tools, with the database that the last look found */
	const struct snapshot *first; /* look of this run; NULL before it */
	int64_t phase_ms[PHASE_COUNT];
};

/*
 * Changes nothing, takes no lock; ends the pool when it has probed, so that signals are the
 * process's again. left: see probe(). 0, or -1 with a sentence (exit 1, or 4 if run->signals).
 */
int run_plan(struct run *run, const struct lock *left, struct outcome **ret_outcome,
	     const char **ret_reason);
/* Plans against a given snapshot, without a look at any host. */
struct outcome *run_plan_offline(struct run *run, const struct snapshot *snapshot);
/* An outcome without items, for a run that has a reason not to begin. */
struct outcome *run_nothing(struct run *run, bool dry_run, const char *note);
/* With the lock held. 0, or -1 with a sentence when nothing could be begun (exit 1, or 4 if
 * run->signals). */
int run_apply(struct run *run, struct lock *lock, struct outcome **ret_outcome,
	      const char **ret_reason);

#endif
