/* multipath(8): maps that multipathd makes of the paths to one LUN. */
#ifndef TOOL_MULTIPATH_H
#define TOOL_MULTIPATH_H

#include "model/snapshot.h"
#include "tool/tools.h"

bool multipath_is_map(const struct block *block);
/* Ends one map that nobody uses; of one in use it says so, and exits with 1. */
struct command multipath_flush(struct arena *arena, const struct tools *tools, const char *map);

#endif
