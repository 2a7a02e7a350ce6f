/*
 * A snapshot as JSON: what `converge show --output json` prints and --state
 * reads. One table per struct drives both directions, so they cannot drift.
 */
#ifndef TOOL_STATE_H
#define TOOL_STATE_H

#include "base/strbuf.h"
#include "model/snapshot.h"

#define STATE_VERSION 1

/* Two-space indented JSON with a newline at its end. Parameters that hold secrets are masked. */
void state_write(const struct snapshot *snapshot, struct strbuf *out);
/* Into a snapshot whose arena is set, indexed. -1 with a sentence (line or key) when it is not a
 * snapshot of this version. Unknown keys are errors: a misread state must not become a plan. */
int state_read(const char *json, size_t size, struct snapshot *snapshot, const char **ret_reason);

#endif
