/*
 * Rescans: a session asked once more which LUNs its target has, and how large
 * they are. Each at most once in a run.
 */
#ifndef KIND_RESCAN_H
#define KIND_RESCAN_H

#include "act/planning.h"

/*
 * Plans a rescan, and a wait for what it brings, of each session that carries a VG: of the targets
 * its wish names, else of those its PVs came in over, else of all that are to be logged in. Left
 * out are sessions that are not LOGGED_IN, and those of a target with several while multipathd does
 * not run: a new LUN would come in twice (law 5). Adds what to wait for to progress->after. False:
 * there is none to be tried, or this run has done something already.
 */
bool rescan_plan(struct planning *planning, const struct vg_wish *wish,
		 struct vg_progress *progress, size_t item, const char *reason);

/*
 * The same of one session, of which the item is, for LUNs that its target's wish lists: the wait
 * behind the rescan; PLAN_NONE: it is not to be tried.
 */
size_t rescan_session(struct planning *planning, const struct session *session, size_t item,
		      const char *reason);
/* Whether this run has tried it. */
bool rescan_tried(struct planning *planning, const struct session *session);

#endif
