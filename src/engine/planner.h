/* Planning: a pure function of wishes, snapshot and what this run has tried. */
#ifndef ENGINE_PLANNER_H
#define ENGINE_PLANNER_H

#include "model/history.h"
#include "model/plan.h"
#include "model/snapshot.h"
#include "model/wish.h"

/*
 * history: NULL for a first plan. only: --only arguments; NULL for all. tools
 * only lends the commands their paths; nothing is looked at. Memory from arena; the plan keeps
 * pointers into wishes and snapshot.
 */
const struct plan *plan_make(const struct wishes *wishes, const struct snapshot *snapshot,
			     const struct history *history, const struct names *only,
			     const struct tools *tools, struct arena *arena);

#endif
