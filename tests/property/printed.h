/* A dry run prints what is done: its runbook, against the commands of the run that follows. */
#ifndef PROPERTY_PRINTED_H
#define PROPERTY_PRINTED_H

#include "world.h"

struct line {
	const char *text;
	bool late; /* below an "# if" */
	bool was_run;
};

struct printed {
	struct arena *arena;
	const char *runbook;
	VEC(struct line) lines;
};

void printed_read(struct printed *printed, const char *runbook);
/* Says what was not printed, ran in another order, or, when all went well, did not run. */
void printed_check(struct printed *printed, bool all_good);
/* The first step without a condition that takes something away and that the other does not have;
 * NULL: there is none. */
const char *printed_destroys_more(struct printed *printed, struct printed *other);

#endif
