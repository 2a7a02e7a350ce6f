/* What can go wrong with one run of a tool. */
#ifndef STANDIN_FAULT_H
#define STANDIN_FAULT_H

#include "standin/model.h"

enum fault_sort {
	FAULT_NONE,
	FAULT_EXIT,   /* the command does nothing and exits with a code */
	FAULT_HANG,   /* does its work, but long after every deadline */
	FAULT_STUCK,  /* never ends */
	FAULT_SIGNAL, /* does nothing and dies of a signal */
	FAULT_JUNK,   /* prints junk, exit 0, does nothing */
	FAULT_HUGE,   /* prints 10 MiB, exit 0, does nothing */
	FAULT_LIE,    /* exit 0, nothing was done */
	FAULT_HALF,   /* does its work, and says that it failed */
	FAULT_DEAF,   /* iscsid does not tell it where iscsid.conf is */
	FAULT_CHANGE, /* somebody else changes the host right after the plan was made */
	FAULT_STOP,   /* SIGTERM comes while it runs */
	FAULT_SORTS,
};
extern const char *const fault_words[FAULT_SORTS];

/* Where a run dies, as by SIGKILL: before a command of its starts, while it runs, after it. */
enum crash_point { CRASH_BEFORE, CRASH_STARTED, CRASH_ENDED, CRASH_POINTS };

/* What a command does and says at its end, with that fault. code: that of FAULT_EXIT; config: see
 * model_run(). */
void fault_run(enum fault_sort sort, int code, struct model *model, const char *const *argv,
	       const char *config, struct reply *reply);

#endif
