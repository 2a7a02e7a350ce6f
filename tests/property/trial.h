/* One run of converge in the world, and what came of it. */
#ifndef PROPERTY_TRIAL_H
#define PROPERTY_TRIAL_H

#include "engine/run.h"
#include "world.h"

struct trial {
	struct arena arena;
	const struct wishes *wishes;
	bool died;	    /* by a crash that was asked for */
	const char *reason; /* nothing was done, and why (exit 1); else NULL */
	const struct outcome *outcome;
	int status;
	long reads;		  /* how many there were */
	struct strbuf text, json; /* both renderings of the outcome; of a dry run, the runbook */
};

struct trial_way {
	bool dry_run;
	unsigned int jobs;
	unsigned int seconds; /* --timeout */
	struct fault fault;
	struct crash crash;
	struct reads reads; /* .error 0: none fails */
};

/* Reads a manifest; NULL when it is refused. */
const struct wishes *trial_wishes(struct arena *arena, const char *yaml);
void trial_run(struct trial *trial, const struct wishes *wishes, const struct trial_way *way);
void trial_done(struct trial *trial);

#endif
