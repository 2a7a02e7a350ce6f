/* Live progress: one line per action with its time, and what it is waiting for. */
#ifndef REPORT_PROGRESS_H
#define REPORT_PROGRESS_H

#include "engine/execute.h"

#include <stdio.h>

/*
 * Writes to a terminal as things happen: a line for each step that ends, and one last line, which
 * is rewritten, for those under way. The observer is valid until progress_free(), which ends the
 * live line.
 */
struct progress;
struct progress *progress_new(FILE *stream, struct arena *arena);
const struct observer *progress_observer(const struct progress *progress);
void progress_free(struct progress *progress);

#endif
