/*
 * Multipath maps on the way down: what multipathd has made of the paths to a LUN holds their
 * sessions, and is flushed once nothing is active on it and all its paths go.
 */
#ifndef KIND_MULTIPATH_H
#define KIND_MULTIPATH_H

#include "kind/kind.h"

/* Finds the maps all of whose sessions can be logged out but for those maps, and plans to flush
 * them. The items of these sessions are there. */
void multipath_plan_down(struct planning *planning);
/*
 * Whether a use of a session is over once this plan has flushed a map: the map itself, or
 * multipathd, which has its paths open until then. ret_action: that step, PLAN_NONE while it is
 * still being found out; untouched if there is none.
 */
bool multipath_ends(const struct planning *planning, const struct use *use, size_t *ret_action);

#endif
