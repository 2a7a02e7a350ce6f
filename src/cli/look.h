/* What verbs that only look have to look at: this host, or a snapshot in a file. */
#ifndef CLI_LOOK_H
#define CLI_LOOK_H

#include "cli/common.h"
#include "os/lock.h"

/* The commands of earlier runs that are still going. 0, or a status after complaining. */
int peek_lock(const struct tools *tools, struct arena *arena, struct lock *ret_left);
/* Probes this host, closely; needs root. 0, or a status after complaining. */
int take_snapshot(struct arena *arena, const struct options *options, const struct tools *tools,
		  const struct snapshot **ret_snapshot);
/* Reads a snapshot from a file; its arena is set. NULL, or the sentence that says why not. */
const char *load_state(const char *file, struct snapshot *snapshot);
/* Reads --state into a snapshot whose arena is set. 0, or a status after complaining. */
int read_state(const struct options *options, struct snapshot *snapshot);
/* The snapshot of --state if there is one, else a look at this host. */
int get_snapshot(struct arena *arena, const struct options *options, const struct tools *tools,
		 const struct snapshot **ret_snapshot);

#endif
