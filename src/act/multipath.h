/* The step that flushes a multipath map. */
#ifndef ACT_MULTIPATH_H
#define ACT_MULTIPATH_H

#include "model/plan.h"

extern const struct action_type multipath_flush_type;

#endif
