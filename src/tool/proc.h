/* /proc: what is mounted and swapped on, and whether multipathd runs. */
#ifndef TOOL_PROC_H
#define TOOL_PROC_H

#include "model/snapshot.h"
#include "tool/tools.h"

/* Adds mounts (of a namespace that cannot be read: openers_unknown), swaps and multipathd to the
 * snapshot; -1 with a sentence when /proc is unreadable. */
int proc_read(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason);
/* Whether a process of this short name runs: 1, 0, or -1 with a sentence. */
int proc_has_process(const struct tools *tools, struct arena *arena, const char *name,
		     const char **ret_reason);
/* Whether multipathd runs: 1, 0, or -1 with a sentence. */
int proc_has_multipathd(const struct tools *tools, struct arena *arena, const char **ret_reason);

#endif
