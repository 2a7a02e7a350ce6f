/* From a probe command to its child process, and from that to the answer. */
#ifndef ENGINE_ANSWER_H
#define ENGINE_ANSWER_H

#include "model/command.h"
#include "os/pool.h"
#include "tool/source.h"

/* A probe: it has until its own deadline or the one given here, whichever is first, but not less
 * than the least it needs. */
struct child child_of(struct arena *arena, const struct command *command, int64_t deadline);
/* What one that the pool has returned said; its buffers are freed. */
struct answer answer_of(struct arena *arena, struct child *child);

#endif
