/*
 * --save-plan and --plan: a plan that is reviewed in a file, and done once as
 * it stands there, or not at all.
 */
#ifndef CLI_SAVED_H
#define CLI_SAVED_H

#include "cli/options.h"
#include "engine/run.h"
#include "report/saved.h"

/* The plan of --plan on its way to be done. */
struct reviewed {
	struct arena *arena;
	const struct options *options;
	const struct run *run;
	struct saved saved;
	struct review review; /* for run->review */
};

/* Writes the plan of this run's first look. 0, or a status after complaining. */
int saved_plan_write(const struct run *run, const char *file, const struct plan *plan);
/* Reads the plan of --plan; what it is held against later is *run. 0, or a status after
 * complaining. reviewed_close() at the end, whatever came back. */
int reviewed_open(struct arena *arena, const struct options *options, const struct run *run,
		  struct reviewed *ret_reviewed);
void reviewed_close(struct reviewed *reviewed);

#endif
