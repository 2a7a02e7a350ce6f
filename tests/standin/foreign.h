/* What somebody else does to a host while converge runs. */
#ifndef STANDIN_FOREIGN_H
#define STANDIN_FOREIGN_H

#include "standin/model.h"

enum foreign_sort {
	FOREIGN_MOUNT,	/* mounts an active volume */
	FOREIGN_SWAP,	/* swaps on one */
	FOREIGN_LOGIN,	/* logs in to a target without a session */
	FOREIGN_LOGOUT, /* logs a session out, whatever is on it */
	FOREIGN_RECORD, /* makes a record where there is none, with settings of its own */
	FOREIGN_FAIL,	/* a session fails */
	FOREIGN_ACTIVATE,
	FOREIGN_DEACTIVATE,
	FOREIGN_CLAIM, /* claims a disk without a trace; the property test's alone, as the stand-in
			* program has no device nodes that could show it */
	FOREIGN_SORTS,
};
extern const char *const foreign_words[FOREIGN_SORTS];

/* Does it, if there is something to do it to. */
void foreign_change(struct model *model, enum foreign_sort sort);

#endif
